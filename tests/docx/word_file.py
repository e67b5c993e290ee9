"""Reads back what was written, by zip and lxml alone, and counts list numbers as Word does."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from tracker.docx.layouts import Layout
from tracker.docx.outline import Outline
from tracker.docx.writer import write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AT = datetime(2021, 4, 1, 9, 30, tzinfo=UTC)
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def tag(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def value(element: etree._Element | None, name: str = "val") -> str:
    return "" if element is None else element.get(W + name, "")


def text_of(element: etree._Element) -> str:
    """All text inside, line breaks and tabs included."""
    marks = {"br": "\n", "tab": "\t"}
    within = element.iter(f"{W}r")
    return "".join(
        (child.text or "") if tag(child) == "t" else marks.get(tag(child), "") for run in within for child in run
    )


@dataclass(frozen=True)
class Printed:
    """A paragraph as a reader sees it."""

    label: str
    text: str
    style: str
    element: etree._Element


class WordFile:
    def __init__(self, content: bytes) -> None:
        with ZipFile(BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.names = archive.namelist()
            self.parts = {name: etree.fromstring(archive.read(name)) for name in self.names}
        self.document = self.parts["word/document.xml"]

    @property
    def body(self) -> etree._Element:
        return self.document[0]

    def starting_with(self, name: str) -> list[etree._Element]:
        return [part for path, part in self.parts.items() if path.startswith(f"word/{name}")]

    def paragraphs(self) -> list[Printed]:
        """Every paragraph of the body in order, those in tables too."""
        counters = _Counters(self.parts["word/numbering.xml"], self.parts["word/styles.xml"])
        return [
            Printed(
                counters.label(paragraph), text_of(paragraph), value(paragraph.find(f"{W}pPr/{W}pStyle")), paragraph
            )
            for paragraph in self.body.iter(f"{W}p")
        ]

    def column(self, place: int) -> list[Printed]:
        """The paragraphs in this column of the tables that put two languages beside each other."""
        within = [
            paragraph
            for table in self.body.iter(f"{W}tbl")
            if value(table.find(f"{W}tblPr/{W}tblStyle")) == "OutlinePairs"
            for row in table.iter(f"{W}tr")
            for paragraph in row.findall(f"{W}tc")[place].iter(f"{W}p")
        ]
        return [printed for printed in self.paragraphs() if printed.element in within]

    @property
    def language(self) -> str:
        return next(one.text or "" for one in self.parts["docProps/core.xml"] if tag(one) == "language")

    def text(self) -> str:
        return "\n".join(text_of(paragraph) for paragraph in self.body.iter(f"{W}p"))

    def runs(self) -> Iterator[tuple[str, etree._Element]]:
        """Every run of every part, with the part's name."""
        for name, part in self.parts.items():
            for run in part.iter(f"{W}r"):
                yield name, run


class _Counters:
    def __init__(self, numbering: etree._Element, styles: etree._Element) -> None:
        abstract = {value(one, "abstractNumId"): one for one in numbering.findall(f"{W}abstractNum")}
        self.lists = {
            value(num, "numId"): abstract[value(num.find(f"{W}abstractNumId"))] for num in numbering.findall(f"{W}num")
        }
        self.by_style = {
            value(style, "styleId"): style.find(f"{W}pPr/{W}numPr") for style in styles.findall(f"{W}style")
        }
        self.counted: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, paragraph: etree._Element) -> str:
        place = paragraph.find(f"{W}pPr/{W}numPr")
        if place is None:
            place = self.by_style.get(value(paragraph.find(f"{W}pPr/{W}pStyle")))
        if place is None:
            return ""
        number, level = value(place.find(f"{W}numId")), int(value(place.find(f"{W}ilvl")))
        levels = self.lists[number].findall(f"{W}lvl")
        counted = self.counted[number]
        counted[level] = counted.get(level, int(value(levels[level].find(f"{W}start"))) - 1) + 1
        for deeper in [other for other in counted if other > level]:
            del counted[deeper]
        shown = counted[level]
        if value(levels[level].find(f"{W}numFmt")) == "upperRoman":
            return f"{ROMAN[shown]}."
        return value(levels[level].find(f"{W}lvlText")).replace(f"%{level + 1}", str(shown))


def written(outline: Outline, layout: Layout = Layout.LAO_THEN_ENGLISH, at: datetime = AT) -> WordFile:
    return WordFile(write(outline, layout, at))
