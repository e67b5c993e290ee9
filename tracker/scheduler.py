"""The timetable as data: which job runs how often. Knows no rules; what is due, each job finds in the database."""

import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from types import FrameType

import click
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker.core import clock
from tracker.mail import jobs as mail_jobs

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A job and how many seconds lie between two of its runs."""

    name: str
    seconds: int
    run: Callable[[], None]


TIMETABLE = (Entry("mail", 15, mail_jobs.deliver),)


def tick(app: Flask, entry: Entry) -> None:
    """Run one job; whatever goes wrong is logged, and the next run comes in its time."""
    try:
        with app.app_context():
            entry.run()
    except Exception:
        _log.exception("the job %s failed", entry.name)


@contextmanager
def running(app: Flask) -> Iterator[None]:
    """The timetable is kept in the background meanwhile; at the end a job that is running is waited for.

    In memory alone: what is due stands in the database, so that two schedulers at once are harmless.
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    for entry in TIMETABLE:
        scheduler.add_job(
            tick, "interval", args=(app, entry), id=entry.name, seconds=entry.seconds, next_run_time=clock.now(),
            coalesce=True, max_instances=1, misfire_grace_time=None,
        )  # fmt: skip
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


@click.command("scheduler")
@with_appcontext
def command() -> None:
    """Keep the timetable, without serving pages, until Ctrl-C."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  jobs run in other threads
    signal.signal(signal.SIGTERM, _stop)
    with contextlib.suppress(KeyboardInterrupt), running(app):
        click.echo(f"The timetable is kept: {', '.join(entry.name for entry in TIMETABLE)}  (stop with Ctrl-C)")
        while True:
            time.sleep(60)
    click.echo("The scheduler has stopped.")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
