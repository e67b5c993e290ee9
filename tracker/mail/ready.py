"""A mail made ready to go: links filled in, files read, everything composed; knows nothing of servers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from tracker.core.errors import Refused
from tracker.files import services as files
from tracker.mail.composing import Enclosed, compose
from tracker.mail.headers import address
from tracker.mail.models import OutgoingMail
from tracker.mail.post import Post
from tracker.mail.troubles import LastingTrouble, Trouble

_PLACE = re.compile(r"\{link:[^}]*\}?")
HIDDEN = "[…]"


@dataclass(frozen=True, slots=True)
class Ready:
    """To whom, and the whole mail as bytes."""

    receiver: str
    data: bytes


def made_ready(mail: OutgoingMail, post: Post, complete: Callable[[str], str]) -> Ready:
    """The mail with its places filled in. Raises LastingTrouble where a link, a file or the address is not good."""
    enclosed = _enclosed(mail, post)
    receiver = address(mail.to_address)
    text, html = (_filled(each, complete) for each in (mail.text, mail.html))
    data = compose(mail, sender=post.sender, text=text, html=html, files=enclosed)
    # Programs that know the mark show the file as a draft to be sent, and not as a mail that came in.
    return Ready(receiver, data if post.server else b"X-Unsent: 1\r\n" + data)


def without_links(text: str) -> str:
    """The text with marks where its secret links will stand."""
    return _PLACE.sub(HIDDEN, text)


def has_links(mail: OutgoingMail) -> bool:
    """Whether secret links stand in the mail."""
    return _PLACE.search(mail.text + mail.html) is not None


def _filled(text: str, complete: Callable[[str], str]) -> str:
    if not _PLACE.search(text):
        return text
    try:
        filled = complete(text)
    except (LookupError, ValueError, Refused) as error:
        raise LastingTrouble(Trouble.LINK_MISSING, type(error).__name__) from None
    if _PLACE.search(filled):
        raise LastingTrouble(Trouble.LINK_MISSING)
    return filled


def _enclosed(mail: OutgoingMail, post: Post) -> tuple[Enclosed, ...]:
    """The files of a mail in their order, for as long as they fit into it together."""
    room, found = post.limit, []
    for each in mail.attachments:
        fits = each.file.size <= room
        room -= each.file.size if fits else 0
        try:
            data = files.read(each.file) if fits else None
        except ValueError as error:
            raise LastingTrouble(Trouble.FILE_MISSING, str(error)) from None
        page = urljoin(f"{post.base_url}/", each.address.lstrip("/"))
        found.append(Enclosed(each.name, each.file.media_type, each.file.size, data, page))
    return tuple(found)
