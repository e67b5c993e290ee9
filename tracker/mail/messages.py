"""A mail as whoever writes one hands it over; knows nothing of how it is kept or sent."""

from dataclasses import dataclass

from tracker.core.i18n import Language


class Place(str):
    """Where a secret link will stand; filled in only when the mail goes out."""

    __slots__ = ()


def link(link_id: int) -> Place:
    """The place of the secret link with this id."""
    return Place(f"{{link:{link_id}}}")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file that goes with a mail. `address` is the page that has it, for a file too large to be sent."""

    file_id: int
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one reader, in that reader's language. The same key is the same mail, put in however often; `why`
    says why the reader gets it; a `reply_to` is where an answer goes; `sender` is the name that it comes from."""

    key: str
    to: str
    name: str
    language: Language
    subject: str
    text: str
    html: str
    why: str = ""
    reply_to: str = ""
    sender: str = ""
    attachments: tuple[Attachment, ...] = ()
