"""What words say of a time, perhaps without its month or year, and which days that means for somebody who says it on
a given date; knows no words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tracker.actions import deadline_spans as spans
from tracker.actions.deadline_spans import Span

THIS, NEXT = 1, 2
LATE = 3
_FRIDAY = 5


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a time that were named; 0 stands for what was not.

    `number` is a number that does not say of what. `bare` words ('week 3', 'first half') mean nothing without the
    month or year they belong to. `weekday` is 1 (Monday) to 7, `nth` counts it within its month, `coming` is THIS or
    NEXT. `end` asks for the last day alone, `around` for the whole week that holds the day.
    """

    number: int = 0
    day: int = 0
    week: int = 0
    part: int = 0
    month: int = 0
    quarter: int = 0
    half: int = 0
    year: int = 0
    weekday: int = 0
    nth: int = 0
    coming: int = 0
    on: date | None = None
    monday: date | None = None
    end: bool = False
    around: bool = False
    bare: bool = False

    @property
    def shape(self) -> frozenset[str]:
        """The names of the parts that were named, apart from month and year."""
        return frozenset(name for name in _PARTS if getattr(self, name))

    @property
    def is_fixed(self) -> bool:
        """It means days by itself and has no month or year."""
        return self.shape in _FIXED and not self.month and not self.year

    @property
    def is_weekday(self) -> bool:
        """Nothing but a day of the week was named."""
        return self.is_fixed and self.on is None and self.monday is None

    @property
    def needs_month(self) -> bool:
        """It is a part of a month."""
        return bool(self.day or self.week or self.part or self.nth)


_PARTS = ("number", "day", "week", "part", "quarter", "half", "weekday", "nth", "coming", "on", "monday")


def readings(said: Said, on: date) -> list[Span]:
    """The days that are meant, the best reading first; empty where the calendar has none such or too little is said."""
    full = completed(said, on)
    found = _days(full, on) if full else []
    if said.around:
        found = [spans.week_of(span.by) for span in found]
    if not said.end:
        return found
    if said.shape == {"monday"}:  # a week ends on its Sunday; many would say on Friday
        found = [*found, *(replace(span, by=spans.weekday_in(span.by, _FRIDAY)) for span in found)]
    return [span.end for span in found]


def completed(said: Said, on: date) -> Said | None:
    """With its month and year: those in which it ends on this date or later for the first time."""
    if said.is_fixed:
        return said
    if said.bare and not said.month and (said.week or not said.year):
        return None
    for full in _candidates(said, on):
        days = _days(full, on)
        if days and (said.year or days[0].by >= on):
            return full
        if not days and said.month and (full.year, full.month) >= (on.year, on.month):
            return None  # 29 February is not put off until the next leap year
    return None


def _candidates(said: Said, on: date) -> Iterator[Said]:
    if said.needs_month and not said.month:
        if not said.year:
            for first in (on.replace(day=1), spans.months_later(on.replace(day=1), 1)):
                yield replace(said, year=first.year, month=first.month)
    elif said.year:
        yield said
    elif said.month or said.quarter or said.half:
        yield replace(said, year=on.year)
        yield replace(said, year=on.year + 1)


def _days(said: Said, on: date) -> list[Span]:
    if said.is_fixed:
        return _FIXED[said.shape](said, on)
    if said.month > 12 or said.quarter > 4 or said.half > 2:
        return []
    if said.month:
        find = _IN_MONTH.get(said.shape)
        return _with_weekday(said, find(said)) if find and said.year else []
    span = _IN_YEAR.get(said.shape)
    return [span(said)] if span and said.year else []


def _with_weekday(said: Said, span: Span | None) -> list[Span]:
    if span is None:
        return []
    if said.shape == {"day", "weekday"} and said.weekday != span.by.isoweekday():
        return [span, spans.single(spans.weekday_around(span.by, said.weekday))]
    return [span]


def _weekday(said: Said, on: date) -> list[Span]:
    following = on + timedelta(days=(said.weekday - on.isoweekday() - 1) % 7 + 1)
    if following - on == spans.A_WEEK:  # said on that very weekday
        return [spans.single(following), spans.single(on)]
    return [spans.single(following)]


def _coming_weekday(said: Said, on: date) -> list[Span]:
    first = on + timedelta(days=(said.weekday - on.isoweekday()) % 7)
    if said.coming == THIS:
        return [spans.single(first)]
    in_next_week = spans.weekday_in(on + spans.A_WEEK, said.weekday)
    soonest = _weekday(said, on)[0].by
    return [spans.single(day) for day in dict.fromkeys((in_next_week, soonest))]


