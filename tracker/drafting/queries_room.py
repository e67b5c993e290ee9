"""Reads for the drafting room: a draft or an entry of one for somebody who writes it, and what forms need."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.access.actors import Actor
from tracker.access.policy import may
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.drafting import names
from tracker.drafting.entries_forest import Forest, Spot
from tracker.drafting.entry_edit import Known
from tracker.drafting.quick_line_names import Parties
from tracker.groups import queries as groups
from tracker.groups.models import WorkingGroup
from tracker.meetings import policy
from tracker.meetings.kinds import Section
from tracker.meetings.models import Entry, Meeting


@dataclass(frozen=True, slots=True)
class Day:
    """As much of a meeting as is needed to read a line: whose it is, and when it was held."""

    meeting_id: int
    group_id: int
    held_on: date


def day_of(actor: Actor, meeting_id: int) -> Day:
    """The day of a meeting, for those who see its draft; NotFound for everybody else."""
    row = session.execute(select(Meeting.group_id, Meeting.held_on).where(Meeting.id == meeting_id)).first()
    if row is None or not may(actor, row.group_id, *policy.SEE_DRAFTS):
        raise _no_meeting()
    return Day(meeting_id, row.group_id, row.held_on)


def draft_for(actor: Actor, meeting_id: int) -> Meeting:
    """A meeting with its group, for those who see its draft; NotFound for everybody else."""
    meeting = session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.group)))
    if meeting is None or not policy.can_see_draft(actor, meeting):
        raise _no_meeting()
    return meeting


def entry_for(actor: Actor, entry_id: int) -> Entry:
    """An entry of a draft with its meeting and group, for those who see the draft; NotFound for everybody else."""
    entry = session.scalar(
        select(Entry)
        .where(Entry.id == entry_id)
        .join(Entry.meeting)
        .join(Meeting.group)
        .options(contains_eager(Entry.meeting).contains_eager(Meeting.group))
    )
    if entry is None or not policy.can_see_draft(actor, entry.meeting):
        raise NotFound(Bilingual.said("There is no such point."))
    return entry


def _no_meeting() -> NotFound:
    return NotFound(Bilingual.said("There is no such meeting."))


def revision_of(meeting_id: int) -> int:
    """How often the draft was changed."""
    return session.scalars(select(Meeting.revision).where(Meeting.id == meeting_id)).one()


def revision_for(actor: Actor, meeting_id: int) -> int:
    """How often the draft was changed; NotFound for whoever does not see it."""
    row = session.execute(select(Meeting.group_id, Meeting.revision).where(Meeting.id == meeting_id)).first()
    if row is None or not may(actor, row.group_id, *policy.SEE_DRAFTS):
        raise _no_meeting()
    return int(row.revision)


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a part of the room must know of the whole."""

    meeting: Meeting
    language: Language
    may_draft: bool
    may_write: bool
    open_id: int | None = None
    open_review: str = ""


def fragment_of(
    meeting: Meeting, actor: Actor, language: Language, *, open_id: int | None = None, open_review: str = ""
) -> Fragment:
    """The same of a meeting, for whoever looks at it."""
    is_open = policy.is_open(meeting)
    return Fragment(
        meeting, language, is_open and policy.can_draft(actor, meeting),
        is_open and policy.can_translate(actor, meeting), open_id, open_review,
    )  # fmt: skip


def known_names() -> Known:
    """Everything that the words of a form can stand for, whatever the meeting."""
    groups = session.execute(select(WorkingGroup.acronym, WorkingGroup.id)).all()
    return Known(names.parties(), {acronym.upper(): group_id for acronym, group_id in groups})


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a meeting that a conclusion may answer."""

    id: int
    reference: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the form of an open entry is made from besides the entry itself."""

    parties: Parties
    points: Sequence[Point]
    days_off: Collection[date]


def surroundings(meeting: Meeting) -> Surroundings:
    """The names that can be meant, the points that can be answered in their printed order, and the group's days off."""
    return Surroundings(names.parties(), tuple(_points(meeting)), groups.days_off(meeting.group_id))


def _points(meeting: Meeting) -> list[Point]:
    rows = session.execute(
        select(Entry.id, Entry.parent_id, Entry.section, Entry.position, Entry.number, Entry.text).where(
            Entry.meeting_id == meeting.id, Entry.deleted_at.is_(None), Entry.section != Section.CONCLUSIONS
        )
    ).all()
    forest = Forest.of({row.id: Spot(row.parent_id, row.section, row.position) for row in rows})
    known = {row.id: row for row in rows}
    order = [each for section in Section for top in forest.lists.get(section, ()) for each in forest.with_below(top)]
    return [Point(each, f"{meeting.reference}/{known[each].number}", known[each].text) for each in order]
