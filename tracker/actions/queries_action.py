"""Reads of one action: all that its page tells of it, and one part of it. What meetings found about it is told by the
register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Integer, Select, and_, bindparam, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.actors import Actor
from tracker.actions import policy
from tracker.actions.models import (
    CLOSED,
    Action,
    Ask,
    Assignment,
    AssignmentState,
    Evidence,
    Progress,
    ProgressKind,
)
from tracker.actions.queries import actions_visible_to
from tracker.actions.states import LEAST_DONE, state_of
from tracker.actions.words import end_of
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.groups.queries import READERS
from tracker.meetings.kinds import EntryKind
from tracker.meetings.models import Answer, Entry, Meeting
from tracker.meetings.queries import TOLD, meetings_visible_to

WAITING_OR_OVER = CLOSED | {AssignmentState.SUBMITTED}
SHOWN = 50  # steps of the time line, unless all are asked for


@dataclass(frozen=True, slots=True)
class ActionTold:
    """An action as its page tells it. `steps` are newest first; `evidence` is empty for whoever may not see it."""

    action: Action
    steps: Sequence[Progress]
    asks: Sequence[Ask]
    evidence: Sequence[Evidence]
    answered: Sequence[Entry]
    split_from: Action | None
    merged_into: Action | None
    split_off: tuple[Action, ...]
    merged_in: tuple[Action, ...]

    @property
    def owners(self) -> list[Assignment]:
        """The parts of those who owe it."""
        return self.action.owners

    @property
    def is_done(self) -> bool:
        """Whether every owner's part of it is over or, where nobody owns it, the whole of it."""
        return self.action.is_over or self.found is not None

    @property
    def found(self) -> ProgressKind | None:
        """As what an action that nobody owns was closed as a whole: accepted or dropped; None while it is open."""
        kinds = (ProgressKind.ACCEPTED, ProgressKind.DROPPED, ProgressKind.REOPENED)
        last = next((each.kind for each in self.steps if each.assignment_id is None and each.kind in kinds), None)
        return last if not self.owners and last != ProgressKind.REOPENED else None

    @property
    def returned(self) -> frozenset[int]:
        """The parts that the chair gave back last."""
        last: dict[int, ProgressKind] = {}
        for each in self.steps:
            if each.assignment_id is not None and each.state_from != each.state_to:
                last.setdefault(each.assignment_id, each.kind)
        return frozenset(part for part, kind in last.items() if kind == ProgressKind.RETURNED)

    def given_back(self, part: Assignment) -> Progress | None:
        """The step that gave a part back, where that was what moved it last."""
        if part.id not in self.returned:
            return None
        return next(each for each in self.steps if each.assignment_id == part.id and each.kind == ProgressKind.RETURNED)

    @property
    def open_asks(self) -> list[Ask]:
        """What waits for an answer, the oldest first."""
        return [ask for ask in self.asks if ask.decided_at is None and ask.withdrawn_at is None]

    @property
    def waiting(self) -> list[Assignment]:
        """The parts that are handed in."""
        return [part for part in self.action.assignments if part.state == AssignmentState.SUBMITTED]

    @property
    def lead(self) -> Assignment | None:
        """The owner's part that the action waits for: of those that are to be done the one which is due first, then one
        that is handed in, then one that is over; None where nobody owes it."""
        return min(self.owners, key=self._pressing, default=None)

    @property
    def is_begun(self) -> bool:
        """Whether it is in progress as a whole, whatever its lead is."""
        return state_of(part.state for part in self.owners) == AssignmentState.IN_PROGRESS

    def _pressing(self, part: Assignment) -> tuple[int, date]:
        order = LEAST_DONE.index(part.state) if part.state in WAITING_OR_OVER else 0
        return order, end_of(part.window, self.action.confirmed_on) or date.max

    def times_given(self, part: Assignment) -> int:
        """How often more time was given for a part."""
        return sum(each.assignment_id == part.id and each.kind == ProgressKind.POSTPONED for each in self.steps)

    def is_sooner(self, step: Progress) -> bool:
        """Whether the day that a step gives is no later than the one that held before it."""
        place, end = self.steps.index(step), step.window.end
        older = (each for each in self.steps[place + 1 :] if each.assignment_id == step.assignment_id)
        before = next((each.window.end for each in older if each.window.end), self.action.first.end)
        return end is not None and before is not None and end <= before

    def handed_in(self, part: Assignment) -> Progress | None:
        """The last handing in of a part."""
        return next(
            (each for each in self.steps
             if each.assignment_id == part.id and each.kind == ProgressKind.HANDED_IN), None
        )  # fmt: skip

    def evidence_of(self, part: Assignment) -> list[Evidence]:
        """The files that came with a part's last handing in."""
        handed = self.handed_in(part)
        return [each for each in self.evidence if handed and each.progress_id == handed.id]


def action_for(actor: Actor, action_id: int) -> Action:
    """An action with its group, meeting, entry, documents and parts, if somebody may see it; NotFound otherwise."""
    action = session.scalar(_visible_to(actor), {"action_id": action_id})
    if action is None:
        raise NotFound(Bilingual.said("There is no action here that is open to you."))
    return action


def part_for(actor: Actor, assignment_id: int) -> Assignment:
    """One part of an action that somebody may see; NotFound otherwise."""
    action_id = session.scalar(select(Assignment.action_id).where(Assignment.id == assignment_id))
    action = action_for(actor, action_id or 0)
    return next(part for part in action.assignments if part.id == assignment_id)


