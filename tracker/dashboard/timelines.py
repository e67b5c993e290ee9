"""The geometry of windows of time below each other on one ground of whole quarters. Knows no page, no language and no
colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import NamedTuple

from tracker.dashboard.pictures import WIDE, Part, Tone, cuts_of, short
from tracker.dashboard.quarters import Quarter

FEW, FEW_YEARS = 5, 6
"""So many quarters can be named one by one; of more, their years are, and of more years some at equal distances."""
OF_YEAR = 4  # quarters


class Reach(NamedTuple):
    """How many quarters before and after the one of the day a ground shows at most."""

    back: int
    ahead: int


NEAR = Reach(7, 4)
"""With more, a window of one quarter could not be seen."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time with its extension, and the day on which it was done; `late`: it was not by its end."""

    begins: date
    ends: date | None = None
    extended: date | None = None
    done: date | None = None
    late: bool = False

    def days(self) -> Iterator[date]:
        """Every day it names."""
        return (day for day in (self.begins, self.ends, self.extended, self.done) if day is not None)


@dataclass(frozen=True, slots=True)
class Strip:
    """What of a window lies on the ground: how wide it and its extension are, where it was done, and what lies between
    its end and today where it is late. `start` is where one without an end begins; `before` and `after` say that some
    of it lies outside."""

    x: float
    width: float
    more: float
    start: float | None = None
    mark: float | None = None
    late: Part | None = None
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale, from `x` on, of so many of its columns; `number` is the quarter, None where it stands for
    its year or for some."""

    x: float
    columns: int
    year: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Windows below each other on one ground from the first to the last day, where today is on it, and its scale."""

    first: date
    last: date
    now: float
    scale: tuple[Step, ...]
    strips: tuple[Strip, ...]

    @property
    def is_cut(self) -> bool:
        """Whether some of what it shows lies outside."""
        return any(strip.before or strip.after for strip in self.strips)


@dataclass(frozen=True, slots=True)
class _Ground:
    """The quarters that are shown."""

    quarters: Sequence[Quarter]

    @property
    def first(self) -> date:
        return self.quarters[0].first

    @property
    def last(self) -> date:
        return self.quarters[-1].last

    @property
    def years(self) -> Sequence[int]:
        return range(self.quarters[0].year, self.quarters[-1].year + 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def at(self, day: date) -> float:
        """Where a day begins; at the nearer edge where it is not shown."""
        whole = (self.last - self.first).days + 1
        return short(min(max((day - self.first).days, 0), whole) * WIDE / whole)


def timeline(windows: Sequence[Window], today: date, reach: Reach | None = None) -> Timeline:
    """The windows on one scale of the quarters that hold the days they name, and today; of those only that are within
    reach, where it is said."""
    ground = _ground([today, *(day for window in windows for day in window.days())], today, reach)
    return Timeline(
        ground.first, ground.last, ground.at(today), tuple(_scale(ground)),
        tuple(_strip(window, ground, today) for window in windows),
    )  # fmt: skip


def _ground(days: Sequence[date], today: date, reach: Reach | None) -> _Ground:
    here = _number(today)
    first, last = _number(min(days)), _number(max(days))
    if reach:
        first, last = max(first, here - reach.back), min(last, here + reach.ahead)
    years = last // OF_YEAR - first // OF_YEAR + 1
    if years > FEW_YEARS:  # whole years, as many as steps of equal length take
        every = _every(years)
        last = last // OF_YEAR * OF_YEAR + OF_YEAR - 1
        first = max(OF_YEAR, last + 1 - OF_YEAR * every * ceil(years / every))
    return _Ground([Quarter(each // OF_YEAR, each % OF_YEAR + 1) for each in range(first, last + 1)])


def _number(day: date) -> int:
    """The quarters up to the one of a day."""
    quarter = Quarter.holding(day)
    return quarter.year * OF_YEAR + quarter.number - 1


def _every(years: int) -> int:
    """How many years a step stands for."""
    return ceil(years / FEW) if years > FEW_YEARS else 1


def _scale(ground: _Ground) -> Iterator[Step]:
    if len(ground.quarters) <= FEW:
        for each in ground.quarters:
            yield Step(ground.at(each.first), 1, each.year, each.number)
        return
    for year in ground.years[:: _every(len(ground.years))]:
        those = [each for each in ground.quarters if each.year == year]
        yield Step(ground.at(those[0].first), len(those), year)


def _strip(window: Window, ground: _Ground, today: date) -> Strip:
    ends = max(window.begins, window.ends) if window.ends else window.begins
    last = max(ends, window.extended) if window.extended else ends
    x, end, reached = (ground.at(day) for day in (window.begins, ends, last))
    days = list(window.days())
    return Strip(
        x, short(end - x), short(reached - end),
        start=x if window.begins == ends and ground.holds(ends) else None,
        mark=ground.at(window.done) if window.done and ground.holds(window.done) else None,
        late=_late(reached, ground.at(today)) if window.late and today > last else None,
        before=min(days) < ground.first, after=max(days) > ground.last,
    )  # fmt: skip


def _late(x: float, now: float) -> Part:
    return Part(Tone.LATE, x, short(now - x), cuts_of(x, now - x))
