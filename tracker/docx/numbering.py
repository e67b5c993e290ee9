"""The numbered and dashed lists of one Word file; knows nothing of what stands in them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tracker.docx import styles
from tracker.docx.markup import Xml, joined, word_part
from tracker.docx.runs import PLAIN, Ink, Pen
from tracker.docx.style_sheet import HEADING_NUMBERS

Look = Literal["dash", "decimal"]

DEEPEST = 8  # Word has nine levels, 0 to 8 (ECMA-376 part 1, 17.9.3)
_NUMBER_ROOM = 567  # twentieths of a point: three digits and a full stop
_DASH_ROOM = 397
_HEADING_ROOM = 624


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is marked; `left` and `hanging` are in twentieths of a point."""

    form: Literal["upperRoman", "decimal", "bullet"]
    left: int
    hanging: int
    ink: Ink = PLAIN
    start: int = 1
    style: str = ""

    def xml(self, level: int, pen: Pen) -> Xml:
        mark = "–" if self.form == "bullet" else f"%{level + 1}."
        style = f'<w:pStyle w:val="{self.style}"/>' if self.style else ""
        return Xml(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="{self.start}"/><w:numFmt w:val="{self.form}"/>{style}'
            f'<w:suff w:val="tab"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{self.left}" w:hanging="{self.hanging}"/></w:pPr>'
            f"{pen.properties(self.ink)}</w:lvl>"
        )


_HEADINGS = (
    _Level("upperRoman", _HEADING_ROOM, _HEADING_ROOM, styles.HEADING.ink),
    _Level("decimal", _HEADING_ROOM, _HEADING_ROOM, styles.SUBHEADING.ink),
)


class Numbering:
    """Collects lists while a document is written. Lists that share an abstract list share its counter, so each has an
    abstract list of its own."""

    def __init__(self) -> None:
        self._abstract: list[Xml] = []

    def headings(self, pen: Pen) -> int:
        """A list that numbers sections I., II. and their subheadings 1., 2.; the first list of a document, if it is
        one of these, is the heading styles' own."""
        levels = _HEADINGS
        if len(self._abstract) + 1 == HEADING_NUMBERS:
            names = (styles.HEADING.id, styles.SUBHEADING.id)
            levels = (replace(_HEADINGS[0], style=names[0]), replace(_HEADINGS[1], style=names[1]))
        return self._add(levels, pen)

    def start(self, look: Look, pen: Pen, level: int, number: int) -> int:
        """A list whose items on this level count from this number; every deeper level counts from 1."""
        return self._add(
            (
                _Level(
                    "bullet" if look == "dash" and place == 0 else "decimal",
                    indent(look, place),
                    hanging(look, place),
                    start=number if place == level else 1,
                )
                for place in range(DEEPEST + 1)
            ),
            pen,
        )

    def part(self) -> bytes:
        """word/numbering.xml: all abstract lists, then the lists (ECMA-376 part 1, 17.9.17)."""
        lists = [
            Xml(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
            for number in range(1, len(self._abstract) + 1)
        ]
        return word_part("numbering", joined(*self._abstract, *lists))

    def _add(self, levels: Iterable[_Level], pen: Pen) -> int:
        number = len(self._abstract) + 1
        self._abstract.append(
            Xml(
                f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{0x10000000 + number:08X}"/>'
                f'<w:multiLevelType w:val="multilevel"/><w:tmpl w:val="{0x20000000 + number:08X}"/>'
                + "".join([level.xml(place, pen) for place, level in enumerate(levels)])
                + "</w:abstractNum>"
            )
        )
        return number


def in_list(number: int, level: int) -> Xml:
    """A paragraph's place in a list."""
    return Xml(f'<w:numPr><w:ilvl w:val="{min(level, DEEPEST)}"/><w:numId w:val="{number}"/></w:numPr>')


def hanging(look: Look, level: int) -> int:
    """How far a list's text stands to the right of its mark, in twentieths of a point."""
    return _DASH_ROOM if look == "dash" and level == 0 else _NUMBER_ROOM


def indent(look: Look, level: int) -> int:
    """Where a list's text begins, in twentieths of a point from the margin."""
    return hanging(look, 0) + min(level, DEEPEST) * _NUMBER_ROOM
