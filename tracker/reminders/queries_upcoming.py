"""What of an action is reminded next, part by part, as things stand; what is due on a day is found by the sweep."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole, AssignmentState
from tracker.actions.policy import is_live
from tracker.core.bilingual import Bilingual
from tracker.core.dates import quarter_of, quarter_span
from tracker.core.db import session
from tracker.groups.models import Audience, Trigger
from tracker.groups.queries import days_off
from tracker.meetings.kinds import MeetingKind, MeetingState
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation
from tracker.reminders.days import WEEK, day_of, first_of_week, week_of
from tracker.reminders.ladder import Step, ladder_of

_DAY = timedelta(days=1)
_REMINDED = (AssignmentRole.OWNER, AssignmentRole.SUPPORT, AssignmentRole.FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class Coming:
    """A reminder that comes on a day unless something changes; of an action that nobody owns without organisation."""

    on: date
    step: Step
    organisation: Organisation | None

    @property
    def words(self) -> Bilingual:
        """Which step it is."""
        return self.step.words


@dataclass(frozen=True, slots=True)
class _Ladder:
    steps: Sequence[Step]
    off: Collection[date]
    since: date
    after: date

    def first(
        self, trigger: Trigger, before: date | None, after: date | None, *, all_: bool
    ) -> tuple[date, Step] | None:
        """The step that comes next of those that count from one of these days; without `all_` only what is for those
        who have to do it."""
        found = (
            (self.next_day(step, anchor), step)
            for step in self.steps
            if step.trigger == trigger and (all_ or step.audience == Audience.OWNER)
            and (anchor := after if step.is_after else before)
        )  # fmt: skip
        sound = [(day, step) for day, step in found if day is not None]
        return min(sound, key=lambda each: (each[0], each[1].place), default=None)

    def next_day(self, step: Step, anchor: date) -> date | None:
        """The first day after today on which a step comes; None where it has passed, or is from before the group's
        first day."""
        day = day_of(step, anchor, self.off)
        if day > self.after:
            return day if day >= self.since else None
        return self._next_week() if step.weekly else None

    def _next_week(self) -> date | None:
        weeks = (first_of_week(week_of(self.after) + n * WEEK, self.off) for n in range(60))
        return next((day for day in weeks if day and day > self.after and day >= self.since), None)


def coming(action: Action, today: date) -> list[Coming]:
    """The next reminder of each open part of an action after today, the soonest first: three queries at the most. Its
    group and its parts must be loaded."""
    since = action.group.reminders_from
    if since is None or not is_live(action) or action.is_over:
        return []
    ladder = _Ladder(ladder_of(action.group_id), days_off(action.group_id), since, today)
    return sorted(_each(action, ladder, today), key=lambda each: each.on)


def _each(action: Action, ladder: _Ladder, today: date) -> Iterator[Coming]:
    if not action.owners:
        if action.kind == ActionKind.SPECIAL_MEETING and action.scheduled_meeting_id:
            return
        if found := ladder.first(Trigger.NO_OWNER, action.agreed_on, action.agreed_on, all_=True):
            yield Coming(*found, None)
    handed = any(part.state == AssignmentState.SUBMITTED for part in action.owners)
    meeting = _next_meeting(action.group_id, today)
    for part in action.assignments:
        owns = part.role == AssignmentRole.OWNER
        is_open = part.closed_at is None and part.state != AssignmentState.SUBMITTED and part.role in _REMINDED
        if is_open and (owns or not handed):
            found = _next_of(part, action, ladder, meeting)
            if found:
                yield Coming(*found, part.organisation)


def _next_of(part: Assignment, action: Action, ladder: _Ladder, meeting: date) -> tuple[date, Step] | None:
    owns = part.role == AssignmentRole.OWNER
    before = action.confirmed_on or part.window.by
    after = action.confirmed_on or part.window.latest or part.window.by
    if before is None and after is None:
        return ladder.first(Trigger.NEXT_MEETING, meeting, meeting, all_=owns)
    return ladder.first(Trigger.DUE, before, after, all_=owns)


def _next_meeting(group_id: int, today: date) -> date:
    """The next regular meeting that is planned, or the end of the quarter."""
    planned = session.scalar(
        select(Meeting.held_on)
        .where(
            Meeting.group_id == group_id, Meeting.kind == MeetingKind.REGULAR, Meeting.held_on > today,
            Meeting.state == MeetingState.PLANNED,
        )
        .order_by(Meeting.held_on)
        .limit(1)
    )  # fmt: skip
    return planned or quarter_span(*quarter_of(today))[1]
