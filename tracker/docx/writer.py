"""From an outline to the bytes of a Word file; reads no clock and leaves nothing to chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.docx.grids import gap
from tracker.docx.layouts import Layout
from tracker.docx.lines import Line, Piece, written
from tracker.docx.margins import footer_part, header_part
from tracker.docx.markup import Xml, word_part
from tracker.docx.numbering import Numbering
from tracker.docx.one_language import document_in
from tracker.docx.outline import Outline
from tracker.docx.package import packed
from tracker.docx.pages import ACROSS, UPRIGHT, Paper
from tracker.docx.properties import APP, core_properties
from tracker.docx.runs import Pen
from tracker.docx.side_by_side import document_beside
from tracker.docx.style_sheet import SETTINGS, font_table, style_sheet
from tracker.docx.theme import THEME


@dataclass(frozen=True, slots=True)
class _Part:
    """What begins on a new page and has a head and foot of its own."""

    pieces: list[Piece]
    pens: Sequence[Pen]
    paper: Paper


def write(outline: Outline, layout: Layout, at: datetime) -> bytes:
    """The Word file (.docx), dated with this moment; the same arguments give the same bytes. ValueError if a table's
    row does not fit its columns."""
    numbering = Numbering()
    parts = _parts(outline, layout, numbering)
    margins: dict[str, bytes] = {}
    body = Xml("")
    for number, part in enumerate(parts, 1):
        body = Xml(body + _section(part, *_margins(outline, part, number, margins), is_last=part is parts[-1]))
    fixed = {
        "styles": style_sheet(outline.lao_font, outline.lao_size),
        "settings": SETTINGS,
        "theme": THEME,
        "fontTable": font_table(outline.lao_font),
        "numbering": numbering.part(),
    }
    document = word_part("document", Xml(f"<w:body>{body}</w:body>"))
    return packed(document, fixed | margins, core_properties(outline, layout.languages, at), APP)


def _parts(outline: Outline, layout: Layout, numbering: Numbering) -> list[_Part]:
    pens = [Pen(language, outline.lao_font, outline.lao_size, bool(outline.mark)) for language in layout.languages]
    if layout is Layout.SIDE_BY_SIDE:
        pens = [replace(pen, beside=True) for pen in pens]
        return [_Part(document_beside(outline, pens, numbering), pens, ACROSS)]
    return [_Part(document_in(outline, pen, numbering), (pen,), UPRIGHT) for pen in pens]


def _margins(outline: Outline, part: _Part, number: int, margins: dict[str, bytes]) -> tuple[str, str]:
    """Adds the part's header and footer; the answer is their names, '' for none."""
    width = part.paper.text_width
    header, footer = f"header{number}" if outline.mark else "", f"footer{number}"
    if header:
        margins[header] = header_part(outline.mark, part.pens, width)
    margins[footer] = footer_part(outline.reference, part.pens, width)
    return header, footer


def _section(part: _Part, header: str, footer: str, *, is_last: bool) -> Xml:
    """The part as markup: the last one's page stands at the end of the body, any other's in its last paragraph."""
    page = part.paper.section(header, footer)
    if is_last:
        return Xml(written(part.pieces) + page)
    end = part.pieces[-1] if part.pieces else None
    if isinstance(end, Line):
        return Xml(written(part.pieces[:-1]) + replace(end, section=page).xml())
    return Xml(written(part.pieces) + replace(gap(part.pens[0]), section=page).xml())
