"""Which tasks somebody asks for, as the subquery that every figure and every list of them is made from."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, select, true

from tracker.actions.models import Action, AssignmentSpan
from tracker.dashboard.asked import NOBODY, Asked
from tracker.dashboard.measures import Measure, condition
from tracker.dashboard.tasks import tasks
from tracker.groups.models import WorkingGroup
from tracker.organisations.queries import answered_for

Groups = frozenset[int] | None
"""The groups that somebody may look at, by their ids; None means all."""


def of_groups(column: Any, groups: Groups, slug: str = "") -> ColumnElement[bool]:
    """Whether something belongs to these groups and, where one is asked for, to that one."""
    those = true() if groups is None else column.in_(sorted(groups))
    if not slug:
        return those
    return and_(those, column == select(WorkingGroup.id).where(WorkingGroup.slug == slug).scalar_subquery())


def asked_tasks(groups: Groups, asked: Asked, units: frozenset[int]) -> Subquery:
    """The tasks that are asked for, as they stood on the day; `units` are the asked organisation's, of `units_of`."""
    return tasks(asked.as_of, *wanted(groups, asked, units))


def units_of(asked: Asked) -> frozenset[int]:
    """The asked organisation with its units; nothing where none is asked for: one query at most."""
    return answered_for(asked.organisation) if asked.organisation else frozenset()


def whenever(asked: Asked) -> Asked:
    """The same whenever it was agreed or done."""
    return replace(asked, period=None, from_=None, to=None, done=None, late_for=None)


def narrowed(asked: Asked, task: FromClause) -> ColumnElement[bool]:
    """Of tasks those that were done in the quarter that is asked for, and were owed and late for longer than
    is asked for."""
    done = task.c.done_on.between(asked.done.first, asked.done.last) if asked.done else true()
    if asked.late_for is None:
        return done
    since = asked.as_of - timedelta(days=asked.late_for)
    owed = task.c.organisation_id.is_not(None)
    return and_(done, owed, condition(Measure.LATE, task, asked.as_of), task.c.ends_on < since)


def wanted(groups: Groups, asked: Asked, units: frozenset[int]) -> Iterator[ColumnElement[bool]]:
    """What is asked of actions and of the spans of their parts, as `tasks.tasks` takes it."""
    yield of_groups(Action.group_id, groups, asked.group)
    if asked.organisation == NOBODY:
        yield AssignmentSpan.id.is_(None)
    elif asked.organisation is not None:
        yield AssignmentSpan.organisation_id.in_(sorted(units))
    if asked.kind:
        yield Action.kind == asked.kind
    if asked.from_:
        yield Action.agreed_on >= asked.from_
    if asked.to:
        yield Action.agreed_on <= asked.to
