"""What a scanned paper may be: a picture, a PDF or a Word document."""

from dataclasses import dataclass

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.files.kinds import media_type_of

SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".docx")


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was checked and can be kept."""

    data: bytes
    name: str
    media_type: str


def checked(data: bytes, name: str) -> Scan:
    """The file as what its name says it is; Refused if it is too large or something else."""
    media_type = media_type_of(data, name) if name.lower().endswith(SUFFIXES) else ""
    if not media_type:
        raise Refused(Bilingual.said("The file is not a PDF, JPG, PNG or Word document, or is damaged."))
    return Scan(data, name, media_type)