def _weekday_of_week(said: Said, on: date) -> list[Span]:
    return [spans.single(spans.weekday_in(said.monday or on, said.weekday))]


_FIXED: dict[frozenset[str], Callable[[Said, date], list[Span]]] = {
    frozenset({"on"}): lambda said, on: [spans.single(said.on or on)],
    frozenset({"monday"}): lambda said, on: [spans.week_of(said.monday or on)],
    frozenset({"monday", "weekday"}): _weekday_of_week,
    frozenset({"weekday"}): _weekday,
    frozenset({"weekday", "coming"}): _coming_weekday,
}
_IN_MONTH: dict[frozenset[str], Callable[[Said], Span | None]] = {
    frozenset(): lambda said: spans.month(said.year, said.month),
    frozenset({"day"}): lambda said: spans.day_of_month(said.year, said.month, said.day),
    frozenset({"day", "weekday"}): lambda said: spans.day_of_month(said.year, said.month, said.day),
    frozenset({"week"}): lambda said: spans.week_of_month(said.year, said.month, said.week),
    frozenset({"part"}): lambda said: spans.part_of_month(said.year, said.month, said.part),
    frozenset({"half"}): lambda said: spans.half_of_month(said.year, said.month, said.half),
    frozenset({"nth", "weekday"}): lambda said: spans.weekday_of_month(said.year, said.month, said.nth, said.weekday),
}
_IN_YEAR: dict[frozenset[str], Callable[[Said], Span]] = {
    frozenset(): lambda said: spans.whole_year(said.year),
    frozenset({"quarter"}): lambda said: spans.quarter(said.year, said.quarter),
    frozenset({"half"}): lambda said: spans.half_year(said.year, said.half),
}


def between(first: Said, last: Said, on: date, *, adjoining: bool = False) -> Span | None:
    """The days from the one to the other, each lending the other the month, year or kind that it lacks.

    With `adjoining`, only where the second begins as the first ends ('12 and 13 April', 'April or May').
    """
    own_months = bool(first.month and last.month) and first.month != last.month
    own_parts = bool(first.quarter or first.half) and (first.quarter, first.half) != (last.quarter, last.half)
    first, last = _same_kind(first, last)
    first, last = _same_month(first, last), _same_month(last, first)
    for start, end in _years(first, last, on, turns=own_months or own_parts):
        found = _from_to(start, end, on)
        if found:
            begins, ends = found
            touching = ends.start - begins.by == spans.A_DAY
            return spans.joined(begins, ends) if touching or not adjoining else None
    return None


def _from_to(first: Said, last: Said, on: date) -> tuple[Span, Span] | None:
    for begins in readings(first, on)[:1]:
        for ends in readings(last, begins.by if last.is_weekday else on)[:1]:
            if begins.start <= ends.start and begins.by <= ends.by:
                return begins, ends
    return None


def _same_kind(first: Said, last: Said) -> tuple[Said, Said]:
    if first.week and not first.month and last.shape == {"day"}:
        last = replace(last, week=last.day, day=0)
    for kind in ("week", "quarter", "half", "day"):
        if getattr(last, kind) and not getattr(first, kind) and _lone(first):
            first = _of_kind(first, kind, _lone(first))
        if getattr(first, kind) and last.number:
            last = _of_kind(last, kind, last.number)
    return first, last


def _lone(said: Said) -> int:
    """The number of a time of which nothing else was said."""
    return 0 if said.month or said.year or said.shape not in ({"number"}, {"day"}) else said.number or said.day


def _of_kind(said: Said, kind: str, number: int) -> Said:
    changes: dict[str, Any] = {"number": 0, "day": 0, kind: number}
    return replace(said, **changes)


def _same_month(said: Said, other: Said) -> Said:
    return replace(said, month=other.month) if said.needs_month and not said.month else said


def _years(first: Said, last: Said, on: date, *, turns: bool) -> Iterator[tuple[Said, Said]]:
    """Both with month and year, in the order in which they should be tried; `turns`: the year may turn between them."""
    if last.is_fixed:
        for full in filter(None, (completed(first, on),)):
            yield full, last
    elif first.year and not last.year:
        for year in (first.year, first.year + 1)[: 1 + turns]:
            yield first, replace(last, year=year)
    else:
        for full in filter(None, (completed(last, on),)):
            if first.is_fixed or first.year:
                yield first, full
                continue
            month = first.month or (full.month if first.needs_month else 0)
            for year in (full.year, full.year - 1)[: 1 + turns]:
                yield replace(first, month=month, year=year), full
