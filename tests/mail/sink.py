"""A mail server of the tests' own on this machine, which takes mails or refuses them as it is told."""

import email
import email.policy
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tracker.mail.server import MailServer, Tls

CERTIFICATE = Path(__file__).parent / "localhost.pem"
USER, PASSWORD = "twg", "right"


@dataclass
class Sink:
    """What the server took, and what it answers at each step instead of taking a mail."""

    port: int = 0
    mail: str = ""
    rcpt: str = ""
    data: str = ""
    taken: list[bytes] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)

    def server(self, **more: Any) -> MailServer:
        """The same as the tracker knows it."""
        return MailServer("127.0.0.1", self.port, **{"tls": Tls.NONE, "patience": 5.0, **more})

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(data, policy=email.policy.default) for data in self.taken]

    @property
    def ids(self) -> list[str]:
        return [str(mail["message-id"]) for mail in self.mails]

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.mail or "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:  # noqa: N802
        if not self.rcpt:
            envelope.rcpt_tos.append(address)
        return self.rcpt or "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.reached.set()
        if not self.data:
            self.taken.append(envelope.content)
            self.receivers += envelope.rcpt_tos
        return self.data or "250 taken"


class _Doors:
    """What the server may call of a sink, and nothing else: at each call it reads all there is, and would read every
    mail that was ever taken."""

    def __init__(self, taken: Sink) -> None:
        self._taken = taken

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._taken) if name.startswith("handle_")]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._taken, name)


def _check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def sink(*, tls: bool = False, at_once: bool = False, auth: bool = False) -> Iterator[Sink]:
    """A server that takes everything; with STARTTLS, encrypted from the first byte, or asking for a sign-in."""
    taken = Sink(free_port())
    trust = None
    if tls or at_once:
        trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trust.load_cert_chain(CERTIFICATE)
    more: dict[str, Any] = {"ssl_context": trust} if at_once else {"tls_context": trust}
    if auth:
        more |= {"authenticator": _check, "auth_required": True, "auth_require_tls": False}
    controller = Controller(_Doors(taken), hostname="127.0.0.1", port=taken.port, **more)
    controller.start()
    try:
        yield taken
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[int]:
    """The port of a server that takes the call and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@contextmanager
def slammed() -> Iterator[int]:
    """The port of a server that takes the call and ends it at once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def end_one() -> None:
            listener.accept()[0].close()

        thread = threading.Thread(target=end_one)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join()
