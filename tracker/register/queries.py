"""Reads of the standing register: what a reference stands for, what is outstanding, and what stands on an agenda."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole, standing
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import PERIOD, SLUG, Address, Period
from tracker.meetings.kinds import Disposition, Extent, MeetingState
from tracker.meetings.models import Answer, Entry, EntryRaisedBy, Meeting
from tracker.meetings.queries import TOLD, at_address
from tracker.register.items import Item, item_of_action, item_of_entry
from tracker.register.models import AgendaItem, Review, Verdict

ENTRY = re.compile(rf"({PERIOD})(?:-({SLUG}))?/([A-Za-z0-9._-]+)", re.ASCII)
CLOSING = (Verdict.DONE, Verdict.DROPPED)


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """A point of an agenda: an item of the register, or words of its own."""

    id: int
    item: Item | None
    text: Bilingual


def item_by_reference(group: WorkingGroup, reference: str) -> Action | Entry | None:
    """The action 'IM-A-003', or the entry 'IM-2021-Q1/3' (by its number or its key), of this group."""
    action = session.scalar(select(Action).where(Action.group_id == group.id, Action.reference == reference))
    if action is not None:
        return action
    found = ENTRY.fullmatch(reference.removeprefix(f"{group.acronym}-"))
    if found is None:
        return None
    period, name, item = found.groups()
    meeting = session.scalar(at_address(group.id, Address(Period.parse(period), name or "")))
    if meeting is None:
        return None
    entries = select(Entry).where(Entry.meeting_id == meeting.id, Entry.deleted_at.is_(None))
    if item.isdigit() and len(item) < 10 and (numbered := session.scalar(entries.where(Entry.number == int(item)))):
        return numbered
    return session.scalar(entries.where(Entry.key == item))


def outstanding(group: WorkingGroup, before: Meeting | date) -> tuple[Item, ...]:
    """Everything that a group has not closed before a day, the oldest first; for a meeting, nothing of its own.

    Actions whose owners' parts are not all over (one that nobody owns: until a meeting finds it done, or the special
    meeting it asks for is scheduled), and points that were carried over, or that told minutes of any group referred to
    this one, until a later meeting closes or wholly answers them. Two queries.
    """
    day, own = (before.held_on, before.id) if isinstance(before, Meeting) else (before, None)
    actions = _read_actions(group.id, and_(Action.group_id == group.id, _is_open(day, own)), day)
    entries = _read_entries(group.id, _stands(group.id, day, own), day)
    return tuple(sorted((*actions, *entries), key=lambda item: item.order))


def agenda(meeting: Meeting, *, drafts: bool = True) -> tuple[AgendaPoint, ...]:
    """What stands on a meeting's agenda, in its order, each item as the register tells it now. Three queries.

    For a reader who may not see drafts, an item from minutes that were not circulated yet comes without its words.
    """
    rows = session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    listed = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    known = {
        item.key: item
        for item in (
            *_read_actions(
                meeting.group_id, Action.id.in_(listed.with_only_columns(AgendaItem.action_id)), meeting.held_on
            ),
            *_read_entries(
                meeting.group_id, Entry.id.in_(listed.with_only_columns(AgendaItem.entry_id)), meeting.held_on
            ),
        )
    }
    if not drafts:
        known = {key: item if item.told else replace(item, text=Bilingual()) for key, item in known.items()}
    return tuple(AgendaPoint(row.id, known.get(_key(row)), row.text) for row in rows)


def _key(row: AgendaItem) -> str:
    return f"action-{row.action_id}" if row.action_id else f"entry-{row.entry_id}"


def _is_open(day: date, own: int | None) -> ColumnElement[bool]:
    """Actions agreed before the day that are not over yet; `own` is the meeting that looks back."""
    owned = select(Assignment.id).where(Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER)
    scheduled = aliased(Meeting)
    called = (
        select(scheduled.id)
        .where(
            scheduled.id == Action.scheduled_meeting_id,
            scheduled.state.in_((MeetingState.PLANNED, MeetingState.HELD)),
            scheduled.id != (own or 0),
        )
        .exists()
    )
    return and_(
        standing(),
        Action.merged_into_id.is_(None),
        Action.agreed_on < day,
        or_(Action.meeting_id.is_(None), Action.meeting_id != (own or 0)),
        or_(Action.kind != ActionKind.SPECIAL_MEETING, ~called),
        or_(
            owned.where(or_(Assignment.closed_at.is_(None), Assignment.closed_at > clock.midday(day))).exists(),
            and_(~owned.exists(), _latest_verdict(Review.action_id == Action.id, day).is_distinct_from(True)),
        ),
    )


def _stands(group_id: int, day: date, own: int | None) -> ColumnElement[bool]:
    """Points of meetings before the day that were carried over here or referred to here, and are not closed."""
    conclusion, later = aliased(Entry), aliased(Meeting)
    answered = (
        select(Answer.id)
        .join(conclusion, conclusion.id == Answer.conclusion_id)
        .join(later, later.id == conclusion.meeting_id)
        .where(
            Answer.entry_id == Entry.id,
            Answer.extent == Extent.WHOLE,
            conclusion.deleted_at.is_(None),
            conclusion.meeting_id != Entry.meeting_id,
            later.held_on < day,
        )
        .exists()
    )
    return and_(
        Entry.deleted_at.is_(None),
        Meeting.held_on < day,
        Meeting.id != (own or 0),
        or_(
            and_(Entry.disposition == Disposition.CARRIED_OVER, Meeting.group_id == group_id),
            and_(Entry.disposition == Disposition.REFERRED, Entry.referred_group_id == group_id, TOLD),
        ),
        ~answered,
        _latest_verdict(Review.entry_id == Entry.id, day).is_distinct_from(True),
    )


def _latest_verdict(of: ColumnElement[bool], day: date) -> ColumnElement[bool | None]:
    """Whether the last meeting before the day that looked at an item closed it; NULL where none did."""
    at = aliased(Meeting)
    return (
        select(Review.verdict.in_(CLOSING))
        .join(at, at.id == Review.meeting_id)
        .where(of, at.held_on < day)
        .order_by(at.held_on.desc(), at.id.desc())
        .limit(1)
        .correlate(Action, Entry)
        .scalar_subquery()
    )


def _carried(of: ColumnElement[bool], day: date) -> ColumnElement[int]:
    """How many meetings before the day took an item up and left it open."""
    at = aliased(Meeting)
    return (
        select(func.count())
        .select_from(Review)
        .join(at, at.id == Review.meeting_id)
        .where(of, Review.verdict.not_in(CLOSING), at.held_on < day)
        .correlate(Action, Entry)
        .scalar_subquery()
    )


def _read_actions(group_id: int, wanted: ColumnElement[bool], day: date) -> Iterable[Item]:
    asked: Select[Action, int] = (
        select(Action, _carried(Review.action_id == Action.id, day))
        .where(wanted)
        .options(
            joinedload(Action.group),
            joinedload(Action.entry),
            joinedload(Action.meeting).joinedload(Meeting.group),
            joinedload(Action.assignments).joinedload(Assignment.organisation),
        )
    )
    return [item_of_action(action, group_id, carried) for action, carried in session.execute(asked).unique()]


def _read_entries(group_id: int, wanted: ColumnElement[bool], day: date) -> Iterable[Item]:
    asked: Select[Entry, int] = (
        select(Entry, _carried(Review.entry_id == Entry.id, day))
        .join(Entry.meeting)
        .where(wanted)
        .options(
            joinedload(Entry.meeting).joinedload(Meeting.group),
            joinedload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
        )
    )
    return [item_of_entry(entry, group_id, carried) for entry, carried in session.execute(asked).unique()]
