"""Where decisions lead to, and how what they are about is listed; asks no database."""

from collections.abc import Sequence
from datetime import date

from tracker.core.bilingual import Bilingual
from tracker.dashboard.facts import Place
from tracker.minutes.sentences import both

FEW = 4


def rows_of(measure: str, slug: str, as_of: date, **more: str | int) -> Place:
    """The rows of a figure as they stood on a day, of one group or of all."""
    group = {"group": slug} if slug else {}
    return Place("dashboard.rows", {**group, **more, "as_of": as_of.isoformat(), "measure": measure})


def behind(page: str, slug: str, as_of: date, **more: str) -> Place:
    """All that a list holds as it was on a day, of one group or of all."""
    group = {"group": slug} if slug else {}
    return Place(f"behind.{page}", {**group, **more, "as_of": as_of.isoformat()})


def as_words(text: Bilingual) -> Bilingual:
    """A text as something that a sentence goes on from, without its full stop."""
    return Bilingual(en=text.en.rstrip(". "), lo=text.lo.rstrip(". "))


def listed(names: Sequence[Bilingual], most: int = FEW) -> Bilingual:
    """'NS 24, NS 25 + 3': the first of them, and how many more there are."""
    return both(lambda side: ", ".join(each.in_(side).text for each in names[:most]) + rest(names, most))


def rest(names: Sequence[Bilingual], most: int) -> str:
    """' + 3': how many more there are than so many."""
    return f" + {len(names) - most}" if len(names) > most else ""
