"""From a paper of one sheet to the bytes of a Word file; reads no clock and does not know what the sheet is about."""

from datetime import datetime

from tracker.docx.glosses import Hand
from tracker.docx.grids import cell, grid, row, shares
from tracker.docx.layouts import Layout
from tracker.docx.lines import Line, Piece, written
from tracker.docx.markup import Xml, word_part
from tracker.docx.numbering import Numbering
from tracker.docx.one_page import OnePage, Part
from tracker.docx.one_page_blocks import Blocks
from tracker.docx.one_page_styles import CLOSING, NOTE, OVER, SHEET, TABLES, TITLE, thread
from tracker.docx.outline import Letterhead, Outline
from tracker.docx.package import packed
from tracker.docx.pages import Paper
from tracker.docx.pictures import Pictures
from tracker.docx.properties import APP, core_properties
from tracker.docx.runs import Pen
from tracker.docx.style_sheet import BARE, SETTINGS, font_table, style_sheet
from tracker.docx.theme import THEME

PAPER = Paper(11906, 16838, left=850, right=850, top=624, bottom=567, edge=340)
_BETWEEN = 340


def write(sheet: OnePage, layout: Layout, at: datetime) -> bytes:
    """The Word file (.docx), dated with this moment; the same arguments give the same bytes. Where a layout has two
    languages, the first is written and the other stands small beside it."""
    first, *others = layout.languages
    pen = Pen(first, sheet.lao_font, sheet.size)
    beside = Pen(others[0], sheet.lao_font, sheet.size) if others else None
    numbering, pictures = Numbering(), Pictures()
    blocks = Blocks(Hand(pen, beside), numbering, pictures)
    body = Xml(written(_pieces(sheet, blocks)) + PAPER.section("", ""))
    parts = {
        "styles": style_sheet(sheet.lao_font, sheet.size, SHEET, TABLES),
        "settings": SETTINGS,
        "theme": THEME,
        "fontTable": font_table(sheet.lao_font),
        "numbering": numbering.part(),
    }
    document = word_part("document", Xml(f"<w:body>{body}</w:body>"))
    about = Outline((sheet.title,), Letterhead(), (), subject=sheet.over, author=sheet.author)
    return packed(document, parts, core_properties(about, layout.languages, at), APP, pictures.kept)


def _pieces(sheet: OnePage, blocks: Blocks) -> list[Piece]:
    hand, width = blocks.hand, PAPER.text_width
    pieces: list[Piece] = [
        Line(OVER, hand.pen, hand.write(sheet.over, OVER.ink)),
        Line(TITLE, hand.pen, hand.write(sheet.title, TITLE.ink), thread("gold")),
    ]
    for part in sheet.parts:
        pieces += _beside(part, blocks, width) if isinstance(part, tuple) else _part(part, blocks, width)
    return [*pieces, *(Line(NOTE, hand.pen, hand.write(note, NOTE.ink)) for note in sheet.notes)]


def _part(part: Part, blocks: Blocks, width: int) -> list[Piece]:
    pieces: list[Piece] = [blocks.heading(part.heading)]
    for block in part.blocks:
        pieces += blocks.pieces(block, width)
    return pieces


def _beside(parts: tuple[Part, Part], blocks: Blocks, width: int) -> list[Piece]:
    """Two parts side by side, which only their place has to do with each other."""
    widths = shares((1, 1), width - _BETWEEN)
    cells = [cell(_part(part, blocks, own), own) for part, own in zip(parts, widths, strict=True)]
    between = cell([Line(CLOSING, blocks.hand.pen)], _BETWEEN)
    names = " / ".join(blocks.hand.plain(part.heading) for part in parts)
    columns = [widths[0], _BETWEEN, widths[1]]
    return [grid(BARE, columns, [row([cells[0], between, cells[1]])], names, names), Line(CLOSING, blocks.hand.pen)]
