"""Where readers of mails find the pages of this installation, and whether they can reach them at all."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_PRIVATE_ENDINGS = (".local", ".localdomain", ".internal", ".lan", ".home", ".intranet", ".localhost", ".home.arpa")


@dataclass(slots=True)
class _Installation:
    base_url: str = "http://localhost"


_installation = _Installation()


def keep_base_url(base_url: str) -> None:
    """Make addresses that begin so; once, when the application starts."""
    _installation.base_url = base_url.rstrip("/")


def page(path: str) -> str:
    """The whole address of a page."""
    return f"{_installation.base_url}/{path.lstrip('/')}"


def is_private() -> bool:
    """Whether only machines of the same office can reach the pages, so that mails must carry everything."""
    host = urlsplit(_installation.base_url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_PRIVATE_ENDINGS)
