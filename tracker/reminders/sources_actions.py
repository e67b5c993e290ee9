"""What is outstanding of actions: parts that are owed, actions that nobody owns or that ask for a meeting, and what
waits for the chair."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Exists, Select, and_, cast, exists, func, or_, select

from tracker.actions.models import (
    Action,
    ActionKind,
    Ask,
    Assignment,
    AssignmentRole,
    AssignmentState,
    Progress,
    ProgressKind,
)
from tracker.actions.queries import live
from tracker.core import clock
from tracker.core.dates import quarter_of, quarter_span
from tracker.core.db import session
from tracker.groups.models import Audience
from tracker.meetings.kinds import MeetingKind, MeetingState
from tracker.meetings.models import Entry, Meeting
from tracker.register.still_open import ownerless_over
from tracker.reminders.models import ItemKind
from tracker.reminders.outstanding import Asked, Column, Rows, base, day

_HELPING = (AssignmentRole.SUPPORT, AssignmentRole.FOLLOW_UP)
_TURNS = (ProgressKind.REASSIGNED, ProgressKind.REOPENED)
_part, _action, _owner = Assignment.__table__.c, Action.__table__.c, Assignment.__table__.alias("owner")


def due(asked: Asked) -> Sequence[Rows]:
    """The parts that are owed, by the last day: the confirmed one, or that of the window. One answer for each column
    that it may stand in, so that the database can look the days up."""
    owed = owed_parts(asked)
    unconfirmed = owed.where(Action.confirmed_on.is_(None))
    # Asked for NULLs themselves, SQLite would look those up first, and they are most of all.
    is_wide = func.coalesce(_part.due_latest, _part.due_by).is_distinct_from(_part.due_by)
    return (
        _parts(owed.where(Action.confirmed_on.is_not(None)), _action.confirmed_on, _action.confirmed_on),
        _parts(unconfirmed.where(is_wide), _part.due_by, _part.due_latest),
        _parts(unconfirmed.where(~is_wide), _part.due_by, _part.due_by),
    )


def without_a_date(asked: Asked) -> Sequence[Rows]:
    """The parts that are owed and have no last day, by the next regular meeting, or the quarter's end without one."""
    owed = owed_parts(asked).where(
        Action.confirmed_on.is_(None), _part.due_by.is_(None), _part.due_latest.is_(None)
    )  # fmt: skip
    ahead = day(_next_regular(asked.group_id, asked.on))
    return (_parts(owed, ahead, ahead),)


def nobody_owns(asked: Asked) -> Sequence[Rows]:
    """The actions that nobody owns and that nobody found done or dropped, by the day on which they were told or lost
    their owner."""
    lost = (
        select(func.max(Progress.on))
        .where(Progress.action_id == Action.id, Progress.kind.in_(_TURNS))
        .correlate(Action)
        .scalar_subquery()
    )
    since = func.coalesce(lost, Meeting.circulated_on, Meeting.issued_on, Action.agreed_on, type_=Date)
    called = and_(Action.kind == ActionKind.SPECIAL_MEETING, Action.scheduled_meeting_id.is_not(None))
    return (
        Rows(ItemKind.ACTION, _action.id, since, since, _live(base(Action), asked).where(~called, _is_free(asked.on))),
    )


def not_scheduled(asked: Asked) -> Sequence[Rows]:
    """The special meetings that were agreed and have no day, by the opening of their window: the parts of those who
    owe them and, for the chair, the actions."""
    special = (Action.kind == ActionKind.SPECIAL_MEETING, Action.scheduled_meeting_id.is_(None))
    if asked.audience == Audience.OWNER:
        opens = func.coalesce(_part.due_from, _part.due_by, _part.due_latest, type_=Date)
        owed = owed_parts(asked).where(*special, Assignment.role == AssignmentRole.OWNER)
        return (_parts(owed, opens, opens),)
    first = func.min(func.coalesce(_owner.c.due_from, _owner.c.due_by, _owner.c.due_latest))
    agreed = select(first).where(_owns(), _owner.c.closed_at.is_(None)).correlate(Action).scalar_subquery()
    opens = func.coalesce(agreed, _action.due_from, _action.due_by, _action.due_latest, type_=Date)
    works = exists().where(_owns(), _owner.c.closed_at.is_(None))
    asking = _live(base(Action), asked).where(*special, or_(works, _is_free(asked.on)))
    return (Rows(ItemKind.ACTION, _action.id, opens, opens, asking),)


