"""Freezing versions of the minutes: the outline as it reads, the files made of it, the fingerprint. Knows nobody who
gets them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import update

from tracker.actions.models import Action, standing
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict
from tracker.core.i18n import Language
from tracker.docx.layouts import Layout
from tracker.docx.outline import Outline
from tracker.docx.outline_json import as_data
from tracker.docx.outline_texts import whole_in
from tracker.docx.pdf import as_pdf
from tracker.docx.writer import write
from tracker.files import services as files
from tracker.files.kinds import MEDIA_TYPES
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import outline, queries
from tracker.minutes.models import Version, VersionFile, VersionKind

KINDS = {
    RecordState.CIRCULATED: VersionKind.CIRCULATED,
    RecordState.ISSUED: VersionKind.ISSUED,
    RecordState.AMENDED: VersionKind.AMENDED,
}
STATES = {kind: state for state, kind in KINDS.items()}
ONE = {"lo": Layout.LAO, "en": Layout.ENGLISH}
NOT_AS_PDF = Layout.SIDE_BY_SIDE  # a review copy, to be written in


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One file of a version before it is kept."""

    layout: Layout
    suffix: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a version would hold, made while no transaction was open."""

    kind: VersionKind
    data: dict[str, object]
    files: tuple[MadeFile, ...]


def prepare(meeting_id: int, kind: VersionKind, *, office: Path | None, at: datetime) -> Prepared:
    """Read the minutes as they stand and make their files. Takes seconds where LibreOffice makes the PDFs: call it
    while no transaction is open."""
    built = outline.build(queries.record_of(meeting_id), STATES[kind])
    return Prepared(kind, as_data(built), made_files(built, at=at, office=office))


def keep(meeting: Meeting, prepared: Prepared, *, by: str, by_person_id: int | None = None, at: datetime) -> Version:
    """Freeze and seal what was prepared, with its files; Conflict where the minutes read otherwise by now."""
    version = freeze(meeting, prepared.kind, by=by, by_person_id=by_person_id, at=at)
    if version.outline != prepared.data:
        raise Conflict(
            Bilingual.said("Something in the minutes was changed a moment ago. Look at them once more, and send again.")
        )
    version.sealed_at = at
    add_files(version, prepared.files, meeting.reference, at=at)
    return version


def mark_sent(meeting_id: int, on: date) -> None:
    """What was written since the last minutes were sent goes out with these, and is known of from this day on."""
    unsent = (Entry.meeting_id == meeting_id, Entry.is_unsent, Entry.deleted_at.is_(None))
    session.execute(update(Entry).where(*unsent).values(is_unsent=False))
    untold = (Action.meeting_id == meeting_id, Action.told_on.is_(None), standing())
    session.execute(update(Action).where(*untold).values(told_on=on))


def freeze(
    meeting: Meeting, kind: VersionKind | None = None, *, by: str, by_person_id: int | None = None, at: datetime
) -> Version:
    """Keep the minutes as they read now, under the next number; without a kind, for what the record says they are, and
    sealed at once.

    The SHA-256 is that of the outline's canonical JSON (sorted keys, UTF-8).
    """
    session.flush()
    session.expire_all()  # lists that were changed in memory are read again in their stored order
    asked = kind or KINDS[meeting.record]
    built = outline.build(queries.record_of(meeting.id, as_told=kind is None), STATES[asked])
    last = queries.last_number(meeting.id)
    version = Version(
        meeting=meeting, number=last + 1, kind=asked, languages=" ".join(whole_in(built)), at=at, by=by,
        by_person_id=by_person_id, sealed_at=None if kind else at,
    )  # fmt: skip
    if asked != VersionKind.CIRCULATED:
        version.registered_as, version.issued_on = meeting.number, meeting.issued_on
    put_outline(version, built)
    session.add(version)
    session.flush()
    return version


def put_outline(version: Version, built: Outline) -> None:
    """Give a version that is not sealed yet its text and the fingerprint of it."""
    version.outline = as_data(built)
    version.sha256 = fingerprint(version.outline)


def fingerprint(data: dict[str, object]) -> str:
    """The SHA-256 of an outline as it is kept."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def layouts_for(whole: Sequence[Language]) -> tuple[Layout, ...]:
    """In which layouts minutes are handed out that are whole in these languages: all of them, or the one language
    alone; both with marks where neither is finished. The first is the official paper."""
    if len(whole) == 1:
        return (ONE[whole[0]],)
    return tuple(Layout) if whole else (Layout.LAO_THEN_ENGLISH,)


def made_files(built: Outline, *, at: datetime, office: Path | None) -> tuple[MadeFile, ...]:
    """The files of an outline: Word in every layout, and PDF beside it where there is an office program."""
    documents = {layout: write(built, layout, at) for layout in layouts_for(whole_in(built))}
    printed = as_pdf({each: data for each, data in documents.items() if each != NOT_AS_PDF}, office)
    word = [MadeFile(layout, ".docx", data) for layout, data in documents.items()]
    return (*word, *(MadeFile(Layout(layout), ".pdf", data) for layout, data in printed.items()))


def add_files(version: Version, made: Sequence[MadeFile], reference: str, *, at: datetime) -> None:
    """Keep files with a version, under names that say which it is."""
    for each in made:
        name = file_name(version, reference, each.layout, each.suffix)
        file = files.keep(each.data, name, MEDIA_TYPES[each.suffix], at=at)
        version.files.append(VersionFile(layout=each.layout, file=file))


def file_name(version: Version, reference: str, layout: str, suffix: str) -> str:
    """How a file of a version is called: 'IM-2021-Q1-v2-lao.pdf', with the language of an edition behind its number."""
    edition = f"-{version.edition}" if version.edition else ""
    return f"{reference}-v{version.number}{edition}-{layout}{suffix}"
