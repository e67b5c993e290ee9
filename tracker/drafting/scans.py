"""What a scanned paper may be: known by its first bytes, and called by a name that fits them. Keeps nothing."""

from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused

LARGEST = 20 * 1024 * 1024
LARGEST_LIST = 1024 * 1024  # of the names of an archive's files; a document has some dozens
LOCATOR = 20  # bytes before the end of an archive in which a larger one says where its list is
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".docx")
_KINDS = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".docx": WORD}
_BEGINNINGS = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    WORD: b"PK\x03\x04",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was checked and can be kept."""

    data: bytes
    name: str
    media_type: str


def checked(data: bytes, name: str) -> Scan:
    """The file as what its name says it is; Refused if it is too large or something else."""
    if len(data) > LARGEST:
        raise Refused(Bilingual.said("The file may have %(most)s MB at the most.", most=LARGEST // 1024 // 1024))
    suffix = next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")
    media_type = _KINDS.get(suffix, "")
    if not media_type or not data.startswith(_BEGINNINGS[media_type]) or (media_type == WORD and not _is_word(data)):
        raise Refused(Bilingual.said("The file is not a PDF, JPG, PNG or Word document, or is damaged."))
    return Scan(data, name, media_type)


def _is_word(data: bytes) -> bool:
    """Whether an archive holds a Word document; nothing in it is unpacked."""
    if not 0 < _size_of_list(data) <= LARGEST_LIST:
        return False
    try:
        with ZipFile(BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError):
        return False


def _size_of_list(data: bytes) -> int:
    """How many bytes an archive says that the list of its files has, or 0; a list of megabytes takes seconds to read.

    PKWARE APPNOTE §4.3.16; what only archives of more than 4 GB need (§4.3.15) is not taken.
    """
    end = data.rfind(b"PK\x05\x06")
    if end < LOCATOR or end + 22 > len(data) or data[end - LOCATOR :].startswith(b"PK\x06\x07"):
        return 0
    return int.from_bytes(data[end + 12 : end + 16], "little")
