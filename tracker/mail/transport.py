"""Speaking SMTP: hands one finished mail to the server, or says in a word what kept it from going."""

import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.mail.server import MailServer, Tls
from tracker.mail.troubles import LastingTrouble, PassingTrouble, Trouble

_NAMES: tuple[tuple[type[OSError], Trouble], ...] = (  # the first that fits
    (smtplib.SMTPAuthenticationError, Trouble.SIGN_IN_REFUSED),
    (smtplib.SMTPNotSupportedError, Trouble.NO_SIGN_IN),
    (smtplib.SMTPResponseException, Trouble.SERVER_BUSY),
    (smtplib.SMTPException, Trouble.LINE_LOST),
    (ssl.SSLCertVerificationError, Trouble.BAD_CERTIFICATE),
    (FileNotFoundError, Trouble.BAD_CERTIFICATE),
    (ssl.SSLError, Trouble.TLS_FAILED),
    (socket.gaierror, Trouble.NO_SUCH_HOST),
    (TimeoutError, Trouble.NO_ANSWER),
    (ConnectionResetError, Trouble.LINE_LOST),
    (ConnectionAbortedError, Trouble.LINE_LOST),
    (BrokenPipeError, Trouble.LINE_LOST),
    (OSError, Trouble.NO_CONNECTION),
)
SLOWEST = 4096  # bytes a second, that even a bad line carries
LONGEST_TALK = 240.0  # seconds until the mail itself begins, so that it ends before somebody else may take it over


def allowance(size: int) -> float:
    """The seconds that a mail of this size may need on its way."""
    return 60.0 + size / SLOWEST


def send(server: MailServer, sender: str, receiver: str, data: bytes) -> None:
    """Hand over one mail. Raises PassingTrouble or LastingTrouble; without one the server has taken it."""
    begun = time.monotonic()
    with _signed_in(server, sender) as line, _sorted_out():
        _ask(line.mail(sender), Trouble.SENDER_REFUSED)
        _ask(line.rcpt(receiver), Trouble.RECEIVER_REFUSED)
        if time.monotonic() - begun > LONGEST_TALK:
            raise PassingTrouble(Trouble.NO_ANSWER)
        if line.sock is not None:
            line.sock.settimeout(max(server.patience, allowance(len(data))))
        try:
            _ask(line.data(data), Trouble.MAIL_REFUSED)
        except smtplib.SMTPDataError as error:
            _ask((error.smtp_code, error.smtp_error), Trouble.MAIL_REFUSED)


def _ask(answer: tuple[int, bytes | str], trouble: Trouble) -> None:
    """4xx passes; 5xx is for good, unless the server only misses a sign-in (RFC 4954 §6)."""
    code, said = answer
    if code in {250, 251}:
        return
    reply = f"{code} {_words(said)}"
    if code == 530:
        raise PassingTrouble(Trouble.SIGN_IN_REFUSED, reply)
    if 500 <= code < 600:
        raise LastingTrouble(trouble, reply)
    raise PassingTrouble(Trouble.SERVER_BUSY, reply, of_server=False)


@contextmanager
def _signed_in(server: MailServer, sender: str) -> Iterator[smtplib.SMTP]:
    line = None
    try:
        with _sorted_out():
            line = _connected(server, name=sender.rpartition("@")[2])
            line.ehlo_or_helo_if_needed()
            _make_secret(line, server)
            _sign_in(line, server)
        yield line
    finally:
        if line is not None:
            _hang_up(line)


def _connected(server: MailServer, name: str) -> smtplib.SMTP:
    """The name is given, because finding one out can take a machine without a line half a minute."""
    if server.tls is Tls.AT_ONCE:
        return smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=name, timeout=server.patience, context=_trust(server)
        )
    return smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=server.patience)


def _trust(server: MailServer) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.certificates or None)


def _make_secret(line: smtplib.SMTP, server: MailServer) -> None:
    if server.tls in {Tls.AT_ONCE, Tls.NONE}:
        return
    if line.has_extn("starttls"):
        line.starttls(context=_trust(server))
        line.ehlo()
    elif server.tls is Tls.REQUIRED or server.user:  # a password never goes over an open line unless that was asked for
        raise PassingTrouble(Trouble.NO_TLS)


def _sign_in(line: smtplib.SMTP, server: MailServer) -> None:
    if server.user:
        line.login(server.user, server.password)


def _hang_up(line: smtplib.SMTP) -> None:
    """What the server says to a good-bye changes nothing any more."""
    try:
        line.quit()
    except (OSError, smtplib.SMTPException):
        line.close()


@contextmanager
def _sorted_out() -> Iterator[None]:
    """Turn what the libraries raise into one of our troubles. Those of the line, of encryption and of signing in
    concern every mail and are put right in the settings, so they count as passing."""
    try:
        yield
    except OSError as error:  # smtplib's and ssl's exceptions are such
        cut = isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError)
        trouble = next(trouble for kind, trouble in _NAMES if isinstance(error, kind))
        raise PassingTrouble(Trouble.NO_ANSWER if cut else trouble, _reply(error)) from None


def _reply(error: OSError) -> str:
    match error:
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            return f"{code} {_words(said)}"
        case ssl.SSLCertVerificationError():
            return error.verify_message
        case smtplib.SMTPException():
            return str(error)
        case _:
            return error.strerror or str(error)


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
