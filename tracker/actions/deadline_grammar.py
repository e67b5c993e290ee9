"""How words go together to name one time: first pairs of neighbours, then what is left is gathered into one Said."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tracker.actions import deadline_spans as spans
from tracker.actions.deadline_lexicon import OF, Kind, Token, Unit
from tracker.actions.deadline_said import LATE, NEXT, THIS, Said
from tracker.core import dates


def said(words: tuple[Token, ...], on: date, *, month_first: bool = False) -> Said | None:
    """What the words name, None where they do not make one time together.

    `on` is the date on which they were said; `month_first` reads dates in figures the American way.
    """
    named: dict[str, Any] = {}
    units: list[int] = []
    for token in paired(words):
        if token.kind is Kind.UNIT:
            units.append(token.value)
            continue
        parts = _parts(token, on, month_first=month_first)
        if not parts or not all(parts.values()) or named.keys() & parts.keys():
            return None
        named |= parts
    return _gathered(named, units, on) if named and len(units) < 2 else None


def _gathered(named: dict[str, Any], units: list[int], on: date) -> Said | None:
    if named.keys() & {"month", "weekday"} and "number" in named:
        if "day" in named:
            return None
        named["day"] = named.pop("number")
    unit = units[0] if units else 0
    if named.get("part") == LATE and named.keys() <= _LATE_IN and unit != Unit.MONTH:
        del named["part"]
        named["end"] = True
    if unit and named.keys() == {"end"}:
        named |= _coming(on, unit, THIS)
    elif unit and not _belongs(unit, named):
        return None
    if unit:
        named.pop("bare", None)
    if "around" in named and "day" not in named:
        return None
    return Said(**named) if named.keys() - {"end", "around", "bare"} else None


_LATE_IN = frozenset({"part", "year", "quarter", "half"})


def _belongs(unit: int, named: dict[str, Any]) -> bool:
    """Whether 'of the month' or 'of the year' only says what the other words mean anyway."""
    if unit == Unit.MONTH:
        return bool(named.keys() & {"day", "week", "part", "half", "nth"}) and "month" not in named
    return unit == Unit.YEAR and bool(named.keys() & {"month", "quarter", "half", "year"})


_FIGURES = {
    Kind.ISO_DATE: ("year", "month", "day"),
    Kind.DATE: ("day", "month", "year"),
    Kind.DAY_MONTH: ("day", "month"),
    Kind.MONTH_YEAR: ("month", "year"),
    Kind.QUARTER_YEAR: ("quarter", "year"),
    Kind.COMING_WEEKDAY: ("weekday", "coming"),
    Kind.NTH_WEEKDAY: ("weekday", "nth"),
}
AMBIGUOUS = frozenset({Kind.DATE, Kind.DAY_MONTH})
"""Figures that an American reads with the month first."""
_NAMES = {
    Kind.NUMBER: "number",
    Kind.ORDINAL: "day",
    Kind.DAY_OF_MONTH: "day",
    Kind.MONTH: "month",
    Kind.YEAR: "year",
    Kind.WEEKDAY: "weekday",
    Kind.PART: "part",
    Kind.WEEK_NUMBER: "week",
    Kind.BARE_WEEK: "week",
    Kind.QUARTER_NUMBER: "quarter",
    Kind.HALF_NUMBER: "half",
    Kind.BARE_HALF: "half",
}
_MARKS = {Kind.END: "end", Kind.WEEK_OF: "around", Kind.BARE_WEEK: "bare", Kind.BARE_HALF: "bare"}


def _parts(token: Token, on: date, *, month_first: bool) -> dict[str, Any]:
    """What one word names; nothing where it can't stand by itself."""
    if token.kind is Kind.COMING:
        return _coming(on, *token.numbers)
    if token.kind is Kind.RELATIVE_DAY:
        return {"on": on + token.value * spans.A_DAY}
    parts: dict[str, Any] = dict(zip(_FIGURES.get(token.kind, ()), token.numbers, strict=False))
    if month_first and token.kind in AMBIGUOUS:
        parts["day"], parts["month"] = parts["month"], parts["day"]
    if token.kind in _NAMES:
        parts[_NAMES[token.kind]] = token.value
    if token.kind in _MARKS:
        parts[_MARKS[token.kind]] = True
    if "year" in parts:
        parts["year"] = _century(parts["year"], on)
    return parts


