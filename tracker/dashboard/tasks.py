"""The tasks that are counted, as one subquery: how each stood at the end of a day, from what was recorded until then.

A task is an owner's part of an action, or an action that nobody owned on that day. Knows neither what is counted of
them nor for whom.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    join,
    or_,
    outerjoin,
    select,
)
from sqlalchemy.orm import aliased

from tracker.actions.models import (
    Action,
    ActionKind,
    Ask,
    Assignment,
    AssignmentRole,
    AssignmentSpan,
    AssignmentState,
    ConfirmedDay,
    Progress,
    ProgressKind,
)
from tracker.dashboard.as_of import Over, day_over, holds, was_gone
from tracker.dashboard.ownerless import Ownerless
from tracker.meetings.models import Entry

ACCEPTED, DROPPED, SUBMITTED = AssignmentState.ACCEPTED, AssignmentState.DROPPED, AssignmentState.SUBMITTED
_action = Action.__table__.c
_part = Assignment.__table__.c
_span = AssignmentSpan.__table__.c
_confirmed = ConfirmedDay.__table__.c
_BEFORE, _STEP = aliased(AssignmentSpan), aliased(Progress)


def tasks(as_of: date, *which: ColumnElement[bool]) -> Subquery:
    """How the tasks stood at the end of a day; `which` are conditions on their actions and on the spans of their parts.

    The columns: action_id, assignment_id and organisation_id (None where nobody owned it), group_id, kind, agreed_on,
    state, ends_on, done_on (None unless it was accepted), first_end; planned: whether a special meeting was planned for
    it; asks: whether something that was asked waited; times: how often more time was given.
    """
    return _tasks(as_of, *which).subquery("task")


def tasks_once(as_of: date, *which: ColumnElement[bool]) -> CTE:
    """The same, each column worked out only once however often it is asked for: for counting many."""
    return _tasks(as_of, *which).cte("task").prefix_with("MATERIALIZED")


def _tasks(as_of: date, *which: ColumnElement[bool]) -> Select[Any]:
    over = day_over(as_of)
    nobody = Ownerless(as_of, over)
    owned = _part.id.is_not(None)
    ends_on = func.coalesce(_confirmed.day, case((owned, last_day(_span)), else_=last_day(_action)))
    return (
        select(
            _action.id.label("action_id"), _part.id.label("assignment_id"), _action.group_id, _span.organisation_id,
            _action.kind, _action.agreed_on,
            case((owned, _span.state), else_=nobody.state()).label("state"),
            ends_on.label("ends_on"),
            case((owned, _done_on()), else_=nobody.done_on()).label("done_on"),
            last_day(_action).label("first_end"),
            _planned(as_of).label("planned"), _asks(over).label("asks"), _times(as_of).label("times"),
        )
        .select_from(_standing(as_of))
        .where(_action.told_on <= as_of, not_taken_out(over), *which)
    )  # fmt: skip


def _standing(as_of: date) -> FromClause:
    """Each action with its owners' parts as they stood, and the day that was settled on."""
    part = join(Assignment, AssignmentSpan, and_(_span.assignment_id == _part.id, *holds(_span, as_of)))
    owners = outerjoin(Action, part, and_(_part.action_id == _action.id, _part.role == AssignmentRole.OWNER))
    return outerjoin(owners, ConfirmedDay, and_(_confirmed.action_id == _action.id, *holds(_confirmed, as_of)))


def last_day(window: Any) -> ColumnElement[date | None]:
    """The last fair reading of when a window ends."""
    return func.coalesce(window.due_latest, window.due_by)


def not_taken_out(over: Over) -> ColumnElement[bool]:
    """Whether the conclusion of an action was not taken out of the minutes then."""
    gone = select(Entry.id).where(Entry.id == _action.entry_id, Entry.deleted_at < over).correlate_except(Entry)
    return or_(_action.entry_id.is_(None), and_(~gone.exists(), ~was_gone(_action.entry_id, over)))


def _done_on() -> ColumnElement[date | None]:
    """Of an accepted part the day on which it was last handed in since it was last open, else that of acceptance."""
    handed = (
        select(case((_BEFORE.state == SUBMITTED, _BEFORE.from_on)))
        .where(
            _BEFORE.assignment_id == _part.id, _BEFORE.from_on < _span.from_on,
            _BEFORE.state.in_((SUBMITTED, ACCEPTED, DROPPED)),
        )
        .order_by(_BEFORE.from_on.desc())
        .limit(1)
        .correlate(Assignment, AssignmentSpan)
        .scalar_subquery()
    )  # fmt: skip
    return case((_span.state == ACCEPTED, func.coalesce(handed, _span.from_on)))


def _planned(as_of: date) -> ColumnElement[bool]:
    """Whether a special meeting was planned for it: by the last step that planned one or called it off, else by what
    the next such step changed, else as it is now."""
    calls = (
        select(_STEP.kind == ProgressKind.SCHEDULED)
        .where(
            _STEP.action_id == _action.id,
            or_(
                _STEP.kind == ProgressKind.SCHEDULED,
                and_(_STEP.kind == ProgressKind.REOPENED, _STEP.meeting_id.is_not(None)),
            ),
        )
        .limit(1)
        .correlate(Action)
    )
    before = calls.where(_STEP.on <= as_of).order_by(_STEP.on.desc(), _STEP.id.desc()).scalar_subquery()
    after = calls.where(_STEP.on > as_of).order_by(_STEP.on, _STEP.id).scalar_subquery()
    now = _action.scheduled_meeting_id.is_not(None)
    return case((_action.kind == ActionKind.SPECIAL_MEETING, func.coalesce(before, ~after, now)), else_=false())


def _asks(over: datetime) -> ColumnElement[bool]:
    return (
        select(Ask.id)
        .where(
            Ask.assignment_id == _part.id, Ask.asked_at < over, or_(Ask.decided_at.is_(None), Ask.decided_at >= over),
            or_(Ask.withdrawn_at.is_(None), Ask.withdrawn_at >= over),
        )
        .correlate(Assignment)
        .exists()
    )  # fmt: skip


def _times(as_of: date) -> ColumnElement[int]:
    """How often more time was given to the part or, where nobody owned it, to the action."""
    given = select(func.count()).select_from(_STEP).where(_STEP.kind == ProgressKind.POSTPONED, _STEP.on <= as_of)
    of_part = given.where(_STEP.assignment_id == _part.id).correlate(Assignment).scalar_subquery()
    of_action = given.where(_STEP.action_id == _action.id, _STEP.assignment_id.is_(None)).correlate(Action)
    return case((_part.id.is_not(None), of_part), else_=of_action.scalar_subquery())
