"""A paper of one sheet before it has a form: points, bars, counts, facts and figures, each text in both languages. It
does not know what the sheet is about."""

from dataclasses import dataclass

from tracker.core.bilingual import Bilingual

NO_TEXT = Bilingual()


@dataclass(frozen=True, slots=True)
class Point:
    """One of several numbered points: what it begins with, in bold, and the rest."""

    lead: Bilingual
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Points:
    """Points, numbered 1., 2., …"""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row with a bar: `dark` and `light` are its two parts, `alt` what it shows in words; a total has no bar."""

    name: Bilingual
    dark: int
    light: int
    figures: tuple[Bilingual, ...]
    alt: Bilingual = NO_TEXT


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows with bars and figures; many of them stand in two columns. `parts` say what is dark and what is light,
    `headings` what each figure is; `caption` and `description` are for somebody who can't see the table."""

    name: Bilingual
    parts: tuple[Bilingual, Bilingual]
    headings: tuple[Bilingual, ...]
    rows: tuple[Bar, ...]
    total: Bar
    caption: Bilingual
    description: Bilingual


@dataclass(frozen=True, slots=True)
class Box:
    """A count, what it counts, and what that is, where it is worth saying."""

    count: int
    name: Bilingual
    detail: Bilingual = NO_TEXT


@dataclass(frozen=True, slots=True)
class Boxes:
    """Counts beside each other."""

    boxes: tuple[Box, ...]
    caption: Bilingual


@dataclass(frozen=True, slots=True)
class Fact:
    """What is told of one thing: what it is, how it stands, and a quiet line below."""

    name: Bilingual
    state: Bilingual
    more: Bilingual = NO_TEXT


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts, one below the other; glossed where each has its name in the other language below it."""

    facts: tuple[Fact, ...]
    glossed: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """A small table: what each column is, and rows of a name and its values; the last value is words."""

    headings: tuple[Bilingual, ...]
    rows: tuple[tuple[Bilingual, ...], ...]
    caption: Bilingual


@dataclass(frozen=True, slots=True)
class Remark:
    """A quiet sentence, such as that there is nothing."""

    text: Bilingual


Block = Points | Bars | Boxes | Facts | Figures | Remark


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it."""

    heading: Bilingual
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class OnePage:
    """A whole sheet: a quiet line over the title, the title, parts below each other or two side by side, and quiet
    notes at the end. `lao_font` and `size` (points) are those of the body."""

    over: Bilingual
    title: Bilingual
    parts: tuple[Part | tuple[Part, Part], ...]
    notes: tuple[Bilingual, ...] = ()
    author: str = ""
    lao_font: str = "Phetsarath OT"
    size: int = 10
