"""Which mail server an installation sends through, read from one address; knows nothing of how it is spoken to."""

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

EXAMPLE = "smtp://user:password@mail.example.org:587"


class Tls(StrEnum):
    """How the line is kept secret: from its first byte; by STARTTLS, always or where it is offered; not at all."""

    AT_ONCE = "at_once"
    REQUIRED = "required"
    OFFERED = "starttls"
    NONE = "none"


_PORTS = {Tls.AT_ONCE: 465}
_PORT = 587


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server, who signs in to it, and how many seconds one answer of it may take."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    certificates: str = ""
    patience: float = 20.0

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """The server of an address such as smtp://user:password@host?tls=required. ValueError says what is wrong."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise ValueError(f"must be an address such as {EXAMPLE}") from None
        if (
            parts.scheme not in {"smtp", "smtps"}
            or not host
            or port == 0
            or parts.path not in {"", "/"}
            or parts.fragment
        ):
            raise ValueError(f"must be an address such as {EXAMPLE}")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not f"{host}{user}{password}".isascii() or not f"{host}{user}{password}".isprintable():
            raise ValueError("may hold only letters, digits and signs of ASCII")
        options = _options(parts.query)
        tls = _tls(parts.scheme, host, options.get("tls", ""))
        return cls(host, port or _PORTS.get(tls, _PORT), tls, user, password, options.get("certificates", ""))

    @property
    def name(self) -> str:
        """Host and port, without the password."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query))
    if unknown := sorted(set(options) - {"tls", "certificates"}):
        raise ValueError(f"knows the options tls and certificates, not {unknown[0]}")
    return options


def _tls(scheme: str, host: str, asked: str) -> Tls:
    """A server on this very machine is spoken to plainly unless something else is asked for."""
    if scheme == "smtps":
        if asked:
            raise ValueError("smtps:// is encrypted from the first byte and takes no tls=")
        return Tls.AT_ONCE
    if not asked:
        return Tls.NONE if _is_this_machine(host) else Tls.REQUIRED
    if asked not in {Tls.REQUIRED, Tls.OFFERED, Tls.NONE}:
        raise ValueError("knows tls=required, tls=starttls (where the server offers it) and tls=none")
    return Tls(asked)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
