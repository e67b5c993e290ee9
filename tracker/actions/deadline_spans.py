"""Stretches of days that deadlines name: weeks of a month, its parts, quarters, halves; knows no words.

A week, Monday to Sunday, belongs to the month that holds its Thursday, as in ISO 8601 a week belongs to a year.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tracker.core import dates

A_WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)
_THURSDAY = 4
LAST = -1  # in place of 1, 2, 3, …


class Precision(StrEnum):
    """The finest stretch of time that the words name, finest first."""

    DAY = "day"
    WEEK = "week"
    PART_OF_MONTH = "part_of_month"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Window:
    """When something is to be done: not before `from_`, at the end of `by`, overdue only after `latest`.

    Each may be unknown. Raises ValueError where they are out of order.
    """

    from_: date | None = None
    by: date | None = None
    latest: date | None = None

    def __post_init__(self) -> None:
        known = [day for day in (self.from_, self.by, self.latest) if day]
        if known != sorted(known):
            raise ValueError(f"a window runs from {self.from_} by {self.by} to {self.latest}")

    def __bool__(self) -> bool:
        return any((self.from_, self.by, self.latest))

    @property
    def told_by(self) -> date | None:
        """The day that people are told; when it is late tells `end`."""
        return self.by or self.latest

    @property
    def end(self) -> date | None:
        """The last fair reading of when it ends."""
        return self.latest or self.by


NO_WINDOW = Window()


@dataclass(frozen=True, slots=True)
class Span:
    """Days named by words. No `from_`: only the end is named. `vague`: a fair reader could end it a week later."""

    from_: date | None
    by: date
    precision: Precision
    vague: bool = False

    @property
    def start(self) -> date:
        """The first day that is named."""
        return self.from_ or self.by

    @property
    def end(self) -> "Span":
        """Its last day alone."""
        return replace(self, from_=None, precision=Precision.DAY)

    @property
    def until(self) -> "Span":
        """All days up to its last one."""
        return replace(self, from_=None)

    @property
    def before(self) -> "Span":
        """All days before it; before an end means up to it."""
        return replace(self, from_=None, by=self.from_ - A_DAY if self.from_ else self.by)

    @property
    def window(self) -> Window:
        """The window of a deadline in these words: a vague end is overdue a week later."""
        return Window(self.from_, self.by, self.by + A_WEEK if self.vague else self.by)

    def holds(self, other: "Span") -> bool:
        """Whether the other one lies within this one."""
        return other.by <= self.by and (self.from_ is None or self.from_ <= other.start)


def single(day: date) -> Span:
    """One day."""
    return Span(day, day, Precision.DAY)


def day_of_month(year: int, month: int, day: int) -> Span | None:
    """One day, None where the calendar has none such."""
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return single(date(year, month, day))


def week_of(day: date) -> Span:
    """The week, Monday to Sunday, that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6), Precision.WEEK)


def weekday_in(day: date, weekday: int) -> date:
    """The Monday (1) to Sunday (7) of the week that holds the day."""
    return day + timedelta(days=weekday - day.isoweekday())


def weekday_around(day: date, weekday: int) -> date:
    """The Monday (1) to Sunday (7) nearest to the day, before or after it."""
    return day + timedelta(days=(weekday - day.isoweekday() + 3) % 7 - 3)


def week_of_month(year: int, month: int, n: int) -> Span | None:
    """The nth or the LAST week of a month, by its Thursdays; people count weeks differently, so it is vague."""
    thursday = weekday_of_month(year, month, n, _THURSDAY)
    return replace(week_of(thursday.by), vague=True) if thursday else None


def weekday_of_month(year: int, month: int, n: int, weekday: int) -> Span | None:
    """The nth or the LAST Monday (1) to Sunday (7) of a month."""
    first, last = dates.month_span(year, month)
    if n == LAST:
        return single(last - timedelta(days=(last.isoweekday() - weekday) % 7))
    found = first + timedelta(days=(weekday - first.isoweekday()) % 7) + (n - 1) * A_WEEK
    return single(found) if n >= 1 and found <= last else None


def part_of_month(year: int, month: int, n: int) -> Span:
    """Early (1), mid (2) or late (3): 1 to 10, 11 to 20, 21 to the last."""
    last = dates.month_span(year, month)[1]
    return Span(date(year, month, 10 * n - 9), date(year, month, 10 * n) if n < 3 else last, Precision.PART_OF_MONTH)


def half_of_month(year: int, month: int, n: int) -> Span:
    """1 to 15, 16 to the last."""
    last = dates.month_span(year, month)[1]
    return Span(date(year, month, 15 * n - 14), date(year, month, 15) if n == 1 else last, Precision.PART_OF_MONTH)


def month(year: int, n: int) -> Span:
    """A whole month."""
    return Span(*dates.month_span(year, n), Precision.MONTH)


def quarter(year: int, n: int) -> Span:
    """A whole quarter."""
    return Span(*dates.quarter_span(year, n), Precision.QUARTER)


def half_year(year: int, n: int) -> Span:
    """A whole half of a year."""
    return Span(date(year, 6 * n - 5, 1), dates.month_span(year, 6 * n)[1], Precision.HALF_YEAR)


def whole_year(year: int) -> Span:
    """A whole year."""
    return Span(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def joined(first: Span, last: Span) -> Span:
    """From the start of the one to the end of the other."""
    coarser = max(first.precision, last.precision, key=list(Precision).index)
    return Span(first.start, last.by, coarser, vague=first.vague or last.vague)


def months_later(day: date, n: int) -> date:
    """The same day n months later, or that month's last day where it is shorter."""
    years, month_index = divmod(day.month - 1 + n, 12)
    year = day.year + years
    return date(year, month_index + 1, min(day.day, monthrange(year, month_index + 1)[1]))
