"""Which files may be handed in: known by their first bytes, and called by a name that fits them. Keeps nothing."""

import re
from io import BytesIO
from pathlib import PurePath
from typing import ClassVar
from zipfile import BadZipFile, ZipFile

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused

LARGEST = 25 * 1024 * 1024
LARGEST_LIST = 1024 * 1024  # of the names of an archive's files; a document has some dozens
LOCATOR = 20  # bytes before the end of an archive in which a larger one says where its list is
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".zip": "application/zip",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
}
_ZIP = (b"PK\x03\x04",)
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_BEGINNINGS = {
    ".pdf": (b"%PDF-",), ".jpg": (b"\xff\xd8\xff",), ".jpeg": (b"\xff\xd8\xff",), ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": _ZIP, ".xlsx": _ZIP, ".odt": _ZIP, ".ods": _ZIP, ".zip": _ZIP, ".doc": _OLD_OFFICE, ".xls": _OLD_OFFICE,
    ".msg": _OLD_OFFICE[:1],
}  # fmt: skip
_FIRST_OF_A_MAIL = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,75}:[^\r\n]*\r?\n")  # a field of its head (RFC 5322 §2.2)
_INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".odt": "content.xml", ".ods": "content.xml"}


class TooLarge(Refused):
    """More bytes than are kept of one file."""

    status: ClassVar[int] = 413


def media_type_of(data: bytes, name: str) -> str:
    """What a file is, as its name says and its bytes confirm; '' where they don't. Raises TooLarge."""
    if len(data) > LARGEST:
        raise TooLarge(Bilingual.said("The file may have %(most)s MB at the most.", most=LARGEST // 1024 // 1024))
    suffix = PurePath(name.lower()).suffix
    fits = data.startswith(_BEGINNINGS.get(suffix, ())) and (suffix not in _INSIDE or _holds(data, _INSIDE[suffix]))
    if suffix == ".eml":
        fits = _FIRST_OF_A_MAIL.match(data) is not None
    return MEDIA_TYPES[suffix] if fits else ""


def _holds(data: bytes, part: str) -> bool:
    """Whether an archive holds a part; nothing in it is unpacked."""
    if not 0 < _size_of_list(data) <= LARGEST_LIST:
        return False
    try:
        with ZipFile(BytesIO(data)) as archive:
            return part in archive.namelist()
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
