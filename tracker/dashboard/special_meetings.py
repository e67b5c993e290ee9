"""Special meetings that were asked for, and what had become of them by the end of a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import joinedload

from tracker.actions.models import CLOSED, Action, ActionKind, AssignmentState, Progress, ProgressKind
from tracker.actions.words import text_of
from tracker.core.db import session
from tracker.dashboard.facts import Called, Place, SpecialAsked
from tracker.dashboard.known_meetings import Known
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.scope import Groups, of_groups
from tracker.dashboard.tasks import tasks
from tracker.meetings.kinds import MeetingState
from tracker.organisations.models import Organisation


def special_meetings(meetings: Sequence[Known], groups: Groups, slug: str, as_of: date) -> Sequence[SpecialAsked]:
    """The special meetings that were asked for by the end of a day, those first whose window is over for longest, of
    the meetings that were known then; one query."""
    known = {each.id: each for each in meetings}
    rows = groupby(_rows(groups, slug, as_of), key=lambda row: row.Action.id)
    found = [_asked(list(those), known, as_of) for _, those in rows]
    return sorted(found, key=lambda each: (-each.passed, each.agreed_on, each.reference))


def waited_for_first(asked: Sequence[SpecialAsked]) -> Sequence[SpecialAsked]:
    """Those that are still waited for, the longest first, then those that were held or dropped, the last first."""
    over = (Called.HELD, Called.DROPPED)
    held = sorted((each for each in asked if each.state in over), key=lambda each: each.agreed_on, reverse=True)
    return [*(each for each in asked if each.state not in over), *held]


def overdue(asked: Sequence[SpecialAsked]) -> Sequence[SpecialAsked]:
    """Those whose window is over and of which none is planned, the one first that waits for longest."""
    return [each for each in asked if each.state == Called.NOT_PLANNED and each.passed]


def in_question(asked: Sequence[SpecialAsked], quarter: Quarter) -> Sequence[SpecialAsked]:
    """Those that are not held yet, the most overdue first, then those that were held in the quarter."""
    waiting = [each for each in asked if each.state in {Called.NOT_PLANNED, Called.PLANNED}]
    held = [each for each in asked if each.held_on and quarter.first <= each.held_on <= quarter.last]
    waiting.sort(key=lambda each: (each.state is Called.PLANNED, -each.passed, each.planned_for or each.agreed_on))
    return (*waiting, *held)


def _rows(groups: Groups, slug: str, as_of: date) -> Iterable[Row[Any]]:
    """The tasks of the actions that ask for one, with the meeting that was planned last and how often it was moved."""
    task = tasks(as_of, Action.kind == ActionKind.SPECIAL_MEETING, of_groups(Action.group_id, groups, slug))
    times = select(func.count(Progress.at.distinct())).where(
        Progress.action_id == Action.id, Progress.kind == ProgressKind.POSTPONED, Progress.on <= as_of
    )
    return session.execute(
        select(
            Action, Organisation, task.c.state, task.c.ends_on, task.c.planned,
            _meeting_id(as_of).label("meeting_id"),
            times.correlate(Action).scalar_subquery().label("postponed"),
        )
        .join(task, task.c.action_id == Action.id)
        .outerjoin(Organisation, Organisation.id == task.c.organisation_id)
        .options(joinedload(Action.entry), joinedload(Action.group))
        .order_by(Action.id, task.c.assignment_id)
    )  # fmt: skip


def _meeting_id(as_of: date) -> ColumnElement[int | None]:
    """The meeting that was planned for it last or, where no step tells of one, that the next step called off."""
    steps = select(Progress.meeting_id).where(Progress.action_id == Action.id).limit(1).correlate(Action)
    planned = steps.where(Progress.kind == ProgressKind.SCHEDULED, Progress.on <= as_of)
    called_off = steps.where(
        Progress.kind == ProgressKind.REOPENED, Progress.meeting_id.is_not(None), Progress.on > as_of
    )
    return func.coalesce(
        planned.order_by(Progress.on.desc(), Progress.id.desc()).scalar_subquery(),
        called_off.order_by(Progress.on, Progress.id).scalar_subquery(),
        Action.scheduled_meeting_id,
    )


def _asked(tasks_of: Sequence[Row[Any]], known: dict[int, Known], as_of: date) -> SpecialAsked:
    row = tasks_of[0]
    action: Action = row.Action
    meeting = known.get(row.meeting_id) if row.planned else None
    state = _state(tasks_of, meeting)
    ends = max((each.ends_on for each in tasks_of if each.ends_on and each.state not in CLOSED), default=None)
    waits = state == Called.NOT_PLANNED and ends is not None
    held = meeting if meeting and meeting.state == MeetingState.HELD else None  # not one that is only planned
    return SpecialAsked(
        reference=action.reference, group=action.group.acronym, text=text_of(action), agreed_on=action.agreed_on,
        words=action.words, window=action.first, state=state,
        planned_for=meeting.held_on if meeting and state == Called.PLANNED else None,
        held_on=held.held_on if held and state == Called.HELD else None,
        postponed=row.postponed, passed=max(0, (as_of - ends).days) if waits and ends else 0,
        address=Place("actions.show", {"action_id": action.id}),
        owners=[each.Organisation.called for each in tasks_of if each.Organisation],
    )  # fmt: skip


def _state(tasks_of: Sequence[Row[Any]], meeting: Known | None) -> Called:
    """What had become of it; one that was accepted took place, whether or not its meeting is recorded."""
    if meeting and meeting.state == MeetingState.HELD:
        return Called.HELD
    states = {each.state for each in tasks_of}
    if states <= CLOSED:
        return Called.HELD if AssignmentState.ACCEPTED in states else Called.DROPPED
    return Called.PLANNED if meeting and meeting.state == MeetingState.PLANNED else Called.NOT_PLANNED
