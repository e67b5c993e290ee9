"""Reads of the versions of minutes: which of them a reader may see, their files, and what is still to be translated."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.docx.layouts import Layout
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_see_draft, can_translate, is_told
from tracker.minutes import policy, words
from tracker.minutes.handing_out import stored_files, suffix_of
from tracker.minutes.models import SCAN, Version, VersionFile
from tracker.minutes.queries import minutes_visible_to, read_version
from tracker.minutes.queries_translation import lacking, translation_of
from tracker.minutes.versions import layouts_for


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that is handed out, in the forms in which it is there, PDF first."""

    layout: str
    words: Bilingual
    suffixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One version in the list, with its files, the number before it, and whether its number is read now."""

    version: Version
    papers: tuple[Paper, ...]
    before: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class ToTranslate:
    """How many texts the minutes that are read now lack in a language."""

    language: Language
    left: int
    total: int


@dataclass(frozen=True, slots=True)
class History:
    """What stands beside the minutes: the versions, newest first, and what is to be translated."""

    versions: tuple[Told, ...]
    translations: tuple[ToTranslate, ...]


def aside(actor: Actor, meeting: Meeting) -> History | None:
    """What stands beside the minutes of it; nothing before they went out."""
    told = history(actor, meeting) if is_told(meeting) else ()
    return History(told, translations(actor, meeting)) if told else None


def translations(actor: Actor, meeting: Meeting) -> tuple[ToTranslate, ...]:
    """What somebody who may translate finds to do in the minutes as they are read now."""
    if not can_translate(actor, meeting):
        return ()
    version = read_version(meeting.id)
    if version is None:
        return ()
    found = [translation_of(version, language) for language in lacking(version)]
    return tuple(ToTranslate(each.language, len(each.left), each.total) for each in found)


def history(actor: Actor, meeting: Meeting) -> tuple[Told, ...]:
    """The versions that a reader may see, newest first, a language edition above the version it belongs to."""
    asked = select(Version).where(Version.meeting_id == meeting.id)
    if not can_see_draft(actor, meeting):
        asked = asked.where(Version.sealed_at.is_not(None))
    rows = session.scalars(
        asked.options(defer(Version.outline), selectinload(Version.files).joinedload(VersionFile.file)).order_by(
            Version.number.desc(), Version.at.desc(), Version.id.desc()
        )
    ).all()
    if not policy.can_read_minutes(actor, meeting):
        return ()
    kept = _kept(rows)
    current = next((row.number for row in rows if row.sealed_at), None)
    numbers = sorted({row.number for row in rows})
    before = dict(zip(numbers[1:], numbers, strict=False))
    return tuple(
        Told(row, papers(row, kept[row.number]), before.get(row.number), row.number == current) for row in rows
    )  # fmt: skip


def _kept(rows: Sequence[Version]) -> dict[int, list[tuple[Version, VersionFile]]]:
    found: dict[int, list[tuple[Version, VersionFile]]] = defaultdict(list)
    for row in rows:
        found[row.number] += [(row, file) for file in row.files]
    return found


def papers(version: Version, kept: Iterable[tuple[Version, VersionFile]]) -> tuple[Paper, ...]:
    """What a version is handed out as: the signed scan, then each layout in which it is whole."""
    there: dict[str, set[str]] = defaultdict(set)
    for owner, file in kept:
        if owner.edition in {"", version.edition}:
            there[file.layout].add(suffix_of(file))
    scan = [Paper(SCAN, Bilingual.said("Signed scan"), (".pdf",))] if ".pdf" in there[SCAN] else []
    return (*scan, *(paper(layout, there[layout]) for layout in layouts_for(version.whole_in)))


def paper(layout: Layout, there: Iterable[str] = ()) -> Paper:
    """A layout with the forms in which it can be had: Word always, PDF where it was made."""
    return Paper(layout, words.layout(layout), (".pdf", ".docx") if ".pdf" in there else (".docx",))


def read_papers(meeting: Meeting) -> tuple[Paper, ...]:
    """What the minutes are handed out as now: a draft in every layout as Word."""
    version = read_version(meeting.id) if meeting.record != RecordState.DRAFT else None
    if version is None:
        return tuple(paper(layout) for layout in Layout)
    return papers(version, [(version, row) for row in stored_files(version)])


def version_at(actor: Actor, meeting: Meeting, number: int) -> Version:
    """A version by its number, with the language that came to it later; NotFound if it is not there, or waits for its
    signature and the reader doesn't write it."""
    asked = select(Version).where(Version.meeting_id == meeting.id, Version.number == number)
    if not can_see_draft(actor, meeting):
        asked = asked.where(Version.sealed_at.is_not(None))
    newest = asked.order_by(Version.at.desc(), Version.id.desc()).limit(1)
    found = session.scalars(newest).first() if policy.can_read_minutes(actor, meeting) else None
    if found is None:
        raise NotFound(Bilingual.said("These minutes have no version %(number)s.", number=number))
    return found


def version_for(actor: Actor, version_id: int) -> Version:
    """A version by its id, under the same conditions."""
    found = session.scalar(
        select(Version)
        .join(Version.meeting)
        .join(Meeting.group)
        .where(Version.id == version_id, minutes_visible_to(actor))
        .options(joinedload(Version.meeting).joinedload(Meeting.group))
    )
    told = found is not None and policy.can_read_minutes(actor, found.meeting)
    if found is None or not told or not (found.sealed_at or can_see_draft(actor, found.meeting)):
        raise NotFound(Bilingual.said("There are no such minutes, or they are not open to you."))
    return found
