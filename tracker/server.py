"""Serving the tracker from one process, on Linux and on Windows."""

import contextlib
import errno
import signal
import socket
from types import FrameType

import click
import waitress
from flask import current_app
from flask.cli import with_appcontext

from tracker import scheduler

THREADS = 8
BACKLOG = 1024


@click.command()
@with_appcontext
def serve() -> None:
    """Serve the tracker until Ctrl-C."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  waitress needs the real one
    host, port = app.config["TRACKER_LISTEN"]
    _refuse_taken(host, port)
    click.echo(f"The tracker answers at {app.config['TRACKER_BASE_URL']}  (stop with Ctrl-C)")
    if app.config["TRACKER_SCHEDULER"]:
        click.echo(scheduler.told())
    signal.signal(signal.SIGTERM, _stop)
    timetable = scheduler.running(app) if app.config["TRACKER_SCHEDULER"] else contextlib.nullcontext()
    with contextlib.suppress(KeyboardInterrupt), timetable:
        waitress.serve(
            app,
            host=host,
            port=port,
            threads=THREADS,
            backlog=BACKLOG,
            ident=None,
            clear_untrusted_proxy_headers=not app.config["TRACKER_PROXY_HOPS"],  # else ProxyFix would never see them
            _quiet=True,
        )
    click.echo("The tracker has stopped.")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _refuse_taken(host: str, port: int) -> None:
    """Say in one line that another program has the port, before waitress says it in thirty."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise click.ClickException(
                    f"Another program uses {host}:{port}; stop it, or set TRACKER_LISTEN to another port."
                ) from None
            raise click.ClickException(f"TRACKER_LISTEN: {host}:{port} can't be used: {error.strerror}") from None
