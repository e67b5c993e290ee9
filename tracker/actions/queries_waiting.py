"""Reads of what waits for the chair: what was handed in, and what was asked, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.access.actors import Actor
from tracker.actions import policy
from tracker.actions.models import Action, Ask, Assignment, AssignmentState, Evidence, Progress, ProgressKind
from tracker.actions.queries import live
from tracker.core.db import session
from tracker.groups.models import WorkingGroup

MOST = 200  # of each kind that are shown; the oldest come first


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A part that waits to be accepted, and what was said when it was handed in; `moves_stage` where more is to be said
    than 'accepted', `own` where it is the reader's own work."""

    part: Assignment
    said: Progress | None
    moves_stage: bool
    own: bool

    @property
    def files(self) -> Sequence[Evidence]:
        """What came with it."""
        return self.said.evidence if self.said else ()

    @property
    def key(self) -> str:
        """What a form calls it: its number and version."""
        return f"{self.part.id}-{self.part.version}"

    @property
    def can_tick(self) -> bool:
        """Whether it can be accepted together with others."""
        return not (self.moves_stage or self.own)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the chair of one group."""

    group: WorkingGroup
    handed_in: tuple[HandedIn, ...]
    asks: tuple[Ask, ...]


def groups_decided_by(actor: Actor) -> frozenset[int]:
    """The groups in which somebody answers as chair or acting chair."""
    return frozenset(group_id for group_id, role in actor.seats if role in policy.DECIDERS)


def waiting_for(actor: Actor) -> list[Waiting]:
    """All that waits for somebody as chair, by group; five queries."""
    groups = groups_decided_by(actor)
    rows = session.scalars(select(WorkingGroup).where(WorkingGroup.id.in_(groups)).order_by(WorkingGroup.acronym)).all()
    handed, asks = _handed_in(actor, groups), _asks(groups)
    return [
        Waiting(
            group,
            tuple(each for each in handed if each.part.action.group_id == group.id),
            tuple(each for each in asks if each.assignment.action.group_id == group.id),
        )
        for group in rows
    ]


def _submitted(groups: frozenset[int]) -> tuple[ColumnElement[bool], ...]:
    return (Assignment.state == AssignmentState.SUBMITTED, Action.group_id.in_(groups), *live())


def _open(groups: frozenset[int]) -> tuple[ColumnElement[bool], ...]:
    return (Ask.decided_at.is_(None), Ask.withdrawn_at.is_(None), Action.group_id.in_(groups), *live())


def _handed_in(actor: Actor, groups: frozenset[int]) -> list[HandedIn]:
    last = (
        select(func.max(Progress.id))
        .where(Progress.assignment_id == Assignment.id, Progress.kind == ProgressKind.HANDED_IN)
        .correlate(Assignment)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Assignment, Progress)
        .join(Assignment.action)
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .outerjoin(Progress, Progress.id == last)
        .where(*_submitted(groups))
        .options(
            contains_eager(Assignment.action).options(
                joinedload(Action.group, innerjoin=True), contains_eager(Action.entry), contains_eager(Action.meeting)
            ),
            joinedload(Assignment.organisation, innerjoin=True),
            selectinload(Progress.evidence).joinedload(Evidence.file, innerjoin=True),
        )
        .order_by(Action.group_id, Progress.at, Assignment.id)
        .limit(MOST)
    ).all()
    return [
        HandedIn(
            part, said,
            moves_stage=part.action.document_id is not None and part.action.stage is not None,
            own=policy.is_own_work(actor, part, said),
        )
        for part, said in rows
    ]  # fmt: skip


def _asks(groups: frozenset[int]) -> Sequence[Ask]:
    return session.scalars(
        select(Ask)
        .join(Ask.assignment)
        .join(Assignment.action)
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .where(*_open(groups))
        .options(
            contains_eager(Ask.assignment).options(
                contains_eager(Assignment.action).options(
                    joinedload(Action.group, innerjoin=True), contains_eager(Action.entry),
                    contains_eager(Action.meeting),
                ),
                joinedload(Assignment.organisation, innerjoin=True),
            ),
            joinedload(Ask.organisation, innerjoin=True), joinedload(Ask.suggested),
        )
        .order_by(Action.group_id, Ask.asked_at, Ask.id)
        .limit(MOST)
    ).all()  # fmt: skip
