"""The whole document in one language, down the page."""

from tracker.docx.letterhead import letterhead_pieces, title_pieces
from tracker.docx.lines import Piece, kept_with_next
from tracker.docx.numbering import Numbering
from tracker.docx.outline import Outline, Table
from tracker.docx.pages import UPRIGHT
from tracker.docx.runs import Pen
from tracker.docx.signatures import signature_pieces
from tracker.docx.tables import table_pieces
from tracker.docx.text import Column


def document_in(outline: Outline, pen: Pen, numbering: Numbering) -> list[Piece]:
    """Letterhead, title, sections, closing, signatures and notes; what stands before the signatures stays with them."""
    pens, width = (pen,), UPRIGHT.text_width
    column = Column.begin(pen, numbering)
    pieces: list[Piece] = [
        *letterhead_pieces(outline.letterhead, pens, width),
        *title_pieces(outline.title, pens, width),
    ]
    for section in outline.sections:
        pieces += [column.heading(section.heading)] if section.heading else []
        for block in section.blocks:
            pieces += table_pieces(block, pens, width) if isinstance(block, Table) else column.lines(block)
    pieces += [line for paragraph in outline.closing for line in column.lines(paragraph)]
    signed = signature_pieces(outline.signatures, pens, width)
    return [*(kept_with_next(pieces) if signed else pieces), *signed, *column.notes(outline.notes)]
