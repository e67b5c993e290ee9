"""The geometry of the pictures beside figures: bars and trend lines. Knows no page, no language and no colour: what a
part stands for is its name, how it looks is the theme's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

WIDE, HIGH = 220, 18  # a bar's ground
PLOT_WIDE, PLOT_HIGH, PLOT_EDGE = 640, 160, 8
_BETWEEN, _SLANT = 8, 9  # from one cut of a hatching to the next, and how far each leans
_ROUND = (1, 2, 5)


class Tone(StrEnum):
    """What a part of a bar stands for."""

    DONE = "done"
    LATE = "late"
    REST = "rest"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: a rectangle, and the cuts that hatch it where it is hatched."""

    tone: Tone
    x: float
    width: float
    cuts: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line through the quarters: its corners, and a dot of no length at each of them."""

    points: str
    dots: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines on one ground; its upper rule stands for `top`, the middle one for half of it, the lower for 0."""

    top: int
    lines: tuple[Line, ...]
    rules: tuple[float, ...]

    @property
    def half(self) -> int:
        """What the middle stands for."""
        return self.top // 2


def bars(rows: Sequence[Sequence[tuple[Tone, int]]]) -> list[tuple[Part, ...]]:
    """One bar for each row, all on one scale: the longest reaches the end. A part of nothing is left out."""
    longest = max((sum(count for _, count in row) for row in rows), default=0)
    unit = (WIDE - 1) / longest if longest else 0
    return [tuple(_parts(row, unit)) for row in rows]


def _parts(row: Sequence[tuple[Tone, int]], unit: float) -> Iterator[Part]:
    x = 0.0
    for tone, count in row:
        width = count * unit
        if width:
            yield Part(tone, short(x), short(width), cuts_of(x, width) if tone == Tone.LATE else "")
        x += width


def cuts_of(x: float, width: float) -> str:
    """What hatches a part: the cuts that begin and end within the part; a narrow one gets the one in its middle."""
    room = width - _SLANT - 2
    starts = [x + 1 + _BETWEEN * number for number in range(int(room // _BETWEEN) + 1)] if room >= 0 else []
    return "".join(f"M{short(start):g} {HIGH}l{_SLANT}-{HIGH}" for start in starts) or _narrow_cut(x, width)


def _narrow_cut(x: float, width: float) -> str:
    return f"M{short(x + width * 0.2):g} {HIGH}L{short(x + width * 0.8):g} 0"


def plot(series: Sequence[Sequence[int]]) -> Plot:
    """Lines of as many points each, every point in the middle of its column, on one scale that begins at 0."""
    top = _round_up(max((value for line in series for value in line), default=0))
    rules = tuple(_height(top * part, top) for part in (1, 0.5, 0))
    return Plot(top, tuple(_line(values, top) for values in series), rules)


def _line(values: Sequence[int], top: int) -> Line:
    wide = PLOT_WIDE / len(values) if values else 0
    at = [(short(wide * (number + 0.5)), _height(value, top)) for number, value in enumerate(values)]
    return Line(" ".join(f"{x:g},{y:g}" for x, y in at), "".join(f"M{x:g} {y:g}h0" for x, y in at))


def _height(value: float, top: int) -> float:
    return short(PLOT_HIGH - PLOT_EDGE - (PLOT_HIGH - 2 * PLOT_EDGE) * value / top)


def _round_up(most: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100 …: half of it is a whole number too."""
    power = 1
    while True:
        for step in _ROUND:
            if most <= 2 * step * power:
                return 2 * step * power
        power *= 10


def short(value: float) -> float:
    """A length as a picture says it."""
    return round(value, 1)