def waiting(asked: Asked) -> Sequence[Rows]:
    """What waits for the chair: parts that were handed in, and what was asked, by the day on which that was."""
    handed = (
        select(func.max(Progress.on))
        .where(Progress.assignment_id == Assignment.id, Progress.kind == ProgressKind.HANDED_IN)
        .correlate(Assignment)
        .scalar_subquery()
    )
    since = func.coalesce(handed, Action.agreed_on, type_=Date)
    submitted = _live(base(Assignment).join(Action, Action.id == Assignment.action_id), asked).where(
        Assignment.closed_at.is_(None), Assignment.state == AssignmentState.SUBMITTED
    )
    asks = (
        base(Ask).join(Assignment, Assignment.id == Ask.assignment_id).join(Action, Action.id == Assignment.action_id)
    )
    asked_on = _day_of(Ask.__table__.c.asked_at)
    unanswered = _live(asks, asked).where(Ask.decided_at.is_(None), Ask.withdrawn_at.is_(None))
    by = Ask.__table__.c
    return (
        _parts(submitted, since, since),
        Rows(ItemKind.ASK, by.id, asked_on, asked_on, unanswered, by.organisation_id, by.asked_by_person_id),
    )


def by_hand(asked: Asked) -> Sequence[Rows]:
    """The parts that are owed, whenever: what can be reminded by hand."""
    return (_parts(owed_parts(asked), _part.due_by, _part.due_by),)


def owed_parts(asked: Asked) -> Select[Any]:
    """The parts on which somebody has to work still: the owners', not handed in; as long as there is one, those of who
    support it or follow it up, but these are not told on. A special meeting owes nothing once it has its day."""
    owner = Assignment.role == AssignmentRole.OWNER
    works = exists().where(
        _owns(), _owner.c.closed_at.is_(None), _owner.c.state != AssignmentState.SUBMITTED
    )  # fmt: skip
    helps = and_(Assignment.role.in_(_HELPING), works)
    scheduled = and_(Action.kind == ActionKind.SPECIAL_MEETING, Action.scheduled_meeting_id.is_not(None))
    return _live(base(Assignment).join(Action, Action.id == Assignment.action_id), asked).where(
        Assignment.closed_at.is_(None), Assignment.state != AssignmentState.SUBMITTED, ~scheduled,
        or_(owner, helps) if asked.audience == Audience.OWNER else owner,
    )  # fmt: skip


def _parts(rows: Select[Any], before: Column, after: Column) -> Rows:
    return Rows(ItemKind.PART, _part.id, before, after, rows, _part.organisation_id, _part.person_id)


def _live(rows: Select[Any], asked: Asked) -> Select[Any]:
    """Of a group, and followed up."""
    return (
        rows.outerjoin(Meeting, Meeting.id == Action.meeting_id)
        .outerjoin(Entry, Entry.id == Action.entry_id)
        .where(Action.group_id + 0 == asked.group_id, *live())  # without its index: days find far fewer than a group
    )


def _owns() -> Any:
    return and_(_owner.c.action_id == Action.id, _owner.c.role == AssignmentRole.OWNER)


def _is_free(on: date) -> Any:
    """That nobody owns the action, and nobody found it done or dropped."""
    owned: Exists = exists().where(_owns())
    return and_(~owned, ~ownerless_over(on + timedelta(days=1)))


def _day_of(moment: Column) -> Column:
    """The date on the office's calendar of an instant in a table."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.timezone(str(clock.office()), moment), Date)
    shift = clock.at_office(clock.now()).utcoffset() or timedelta()
    return func.date(moment, f"{shift // timedelta(minutes=1):+d} minutes", type_=Date)


def _next_regular(group_id: int, on: date) -> date:
    """The day of the next regular meeting that is planned; the quarter's last day where none is."""
    ahead = select(func.min(Meeting.held_on)).where(
        Meeting.group_id == group_id, Meeting.kind == MeetingKind.REGULAR, Meeting.state == MeetingState.PLANNED,
        Meeting.held_on >= on,
    )  # fmt: skip
    return session.scalar(ahead) or quarter_span(*quarter_of(on))[1]
