"""What stands below a heading of a sheet, as paragraphs and tables; knows neither the sheet nor what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.core.bilingual import Bilingual
from tracker.docx.glosses import Hand
from tracker.docx.grids import HEAD, WHOLE, cell, grid, row, shares
from tracker.docx.lines import Line, Piece
from tracker.docx.markup import NOTHING, Xml, joined
from tracker.docx.numbering import Numbering
from tracker.docx.one_page import Bars, Block, Boxes, Facts, Figures, Points, Remark
from tracker.docx.one_page_bars import bars_pieces
from tracker.docx.one_page_styles import (
    BODY,
    BOXED,
    CELL,
    CELL_HEADING,
    CLOSING,
    COUNT,
    HEADING,
    POINT,
    QUIET,
    RULED,
    thread,
)
from tracker.docx.pictures import Pictures
from tracker.docx.styles import Style

_RIGHT = Xml('<w:jc w:val="right"/>')
_AWAY = Xml('<w:ind w:left="140"/>')
_INDENT = Xml('<w:ind w:left="340" w:hanging="340"/>')


@dataclass(frozen=True, slots=True)
class Blocks:
    """Writes blocks by one hand into one document with its lists and pictures."""

    hand: Hand
    numbering: Numbering
    pictures: Pictures

    def heading(self, text: Bilingual) -> Line:
        """The heading of a part, with its rule."""
        return Line(HEADING, self.hand.pen, self.hand.write(text, HEADING.ink), thread("petrol"))

    def pieces(self, block: Block, width: int) -> list[Piece]:
        """The paragraphs and tables of a block over this width in twentieths of a point."""
        match block:
            case Points():
                return self._points(block)
            case Bars():
                return bars_pieces(block, self.hand, self.pictures, width)
            case Boxes():
                return self._boxes(block, width)
            case Facts():
                return self._facts(block, width)
            case Figures():
                return self._figures(block, width)
            case Remark():
                return [self._line(QUIET, block.text)]

    def _line(self, style: Style, text: Bilingual, place: Xml = NOTHING, *, gloss: bool = True) -> Line:
        return Line(style, self.hand.pen, self.hand.write(text, style.ink, gloss=gloss), place)

    def _points(self, block: Points) -> list[Piece]:
        number = self.numbering.start("decimal", self.hand.pen, 0, 1)
        place = Xml(f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>{_INDENT}')
        bold, plain = replace(POINT.ink, bold=True), POINT.ink
        lines: list[Piece] = []
        for point in block.points:
            both = Bilingual(_in_one(point.lead.en, point.text.en), _in_one(point.lead.lo, point.text.lo))
            said = joined(
                self.hand.write(point.lead, bold, gloss=False),
                self.hand.pen.write(" ", plain),
                self.hand.marked(point.text, plain),
                self.hand.gloss(both, plain, "\n"),
            )
            lines.append(Line(POINT, self.hand.pen, said, place))
        return lines

    def _facts(self, block: Facts, width: int) -> list[Piece]:
        """What it is at the left and how it stands at the right, by a tab stop; before the line below where there is
        one."""
        stop = Xml(f'<w:tabs><w:tab w:val="right" w:pos="{width - 40}"/></w:tabs>')
        bold = replace(CELL.ink, bold=True)
        pieces: list[Piece] = []
        for fact in block.facts:
            stands = self.hand.write(fact.state, CELL.ink, gloss=False)
            beside = NOTHING if fact.more else joined(self.hand.pen.write("\t", CELL.ink), stands)
            gloss = self.hand.gloss(fact.name, POINT.ink, "\n") if block.glossed else NOTHING
            said = joined(self.hand.marked(fact.name, bold), beside, gloss)
            pieces.append(Line(BODY, self.hand.pen, said, stop))
            if fact.more:
                more = self.hand.pen.write(f" · {self.hand.plain(fact.more)}", QUIET.ink)
                pieces.append(Line(QUIET, self.hand.pen, joined(stands, more)))
        return pieces

    def _boxes(self, block: Boxes, width: int) -> list[Piece]:
        widths = shares([1] * len(block.boxes), width)
        cells = []
        for box, own in zip(block.boxes, widths, strict=True):
            said = self.hand.write(box.name, CELL.ink)
            lines = [self._line(COUNT, Bilingual.same(str(box.count))), Line(CELL, self.hand.pen, said)]
            lines += [self._line(QUIET, box.detail, gloss=False)] if box.detail else []
            cells.append(cell(lines, own))
        name = self.hand.plain(block.caption)
        return [grid(BOXED, widths, [row(cells, WHOLE)], name, name), Line(CLOSING, self.hand.pen)]

    def _figures(self, block: Figures, width: int) -> list[Piece]:
        last = len(block.headings) - 1
        widths = shares([32, *([16] * (last - 1)), 68 - 16 * (last - 1)], width)
        rows = [self._cells(block.headings, widths, CELL_HEADING, last)]
        rows += [self._cells(values, widths, CELL, last) for values in block.rows]
        tables = [row(cells, WHOLE if place else HEAD) for place, cells in enumerate(rows)]
        name = self.hand.plain(block.caption)
        return [grid(RULED, widths, tables, name, name), Line(CLOSING, self.hand.pen)]

    def _cells(self, texts: Sequence[Bilingual], widths: Sequence[int], style: Style, last: int) -> list[Xml]:
        """A name, numbers at the right of their columns, and words."""
        return [
            cell(
                [self._line(style, text, _RIGHT if 0 < place < last else _AWAY if place else NOTHING)],
                width,
                middle=True,
            )
            for place, (text, width) in enumerate(zip(texts, widths, strict=True))
        ]


def _in_one(lead: str, text: str) -> str:
    """What is decided and what it is about, where letters of one weight do not tell them apart."""
    return ": ".join(filter(None, (lead, text)))
