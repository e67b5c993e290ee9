"""Reads of what management said on the page of a quarter, and of what became of it as it stood on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.access.actors import Actor
from tracker.actions.deadlines import Window
from tracker.actions.models import CLOSED, Action, Assignment, AssignmentRole, AssignmentState
from tracker.actions.states import state_of
from tracker.actions.words import Mark, Standing, both_due
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.dashboard.models import Instruction
from tracker.dashboard.policy import groups_followed
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.tasks import tasks
from tracker.groups.models import WorkingGroup
from tracker.groups.policy import groups_drafted_by

MOST = 5  # that are shown on a desk; the rest stands on the pages


@dataclass(frozen=True, slots=True)
class Instructed:
    """What management said on a day (`on`), and how the action that it became stands on another."""

    given: Instruction
    on: date
    standing: Standing
    stands_on: date

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done, so that no meeting has to confirm it."""
        return self.standing.mark in {Mark.DONE, Mark.DROPPED}


@dataclass(frozen=True, slots=True)
class _Task:
    state: AssignmentState
    ends_on: date | None


def groups_followed_by(actor: Actor) -> Sequence[WorkingGroup]:
    """The groups whose page somebody sees, by their acronyms; one query."""
    followed = groups_followed(actor)
    visible = true() if followed is None else WorkingGroup.id.in_(followed)
    return session.scalars(select(WorkingGroup).where(visible).order_by(WorkingGroup.acronym)).all()


def instructions_on(groups: Collection[int], quarter: Quarter, as_of: date, today: date) -> list[Instructed]:
    """What was said on the page of a quarter about some groups, the oldest first, as it stood on the day of the page;
    what was said after that day stands as it does today. Six queries at the most."""
    rows = _instructions(Instruction.group_id.in_(groups), Instruction.period == str(quarter))
    return _as_they_stood(rows, {row.id: as_of if clock.day_of(row.at) <= as_of else today for row in rows})


def not_yet_done(on: date) -> list[Instructed]:
    """What was said in all groups and is not done, the oldest first, as it stands today; six queries at the most."""
    rows = _instructions(Action.merged_into_id.is_(None), _still_owed())
    return [each for each in _as_they_stood(rows, {row.id: on for row in rows}) if not each.is_over]


def _instructions(*conditions: ColumnElement[bool]) -> Sequence[Instruction]:
    return session.scalars(
        select(Instruction)
        .join(Instruction.action)
        .where(*conditions)
        .options(
            contains_eager(Instruction.action).selectinload(Action.assignments).joinedload(Assignment.organisation),
            selectinload(Instruction.group), joinedload(Instruction.by_person),
        )
        .order_by(Instruction.id)
    ).all()  # fmt: skip


def _as_they_stood(rows: Sequence[Instruction], days: Mapping[int, date]) -> list[Instructed]:
    """Each as it stood on its day."""
    stood = {
        day: _tasks([row.action_id for row in rows if days[row.id] == day], day) for day in sorted(set(days.values()))
    }
    goes_on = _goes_on_as(rows)
    return [
        Instructed(
            row, clock.day_of(row.at),
            standing_of(stood[days[row.id]].get(row.action_id, ()), days[row.id], goes_on.get(row.action_id, "")),
            days[row.id],
        )
        for row in rows
    ]  # fmt: skip


def unconfirmed(actor: Actor) -> Sequence[Instruction]:
    """The last few instructions that no meeting confirmed yet, in the groups that somebody drafts for; one query, and
    none for whoever drafts for none."""
    groups = groups_drafted_by(actor)
    if not groups:
        return ()
    return session.scalars(
        select(Instruction)
        .join(Instruction.action)
        .where(
            Instruction.group_id.in_(groups), Action.confirmed_at_id.is_(None), Action.merged_into_id.is_(None),
            _still_owed(),
        )
        .options(contains_eager(Instruction.action), joinedload(Instruction.by_person))
        .order_by(Instruction.id.desc())
        .limit(MOST)
    ).all()  # fmt: skip


def _still_owed() -> ColumnElement[bool]:
    """Nobody owes it, or somebody does whose part is open."""
    owner = select(Assignment.id).where(Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER)
    return or_(~owner.exists(), owner.where(Assignment.closed_at.is_(None)).exists())


def standing_of(owed: Collection[_Task], on: date, goes_on_as: str = "") -> Standing:
    """How an action stands by how its tasks do: by the one that presses most, and over where all of them are."""
    running = [task for task in owed if task.state not in CLOSED]
    if not running:
        return _over(owed, goes_on_as)
    waits = all(task.state == AssignmentState.SUBMITTED for task in running)
    if waits:
        return Standing(Mark.WAITING, Bilingual.said("handed in, waits for the chair"))
    ends = [task.ends_on for task in running if task.state != AssignmentState.SUBMITTED]
    first = min((end for end in ends if end), default=None)
    if first is not None and first < on:
        return Standing(Mark.LATE, both_due(Window(None, first, first), None, on))
    if state_of(task.state for task in owed) == AssignmentState.IN_PROGRESS:
        return Standing(Mark.DOING, Bilingual.said("in progress"))
    if first is None:
        return Standing(Mark.NO_DATE, Bilingual.said("no date"))
    return Standing(Mark.OPEN, Bilingual.said("not yet begun"))


def _over(owed: Collection[_Task], goes_on_as: str) -> Standing:
    if any(task.state == AssignmentState.ACCEPTED for task in owed):
        return Standing(Mark.DONE, Bilingual.said("done"))
    if goes_on_as:
        return Standing(Mark.DROPPED, Bilingual.said("Goes on as %(reference)s.", reference=goes_on_as))
    return Standing(Mark.DROPPED, Bilingual.said("dropped"))


def _tasks(action_ids: Collection[int], on: date) -> Mapping[int, Collection[_Task]]:
    counted = tasks(on, Action.id.in_(action_ids))
    asked = select(counted.c.action_id, counted.c.state, counted.c.ends_on)
    found: defaultdict[int, list[_Task]] = defaultdict(list)
    for action_id, state, ends_on in session.execute(asked):
        found[action_id].append(_Task(AssignmentState(state), ends_on))
    return found


def _goes_on_as(rows: Sequence[Instruction]) -> Mapping[int, str]:
    """The references of the actions into which some of these were merged."""
    kept = {row.action_id: row.action.merged_into_id for row in rows if row.action.merged_into_id}
    if not kept:
        return {}
    asked = select(Action.id, Action.reference).where(Action.id.in_(kept.values()))
    references: dict[int, str] = dict(iter(session.execute(asked)))
    return {action_id: references[keep_id] for action_id, keep_id in kept.items() if keep_id in references}
