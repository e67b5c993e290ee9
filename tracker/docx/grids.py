"""The frame that every table shares: fixed widths, rows and cells; knows nothing of what stands in the cells."""

from collections.abc import Sequence
from itertools import pairwise

from tracker.core.bilingual import Bilingual
from tracker.docx.lines import Line, Piece, written
from tracker.docx.markup import NOTHING, Xml, attribute
from tracker.docx.runs import Pen
from tracker.docx.styles import GAP

WHOLE = Xml("<w:cantSplit/>")
HEAD = Xml("<w:cantSplit/><w:tblHeader/>")
ROOMY = Xml('<w:cantSplit/><w:trHeight w:val="620" w:hRule="atLeast"/>')


def shares(parts: Sequence[int], width: int) -> list[int]:
    """The width cut in proportion to these parts; no column is narrower than one part in a hundred."""
    parts = [max(part, 1) for part in parts]
    edges = [width * sum(parts[:place]) // sum(parts) for place in range(len(parts) + 1)]
    return [right - left for left, right in pairwise(edges)]


def grid(style: str, widths: Sequence[int], rows: Sequence[Xml], caption: str, description: str) -> Xml:
    """A table; caption and description are for somebody who can't see it. Its first row is a head if it is a HEAD."""
    has_head = bool(rows) and "<w:tblHeader/>" in rows[0]
    columns = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    named = f'<w:tblCaption w:val="{attribute(caption)}"/>' if caption else ""
    described = f'<w:tblDescription w:val="{attribute(description)}"/>' if description else ""
    return Xml(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{"0420" if has_head else "0400"}" '
        f'w:firstRow="{int(has_head)}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"{named}{described}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Sequence[Xml], properties: Xml = NOTHING) -> Xml:
    """A table row: a HEAD repeats on every page, a WHOLE one never crosses a page, a ROOMY one is high besides; any
    other may cross."""
    own = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return Xml(f"<w:tr>{own}{''.join(cells)}</w:tr>")


def cell(lines: Sequence[Piece], width: int, *, middle: bool = False) -> Xml:
    """A cell of this width with at least one paragraph, which is its last piece; its text may stand in the middle of
    the row's height."""
    place = '<w:vAlign w:val="center"/>' if middle else ""
    return Xml(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{place}</w:tcPr>{written(lines)}</w:tc>')


def gap(pen: Pen) -> Line:
    """What stands after every table, since two tables that touch become one."""
    return Line(GAP, pen)


def said(text: Bilingual, pens: Sequence[Pen]) -> str:
    """A text in each language that is printed, for who can't see a table."""
    return " / ".join(dict.fromkeys(words for words in (text.in_(pen.language).text for pen in pens) if words))


def both_languages(pens: Sequence[Pen]) -> tuple[str, str]:
    """Caption and description of a table that only puts two languages beside each other."""
    return (
        said(Bilingual.said("Text in both languages"), pens),
        said(Bilingual.said("Lao at the left, English at the right"), pens),
    )
