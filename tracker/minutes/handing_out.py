"""The files of a version as they are handed out: those that were kept or, in Word, made of the frozen text. Knows
nobody who asks."""

from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.docx.layouts import Layout
from tracker.docx.outline_json import from_data
from tracker.docx.writer import write
from tracker.files import services as files
from tracker.files.models import StoredFile
from tracker.minutes import words
from tracker.minutes.models import SCAN, Version, VersionFile
from tracker.minutes.versions import file_name


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """What is kept in one layout, PDF before Word, and how it is called."""

    words: Bilingual
    files: tuple[VersionFile, ...]


def file_for(version: Version, layout: str, suffix: str) -> tuple[bytes, str]:
    """The bytes and the name of a version's file in a layout (or its signed scan) with a suffix such as '.pdf'.

    What was kept comes as it was kept, of a language edition before that of the version it belongs to. A Word file that
    was not kept is made of the frozen text, always with the same bytes; anything else that was not kept is NotFound.
    """
    if kept := stored_file(version, layout, suffix):
        return files.read(kept), kept.name
    if suffix != ".docx" or layout not in list(Layout):
        raise NotFound(Bilingual.said("No such file is kept with these minutes."))
    made = write(from_data(version.outline), Layout(layout), version.at)
    return made, file_name(version, version.meeting.reference, layout, suffix)


def stored_file(version: Version, layout: str, suffix: str) -> StoredFile | None:
    """The newest file that is kept in this layout with this suffix; None where there is none."""
    return next((row.file for row in stored_files(version) if (row.layout, suffix_of(row)) == (layout, suffix)), None)


def stored_files(version: Version) -> tuple[VersionFile, ...]:
    """What is kept with a version; of a language edition its own first, then that of the version it belongs to."""
    rows = session.scalars(
        select(VersionFile)
        .join(Version, Version.id == VersionFile.version_id)
        .where(Version.meeting_id == version.meeting_id, Version.number == version.number)
        .where(Version.edition.in_({version.edition, ""}))
        .options(joinedload(VersionFile.file))
        .order_by(Version.edition.desc(), VersionFile.id.desc())
    )
    return tuple(rows)


def kept_papers(version: Version) -> tuple[KeptPaper, ...]:
    """The same by layout, the signed scan first; of each form the newest."""
    found: dict[str, dict[str, VersionFile]] = {}
    for row in stored_files(version):
        found.setdefault(row.layout, {}).setdefault(suffix_of(row), row)
    called = {SCAN: Bilingual.said("Signed scan")} | {layout: words.layout(layout) for layout in Layout}
    return tuple(
        KeptPaper(
            called[layout], tuple(found[layout][suffix] for suffix in (".pdf", ".docx") if suffix in found[layout])
        )
        for layout in called
        if layout in found
    )


def suffix_of(row: VersionFile) -> str:
    """'.pdf', '.docx'."""
    return PurePath(row.file.name).suffix.lower()
