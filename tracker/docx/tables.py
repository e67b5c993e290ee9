"""Tables of facts in columns, in one language or with both in every cell; knows nothing of layout tables."""

from collections.abc import Sequence

from tracker.core.bilingual import Bilingual
from tracker.docx.grids import HEAD, ROOMY, cell, gap, grid, row, said, shares
from tracker.docx.lines import Line, Piece, stacked
from tracker.docx.markup import NOTHING, Xml
from tracker.docx.outline import Table
from tracker.docx.runs import Pen
from tracker.docx.style_sheet import GRID
from tracker.docx.styles import CAPTION, CELL, CELL_HEADING, Style

_CENTERED = Xml('<w:jc w:val="center"/>')


def table_pieces(table: Table, pens: Sequence[Pen], width: int) -> list[Piece]:
    """Caption, table and gap over this width in twentieths of a point; ValueError if a row does not fit the columns."""
    for texts in table.rows:
        if len(texts) != len(table.columns):
            raise ValueError(f"a row of {len(texts)} cells in a table of {len(table.columns)} columns")
    if not table.columns:
        return list(stacked(table.caption, pens, CAPTION))
    widths = shares([column.width for column in table.columns], width)
    head = [
        cell(_lines(column.heading, pens, CELL_HEADING), part)
        for column, part in zip(table.columns, widths, strict=True)
    ]
    rows = [row(head, HEAD), *(_row(table, texts, widths, pens) for texts in table.rows)]
    caption, description = (said(text, pens) for text in (table.caption, table.description))
    named = list(stacked(table.caption, pens, CAPTION))
    return [*named, grid(GRID, widths, rows, caption, description), gap(pens[0])]


def _row(table: Table, texts: Sequence[Bilingual], widths: Sequence[int], pens: Sequence[Pen]) -> Xml:
    places = [_CENTERED if column.align == "center" else NOTHING for column in table.columns]
    return row(
        [
            cell(_lines(text, pens, CELL, place), width)
            for text, place, width in zip(texts, places, widths, strict=True)
        ],
        ROOMY if table.roomy else NOTHING,
    )


def _lines(text: Bilingual, pens: Sequence[Pen], style: Style, place: Xml = NOTHING) -> list[Line]:
    return list(stacked(text, pens, style, place)) or [Line(style, pens[0], place=place)]
