"""The deadlines that generated actions are given: words in both languages, and what the parser reads in them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from tracker.actions.deadlines import Reading, read
from tracker.core.dates import long_date
from tracker.exchange.archive_phrases import Both, filled, phrases

CHOICES = 12  # wordings that one meeting uses


@dataclass(frozen=True, slots=True)
class Deadline:
    """Words as agreed and their reading."""

    words: Both
    reading: Reading


def deadlines_of(held_on: date, chance: Random) -> list[Deadline]:
    """The wordings that a meeting of this day uses."""
    wordings = phrases().deadlines
    weights = [each.weight for each in wordings]
    return [_worded(each.words, held_on, chance) for each in chance.choices(wordings, weights, k=CHOICES)]


def _worded(words: Both, held_on: date, chance: Random) -> Deadline:
    day = held_on + timedelta(days=chance.randint(21, 120))
    said = filled(
        words, day=f"{day.day:02d}", month=f"{day.month:02d}", year=day.year, month_en=_month(day.month)[0],
        month_lo=_month(day.month)[1], days=chance.choice((14, 30, 45, 60)),
    )  # fmt: skip
    return Deadline(said, read(said[0], held_on))


@lru_cache(maxsize=12)
def _month(number: int) -> Both:
    day = date(2021, number, 1)
    return long_date(day, "en").split()[1], long_date(day, "lo").split()[1]
