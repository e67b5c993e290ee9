"""Drafts for tests: entries added as a chair adds them, and how a draft stands as plain text."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from cast import Cast
from sqlalchemy import select

from tracker.core.db import session, transaction
from tracker.drafting import entries, names
from tracker.drafting.quick_line import QuickLine, read
from tracker.meetings.kinds import Section
from tracker.meetings.models import Entry, Meeting

_moments = count()


def now() -> datetime:
    """A moment that is later than all before it."""
    return datetime(2021, 3, 29, 2, tzinfo=UTC) + timedelta(seconds=next(_moments))


def the_meeting() -> Meeting:
    """The sample's meeting."""
    return session.scalars(select(Meeting).where(Meeting.name == "", Meeting.period_year == 2021)).one()


def entry(key: str) -> Entry:
    """An entry of the sample by its key."""
    return session.scalars(select(Entry).where(Entry.key == key, Entry.meeting_id == the_meeting().id)).one()


def line(text: str, section: Section = Section.ISSUES) -> QuickLine:
    """A line as it is read with the names that the tracker knows."""
    return read(text, section, names.parties(), the_meeting().held_on)


def added(
    cast: Cast, text: str, section: Section = Section.ISSUES, who: str = "chair", after: int | None = None
) -> int:
    """Type a line into a section."""
    actor, read_line, meeting_id = cast.actor(who), line(text, section), the_meeting().id
    with transaction():
        return entries.add(meeting_id, read_line, after=after, by=actor, at=now()).id


def shape(section: Section = Section.ISSUES) -> list[str]:
    """A section's entries in their order, one line each, set in by their level; sound in itself."""
    rows = session.scalars(
        select(Entry)
        .where(Entry.meeting_id == the_meeting().id, Entry.deleted_at.is_(None))
        .order_by(Entry.position, Entry.id)
    ).all()
    return list(_lines(rows, None, section, 0))


def _lines(rows: Iterable[Entry], parent_id: int | None, section: Section, level: int) -> Iterable[str]:
    for row in (row for row in rows if row.parent_id == parent_id and row.section == section):
        yield "  " * level + (row.text.en or row.text.lo)[:20]
        yield from _lines(rows, row.id, section, level + 1)
