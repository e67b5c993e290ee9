"""How a whole phrase is built: what limits the time ('by', 'before', 'within'), ranges, durations, and a time that is
said twice."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.actions import deadline_said, deadline_spans
from tracker.actions.deadline_grammar import paired, said
from tracker.actions.deadline_lexicon import Kind, Token, Unit
from tracker.actions.deadline_spans import Precision, Span
from tracker.calendar import workdays

Words = tuple[Token, ...]

_LIMITS = frozenset({Kind.BY, Kind.BEFORE, Kind.WITHIN, Kind.AT_MOST, Kind.IN, Kind.LATEST, Kind.UNTIL})
_ENDS_ONLY = frozenset({Kind.BY, Kind.AT_MOST, Kind.LATEST, Kind.UNTIL})
_COUNTING = frozenset({Kind.WITHIN, Kind.AT_MOST, Kind.IN, Kind.LATEST})
_CONNECTORS = frozenset({Kind.TO, Kind.UNTIL, Kind.AND})
_CUTS = frozenset({Kind.SEPARATOR, Kind.BETWEEN})
_UNJOINED = 3  # words at most before a forgotten 'and': 'between Monday 3rd 4th May'


def names_next_meeting(words: Words) -> bool:
    """Whether the phrase is 'the next meeting', with or without 'before' or 'at' and what sort of meeting."""
    limits, rest = _limits(tuple(word for word in words if word.kind not in (Kind.SEPARATOR, Kind.FOR)))
    kinds = [word.kind for word in rest if word.kind is not Kind.REGULAR]
    return {*kinds} == {Kind.MEETING, Kind.NEXT} and kinds.count(Kind.NEXT) == 1 and Kind.AT_MOST not in limits


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is needed to tell which days a phrase means: when it was said, which days off there are besides weekends
    and holidays, and whether dates in figures are read the American way."""

    on: date
    days_off: Collection[date] = ()
    month_first: bool = False

    def readings(self, words: Words) -> list[Span]:
        """The days that the words mean, the best reading first; empty where they can't be read."""
        return self._limited(words) or self._said_twice(words)

    def _said_twice(self, words: Words) -> list[Span]:
        """'In the second quarter, between the 3rd and 4th week of April 2021': the narrower one, if it lies within."""
        for cut in range(1, len(words)):
            if words[cut].kind in _CUTS:
                one, two = self._limited(words[:cut]), self._limited(words[cut:])
                if one and two and one[0].holds(two[0]):
                    return two[:1]
                if one and two and two[0].holds(one[0]):
                    return one[:1]
        return []

    def _limited(self, words: Words) -> list[Span]:
        words = tuple(word for word in words if word.kind is not Kind.SEPARATOR)
        anchored = any(word.kind is Kind.ANCHOR for word in words)
        limits, rest = _limits(tuple(word for word in words if word.kind is not Kind.ANCHOR))
        counted = self._counted(limits, rest, anchored=anchored)
        if counted or anchored:
            return [counted] if counted else []
        if limits == {Kind.WITHIN} and [word.kind for word in rest] == [Kind.UNIT]:
            rest = (Token(Kind.THIS), *rest)
        limit = _limit(limits)
        return [limit(span) for span in self._named(rest)]

    def _counted(self, limits: frozenset[Kind], words: Words, *, anchored: bool) -> Span | None:
        """'Within ten days', 'in two weeks', 'the next 3 months', '5 working days after the meeting'."""
        ahead = words[:1] and words[0].kind is Kind.NEXT
        pairs = paired(words[1:] if ahead else words)
        if len(pairs) != 1 or pairs[0].kind is not Kind.DURATION or not limits <= _COUNTING:
            return None
        if not (ahead or anchored or limits - {Kind.LATEST}):
            return None
        count, unit = pairs[0].numbers
        until = _COUNTED.get(Unit(unit))
        return Span(self.on, until(self, count), Precision.DAY) if until and count else None

    def _named(self, words: Words) -> list[Span]:
        opening = words[0].kind if words and words[0].kind in (Kind.BETWEEN, Kind.FROM) else None
        words = words[1:] if opening else words
        connectors = [place for place, word in enumerate(words) if word.kind in _CONNECTORS]
        if not connectors and not opening:
            one = self._said(words)
            return deadline_said.readings(one, self.on) if one else []
        if not connectors and opening is Kind.BETWEEN:
            found = (self._range(words[:cut], words[cut:]) for cut in range(1, min(_UNJOINED + 1, len(words))))
            return next((span for span in found if span), [])
        if len(connectors) != 1:
            return []
        (place,) = connectors
        is_list = words[place].kind is Kind.AND and opening is not Kind.BETWEEN
        if is_list and opening:
            return []
        return self._range(words[:place], words[place + 1 :], adjoining=is_list)

    def _range(self, first: Words, last: Words, *, adjoining: bool = False) -> list[Span]:
        start, end = self._said(first), self._said(last)
        if start is None or end is None:
            return []
        span = deadline_said.between(start, end, self.on, adjoining=adjoining)
        return [span] if span else []

    def _said(self, words: Words) -> deadline_said.Said | None:
        return said(words, self.on, month_first=self.month_first)


def _limits(words: Words) -> tuple[frozenset[Kind], Words]:
    """What limits the time, from the front and 'at the latest' from the end, and the words between."""
    start, end = 0, len(words)
    while start < end and words[start].kind in _LIMITS:
        start += 1
    while end > start and words[end - 1].kind is Kind.LATEST:
        end -= 1
    return frozenset(word.kind for word in words[:start] + words[end:]), words[start:end]


def _limit(limits: frozenset[Kind]) -> Callable[[Span], Span]:
    if Kind.BEFORE in limits:
        return lambda span: span.before
    if limits & _ENDS_ONLY:
        return lambda span: span.until
    if Kind.WITHIN in limits:
        return lambda span: span.until if span.start == span.by else span
    return lambda span: span


_COUNTED: dict[Unit, Callable[[Phrase, int], date]] = {
    Unit.DAY: lambda phrase, count: phrase.on + timedelta(days=count),
    Unit.WORKING_DAY: lambda phrase, count: workdays.add_working_days(phrase.on, count, phrase.days_off),
    Unit.WEEK: lambda phrase, count: phrase.on + timedelta(days=7 * count),
    Unit.FORTNIGHT: lambda phrase, count: phrase.on + timedelta(days=14 * count),
    Unit.MONTH: lambda phrase, count: deadline_spans.months_later(phrase.on, count),
    Unit.YEAR: lambda phrase, count: deadline_spans.months_later(phrase.on, 12 * count),
}
