"""A text folded for comparing, letter by letter, so that what is found in it can be shown in the text as typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tracker.core.lao import match_key

KEPT_LETTERS = 2000  # of a text that is worth being remembered


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared, and for each of its letters the place in the text as typed."""

    key: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of the key stands in the text as typed; marks of its last letter belong to it."""
        return self.places[start], self.places[end]

    def found(self, word: str) -> Iterator[tuple[int, int]]:
        """Where a folded word stands by itself in the key; Lao words have no spaces between them, and need none."""
        at = self.key.find(word)
        while at >= 0:
            end = at + len(word)
            if _stands_alone(self.key, at, end):
                yield at, end
            at = self.key.find(word, at + 1)


def fold(text: str) -> Folded:
    """The text letter by letter in its `match_key`, spaces as one."""
    return _kept(text) if len(text) <= KEPT_LETTERS else _fold(text)


@lru_cache(maxsize=1024)
def _kept(text: str) -> Folded:
    return _fold(text)


def _fold(text: str) -> Folded:
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        folded = _folded(letter)
        if folded == " " and (not letters or letters[-1] == " "):
            continue
        letters += folded
        places += [place] * len(folded)
    return Folded("".join(letters), (*places, len(text)))


def key_of(name: str) -> str:
    """A name as it is compared: equal to a piece of a folded text where it is the same name."""
    return fold(name).key.strip()


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    return " " if letter.isspace() else match_key(letter)


def _stands_alone(key: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit goes on before or after, not behind a dash or a dot either: NS-2 is neither
    NS-24 nor NS-2-1."""
    before, after = key[max(start - 2, 0) : start], key[end : end + 2]
    if _is_latin(key[start]) and before and (_is_latin(before[-1]) or (before[-1] in "-." and _is_latin(before[0]))):
        return False
    if not _is_latin(key[end - 1]) or not after:
        return True
    return not (_is_latin(after[0]) or (after[0] in "-." and len(after) > 1 and _is_latin(after[1])))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