def ask_for(actor: Actor, ask_id: int) -> tuple[Ask, Assignment]:
    """What was asked about an action that somebody may see, and the part; NotFound otherwise."""
    ask = session.scalar(select(Ask).where(Ask.id == ask_id).options(*_OF_ASKS))
    if ask is None:
        raise NotFound(Bilingual.said("There is no action here that is open to you."))
    return ask, part_for(actor, ask.assignment_id)


def told(actor: Actor, action: Action) -> ActionTold:
    """All that the page of an action tells, in five queries."""
    this = {"action_id": action.id}
    related = session.scalars(_related(actor), this | {"known": [action.split_from_id, action.merged_into_id]}).all()
    sources = {"conclusion_id": action.entry_id, "meeting_id": action.meeting_id}
    return ActionTold(
        action, session.scalars(_STEPS, this).all(), session.scalars(_ASKS, this).all(),
        session.scalars(_EVIDENCE, this).all() if policy.can_see_evidence(actor, action) else (),
        session.scalars(_answered(actor), sources).all(),
        split_from=_one(related, action.split_from_id), merged_into=_one(related, action.merged_into_id),
        split_off=tuple(each for each in related if each.split_from_id == action.id),
        merged_in=tuple(each for each in related if each.merged_into_id == action.id),
    )  # fmt: skip


def evidence_for(actor: Actor, evidence_id: int) -> Evidence:
    """A file that was handed in, if somebody may see it; NotFound in the same words whether he may not, or there is
    none."""
    found = session.scalar(
        select(Evidence)
        .where(Evidence.id == evidence_id)
        .options(joinedload(Evidence.file), joinedload(Evidence.progress, innerjoin=True))
    )
    gone = NotFound(Bilingual.said("There is no such file."))
    if found is None:
        raise gone
    action = session.scalar(_visible_to(actor), {"action_id": found.progress.action_id})
    if action is None or not policy.can_see_evidence(actor, action):
        raise gone
    return found


_OF_ASKS = (
    joinedload(Ask.organisation), joinedload(Ask.suggested),
    joinedload(Ask.assignment).joinedload(Assignment.organisation),
)  # fmt: skip


_THIS = bindparam("action_id", type_=Integer)
_WHOLE = select(Action).options(
    joinedload(Action.group, innerjoin=True),
    joinedload(Action.meeting).joinedload(Meeting.group),
    joinedload(Action.scheduled_meeting).joinedload(Meeting.group),
    joinedload(Action.entry).joinedload(Entry.meeting).joinedload(Meeting.group),
    joinedload(Action.document),
    selectinload(Action.assignments).options(
        joinedload(Assignment.organisation, innerjoin=True), joinedload(Assignment.person)
    ),
)
_STEPS = (
    select(Progress)
    .where(Progress.action_id == _THIS)
    .options(joinedload(Progress.organisation), joinedload(Progress.meeting).joinedload(Meeting.group))
    .order_by(Progress.at.desc(), Progress.id.desc())
)
_ASKS = select(Ask).join(Ask.assignment).where(Assignment.action_id == _THIS).options(*_OF_ASKS).order_by(Ask.id)
_EVIDENCE = (
    select(Evidence)
    .join(Evidence.progress)
    .where(Progress.action_id == _THIS)
    .options(
        joinedload(Evidence.file, innerjoin=True),
        joinedload(Evidence.progress, innerjoin=True).joinedload(Progress.organisation),
    )
    .order_by(Evidence.id.desc())
)
_WHERE_AGREED = (
    joinedload(Action.meeting).joinedload(Meeting.group),
    joinedload(Action.entry).joinedload(Entry.meeting).joinedload(Meeting.group),
)
_RELATED = union_all(  # each by its own index; asked with "or", SQLite reads all actions
    select(Action.id).where(Action.id.in_(bindparam("known", expanding=True))),
    select(Action.id).where(Action.split_from_id == _THIS),
    select(Action.id).where(Action.merged_into_id == _THIS),
)


@lru_cache(maxsize=READERS)
def _visible_to(actor: Actor) -> Select[Action]:
    return _WHOLE.where(Action.id == _THIS, actions_visible_to(actor))


@lru_cache(maxsize=READERS)
def _answered(actor: Actor) -> Select[Entry]:
    """The points that the action's conclusion answers; of other meetings, those that the reader may see."""
    seen = and_(TOLD, meetings_visible_to(actor))
    return (
        select(Entry)
        .join(Answer, Answer.entry_id == Entry.id)
        .join(Entry.meeting)
        .where(
            Answer.conclusion_id == bindparam("conclusion_id"), Entry.deleted_at.is_(None),
            Entry.kind.in_((EntryKind.ISSUE, EntryKind.RECOMMENDATION)),
            or_(Entry.meeting_id == bindparam("meeting_id"), and_(~Entry.is_unsent, seen)),
        )
        .options(joinedload(Entry.meeting).joinedload(Meeting.group))
        .order_by(Entry.id)
    )  # fmt: skip


@lru_cache(maxsize=READERS)
def _related(actor: Actor) -> Select[Action]:
    """What it was split from or merged into, and what of itself was."""
    found = Action.id.in_(_RELATED)
    return select(Action).where(found, actions_visible_to(actor)).options(*_WHERE_AGREED).order_by(Action.id)


def _one(actions: Sequence[Action], action_id: int | None) -> Action | None:
    return next((each for each in actions if each.id == action_id), None)
