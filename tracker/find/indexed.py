"""What can be found, and by which of its texts: meetings, minutes, entries, actions, documents and organisations."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from tracker.actions.models import Action, Assignment
from tracker.core.bilingual import Bilingual
from tracker.core.dates import quarter
from tracker.core.i18n import LANGUAGES
from tracker.documents.models import Document, Edition
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import MeetingKind
from tracker.meetings.models import Entry, EntryRaisedBy, Meeting
from tracker.minutes.models import Version
from tracker.organisations.models import Organisation, OrganisationAlias
from tracker.search.sources import Source, Watch, follow

MEETING, MINUTES, ENTRY, ACTION, DOCUMENT, ORGANISATION = (
    "meeting", "minutes", "entry", "action", "document", "organisation",
)  # fmt: skip
LINE = "\n"

_names = Organisation.short_name + LINE + Organisation.lao_short_name
_parts = Assignment.__table__.c


def _said(texts: Iterable[Bilingual | str | None]) -> Iterator[str]:
    for text in texts:
        if isinstance(text, Bilingual):
            yield from (text.en, text.lo)
        elif text:
            yield from text.split(LINE)


def _of_meeting(row: Any) -> Iterator[str]:
    _, _, acronym, year, number, kind, name, *texts = row
    period = f"{year}-Q{number}"
    yield f"{acronym}-{period}-{name}" if name else f"{acronym}-{period}"
    if kind == MeetingKind.REGULAR:
        yield from (quarter(year, number, language) for language in LANGUAGES)
    yield from _said(texts)


MEETINGS = Source(
    kind=MEETING,
    id=Meeting.id,
    rows=select(
        Meeting.id, Meeting.id.is_not(None), WorkingGroup.acronym, Meeting.period_year, Meeting.period_quarter,
        Meeting.kind, Meeting.name, Meeting.title, Meeting.venue, WorkingGroup.name,
    ).join(Meeting.group),
    told=_of_meeting,
    watched=(
        Watch(
            Meeting,
            frozenset({
                "period_year", "period_quarter", "name", "title_en", "title_lo", "venue_en",
                "venue_lo",
            }),
            Meeting.id,
        ),
        Watch(WorkingGroup, frozenset({"acronym", "name_en", "name_lo"}), Meeting.group_id),
    ),
)  # fmt: skip


def texts_of(outline: Any, *languages: str) -> Iterator[str]:
    """Every text of frozen minutes in these languages, in reading order."""
    if isinstance(outline, list):
        for part in outline:
            yield from texts_of(part, *languages)
    elif isinstance(outline, dict):
        for name, part in outline.items():
            if isinstance(part, str):
                yield from [part] if name in languages else []
            else:
                yield from texts_of(part, *languages)


_later = aliased(Version)
NEWEST = and_(
    Version.sealed_at.is_not(None),
    ~select(_later.id)
    .where(
        _later.meeting_id == Version.meeting_id,
        _later.sealed_at.is_not(None),
        or_(_later.number > Version.number, and_(_later.number == Version.number, _later.id > Version.id)),
    )
    .exists(),
)
"""Which version is read as the minutes of its meeting."""

MINUTES_READ = Source(
    kind=MINUTES,
    id=Version.meeting_id,
    rows=select(Version.meeting_id, Version.sealed_at.is_not(None), Version.outline).where(NEWEST),
    told=lambda row: texts_of(row[2], *LANGUAGES),
    watched=(Watch(Version, frozenset({"sealed_at"}), Version.meeting_id, "meeting_id"),),
    stretch=20,
)


def _of_entry(row: Any) -> Iterator[str]:
    _, _, acronym, year, number, name, entry, raised_by, *texts = row
    yield f"{acronym}-{year}-Q{number}{f'-{name}' if name else ''}/{entry}"
    yield from _said((raised_by, *texts))


ENTRIES = Source(
    kind=ENTRY,
    id=Entry.id,
    rows=select(
        Entry.id, Entry.deleted_at.is_(None), WorkingGroup.acronym, Meeting.period_year, Meeting.period_quarter,
        Meeting.name, Entry.number,
        select(func.aggregate_strings(_names, LINE))
        .join(EntryRaisedBy, EntryRaisedBy.organisation_id == Organisation.id)
        .where(EntryRaisedBy.entry_id == Entry.id)
        .correlate(Entry)
        .scalar_subquery(),
        Entry.text, Entry.disposition_remark,
    ).join(Entry.meeting).join(Meeting.group),
    told=_of_entry,
    watched=(
        Watch(
            Entry,
            frozenset({
                "text_en", "text_lo", "disposition_remark_en", "disposition_remark_lo", "number", "deleted_at",
            }),
            Entry.id,
        ),
        Watch(EntryRaisedBy, frozenset({"organisation_id"}), Entry.id, "entry_id"),
        Watch(Meeting, frozenset({"period_year", "period_quarter", "name"}), Entry.meeting_id),
    ),
)  # fmt: skip


def _of_action(row: Any) -> Iterator[str]:
    _, _, *texts, own, of_entry = row
    yield from _said((*texts, own or of_entry))


ACTIONS = Source(
    kind=ACTION,
    id=Action.id,
    rows=select(
        Action.id, and_(Action.merged_into_id.is_(None), or_(Action.entry_id.is_(None), Entry.deleted_at.is_(None))),
        Action.reference,
        select(func.aggregate_strings(_names + LINE + _parts.part_en + LINE + _parts.part_lo, LINE))
        .join(Assignment, Assignment.organisation_id == Organisation.id)
        .where(Assignment.action_id == Action.id)
        .correlate(Action)
        .scalar_subquery(),
        Action.words, Action.reason, Action.text, Entry.text,
    ).outerjoin(Entry, Entry.id == Action.entry_id),
    told=_of_action,
    watched=(
        Watch(
            Action,
            frozenset({
                "reference", "text_en", "text_lo", "words_en", "words_lo", "reason_en", "reason_lo", "entry_id",
                "merged_into_id",
            }),
            Action.id,
        ),
        Watch(Assignment, frozenset({"organisation_id", "part_en", "part_lo"}), Action.id, "action_id"),
        Watch(Entry, frozenset({"text_en", "text_lo", "deleted_at"}), Action.entry_id),
    ),
)  # fmt: skip


def _all_but_two(row: Any) -> Iterator[str]:
    yield from _said(row[2:])


DOCUMENTS = Source(
    kind=DOCUMENT,
    id=Document.id,
    rows=select(
        Document.id, Document.id.is_not(None), Document.code, Document.title,
        select(func.aggregate_strings(Edition.label, LINE))
        .where(Edition.document_id == Document.id)
        .correlate(Document)
        .scalar_subquery(),
    ),
    told=_all_but_two,
    watched=(
        Watch(Document, frozenset({"code", "title_en", "title_lo"}), Document.id),
        Watch(Edition, frozenset({"label"}), Document.id, "document_id"),
    ),
)  # fmt: skip

ORGANISATIONS = Source(
    kind=ORGANISATION,
    id=Organisation.id,
    rows=select(
        Organisation.id, Organisation.id.is_not(None), Organisation.short_name, Organisation.lao_short_name,
        Organisation.name,
        select(func.aggregate_strings(OrganisationAlias.alias, LINE))
        .where(OrganisationAlias.organisation_id == Organisation.id)
        .correlate(Organisation)
        .scalar_subquery(),
    ),
    told=_all_but_two,
    watched=(
        Watch(
            Organisation, frozenset({"short_name", "lao_short_name", "name_en", "name_lo"}), Organisation.id
        ),
        Watch(OrganisationAlias, frozenset({"alias"}), Organisation.id, "organisation_id"),
    ),
)  # fmt: skip

follow(ACTIONS, ENTRIES, MEETINGS, MINUTES_READ, DOCUMENTS, ORGANISATIONS)
