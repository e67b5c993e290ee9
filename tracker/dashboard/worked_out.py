"""What is worked out of tasks besides how many they are: days, shares and sums; knows no page."""

from collections import Counter
from datetime import date

from sqlalchemy import ColumnElement, FromClause, func, literal, null, select

from tracker.core.db import session
from tracker.core.sql_days import days_between
from tracker.dashboard.counting import median_of
from tracker.dashboard.measures import Measure, Summary

WorkedOut = tuple[Summary, float] | None
"""What is worked out, and its number; None where nothing is."""


def counted_out(task: FromClause, measure: Measure, as_of: date) -> tuple[int, WorkedOut]:
    """How many tasks these of a measure are, and what is worked out of them: one query."""
    wanted = next((each for each in Summary if each.is_of is measure), None)
    if wanted is Summary.MEDIAN:
        days = days_between(task.c.agreed_on, task.c.done_on)
        piles = session.execute(select(days.label("days"), func.count().label("many")).group_by(days))
        took = Counter({pile.days: pile.many for pile in piles})
        middle = median_of(took)
        return took.total(), None if middle is None else (wanted, middle)
    number = _number(wanted, task, as_of) if wanted else null()
    total, found = session.execute(select(func.count(), number).select_from(task)).one()
    if wanted is None or not total or found is None:
        return total, None
    return total, (wanted, round(100 * found / total) if wanted is Summary.ON_TIME_RATE else found)


def _number(wanted: Summary, task: FromClause, as_of: date) -> ColumnElement[int]:
    numbers: dict[Summary, ColumnElement[int]] = {
        Summary.ON_TIME_RATE: func.count().filter(task.c.done_on <= task.c.ends_on),
        Summary.LONGEST: func.max(days_between(task.c.ends_on, literal(as_of))),
        Summary.SLIPPED_TIMES: func.sum(task.c.times),
        Summary.SLIPPED_DAYS: func.sum(days_between(task.c.first_end, task.c.ends_on)),
    }
    return numbers[wanted]
