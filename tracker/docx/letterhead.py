"""The head of an official paper, in one language or in both, and the title below it."""

from collections.abc import Sequence

from tracker.core.bilingual import Bilingual
from tracker.docx.grids import WHOLE, both_languages, cell, gap, grid, row, said, shares
from tracker.docx.lines import Line, Piece, stacked
from tracker.docx.markup import Xml
from tracker.docx.outline import Letterhead
from tracker.docx.runs import Pen
from tracker.docx.style_sheet import BARE
from tracker.docx.styles import ISSUER, NATION, NUMBER, TITLE, TOP, Style


def letterhead_pieces(letterhead: Letterhead, pens: Sequence[Pen], width: int) -> list[Piece]:
    """The centred lines, then the issuing body at the left and number and place at the right."""
    pieces: list[Piece] = [
        line for place, text in enumerate(letterhead.top) for line in stacked(text, pens, TOP if place else NATION)
    ]
    if letterhead.left or letterhead.right:
        widths = shares((56, 44), width)
        cells = [_cell(letterhead.left, pens, ISSUER, widths[0]), _cell(letterhead.right, pens, NUMBER, widths[1])]
        name = said(Bilingual.said("Letterhead"), pens)
        about = said(Bilingual.said("Issuing body at the left, number and date at the right"), pens)
        pieces += [gap(pens[0]), grid(BARE, widths, [row(cells, WHOLE)], name, about)]
    return [*pieces, gap(pens[0])] if pieces else []


def title_pieces(title: Sequence[Bilingual], pens: Sequence[Pen], width: int) -> list[Piece]:
    """The lines of the title, those of two languages beside each other."""
    lines = [[line for text in title for line in stacked(text, (pen,), TITLE)] for pen in pens]
    if len(pens) == 1 or not lines[0]:
        return [*lines[0]]
    widths = shares([1 for _ in pens], width)
    cells = [cell(column, part) for column, part in zip(lines, widths, strict=True)]
    return [grid(BARE, widths, [row(cells, WHOLE)], *both_languages(pens)), gap(pens[0])]


def _cell(texts: Sequence[Bilingual], pens: Sequence[Pen], style: Style, width: int) -> Xml:
    return cell([line for text in texts for line in stacked(text, pens, style)] or [Line(style, pens[0])], width)
