"""Moving a part of an action: its state, its window, its history and the step in the time line, always together. Knows
neither who may nor why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from tracker.access.actors import Actor
from tracker.access.voices import How
from tracker.actions import policy
from tracker.actions.confirmed import settle_day
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.models import (
    CLOSED,
    Action,
    Assignment,
    AssignmentSpan,
    Progress,
    ProgressKind,
)
from tracker.actions.states import TOLD_AS, Act, after
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused

NOTHING = Bilingual()
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is said with a step: in which words, by what way and by whom where somebody else writes it down, what it
    answers, which meeting it comes from; a new window and a new count, where it brings one."""

    note: Bilingual = NOTHING
    how: How = How.ITSELF
    said_by: str = ""
    window: Window | None = None
    done: int | None = None
    total: int | None = None
    ask_id: int | None = None
    meeting_id: int | None = None


SILENT = Step()


def lock_action(action_id: int) -> Action:
    """The action with its parts as they stand now, its row locked until the transaction ends; NotFound if there is
    none. Whoever writes anything of an action asks for it here, so that only one does at a time."""
    action = session.scalar(
        select(Action)
        .where(Action.id == action_id)
        .options(
            joinedload(Action.group, innerjoin=True),
            joinedload(Action.meeting),
            joinedload(Action.entry),
            selectinload(Action.assignments).options(
                joinedload(Assignment.organisation), selectinload(Assignment.spans)
            ),
        )
        .with_for_update(of=Action)
        .execution_options(populate_existing=True)
    )
    if action is None:
        raise NotFound(Bilingual.said("There is no such action."))
    return action


def lock_live(action_id: int) -> Action:
    """The same of an action that can be answered; Refused while its minutes are a draft, and once it is merged."""
    action = lock_action(action_id)
    require_live(action)
    return action


def require_live(action: Action) -> None:
    """Refuse to work on an action that is not followed up yet, or no more."""
    if action.merged_into_id is not None:
        raise Refused(Bilingual.said("This action became part of another one. Answer that one."))
    if not policy.is_live(action):
        raise Refused(Bilingual.said("Its minutes are not circulated yet. Until then the draft says what is agreed."))


def lock_part(assignment_id: int) -> Assignment:
    """A part of an action that can be answered, with its action locked; NotFound if there is none."""
    action_id = session.scalar(select(Assignment.action_id).where(Assignment.id == assignment_id))
    if action_id is None:
        raise NotFound(Bilingual.said("There is no such part of an action."))
    action = lock_live(action_id)
    found = [part for part in action.assignments if part.id == assignment_id]
    if not found:
        raise NotFound(Bilingual.said("There is no such part of an action."))
    return found[0]


def lock_actions_of(assignment_ids: Collection[int]) -> None:
    """Lock the actions of several parts, always in the same order, so that of two who do so none waits for the other
    for ever."""
    parts = select(Assignment.action_id).where(Assignment.id.in_(assignment_ids))
    for action_id in session.scalars(parts.distinct().order_by(Assignment.action_id)).all():
        lock_action(action_id)


def step(part: Assignment, act: Act, said: Step = SILENT, *, by: Actor, at: datetime) -> Progress:
    """Do this with a part, whose action is locked: the part moves as the table says, its history follows from the day
    on, and the step stands in the time line. Raises Refused where the act can't follow the state."""
    before, now = part.state, after(act, part.state)
    if said.total is not None or said.done is not None:
        part.done_count, part.total_count = said.done, said.total
    flag_modified(part, "state")  # whoever looked at it before this has not seen what is said now
    if said.window is not None:
        part.window = said.window
        _forget_day(part.action, said.window, clock.day_of(at))
    if now != before:
        part.state = now
        part.closed_at = at if now in CLOSED else None
    keep_history(part, clock.day_of(at))
    return tell(part.action, TOLD_AS[act], said, part=part, states=(before, now), by=by, at=at)


def tell(
    action: Action, kind: ProgressKind, said: Step = SILENT, *, part: Assignment | None = None,
    states: tuple[object, object] = (None, None), by: Actor, at: datetime,
) -> Progress:  # fmt: skip
    """Put a step into the time line of an action that is locked; one without a part is about the whole of it."""
    told = Progress(
        action=action, assignment=part, organisation_id=part.organisation_id if part else None, on=clock.day_of(at),
        at=at, by=by.label[:200], by_person_id=by.person_id, how=said.how, said_by=said.said_by, kind=kind,
        note=said.note, state_from=states[0], state_to=states[1], window=said.window or NO_WINDOW,
        done_count=said.done, total_count=said.total, ask_id=said.ask_id, meeting_id=said.meeting_id,
    )  # fmt: skip
    session.add(told)
    session.flush()
    return told


def is_settled(action: Action) -> bool:
    """Whether it is over or, where nobody owns it, the whole of it was found done or dropped and not taken up again."""
    if action.owners:
        return action.is_over
    kinds = (ProgressKind.ACCEPTED, ProgressKind.DROPPED, ProgressKind.REOPENED)
    last = session.scalars(
        select(Progress.kind)
        .where(Progress.action_id == action.id, Progress.assignment_id.is_(None), Progress.kind.in_(kinds))
        .order_by(Progress.id.desc())
        .limit(1)
    ).first()
    return last not in {None, ProgressKind.REOPENED}


def _forget_day(action: Action, given: Window, on: date) -> None:
    """A day that was settled on no longer holds once more time is given than until then."""
    end = given.end
    if action.confirmed_on and end and end > action.confirmed_on:
        settle_day(action, None, on)


def keep_history(part: Assignment, on: date) -> None:
    """Let the history of a part say how it stands from this day on; of several states on one day the last is kept."""
    last = part.spans[-1] if part.spans else None
    stands = (part.state, part.window, part.organisation_id)
    if last and (last.state, last.window, last.organisation_id) == stands:
        return
    if last and last.from_on >= on:
        last.state, last.window, last.organisation_id = stands
        return
    if last:
        last.until_on = on - A_DAY
        session.flush()  # only one may be without an end
    part.spans.append(
        AssignmentSpan(
            state=part.state, window=part.window, organisation_id=part.organisation_id, from_on=on
        )
    )  # fmt: skip


def later(part: Assignment) -> Act:
    """By what a new window is given to a part: where there was no date, nothing is postponed."""
    return Act.POSTPONE if part.window.end else Act.DATE
