"""The texts of an outline one by one, wherever in it they stand, and which language they lack."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language
from tracker.docx.outline import Outline


def texts(part: object) -> Iterator[Bilingual]:
    """Every text of an outline or of a part of one, in reading order, empty ones included."""
    if isinstance(part, Bilingual):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts(getattr(part, field.name))


def whole_in(outline: Outline) -> tuple[Language, ...]:
    """The languages in which no text is missing."""
    lacking = {text.lacks for text in texts(outline)}
    return tuple(language for language in LANGUAGES if language not in lacking)
