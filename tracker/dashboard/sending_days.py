"""On which day the page of a quarter goes out; asks no database."""

from datetime import date, timedelta

from tracker.calendar.workdays import next_working_day
from tracker.dashboard.quarters import Quarter

USUAL, LEAST, MOST = 10, 1, 80  # so many days after its last; at the most before the next quarter ends


def goes_out_on(quarter: Quarter, days: int) -> date:
    """The day itself or, where nobody works on it, the next working day."""
    return next_working_day(quarter.last + timedelta(days=days))


def due_on(today: date, days: int, since: date) -> Quarter | None:
    """The quarter whose page should have gone out by a day, the last one where several should; none that ended before
    sending was wished."""
    last = Quarter.holding(today).before
    for quarter in (last, last.before):
        if goes_out_on(quarter, days) <= today:
            return quarter if quarter.last >= since else None
    return None


def next_after(today: date, days: int, since: date) -> Quarter:
    """The next quarter whose page goes out after a day."""
    quarter = Quarter.holding(max(today, since))
    return quarter.before if goes_out_on(quarter.before, days) > today and quarter.before.last >= since else quarter
