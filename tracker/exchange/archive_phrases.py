"""The phrases of which generated archives are composed, in both languages; knows nothing of what they are put into."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import yaml

FILE = Path(__file__).with_suffix(".yaml")
Both: TypeAlias = tuple[str, str]
"""A text in English and in Lao."""

NOTHING: Both = ("", "")


@dataclass(frozen=True, slots=True)
class Theme:
    """What a group is about."""

    name: Both
    things: tuple[Both, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A way of wording a deadline, and how often it is used."""

    words: Both
    weight: int


class Phrases:
    """The lists of the phrase file, by their path: `of("notes", "report")`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self.themes = tuple(
            Theme(_both(each), tuple(_both(thing) for thing in each["things"])) for each in data["groups"]
        )
        self.deadlines = tuple(Wording(_both(each), int(each["weight"])) for each in data["deadlines"])
        self._lists: dict[tuple[str, ...], tuple[Both, ...]] = {}

    def of(self, *path: str) -> tuple[Both, ...]:
        """The phrases of a list; a single phrase is a list of one."""
        known = self._lists.get(path)
        if known is None:
            data: Any = self._data
            for step in path:
                data = data[step]
            known = (_both(data),) if isinstance(data, dict) else tuple(_both(each) for each in data)
            self._lists[path] = known
        return known

    def any_of(self, chance: Random, *path: str) -> Both:
        """One of the phrases of a list."""
        return chance.choice(self.of(*path))

    def one(self, *path: str) -> Both:
        """The only phrase under this path."""
        return self.of(*path)[0]


def filled(phrase: Both, **values: Both | str | int) -> Both:
    """The phrase with its places filled in, each side with its own words."""
    en = {name: value[0] if isinstance(value, tuple) else value for name, value in values.items()}
    lo = {name: value[1] if isinstance(value, tuple) else value for name, value in values.items()}
    return phrase[0].format(**en), phrase[1].format(**lo)


def texts(name: str, both: Both) -> dict[str, str]:
    """The columns of a text in both languages."""
    return {f"{name}_en": both[0], f"{name}_lo": both[1]}


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The phrases of the file, read once."""
    return Phrases(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))  # noqa: S506  strings only


def _both(data: dict[str, Any]) -> Both:
    return data["en"], data["lo"]
