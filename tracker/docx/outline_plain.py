"""An outline as paragraphs of plain text in one language, for readers who get no file; knows no format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.docx.outline import Block, Item, ItemList, Letterhead, Outline, Paragraph, Signature, Subheading, Table

Look = Literal["title", "heading", "subheading", "text", "item", "caption"]
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, slots=True)
class PlainLine:
    """One paragraph: what it is, and how deep an item stands below the others."""

    text: str
    look: Look = "text"
    level: int = 0


def plain_lines(outline: Outline, language: Language) -> tuple[PlainLine, ...]:
    """Everything that the document prints, in reading order; a text without this language stands in the other one and
    says so."""
    return tuple(line for line in _lines(outline, language) if line.text)


def as_text(lines: Iterable[PlainLine]) -> str:
    """The lines as one text: an empty line above headings and where a list ends, items set in by their level."""
    told, before = [], "title"
    for line in lines:
        is_apart = line.look in {"heading", "subheading", "caption"} or (before == "item" and line.look == "text")
        told.append(("\n" if is_apart else "") + "  " * line.level + line.text)
        before = line.look
    return "\n".join(told)


def _lines(outline: Outline, language: Language) -> Iterator[PlainLine]:
    yield PlainLine(_said(outline.mark, language))
    yield from _letterhead(outline.letterhead, language)
    yield from (PlainLine(_said(line, language), "title") for line in outline.title)
    number = 0
    for section in outline.sections:
        number += 1 if section.heading else 0
        numeral = _NUMERALS[number - 1] if 0 < number <= len(_NUMERALS) else str(number)
        if section.heading:
            yield PlainLine(f"{numeral}. {_said(section.heading, language)}", "heading")
        yield from _blocks(section.blocks, language)
    yield from (PlainLine(_said(paragraph.text, language)) for paragraph in outline.closing)
    yield from (PlainLine(_signature(each, language)) for each in outline.signatures)
    yield from (PlainLine(_said(note, language)) for note in outline.notes)


def _letterhead(letterhead: Letterhead, language: Language) -> Iterator[PlainLine]:
    for line in (*letterhead.top, *letterhead.left, *letterhead.right):
        yield PlainLine(_said(line, language))


def _blocks(blocks: Iterable[Block], language: Language) -> Iterator[PlainLine]:
    number = 0
    for block in blocks:
        match block:
            case Subheading():
                number += 1
                yield PlainLine(f"{number}. {_said(block.text, language)}", "subheading")
            case Paragraph():
                yield PlainLine(_said(block.text, language))
            case ItemList():
                yield from _items(block.items, language, block.look, 0)
            case Table():
                yield PlainLine(_said(block.caption, language), "caption")
                yield from (PlainLine(row, "item") for row in _rows(block, language))


def _items(items: Iterable[Item], language: Language, look: str, level: int) -> Iterator[PlainLine]:
    for place, item in enumerate(items, 1):
        natural = "–" if look == "dash" and level == 0 else f"{place}."
        label = natural if item.label is None else item.label
        lead = ", ".join(name.in_(language).text for name in item.lead)
        said = _said(item.text, language)
        note = f"[{_said(item.note, language)}]" if item.note else ""
        yield PlainLine(" ".join(filter(None, (label, f"{lead}:" if lead else "", said, note))), "item", level)
        yield from _items(item.items, language, look, level + 1)


def _rows(table: Table, language: Language) -> Iterator[str]:
    """A row as its cells one after the other, each behind its heading; empty ones are left out."""
    headings = [_said(column.heading, language) for column in table.columns]
    for row in table.rows:
        cells = zip(headings, row, strict=True)
        told = [f"{heading}: {_said(cell, language)}" for heading, cell in cells if cell]
        yield f"– {'; '.join(told)}".replace("\n", " / ")


def _signature(block: Signature, language: Language) -> str:
    return ", ".join(filter(None, (_said(part, language) for part in (block.role, block.unit, block.name))))


def _said(text: Bilingual, language: Language) -> str:
    shown = text.in_(language)
    mark = say("not yet translated", language)
    return f"{shown.text} ({mark})" if shown.missing else shown.text
