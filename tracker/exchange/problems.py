"""What is wrong with a meeting file and where, in words for whoever edits it; knows no key of the file."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language

MOST_PROBLEMS = 50
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason not to take a file, at one of its lines (the first is 1)."""

    name: str
    line: int
    reason: Bilingual

    def in_(self, language: Language) -> str:
        """`NAME:LINE: reason`, always a single line."""
        return f"{self.name}:{self.line}: {self.reason.in_(language).text}"

    def __str__(self) -> str:
        return self.in_("en")


class FileProblems(Exception):
    """A file was refused as a whole; nothing of it was taken. Carries at most 50 problems, in the order of lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        distinct = dict.fromkeys(problems)
        self.problems = tuple(sorted(distinct, key=lambda problem: problem.line)[:MOST_PROBLEMS])
        super().__init__("\n".join(map(str, self.problems)))


def quoted(text: str) -> str:
    """A piece of the file as it may be shown inside a one-line reason: short, and nothing in it that breaks a line."""
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "'" + "".join(letter if letter.isprintable() else " " for letter in short) + "'"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant, for a suggestion only; None where nothing comes close.

    At most one letter in three (and at least one letter) may differ; upper and lower case count as the same.
    """
    typed = word.casefold()[:_SHOWN]
    allowed = max(1, len(typed) // 3)
    found = [(OSA.distance(typed, name.casefold(), score_cutoff=allowed), name) for name in known if name != word]
    distance, name = min(found, default=(allowed + 1, ""))
    return name if distance <= allowed else None


def did_you_mean(reason: Bilingual, word: str, known: Iterable[str]) -> Bilingual:
    """The reason, with the nearest known word as a suggestion if there is one."""
    name = nearest(word, known)
    if name is None:
        return reason
    hint = Bilingual.said("did you mean %(name)s?", name=quoted(name))
    return Bilingual(en=f"{reason.en}; {hint.en}", lo=f"{reason.lo}; {hint.lo}")