def _century(year: int, on: date) -> int:
    """Two figures of a year as the year nearest to the date."""
    return year if year > 99 else year + 100 * ((on.year - year + 50) // 100)


def _coming(on: date, unit: int, which: int) -> dict[str, Any]:
    ahead = which - THIS
    if unit == Unit.WEEK:
        return {"monday": spans.week_of(on + ahead * spans.A_WEEK).start}
    if unit == Unit.MONTH:
        month = spans.months_later(on, ahead)
        return {"month": month.month, "year": month.year}
    if unit == Unit.QUARTER:
        year, quarter = dates.quarter_of(spans.months_later(on, 3 * ahead))
        return {"quarter": quarter, "year": year}
    return {"year": on.year + ahead} if unit == Unit.YEAR else {}


def paired(words: tuple[Token, ...]) -> list[Token]:
    """The words with neighbours that belong together made one; each rule goes from left to right, in their order."""
    line = list(words)
    for left, right, join in _PAIRS:
        place = 0
        while place < len(line) - 1:
            one, two = line[place : place + 2]
            joined = join(one, two) if one.kind in left and two.kind in right else None
            if joined:
                line[place : place + 2] = [joined]
            place += 1
    return line


def _month(unit: Token, month: Token) -> Token | None:
    return month if unit.value == Unit.MONTH else None


def _unit_and_figures(unit: Token, figures: Token) -> Token | None:
    if unit.value == Unit.QUARTER:
        return Token(Kind.QUARTER_YEAR, numbers=figures.numbers)
    return _month(unit, figures)


def _this_or_next(which: Token, what: Token) -> Token:
    kind = Kind.COMING if what.kind is Kind.UNIT else Kind.COMING_WEEKDAY
    return Token(kind, numbers=(what.value, NEXT if which.kind is Kind.NEXT else THIS))


def _which(nth: Token, unit: Token) -> Token | None:
    """'third week', 'ອາທິດທີ 3', 'second quarter', 'first half', 'last week'."""
    is_last = nth.kind is Kind.LAST
    if unit.value == Unit.WEEK:
        return Token(Kind.BARE_WEEK, spans.LAST) if is_last else Token(Kind.WEEK_NUMBER, nth.value)
    if is_last or unit.value not in (Unit.QUARTER, Unit.HALF):
        return None
    return Token(Kind.QUARTER_NUMBER if unit.value == Unit.QUARTER else Kind.BARE_HALF, nth.value)


def _numbered(unit: Token, number: Token) -> Token | None:
    """'week 3', 'Q2', 'quarter II', 'H1'."""
    kind = {Unit.WEEK: Kind.BARE_WEEK, Unit.QUARTER: Kind.QUARTER_NUMBER, Unit.HALF: Kind.HALF_NUMBER}.get(
        Unit(unit.value)
    )
    return Token(kind, number.value) if kind else None


def _nth_weekday(nth: Token, weekday: Token) -> Token | None:
    number = spans.LAST if nth.kind is Kind.LAST else nth.value
    return Token(Kind.NTH_WEEKDAY, numbers=(weekday.value, number)) if number <= 5 else None


def _half_year(duration: Token, part: Token) -> Token | None:
    """'6 ເດືອນຕົ້ນປີ', '6 ເດືອນທ້າຍປີ'."""
    if duration.numbers != (6, Unit.MONTH) or part.value == 2:
        return None
    return Token(Kind.BARE_HALF, 1 if part.value == 1 else 2)


def _third_month(ordinal: Token, unit: Token) -> Token | None:
    """'third month', 'ເດືອນທີ 3': of what is not said, and it is not the 3rd of the month."""
    return Token(Kind.FILLER) if unit.value == Unit.MONTH and unit.numbers != OF else None


_UNIT = frozenset({Kind.UNIT})
_NUMBER = frozenset({Kind.NUMBER})
_ORDINAL = frozenset({Kind.ORDINAL})
_NTH = frozenset({Kind.ORDINAL, Kind.LAST})
_COMING = frozenset({Kind.NEXT, Kind.THIS})
_WEEKDAY = frozenset({Kind.WEEKDAY})

_PAIRS: tuple[tuple[frozenset[Kind], frozenset[Kind], Callable[[Token, Token], Token | None]], ...] = (
    (frozenset({Kind.NTH}), _NUMBER, lambda _, number: Token(Kind.ORDINAL, number.value)),
    (frozenset({Kind.DATE_WORD}), _NUMBER | _ORDINAL, lambda _, number: Token(Kind.DAY_OF_MONTH, number.value)),
    (frozenset({Kind.DATE_WORD}), frozenset({Kind.DATE, Kind.DAY_MONTH, Kind.ISO_DATE}), lambda _, figures: figures),
    (_UNIT, frozenset({Kind.MONTH}), _month),
    (frozenset({Kind.MONTH}), _UNIT, lambda month, unit: _month(unit, month)),
    (_UNIT, frozenset({Kind.MONTH_YEAR}), _unit_and_figures),
    (_UNIT, frozenset({Kind.YEAR}), lambda unit, year: year if unit.value == Unit.YEAR else None),
    (_COMING, _UNIT, _this_or_next),
    (_UNIT, _COMING, lambda unit, which: _this_or_next(which, unit)),
    (_COMING, _WEEKDAY, _this_or_next),
    (_WEEKDAY, _COMING, lambda weekday, which: _this_or_next(which, weekday)),
    (_NTH, _UNIT, _which),
    (_UNIT, _NTH, lambda unit, nth: _which(nth, unit)),
    (_UNIT, _NUMBER | {Kind.ROMAN}, _numbered),
    (_NTH, _WEEKDAY, _nth_weekday),
    (_WEEKDAY, frozenset({Kind.LAST}), lambda weekday, last: _nth_weekday(last, weekday)),
    (_NUMBER, _UNIT, lambda number, unit: Token(Kind.DURATION, numbers=(number.value, unit.value))),
    (frozenset({Kind.DURATION}), frozenset({Kind.PART, Kind.END}), _half_year),
    (_ORDINAL, _UNIT, _third_month),
    (_UNIT, _ORDINAL, lambda unit, ordinal: _third_month(ordinal, unit)),
)
