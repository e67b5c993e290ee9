"""On which day a step comes, and for which days it comes on a day; knows no database."""

from collections.abc import Collection
from datetime import date, timedelta

from tracker.calendar.workdays import add_working_days, is_working_day, next_working_day
from tracker.reminders.ladder import Step

_DAY = timedelta(days=1)
WEEK = timedelta(days=7)

Range = tuple[date, date]


def day_of(step: Step, anchor: date, days_off: Collection[date] = ()) -> date:
    """The working day on which a step comes that counts from this day; of a weekly one the first time."""
    if step.working_days and step.days:
        return add_working_days(anchor, step.days, days_off)
    return next_working_day(anchor + timedelta(days=step.days), days_off)


def anchors(step: Step, first: date, last: date, days_off: Collection[date] = ()) -> Range | None:
    """The first and the last day to count from for which the step comes on a day of first … last; None for none.

    The step's day never comes earlier for a later day to count from, so that all between the two do so as well.
    """
    begin, end = next_working_day(first, days_off), last_working_day(last, days_off)
    if begin > end:
        return None
    if step.working_days and step.days > 0:
        after = add_working_days(end, 1 - step.days, days_off)
        return add_working_days(begin, -step.days, days_off), after - _DAY
    if step.working_days and step.days < 0:
        return add_working_days(begin, -step.days - 1, days_off) + _DAY, add_working_days(end, -step.days, days_off)
    shift = timedelta(days=step.days)
    return add_working_days(begin, -1, days_off) + _DAY - shift, end - shift


def last_working_day(day: date, days_off: Collection[date] = ()) -> date:
    """This day, or the last working day before it."""
    return day if is_working_day(day, days_off) else add_working_days(day, -1, days_off)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def first_of_week(day: date, days_off: Collection[date] = ()) -> date | None:
    """The first working day of a day's week; None where the whole week is off."""
    monday = week_of(day)
    first = next_working_day(monday, days_off)
    return first if first < monday + WEEK else None


def weeks(since: date, until: date, days_off: Collection[date] = ()) -> list[date]:
    """The first working days of weeks that lie after `since` and not after `until`, the newest first."""
    found = []
    monday = week_of(until)
    while monday + WEEK > since:
        first = first_of_week(monday, days_off)
        if first is not None and since < first <= until:
            found.append(first)
        monday -= WEEK
    return found
