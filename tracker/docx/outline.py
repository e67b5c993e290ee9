"""A document before it has a form: headings, paragraphs, lists, tables and signatures, each text in both languages.

Word file and HTML preview are both made from this, so the preview is the document. It does not know what the document
is about.
"""

from dataclasses import dataclass
from typing import Literal

from tracker.core.bilingual import Bilingual

FORMAT = 1
NO_TEXT = Bilingual()


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of an official paper: centred lines, the issuing body at the left, number and place at the right."""

    top: tuple[Bilingual, ...] = ()
    left: tuple[Bilingual, ...] = ()
    right: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section, numbered 1, 2, … from anew in each section."""

    text: Bilingual
    key: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `quiet` is for a remark about the document, such as that a section holds nothing."""

    text: Bilingual
    key: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: who said it, what was said, a remark in brackets, and what hangs below it.

    `label` is the printed label where it is not the natural one ('' prints none).
    """

    text: Bilingual
    lead: tuple[Bilingual, ...] = ()
    label: str | None = None
    note: Bilingual = NO_TEXT
    key: str = ""
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list whose first level is marked by dashes or numbered 1., 2., …; every deeper level is numbered from anew."""

    items: tuple[Item, ...]
    look: Literal["dash", "decimal"] = "dash"
    key: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and its share of the width, in per cent."""

    heading: Bilingual
    width: int
    align: Literal["left", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; `caption` names it for the reader, `description` for somebody who can't see it.

    `roomy` rows leave room to write in by hand.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Bilingual, ...], ...]
    caption: Bilingual
    description: Bilingual
    key: str = ""
    roomy: bool = False


Block = Subheading | Paragraph | ItemList | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the document (I, II, …); one without a heading takes no number."""

    heading: Bilingual
    blocks: tuple[Block, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Where one person signs: in what role, of which unit, and the name if it is known."""

    role: Bilingual
    unit: Bilingual = NO_TEXT
    name: Bilingual = NO_TEXT


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole document.

    `mark` is printed on every page ('DRAFT'); `reference` is what people quote; `notes` stand at the end, after the
    signatures; `lao_font` and `lao_size` (points) are the letterhead's.
    """

    title: tuple[Bilingual, ...]
    letterhead: Letterhead
    sections: tuple[Section, ...]
    closing: tuple[Paragraph, ...] = ()
    signatures: tuple[Signature, ...] = ()
    notes: tuple[Bilingual, ...] = ()
    mark: Bilingual = NO_TEXT
    reference: Bilingual = NO_TEXT
    subject: Bilingual = NO_TEXT
    author: str = ""
    keywords: str = ""
    lao_font: str = "Phetsarath OT"
    lao_size: int = 12
