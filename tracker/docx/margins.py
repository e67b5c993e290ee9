"""What stands at the head and foot of every page: the mark of the document, its reference, the page number."""

import re
from collections.abc import Sequence

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import say
from tracker.docx.lines import Line, words
from tracker.docx.markup import Xml, joined, word_part
from tracker.docx.runs import GREY, Ink, Pen
from tracker.docx.styles import FOOTER, HEADER

_FIELDS = {"\x01": "PAGE", "\x02": "NUMPAGES"}


def header_part(mark: Bilingual, pens: Sequence[Pen], width: int) -> bytes:
    """A header with the mark in a box in the middle of this width."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="8" w:space="2" w:color="{GREY}"/>'
        for edge in ("top", "left", "bottom", "right")
    )
    boxed = Xml(f'<w:pBdr>{edges}</w:pBdr><w:ind w:left="{width // 3}" w:right="{width // 3}"/>')
    runs = _side_by_side([pen.write(words(mark, pen), HEADER.ink) for pen in pens], pens[0], HEADER.ink)
    return word_part("hdr", Line(HEADER, pens[0], runs, boxed).xml())


def footer_part(reference: Bilingual, pens: Sequence[Pen], width: int) -> bytes:
    """A footer over this width: the reference at the left, 'Page x of y' at the right."""
    tab = Xml(f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>')
    quoted = _side_by_side([pen.write(words(reference, pen), FOOTER.ink) for pen in pens], pens[0], FOOTER.ink)
    pages = _side_by_side([_page_of_pages(pen) for pen in pens], pens[0], FOOTER.ink)
    runs = joined(quoted, pens[0].write("\t", FOOTER.ink), pages)
    return word_part("ftr", Line(FOOTER, pens[0], runs, tab).xml())


def _side_by_side(texts: Sequence[Xml], pen: Pen, ink: Ink) -> Xml:
    """The same text in each language, once where it reads the same."""
    return Xml(pen.write(" · ", ink).join(dict.fromkeys(text for text in texts if text)))


def _page_of_pages(pen: Pen) -> Xml:
    text = say("Page %(page)s of %(pages)s", pen.language, page="\x01", pages="\x02")
    return joined(
        *(
            pen.field(_FIELDS[piece], "1", FOOTER.ink) if piece in _FIELDS else pen.write(piece, FOOTER.ink)
            for piece in re.split("([\x01\x02])", text)
        )
    )
