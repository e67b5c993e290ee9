"""The whole document in two languages beside each other: running text in two columns, tables across."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.docx.grids import HEAD, both_languages, cell, gap, grid, row, shares
from tracker.docx.letterhead import letterhead_pieces, title_pieces
from tracker.docx.lines import Line, Piece, kept_with_next
from tracker.docx.markup import NOTHING
from tracker.docx.numbering import Numbering
from tracker.docx.outline import Outline, Table
from tracker.docx.pages import ACROSS
from tracker.docx.runs import Pen
from tracker.docx.signatures import signature_pieces
from tracker.docx.style_sheet import PAIRS
from tracker.docx.styles import CELL_HEADING
from tracker.docx.tables import table_pieces
from tracker.docx.text import Column

_OWN_NAMES = {"lo": "ພາສາລາວ", "en": "English"}  # each language calls itself so, whoever reads

_Pair = tuple[Line, ...]


def document_beside(outline: Outline, pens: Sequence[Pen], numbering: Numbering) -> list[Piece]:
    """One letterhead and one set of signatures in both languages, and the texts beside each other between them."""
    width = ACROSS.text_width
    columns = [Column.begin(pen, numbering) for pen in pens]
    pieces: list[Piece] = [
        *letterhead_pieces(outline.letterhead, pens, width),
        *title_pieces(outline.title, pens, width),
    ]
    pairs: list[_Pair] = []
    for section in outline.sections:
        pairs += [tuple(column.heading(section.heading) for column in columns)] if section.heading else []
        for block in section.blocks:
            if isinstance(block, Table):
                pieces += [*_beside(pairs, pens, width), *table_pieces(block, pens, width)]
                pairs = []
            else:
                pairs += zip(*(column.lines(block) for column in columns), strict=True)
    for paragraph in outline.closing:
        pairs += zip(*(column.lines(paragraph) for column in columns), strict=True)
    signed = signature_pieces(outline.signatures, pens, width)
    if signed and pairs:
        pairs[-1] = tuple(replace(line, keep_next=True) for line in pairs[-1])
    pieces += _beside(pairs, pens, width)
    notes = list(zip(*(column.notes(outline.notes) for column in columns), strict=True))
    return [*(kept_with_next(pieces) if signed else pieces), *signed, *_beside(notes, pens, width)]


def _beside(pairs: Sequence[_Pair], pens: Sequence[Pen], width: int) -> list[Piece]:
    """A table with one row for each pair of paragraphs, headed by the names of the languages."""
    if not pairs:
        return []
    widths = shares([1 for _ in pens], width)
    names = tuple(Line(CELL_HEADING, pen, pen.write(_OWN_NAMES[pen.language], CELL_HEADING.ink)) for pen in pens)
    rows = [
        row([cell([line], part) for line, part in zip(pair, widths, strict=True)], HEAD if pair is names else NOTHING)
        for pair in (names, *pairs)
    ]
    return [grid(PAIRS, widths, rows, *both_languages(pens)), gap(pens[0])]
