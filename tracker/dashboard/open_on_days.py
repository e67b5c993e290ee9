"""How many tasks were open, and late, at the ends of several days: one query for all of them, since few tasks are open
at any time. `tasks.tasks` says the same of one day."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    and_,
    func,
    join,
    literal,
    or_,
    outerjoin,
    select,
    true,
    union_all,
)

from tracker.actions.models import (
    CLOSED,
    Action,
    Assignment,
    AssignmentRole,
    AssignmentSpan,
    AssignmentState,
    ConfirmedDay,
)
from tracker.core.columns import Moment
from tracker.core.db import session
from tracker.dashboard.as_of import day_over, holds
from tracker.dashboard.measures import Measure, condition
from tracker.dashboard.ownerless import Ownerless
from tracker.dashboard.tasks import last_day, not_taken_out

_action, _part = Action.__table__.c, Assignment.__table__.c
_span, _confirmed = AssignmentSpan.__table__.c, ConfirmedDay.__table__.c
_OWNERS = (_span.assignment_id == _part.id, _part.role == AssignmentRole.OWNER)
Which = Sequence[ColumnElement[bool]]


def open_and_late(days: Sequence[date], which: Which) -> Mapping[date, tuple[int, int]]:
    """How many of the tasks were open at the end of each day, and how many of them late; `which` are conditions as
    those of `tasks.tasks`."""
    each = [select(literal(day, Date).label("on"), literal(day_over(day), Moment).label("over")) for day in days]
    day = union_all(*each).cte("day")
    task = union_all(_owned(day, min(days), which), _unowned(day, which)).subquery("task")
    late = condition(Measure.LATE, task, task.c.on)
    rows = session.execute(
        select(task.c.on, func.count(), func.count().filter(late))
        .where(condition(Measure.OPEN, task, task.c.on))
        .group_by(task.c.on)
    )
    found = {on: (opened, passed) for on, opened, passed in rows}
    return {each: found.get(each, (0, 0)) for each in days}


def _owned(day: CTE, first: date, which: Which) -> Select[tuple[date, AssignmentState, date | None]]:
    """The owners' parts that were open; what was over before the first day is not looked at."""
    lasting = or_(_span.until_on.is_(None), _span.until_on >= first)
    still = select(_span.id).where(_span.state.not_in(sorted(CLOSED)), lasting).cte("still").prefix_with("MATERIALIZED")
    span = join(join(still, AssignmentSpan, _span.id == still.c.id), day, and_(*holds(_span, day.c.on)))
    owner = join(join(span, Assignment, and_(*_OWNERS)), Action, _action.id == _part.action_id)
    confirmed = outerjoin(owner, ConfirmedDay, and_(_confirmed.action_id == _action.id, *holds(_confirmed, day.c.on)))
    return (
        select(day.c.on, _span.state, func.coalesce(_confirmed.day, last_day(_span)).label("ends_on"))
        .select_from(confirmed)
        .where(*_counted(day), *which)
    )


def _unowned(day: CTE, which: Which) -> Select[tuple[date, AssignmentState, date | None]]:
    """The actions that nobody owned. Those are few, found once among the ones that had no owner when they were told."""
    owned = select(_part.id).join(AssignmentSpan, and_(*_OWNERS)).where(_part.action_id == _action.id)
    ever = (
        select(_action.id)
        .where(_action.told_on.is_not(None), ~owned.where(_span.from_on <= _action.told_on).correlate(Action).exists())
        .cte("ever")
        .prefix_with("MATERIALIZED")
    )
    action = join(join(day, ever, true()), Action, _action.id == ever.c.id)
    confirmed = outerjoin(action, ConfirmedDay, and_(_confirmed.action_id == _action.id, *holds(_confirmed, day.c.on)))
    state = Ownerless(day.c.on, day.c.over).state()
    nobody = outerjoin(confirmed, AssignmentSpan, _span.id == 0)  # for the conditions on spans: none has this number
    return (
        select(day.c.on, state.label("state"), func.coalesce(_confirmed.day, last_day(_action)).label("ends_on"))
        .select_from(nobody)
        .where(
            ~owned.where(_span.from_on <= day.c.on).correlate(Action, day).exists(),
            *_counted(day), *which,
        )
    )  # fmt: skip


def _counted(day: CTE) -> tuple[ColumnElement[bool], ...]:
    return _action.told_on <= day.c.on, not_taken_out(day.c.over)
