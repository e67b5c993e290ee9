"""The text of frozen minutes with the language that it lacked, taken from the minutes as they read today. Knows no
record."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, other
from tracker.docx.outline import Outline
from tracker.docx.outline_texts import texts

Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The frozen text with its other language as far as it is written, and the texts that still lack it."""

    outline: Outline
    missing: tuple[Bilingual, ...]


def finish(frozen: Outline, now: Outline, language: Language, written: Sequence[Bilingual]) -> Finished:
    """A frozen outline with what it lacks in a language, from an outline of today: the text at the same place, or else
    any that says the same in the other language.

    A text that has the language is left alone, unless it lagged. Where the source stood in for one of the texts that
    were `written` since, inside a sentence made of several, their translation takes its place.
    """
    source = other(language)
    here = {(way, text[source]): text[language] for way, text in _ways(now) if text[language]}
    anywhere: dict[str, str] = {}
    for text in texts(now):
        if text[language]:
            anywhere.setdefault(text[source], text[language])
    stand_ins = sorted(((each[source], each[language]) for each in written), key=lambda pair: -len(pair[0]))

    def change(way: Way, text: Bilingual) -> Bilingual:
        if not text[source]:
            return text
        if not text[language] or text.stale == language:
            found = here.get((way, text[source])) or anywhere.get(text[source]) or text[language]
            return _said(text[source], found, language)
        said = text[language]
        for stood_in, translation in stand_ins:
            said = said.replace(stood_in, translation)
        return text if said == text[language] else _said(text[source], said, language)

    whole = _changed(frozen, change)
    missing = tuple(dict.fromkeys(each for each in texts(whole) if each.lacks == language))
    return Finished(whole, missing)


def _said(source: str, translation: str, language: Language) -> Bilingual:
    return Bilingual(en=translation, lo=source) if language == "en" else Bilingual(en=source, lo=translation)


def _ways(part: object, way: Way = ()) -> Iterator[tuple[Way, Bilingual]]:
    """Every text with the way to it: by keys, where there are some, else by numbers."""
    found: list[tuple[Way, Bilingual]] = []

    def note(to: Way, text: Bilingual) -> Bilingual:
        found.append((to, text))
        return text

    _changed(part, note, way)
    yield from found


def _changed(part: Any, change: Callable[[Way, Bilingual], Bilingual], way: Way = ()) -> Any:
    """The same with every text changed, by the way to it."""
    if isinstance(part, Bilingual):
        return change(way, part)
    if isinstance(part, tuple):
        steps = _steps(part)
        return tuple(_changed(one, change, (*way, step)) for one, step in zip(part, steps, strict=True))
    if is_dataclass(part) and not isinstance(part, type):
        values = {each.name: _changed(getattr(part, each.name), change, (*way, each.name)) for each in fields(part)}
        return replace(part, **values)
    return part


def _steps(parts: tuple[Any, ...]) -> list[str]:
    """A name for each of some parts: its key or, of a table's row, its first cell, and how many had it before."""
    seen: dict[str, int] = defaultdict(int)
    steps = []
    for part in parts:
        name = getattr(part, "key", "")
        if isinstance(part, tuple) and part and isinstance(part[0], Bilingual):
            name = part[0].en
        seen[name] += 1
        steps.append(f"{name} {seen[name]}")
    return steps
