"""The styles of a paper of one sheet: closer together than those of a longer document, with rules in two colours."""

from typing import Literal

from tracker.docx.markup import Xml, joined
from tracker.docx.runs import Ink
from tracker.docx.styles import Style

RULED = "SheetRuled"  # light lines between the rows alone
BOXED = "SheetBoxed"  # a light line around each count

_COLOURS = {"gold": ("c8932b", 18), "petrol": ("0e4a53", 8)}
_LIGHT = "d5dddc"
SINGLE = 240

OVER = Style("SheetOver", "Sheet Over", Ink(grey=True, size=-1), line=SINGLE)
TITLE = Style("Title", "Title", Ink(bold=True, size=4), after=40, keep_next=True, line=SINGLE)
HEADING = Style(
    "Heading1", "heading 1", Ink(bold=True), before=110, after=30, keep_next=True, level=0, numbered=False, line=SINGLE
)
POINT = Style("ListParagraph", "List Paragraph", after=10, line=SINGLE)
BODY = Style("BodyText", "Body Text", line=SINGLE)
QUIET = Style("Remark", "Remark", Ink(grey=True, size=-1), after=20, line=SINGLE)
CELL = Style("TableText", "Table Text", Ink(size=-1), line=SINGLE)
CELL_HEADING = Style("TableHeading", "Table Heading", Ink(grey=True, size=-2), keep_next=True, line=SINGLE)
COUNT = Style("SheetCount", "Sheet Count", Ink(bold=True, size=3), line=SINGLE)
NOTE = Style("Notes", "Notes", Ink(grey=True, size=-2), before=40, line=SINGLE)
CLOSING = Style("Gap", "Gap", Ink(size=-9), line=SINGLE)

SHEET = (OVER, TITLE, HEADING, POINT, BODY, QUIET, CELL, CELL_HEADING, COUNT, NOTE, CLOSING)


def thread(colour: Literal["gold", "petrol"]) -> Xml:
    """A paragraph's rule below it."""
    value, thick = _COLOURS[colour]
    return Xml(f'<w:pBdr><w:bottom w:val="single" w:sz="{thick}" w:space="1" w:color="{value}"/></w:pBdr>')


def _table(style_id: str, name: str, edges: tuple[str, ...]) -> Xml:
    lines = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{_LIGHT}"/>' for edge in edges)
    return Xml(
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "</w:style>"
    )


TABLES = joined(
    _table(RULED, "Sheet Ruled", ("bottom", "insideH")),
    _table(BOXED, "Sheet Boxed", ("top", "left", "bottom", "right", "insideV")),
)
