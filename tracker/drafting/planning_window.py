"""The days of a deadline's window, each with whether the group works on it and why not; proposes nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import select

from tracker.calendar.workdays import holiday, is_working_day
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import DayOff
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting
from tracker.register.items import Item

MOST: Final = 45
ON_THE_WAY = (MeetingState.PLANNED, MeetingState.HELD)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, with why nobody works on it, and the group's meetings that are on it already."""

    day: date
    works: bool
    why: Bilingual
    meetings: tuple[str, ...] = ()


def days_of(group_id: int, item: Item, today: date) -> tuple[Day, ...]:
    """The days of the window that an item has now, without those that are over; none where it has no end. Two
    queries."""
    first, last = max(item.window.from_ or today, today), item.window.by
    if last is None or last < first:
        return ()
    wanted = [first + timedelta(days=number) for number in range(min((last - first).days + 1, MOST))]
    off = _days_off(group_id, wanted[0], wanted[-1])
    there = _meetings(group_id, wanted[0], wanted[-1])
    return tuple(Day(day, is_working_day(day, off), _why(day, off), there.get(day, ())) for day in wanted)


def _why(day: date, off: dict[date, Bilingual]) -> Bilingual:
    """Why nobody works on a day: the holiday's name tells more than that it is a Sunday."""
    if named := holiday(day):
        return named
    if day.weekday() >= 5:
        return Bilingual.said("weekend")
    return (off[day] or Bilingual.said("day off of the group")) if day in off else Bilingual()


def _days_off(group_id: int, first: date, last: date) -> dict[date, Bilingual]:
    rows = session.scalars(select(DayOff).where(DayOff.group_id == group_id, DayOff.day.between(first, last)))
    return {row.day: row.name for row in rows}


def _meetings(group_id: int, first: date, last: date) -> dict[date, tuple[str, ...]]:
    asked = select(Meeting).where(
        Meeting.group_id == group_id, Meeting.held_on.between(first, last), Meeting.state.in_(ON_THE_WAY)
    )
    found: dict[date, list[str]] = defaultdict(list)
    for meeting in islice(session.scalars(asked.order_by(Meeting.id)), MOST):
        found[meeting.held_on].append(meeting.reference)
    return {day: tuple(references) for day, references in found.items()}
