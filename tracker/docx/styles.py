"""The styles of our Word files, each with the look of its letters; knows neither text nor markup."""

from dataclasses import dataclass
from typing import Literal

from tracker.docx.runs import PLAIN, Ink

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style; `before` and `after` are in twentieths of a point."""

    id: str
    name: str
    ink: Ink = PLAIN
    before: int = 0
    after: int = 0
    align: Align = "left"
    keep_next: bool = False
    level: int | None = None
    """The place in the outline of headings, from 0; None for what is no heading."""
    numbered: bool = True
    """Whether a heading has a number."""
    line: int = 0
    """The line's height in 240ths of what the font asks for; 0 is that of the document."""


SMALL = Ink(size=-1)

HEADING = Style("Heading1", "heading 1", Ink(bold=True, size=1), before=280, after=80, keep_next=True, level=0)
SUBHEADING = Style("Heading2", "heading 2", Ink(bold=True), before=160, after=60, keep_next=True, level=1)
TITLE = Style("Title", "Title", Ink(bold=True, size=2), before=60, after=40, align="center", keep_next=True)
BODY = Style("BodyText", "Body Text", after=100)
REMARK = Style("Remark", "Remark", Ink(italic=True, grey=True), after=100)
LIST = Style("ListParagraph", "List Paragraph", after=80)
CAPTION = Style("Caption", "caption", Ink(bold=True, size=-1), before=160, after=60, keep_next=True)
CELL = Style("TableText", "Table Text", SMALL, before=30, after=30)
CELL_HEADING = Style("TableHeading", "Table Heading", Ink(bold=True, size=-1), before=40, after=40, align="center")
GAP = Style("Gap", "Gap", Ink(size=-6))
NATION = Style("LetterheadNation", "Letterhead Nation", Ink(bold=True, size=2), align="center", keep_next=True)
TOP = Style("LetterheadTop", "Letterhead Top", PLAIN, align="center", keep_next=True)
ISSUER = Style("LetterheadIssuer", "Letterhead Issuer")
NUMBER = Style("LetterheadNumber", "Letterhead Number", align="right")
SIGNER = Style("SignatureRole", "Signature Role", Ink(bold=True), align="center", keep_next=True)
UNIT = Style("SignatureUnit", "Signature Unit", PLAIN, align="center", keep_next=True)
NAME = Style("SignatureName", "Signature Name", PLAIN, before=1500, align="center", keep_next=True)
NOTE = Style("Notes", "Notes", SMALL, before=60)
HEADER = Style("Header", "header", Ink(bold=True, size=2), after=200, align="center")
FOOTER = Style("Footer", "footer", Ink(size=-3))

PARAGRAPHS = (
    HEADING, SUBHEADING, TITLE, BODY, REMARK, LIST, CAPTION, CELL, CELL_HEADING, GAP, NATION, TOP, ISSUER, NUMBER,
    SIGNER, UNIT, NAME, NOTE, HEADER, FOOTER,
)  # fmt: skip
