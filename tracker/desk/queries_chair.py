"""Reads for the desk of those who lead a group: what waits for the chair's answer, and which actions nobody can answer
because they lack an owner, a date, a meeting or a next stage. Knows no page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker.access.actors import Actor
from tracker.actions.models import (
    Action,
    ActionKind,
    Ask,
    AskKind,
    Assignment,
    AssignmentRole,
    AssignmentState,
    Progress,
    ProgressKind,
)
from tracker.actions.queries import live
from tracker.core import clock
from tracker.core.db import session
from tracker.documents.models import Document, StageSpan
from tracker.groups.models import WorkingGroup
from tracker.groups.policy import groups_drafted_by
from tracker.meetings.models import Entry
from tracker.register.still_open import ownerless_over

OLDEST = 3
EVER = datetime.min.replace(tzinfo=UTC)
A_DAY = timedelta(days=1)
_due, _window = Action.__table__.c, Assignment.__table__.c


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that the chair is to answer: a part that was handed in (`asked` is None), or what was asked."""

    part: Assignment
    since: datetime | None
    asked: AskKind | None

    def days(self, on: date) -> int:
        """For how many days it has waited; 0 where nobody wrote down since when."""
        return max((on - clock.day_of(self.since)).days, 0) if self.since else 0


@dataclass(frozen=True, slots=True)
class GroupAtWork:
    """A group with how many of its open actions nobody owns, and how many have no date."""

    group: WorkingGroup
    no_owner: int
    no_date: int


@dataclass(frozen=True, slots=True)
class Lead:
    """What those who lead groups have to do with actions."""

    waiting: Sequence[Waits] = ()
    waiting_count: int = 0
    unscheduled: Sequence[Action] = ()
    stuck: Sequence[Document] = ()
    groups: Sequence[GroupAtWork] = ()


def lead(actor: Actor, on: date) -> Lead:
    """What waits on a day in the groups that somebody leads; six queries at the most, however many groups there are,
    and none for whoever leads none."""
    groups = groups_drafted_by(actor)
    if not groups:
        return Lead()
    asked = {"groups": list(groups)}
    open_at = asked | {"tomorrow": on + A_DAY}  # what happened today counts
    handed = session.execute(_handed_in(), asked).all()
    asks = session.execute(_asks(), asked).all()
    waiting = [
        *(Waits(part, since, None) for part, since, _ in handed),
        *(Waits(ask.assignment, ask.asked_at, ask.kind) for ask, _ in asks),
    ]
    return Lead(
        waiting=sorted(waiting, key=lambda each: (each.since or EVER, each.part.id))[:OLDEST],
        waiting_count=(handed[0][2] if handed else 0) + (asks[0][1] if asks else 0),
        unscheduled=session.scalars(_unscheduled(), open_at).all(),
        stuck=session.scalars(_stuck(), asked).all(),
        groups=_at_work(groups, open_at),
    )


def _of_groups() -> ColumnElement[bool]:
    return Action.group_id.in_(bindparam("groups", expanding=True))


@cache
def _handed_in() -> Select[Assignment, datetime, int]:
    since = (
        select(func.max(Progress.at))
        .where(Progress.assignment_id == Assignment.id, Progress.kind == ProgressKind.HANDED_IN)
        .correlate(Assignment)
        .scalar_subquery()
    )
    return (
        select(Assignment, since.label("since"), func.count().over())
        .join(Assignment.action)
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .where(
            Assignment.closed_at.is_(None), Assignment.state == AssignmentState.SUBMITTED, _of_groups(), *live(),
        )
        .options(
            joinedload(Assignment.organisation),
            contains_eager(Assignment.action).options(contains_eager(Action.entry), contains_eager(Action.meeting)),
        )
        .order_by(since.is_not(None), since, Assignment.id)
        .limit(OLDEST)
    )  # fmt: skip


