"""Deadlines as people word them, in English and Lao, read as a window of days; never invents what was not said."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.actions.deadline_grammar import AMBIGUOUS
from tracker.actions.deadline_phrases import Phrase, Words, names_next_meeting
from tracker.actions.deadline_spans import NO_WINDOW, Precision, Span, Window
from tracker.actions.deadline_words import tokens
from tracker.core.lao import clean

__all__ = ["NO_WINDOW", "Basis", "Precision", "Reading", "Window", "read"]


class Basis(StrEnum):
    """What a deadline hangs on: days of the calendar, the next meeting, or nothing that can be dated."""

    FIXED = "fixed"
    NEXT_MEETING = "next_meeting"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """The words as agreed and what they mean; the window is empty where they name no days.

    `alternatives` are other fair readings, for a person to choose from.
    """

    words: str
    window: Window = NO_WINDOW
    precision: Precision | None = None
    basis: Basis = Basis.NONE
    alternatives: tuple[Window, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The reading as plain values; dates are ISO, null stands where there is none."""
        return {
            "words": self.words,
            "from": _iso(self.window.from_),
            "by": _iso(self.window.by),
            "latest": _iso(self.window.latest),
            "precision": self.precision.value if self.precision else None,
            "basis": self.basis.value,
            "alternatives": [{"from": _iso(other.from_), "by": _iso(other.by)} for other in self.alternatives],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def read(phrase: str, on: date, days_off: Collection[date] = ()) -> Reading:
    """What a deadline means that was agreed on a date; what can't be read stays words without a window.

    Working days skip weekends, Lao public holidays and `days_off`. Never raises.
    """
    text = clean(phrase)
    words = tokens(phrase)
    if not words:
        return Reading(text)
    if names_next_meeting(words):
        return Reading(text, basis=Basis.NEXT_MEETING)
    try:
        found, others = _spans(words, on, days_off)
        return _reading(text, found, others)
    except (OverflowError, ValueError):  # the calendar begins with the year 1 and ends with the year 9999
        return Reading(text)


def _spans(words: Words, on: date, days_off: Collection[date]) -> tuple[Span | None, list[Span]]:
    """The best reading, None where only a month-first one is possible, and the others."""
    found = Phrase(on, days_off).readings(words)
    others = found[1:]
    if any(word.kind in AMBIGUOUS for word in words):
        others += Phrase(on, days_off, month_first=True).readings(words)
    return (found[0] if found else None), others


def _reading(text: str, span: Span | None, others: list[Span]) -> Reading:
    window = span.window if span else NO_WINDOW
    alternatives = tuple(dict.fromkeys(other.window for other in others if other.window != window))
    if span is None:
        return Reading(text, alternatives=alternatives)
    return Reading(text, window, span.precision, Basis.FIXED, alternatives)
