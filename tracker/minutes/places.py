"""The places of an outline at which somebody can propose a correction, each with what stands there. Knows no record."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tracker.core.bilingual import Bilingual
from tracker.docx.outline import Item, ItemList, Outline, Paragraph, Subheading, Table

NOTHING = Bilingual()
SENTENCES = frozenset({"opening", "participants", "purpose", "closing"})  # as the meeting keeps them


class PlaceKind(StrEnum):
    """What stands at a place: a sentence of the head or the foot, an entry, or more than one text, such as a table."""

    SENTENCE = "sentence"
    ENTRY = "entry"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its key, under which heading it is found, and its text where it has one of its own."""

    key: str
    kind: PlaceKind
    heading: Bilingual
    text: Bilingual = NOTHING

    @property
    def has_text(self) -> bool:
        """Whether another text can be proposed, and not only said what is wrong."""
        return self.kind != PlaceKind.WHOLE


def places(outline: Outline) -> dict[str, Place]:
    """Every place of an outline by its key, in reading order; where two share a key, the one with a text stands."""
    found: dict[str, Place] = {}
    for place in _places(outline):
        if place.key and (place.key not in found or (place.has_text and not found[place.key].has_text)):
            found[place.key] = place
    return found


def _places(outline: Outline) -> Iterator[Place]:
    for section in outline.sections:
        heading = section.heading
        yield Place(section.key, PlaceKind.WHOLE, heading)
        for block in section.blocks:
            match block:
                case Subheading(text, key):
                    heading = text
                    yield Place(key, PlaceKind.WHOLE, heading)
                case Paragraph(text, key):
                    yield _sentence(key, heading, text)
                case ItemList(items, _, key):
                    yield Place(key, PlaceKind.WHOLE, heading)
                    yield from _entries(items, heading)
                case Table():
                    yield Place(block.key, PlaceKind.WHOLE, block.caption)
    for paragraph in outline.closing:
        yield _sentence(paragraph.key, Bilingual.said("Closing and signatures"), paragraph.text)


def _sentence(key: str, heading: Bilingual, text: Bilingual) -> Place:
    return Place(key, PlaceKind.SENTENCE, heading, text) if key in SENTENCES else Place("", PlaceKind.WHOLE, heading)


def _entries(items: tuple[Item, ...], heading: Bilingual) -> Iterator[Place]:
    for item in items:
        yield Place(item.key, PlaceKind.ENTRY, heading, item.text)
        yield from _entries(item.items, heading)
