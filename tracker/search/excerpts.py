"""The words around what was found, in the text as people wrote it. Knows no database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.core.lao import match_key

AROUND = 90  # letters on each side
LONGEST_LINE = 20_000


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a text: what was found, and what stands around it."""

    before: str
    found: str
    after: str


def excerpt(text: str, words: Sequence[str]) -> Excerpt | None:
    """The first line that holds one of the folded words, around that word; the longest word counts first. None where no
    line holds any."""
    lines = [(line, match_key(line)) for line in text[: LONGEST_LINE * 20].splitlines()]
    for word in sorted(words, key=len, reverse=True):
        for line, key in lines:
            if word in key:
                return _around(line[:LONGEST_LINE], word)
    return None


def beginning(text: str) -> str:
    """As much of a text as one result takes."""
    said = " ".join(text.split())
    return said if len(said) <= 2 * AROUND else f"{_whole_words(said[: 2 * AROUND])}…"


def _around(line: str, word: str) -> Excerpt | None:
    end = _first(len(line), lambda place: word in match_key(line[:place]))
    start = end - _first(end, lambda length: word in match_key(line[end - length : end]))
    if word not in match_key(line[start:end]):
        return None
    while end < len(line) and not _letter(line[end]):
        end += 1  # marks above or below the last letter belong to it
    before, after = line[max(0, start - AROUND) : start], line[end : end + AROUND]
    if start > AROUND:
        before = f"…{before.partition(' ')[2] or before}"
    if end + AROUND < len(line):
        after = f"{_whole_words(after)}…"
    return Excerpt(before, line[start:end], after)


def _first(most: int, holds: Callable[[int], bool]) -> int:
    """The smallest number from which on it holds."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _letter(sign: str) -> bool:
    return not (sign == "\u0eb1" or "\u0eb4" <= sign <= "\u0ebc" or "\u0ec8" <= sign <= "\u0ece")


def _whole_words(text: str) -> str:
    return text.rpartition(" ")[0] or text
