"""A part's window as a drawing and in figures: what was first agreed, what was given on top, when it was handed in.
Asks no database."""

from dataclasses import dataclass
from datetime import date

from tracker.actions.models import Assignment, AssignmentState
from tracker.actions.queries_action import ActionTold
from tracker.actions.words import end_of, told_until
from tracker.core import clock

WIDTH = 640
OVER_TO_THE_CHAIR = frozenset({AssignmentState.SUBMITTED, AssignmentState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Slippage:
    """One part: the days as they are told, and as places on a line of 640 from the day it was agreed.

    `times` counts how often more time was given, `days` how many days later than first agreed it is due now; `late` how
    many it was or is beyond that.
    """

    part: Assignment
    agreed_on: date
    first_ends: date
    ends: date
    handed_in: date | None
    times: int
    late: int
    first_width: int
    more_width: int
    mark: int | None

    @property
    def first_until(self) -> date:
        """The day that people were told at first."""
        return self.part.action.first.told_by or self.part.window.told_by or self.first_ends

    @property
    def until(self) -> date:
        """The day that people are told now."""
        return told_until(self.part.window, self.part.action.confirmed_on) or self.first_until

    @property
    def days(self) -> int:
        """How many days later than first agreed it is due now."""
        return (self.ends - self.first_ends).days


def slippage(told: ActionTold, part: Assignment, today: date) -> Slippage | None:
    """How the window of a part moved; None where no day was ever agreed."""
    action = told.action
    first_ends = action.first.end or part.window.end
    ends = end_of(part.window, action.confirmed_on) or first_ends
    if first_ends is None or ends is None:
        return None
    handed = told.handed_in(part)
    handed_on = handed.on if handed and part.state in OVER_TO_THE_CHAIR else None
    begins = min(action.agreed_on, first_ends)
    late = max(0, ((handed_on or (clock.day_of(part.closed_at) if part.closed_at else today)) - ends).days)
    last = max(ends, first_ends, handed_on or ends)
    scale = WIDTH / max(1, (last - begins).days)

    def at(day: date) -> int:
        return round((day - begins).days * scale)

    return Slippage(
        part, action.agreed_on, first_ends, ends, handed_on, told.times_given(part), late,
        first_width=max(4, at(min(first_ends, last))), more_width=max(0, at(ends) - at(first_ends)),
        mark=min(WIDTH - 8, max(8, at(handed_on))) if handed_on else None,
    )  # fmt: skip
