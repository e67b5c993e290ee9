"""What a form sends up, read and recognised before it is kept; knows neither forms nor what a file is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.files import kinds, services
from tracker.files.models import StoredFile


class Sent(Protocol):
    """A file as a web server hands it over."""

    @property
    def filename(self) -> str | None: ...
    @property
    def stream(self) -> IO[bytes]: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read and is what its name says."""

    data: bytes
    name: str
    media_type: str


def read_all(sent: Iterable[Sent]) -> tuple[Upload, ...]:
    """These files, whole. Raises TooLarge, and Refused for one that is not what its name says, each by its name."""
    return tuple(_read(each) for each in sent)


def keep_all(uploads: Iterable[Upload], *, at: datetime) -> list[StoredFile]:
    """Store them in the transaction that is open."""
    return [services.keep(each.data, each.name, each.media_type, at=at) for each in uploads]


def _read(sent: Sent) -> Upload:
    name = sent.filename or ""
    data = sent.stream.read(kinds.LARGEST + 1)
    if len(data) > kinds.LARGEST:
        raise kinds.TooLarge(
            Bilingual.said(
                "%(name)s is larger than %(most)s MB. Send a smaller one, for example with fewer pictures.",
                name=services.plain_name(name), most=kinds.LARGEST // 1024 // 1024,
            )
        )  # fmt: skip
    media_type = kinds.media_type_of(data, name)
    if not media_type:
        raise Refused(
            Bilingual.said("%(name)s is not what its name says, or is damaged.", name=services.plain_name(name))
        )
    return Upload(data, name, media_type)
