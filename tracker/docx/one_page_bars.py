"""A table with a bar and figures in every row, and many rows in two columns; knows nothing of what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from tracker.core.bilingual import Bilingual
from tracker.docx.glosses import Hand
from tracker.docx.grids import HEAD, WHOLE, cell, grid, row, shares
from tracker.docx.lines import Line, Piece
from tracker.docx.markup import NOTHING, Xml, joined
from tracker.docx.one_page import Bar, Bars
from tracker.docx.one_page_styles import CELL, CELL_HEADING, CLOSING, RULED
from tracker.docx.pictures import Pictures, Size, bar
from tracker.docx.styles import Style

ONE_COLUMN = 10  # rows; more stand in two
_RIGHT = Xml('<w:jc w:val="right"/>')
_BETWEEN = 300
_HIGH = 150
_SWATCH = Size(280, 110)
_NEXT_LINE = Xml("<w:r><w:br/></w:r>")


def bars_pieces(block: Bars, hand: Hand, pictures: Pictures, width: int) -> list[Piece]:
    """The table over this width: all rows below each other, or the second half beside the first; the total is last."""
    columns = 2 if len(block.rows) > ONE_COLUMN else 1
    shared = [32, 22, 12, 14, 20] if columns > 1 else [22, 42, *([12] * len(block.headings))]
    widths = shares(shared, (width - _BETWEEN * (columns - 1)) // columns)
    most = max((one.dark + one.light for one in block.rows), default=0)
    writer = _Writer(block, hand, pictures, widths, most)
    lines = [*block.rows, block.total]
    each = -(-len(lines) // columns)
    stretches = [lines[start : start + each] for start in range(0, len(lines), each)]
    rows = [row(writer.spread([writer.head()] * columns), HEAD)]
    rows += [row(writer.spread([writer.cells(one) for one in beside]), WHOLE) for beside in zip_longest(*stretches)]
    whole = [*widths, _BETWEEN, *widths] if columns > 1 else widths
    names = (hand.plain(block.caption), hand.plain(block.description))
    return [grid(RULED, whole, rows, *names), Line(CLOSING, hand.pen)]


@dataclass(frozen=True, slots=True)
class _Writer:
    block: Bars
    hand: Hand
    pictures: Pictures
    widths: Sequence[int]
    most: int

    def spread(self, columns: Sequence[list[Xml]]) -> list[Xml]:
        """The cells of every column, with an empty one between the columns."""
        empty = cell([Line(CELL, self.hand.pen)], _BETWEEN)
        return [one for place, cells in enumerate(columns) for one in ([empty, *cells] if place else cells)]

    def head(self) -> list[Xml]:
        """What each column is, and what is dark and what is light."""
        dark, light = self.block.parts
        narrow = len(self.block.rows) > ONE_COLUMN
        between = _NEXT_LINE if narrow else self.hand.pen.write("   ", CELL_HEADING.ink)
        keys = joined(self._key(1, 0, dark), between, self._key(0, 1, light))
        figures = [self._line(CELL_HEADING, text, _RIGHT, gloss=True) for text in self.block.headings]
        return self._row(self._line(CELL_HEADING, self.block.name, gloss=True), keys, figures, CELL_HEADING)

    def cells(self, one: Bar | None) -> list[Xml]:
        """A row; an empty one where a column is shorter than the other."""
        if one is None:
            return [cell([Line(CELL, self.hand.pen)], width) for width in self.widths]
        drawn = NOTHING
        if one is not self.block.total:
            size = Size(self.widths[1] - 100, _HIGH)
            drawn = self.pictures.show(bar(one.dark, one.light, self.most, size), size, self.hand.plain(one.alt))
        figures = [self._line(CELL, text, _RIGHT) for text in one.figures]
        return self._row(self._line(CELL, one.name), drawn, figures, CELL)

    def _row(self, name: Line, drawn: Xml, figures: Sequence[Line], style: Style) -> list[Xml]:
        lines = [name, Line(style, self.hand.pen, drawn), *figures]
        return [cell([line], width, middle=True) for line, width in zip(lines, self.widths, strict=True)]

    def _line(self, style: Style, text: Bilingual, place: Xml = NOTHING, *, gloss: bool = False) -> Line:
        return Line(style, self.hand.pen, self.hand.write(text, style.ink, gloss=gloss), place)

    def _key(self, dark: int, light: int, text: Bilingual) -> Xml:
        """A small bar and what it means."""
        words = self.hand.plain(text)
        shown = self.pictures.show(bar(dark, light, 1, _SWATCH), _SWATCH, words)
        return joined(shown, self.hand.pen.write(f" {words}", CELL_HEADING.ink))
