"""The deadline at the end of a conclusion's line: behind a dash, or introduced by a word such as 'by' or 'ພາຍໃນ'. What
can't be read as a time is none."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.actions.deadlines import Basis, Reading, read
from tracker.drafting.quick_line_text import key_of

LONGEST = 300  # letters of a phrase; the parser of deadlines reads no more
TRIES = 8  # words at which a phrase may begin

_DASH = re.compile(r"\s[-–—]{1,2}\s+|\s*—\s*")
_OPENS = re.compile(
    r"\b(?:by|before|within|until|till|between|prior to|on or before|n(?:o|ot) later than|ahead of|at the latest)\b"
    "|ພາຍໃນ|ກ່ອນ|ບໍ່(?:ໃຫ້)?ຊ້າກວ່າ|ບໍ່(?:ໃຫ້)?ເກີນ|ບໍ່ໃຫ້ກາຍ|ລະຫວ່າງ|ແຕ່ລະຫວ່າງ|ຢ່າງຊ້າ",
    re.IGNORECASE,
)
_BEFORE = " \t\n,;-–—"


@dataclass(frozen=True, slots=True)
class Tail:
    """A deadline in a text: what it says, where its words stand, and where the text before it ends."""

    reading: Reading
    start: int
    end: int
    cut: int
    full_stop: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is needed to read a deadline: when it was agreed, and the group's own days off."""

    on: date
    days_off: Collection[date] = ()


def tail_of(text: str, start: int, calendar: Calendar, ignore: Collection[str] = ()) -> Tail | None:
    """The deadline at the end of a text that begins at a place; something must be left before it."""
    return _behind_dash(text, start, calendar, ignore) or _in_sentence(text, start, calendar, ignore)


def _behind_dash(text: str, start: int, calendar: Calendar, ignore: Collection[str]) -> Tail | None:
    dashes = list(_DASH.finditer(text, max(start, len(text) - LONGEST)))
    for dash in reversed(dashes[-TRIES:]):
        if reading := _read(text[dash.end() :], calendar, ignore):
            cut = len(text[: dash.start()].rstrip(_BEFORE))
            return Tail(reading, dash.end(), len(text.rstrip()), cut) if cut > start else None
    return None


def _in_sentence(text: str, start: int, calendar: Calendar, ignore: Collection[str]) -> Tail | None:
    """The longest phrase at the end that can be read whole."""
    opening = list(_OPENS.finditer(text, max(start, len(text) - LONGEST)))
    for word in opening[-TRIES:]:
        if reading := _read(text[word.start() :], calendar, ignore):
            cut = len(text[: word.start()].rstrip(_BEFORE))
            ends_a_sentence = text.rstrip().endswith(".")
            return Tail(reading, word.start(), len(text.rstrip()), cut, ends_a_sentence) if cut > start else None
    return None


def _read(words: str, calendar: Calendar, ignore: Collection[str]) -> Reading | None:
    words = words.strip().rstrip(".").rstrip()
    if not words or key_of(words) in ignore:
        return None
    reading = read(words, calendar.on, calendar.days_off)
    return reading if reading.basis != Basis.NONE else None