@cache
def _asks() -> Select[Ask, int]:
    return (
        select(Ask, func.count().over())
        .join(Ask.assignment)
        .join(Assignment.action)
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .where(Ask.decided_at.is_(None), Ask.withdrawn_at.is_(None), _of_groups(), *live())
        .options(
            contains_eager(Ask.assignment).options(
                joinedload(Assignment.organisation),
                contains_eager(Assignment.action).options(contains_eager(Action.entry), contains_eager(Action.meeting)),
            )
        )
        .order_by(Ask.asked_at, Ask.id)
        .limit(OLDEST)
    )


@cache
def _unscheduled() -> Select[Action]:
    """Special meetings that were agreed and are not planned yet."""
    return (
        select(Action)
        .join(Action.group)
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .where(
            Action.kind == ActionKind.SPECIAL_MEETING, Action.scheduled_meeting_id.is_(None), _of_groups(), *live(),
            or_(_has_part(Assignment.closed_at.is_(None)), and_(~_has_part(), ~_over())),
        )
        .options(contains_eager(Action.group), contains_eager(Action.meeting), contains_eager(Action.entry))
        .order_by(_due.due_by.is_(None), _due.due_by, Action.id)
        .limit(OLDEST)
    )  # fmt: skip


@cache
def _stuck() -> Select[Document]:
    """Documents that these groups drive, whose stage that runs has no open action."""
    owner, driver = aliased(Assignment), aliased(Action)
    works = exists().where(owner.action_id == driver.id, owner.role == AssignmentRole.OWNER)
    driven = exists().where(
        driver.document_id == Document.id, driver.stage == StageSpan.stage, driver.merged_into_id.is_(None),
        or_(~works, works.where(owner.closed_at.is_(None))),
        or_(driver.entry_id.is_(None), driver.entry.has(Entry.deleted_at.is_(None))),
    )  # fmt: skip
    ours = select(Action.document_id).where(_of_groups(), Action.document_id.is_not(None))
    return (
        select(Document)
        .join(StageSpan, StageSpan.document_id == Document.id)
        .where(StageSpan.until_on.is_(None), Document.id.in_(ours), ~driven)
        .order_by(Document.code)
        .limit(OLDEST)
    )


def _at_work(groups: Collection[int], open_at: Mapping[str, Any]) -> Sequence[GroupAtWork]:
    """The groups by their acronyms, with what is missing in their open actions: two queries."""
    counts = {group_id: (no_owner, no_date) for group_id, no_owner, no_date in session.execute(_lacking(), open_at)}
    rows = session.scalars(select(WorkingGroup).where(WorkingGroup.id.in_(groups)).order_by(WorkingGroup.acronym))
    return [GroupAtWork(group, *counts.get(group.id, (0, 0))) for group in rows]


@cache
def _lacking() -> Select[int, int, int]:
    """By group: how many open actions nobody owns, and how many have no date. One that asks for a
    special meeting lacks no owner once that is planned."""
    called = and_(Action.kind == ActionKind.SPECIAL_MEETING, Action.scheduled_meeting_id.is_not(None))
    nobody = and_(~_has_part(), ~_over(), ~called)
    undated = and_(_due.due_from.is_(None), _due.due_by.is_(None))
    part_undated = and_(
        Assignment.closed_at.is_(None), _window.due_from.is_(None), _window.due_by.is_(None)
    )  # fmt: skip
    no_date = and_(Action.confirmed_on.is_(None), or_(_has_part(part_undated), and_(nobody, undated)))
    return (
        select(Action.group_id, func.sum(case((nobody, 1), else_=0)), func.sum(case((no_date, 1), else_=0)))
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .where(_of_groups(), *live())
        .group_by(Action.group_id)
    )


def _has_part(*wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """That somebody owes the action, with a part like this."""
    part = select(Assignment.id).where(Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER)
    return part.where(*wanted).correlate(Action).exists()


def _over() -> ColumnElement[bool]:
    """That the action, which nobody owns, is over."""
    return ownerless_over(bindparam("tomorrow", type_=Date))
