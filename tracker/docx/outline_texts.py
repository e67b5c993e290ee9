"""The texts of an outline one by one, wherever in it they stand, and which language they lack."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language
from tracker.docx.outline import Outline

Part = TypeVar("Part")


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


def changed(part: Part, change: Callable[[Bilingual], Bilingual]) -> Part:
    """The same with every text changed."""
    if isinstance(part, Bilingual):
        return change(part)  # type: ignore[return-value]  # a Bilingual for a Bilingual
    if isinstance(part, tuple):
        return tuple(changed(one, change) for one in part)  # type: ignore[return-value]  # a tuple for a tuple
    if is_dataclass(part) and not isinstance(part, type):
        values: dict[str, Any] = {field.name: changed(getattr(part, field.name), change) for field in fields(part)}
        return replace(part, **values)
    return part


def whole_in(outline: Outline) -> tuple[Language, ...]:
    """The languages in which no text is missing."""
    lacking = {text.lacks for text in texts(outline)}
    return tuple(language for language in LANGUAGES if language not in lacking)
