"""The head of a quick line: the names before its colon. Knows no rest of the line."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tracker.drafting.quick_line_names import Parties
from tracker.drafting.quick_line_text import key_of

LONGEST = 300  # letters of a head
MOST_WORDS = 4  # of a name that nobody has yet
MOST_LETTERS = 60
JOINED = 5  # pieces that one name may hold: 'Ministry of Labour and Social Welfare'

_COLON = re.compile("[:：]")
_BETWEEN = re.compile(r"\s*[,，、،;；/&+]\s*(?:and\s+|ແລະ\s*)?|\s+(?:and|ກັບ)\s+|\s*ແລະ\s*", re.IGNORECASE)
_SENTENCE = re.compile(r"[?!()\[\]{}\"“”«»|<>=*]|\.(?=.)|\.\.|https?$", re.IGNORECASE)
_SMALL = frozenset({"of", "for", "the", "de", "du", "in", "on"})


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a head: where it stands in the line, and whose it is; `is_new` where it is nobody's yet."""

    start: int
    end: int
    words: str
    organisation_id: int | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The names before a colon, and where what was said begins."""

    names: tuple[Name, ...]
    end: int

    def without_known(self, said: str) -> str:
        """What was said, behind those names only that are nobody's."""
        kept = [name.words for name in self.names if name.organisation_id is None]
        return f"{', '.join(kept)}: {said}" if kept else said


def head_of(line: str, start: int, parties: Parties, ignore: Collection[str] = ()) -> Head | None:
    """The head of a line from a place on; None where what stands before the first colon is not a list of names.

    Every name must be somebody's, or look like a name. Names to `ignore` (folded) are no names of anybody.
    """
    colon = _COLON.search(line, start, start + LONGEST)
    if colon is None or "\n" in line[start : colon.start()] or _is_inside(line, colon.start()):
        return None
    if not line[colon.end() :].strip():
        return None
    names = tuple(_names(line, start, colon.start(), parties, ignore))
    if not names or not all(name.organisation_id or _looks_like_a_name(name.words) for name in names):
        return None
    return Head(names, colon.end())


def _is_inside(line: str, colon: int) -> bool:
    """Whether the colon belongs to a time, a ratio or an address on the web."""
    between_digits = line[max(colon - 1, 0) : colon].isdigit() and line[colon + 1 : colon + 2].isdigit()
    return between_digits or line[colon + 1 : colon + 3] == "//"


def _names(line: str, start: int, end: int, parties: Parties, ignore: Collection[str]) -> Iterator[Name]:
    """The pieces of the head; neighbours that are one name together are one."""
    pieces = list(_pieces(line, start, end))
    place = 0
    while place < len(pieces):
        for last in range(min(place + JOINED, len(pieces)), place, -1):
            first, until = pieces[place][0], pieces[last - 1][1]
            words = line[first:until]
            is_meant = key_of(words) not in ignore
            organisation_id = parties.organisation(words) if is_meant else None
            if organisation_id or last == place + 1:
                yield Name(first, until, words, organisation_id, is_meant and not organisation_id)
                place = last
                break


def _pieces(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts = [(each.start(), each.end()) for each in _BETWEEN.finditer(line, start, end)]
    edges = [start, *(edge for cut in cuts for edge in cut), end]
    for first, until in zip(edges[::2], edges[1::2], strict=True):
        words = line[first:until]
        if words.strip():
            yield first + len(words) - len(words.lstrip()), until - len(words) + len(words.rstrip())


def _looks_like_a_name(words: str) -> bool:
    parts = words.split()
    if len(parts) > MOST_WORDS or len(words) > MOST_LETTERS or _SENTENCE.search(words):
        return False
    return all(_is_part_of_a_name(part) for part in parts) and any(letter.isalpha() for letter in words)


def _is_part_of_a_name(word: str) -> bool:
    """A Latin word of a name has a capital letter or a digit, or is a small one between the others."""
    plain = word.isascii() and word.islower()
    return not plain or word in _SMALL
