"""The time line of an action, newest first: its steps, what was asked, and what meetings found. Asks no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Literal

from tracker.actions.models import Ask, Progress
from tracker.actions.queries_action import ActionTold
from tracker.core import clock
from tracker.meetings.models import Meeting
from tracker.register.models import Review
from tracker.register.queries_action import Reviewed

What = Literal["step", "asked", "decided", "verdict", "agreed"]


@dataclass(frozen=True, slots=True)
class Told:
    """One line: what sort it is, when it was, and the row that tells it; the first of all has none."""

    what: What
    at: datetime
    row: Progress | Ask | Review | None = None


def story(told: ActionTold, reviewed: Reviewed) -> list[Told]:
    """Everything that happened with an action, newest first; what happened at one moment in the order of its rows. That
    it was agreed comes first of all; what a meeting found, when that began or, where nobody knows when, before what was
    done on its day."""
    return sorted(_all(told, reviewed), key=lambda each: (each.what != "agreed", each.at), reverse=True)


def _all(told: ActionTold, reviewed: Reviewed) -> Iterator[Told]:
    """Granting more time stands there as a step, and not again as an answer."""
    stepped = {step.ask_id for step in told.steps}
    for step in told.steps:
        yield Told("step", step.at, step)
    for ask in reversed(told.asks):
        if ask.decided_at is not None and ask.id not in stepped:
            yield Told("decided", ask.decided_at, ask)
        yield Told("asked", ask.asked_at, ask)
    for review in reviewed.verdicts:
        yield Told("verdict", _began(review.meeting), review)
    yield Told("agreed", clock.midday(told.action.agreed_on))


def _began(meeting: Meeting) -> datetime:
    start = datetime.combine(meeting.held_on, meeting.starts_at or time.min, clock.office())
    return start.astimezone(UTC)
