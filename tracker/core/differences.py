"""What differs between two wordings of one text, word by word, also inside Lao; knows nothing of how it is shown."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from typing import Literal

from tracker.core.lao import has_lao
from tracker.core.lao_words import pieces

Kind = Literal["kept", "gone", "new"]
Block = tuple[int, int, int]  # so many pieces are the same, from here in the old text and from there in the new one
Step = tuple[str, str, str]  # what stays, then what goes, then what comes
ANCHOR = 6  # pieces in a row that stand once in each text surely belong together
MOST_PAIRS = 100_000  # of equal pieces, among which the best match is looked for: a fraction of a second
SHORT = 3  # letters of a word that does not hold a passage together by itself


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stand in both texts, only in the old one, or only in the new one."""

    kind: Kind
    text: str


def marked(old: str, new: str) -> tuple[Piece, ...]:
    """The new text with what went and what came: 'kept' and 'gone' joined are the old text, 'kept' and 'new' the new.

    The work is bounded: long passages that have nothing in common are shown whole.
    """
    found: list[Piece] = []
    for kept, gone, came in _tidy(_steps(pieces(old), pieces(new))):
        told: tuple[tuple[Kind, str], ...] = (("kept", kept), ("gone", gone), ("new", came))
        found += [Piece(kind, text) for kind, text in told if text]
    return tuple(found)


def _steps(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    steps: list[Step] = []
    at_old = at_new = 0
    blocks = [*_joined(_blocks(old, new)), (len(old), len(new), 0)]
    kept = ""
    for in_old, in_new, size in blocks:
        gone, came = "".join(old[at_old:in_old]), "".join(new[at_new:in_new])
        if gone or came:
            steps.append((kept, gone, came))
            kept = ""
        kept += "".join(old[in_old : in_old + size])
        at_old, at_new = in_old + size, in_new + size
    return [*steps, (kept, "", "")] if kept else steps


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Blocks that follow one another without a gap as one."""
    for _, run in groupby(_numbered(blocks), key=lambda each: each[0]):
        parts = [block for _, block in run]
        yield parts[0][0], parts[0][1], sum(size for _, _, size in parts)


def _numbered(blocks: Iterator[Block]) -> Iterator[tuple[int, Block]]:
    number, end = 0, (0, 0)
    for block in blocks:
        number += block[:2] != end
        end = block[0] + block[2], block[1] + block[2]
        yield number, block


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """What is the same at the beginning and at the end, and the blocks between them."""
    head = _same(old, new)
    rest_old, rest_new = old[head:], new[head:]
    tail = _same(rest_old[::-1], rest_new[::-1])
    if head:
        yield 0, 0, head
    for in_old, in_new, size in _between(rest_old[: len(rest_old) - tail], rest_new[: len(rest_new) - tail]):
        yield head + in_old, head + in_new, size
    if tail:
        yield len(old) - tail, len(new) - tail, tail


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pieces the two have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Texts of a usual length are matched whole; longer ones between passages that stand once in both of them."""
    if _pairs(old, new) <= MOST_PAIRS:
        yield from _matched(old, new, 0, 0)
        return
    at_old = at_new = 0
    for in_old, in_new in [*_anchors(old, new), (len(old), len(new))]:
        if in_old >= at_old and in_new >= at_new:
            part_old, part_new = old[at_old:in_old], new[at_new:in_new]
            if _pairs(part_old, part_new) <= MOST_PAIRS:
                yield from _matched(part_old, part_new, at_old, at_new)
            if in_old < len(old) and in_new < len(new):
                yield in_old, in_new, ANCHOR
            at_old, at_new = in_old + ANCHOR, in_new + ANCHOR


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pieces of one text equal a piece of the other, blanks aside."""
    there = Counter(new)
    return sum(number * there[piece] for piece, number in Counter(old).items() if not piece.isspace())


def _matched(old: Sequence[str], new: Sequence[str], from_old: int, from_new: int) -> Iterator[Block]:
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    for in_old, in_new, size in matcher.get_matching_blocks():
        if size:
            yield from_old + in_old, from_new + in_new, size


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where passages begin that stand once in each text, as many as keep their order in both."""
    there = _once(new)
    places = [(at, there[passage]) for passage, at in _once(old).items() if passage in there]
    return rising(places)


def _once(text: Sequence[str]) -> dict[tuple[str, ...], int]:
    passages = [tuple(text[at : at + ANCHOR]) for at in range(len(text) - ANCHOR + 1)]
    number = Counter(passages)
    return {passage: at for at, passage in enumerate(passages) if number[passage] == 1}


def rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of places, which come sorted by their first number, in which the second one rises too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, in_new) in enumerate(places):
        length = bisect_left(ends, in_new)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [in_new]
        last[length : length + 1] = [number]
    chosen, number = [], last[-1] if last else -1
    while number >= 0:
        chosen.append(places[number])
        number = before[number]
    return chosen[::-1]


def _tidy(steps: Sequence[Step]) -> list[Step]:
    """The steps without a lone short word kept between two changes, which only makes both harder to read."""
    tidy: list[Step] = []
    for kept, gone, came in steps:
        if tidy and (gone or came) and (tidy[-1][1] or tidy[-1][2]) and _is_slight(kept):
            before, earlier_gone, earlier_came = tidy[-1]
            tidy[-1] = before, earlier_gone + kept + gone, earlier_came + kept + came
        else:
            tidy.append((kept, gone, came))
    return tidy


def _is_slight(kept: str) -> bool:
    words = [piece for piece in pieces(kept) if any(letter.isalnum() for letter in piece)]
    return not words or (
        len(words) == 1 and not words[0][0].isdigit() and (has_lao(words[0]) or len(words[0]) <= SHORT)
    )
