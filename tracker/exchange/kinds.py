"""The few kinds of value that a key can take; reader, schema and writer all work from them. Knows no key by name.

A part of the file is a frozen dataclass; each of its fields carries a Key. A field without a default is required, and
a key is spelt as its field (without the underscore at the end of `from_`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

from tracker.core.bilingual import Bilingual

Values: TypeAlias = Mapping[str, object]
NOTHING = Bilingual()


class Unfit(ValueError):
    """A single value that is not what its key asks for."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Names(StrEnum):
    """What a word of the file names that must be known, from the file or from before."""

    ORGANISATION = "organisation"
    PERSON = "person"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Reference:
    """That a line of the file names something, in a list or under a key."""

    names: Names
    word: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A mapping of the file. `line` is where it begins, `lines` where each of its keys stands."""

    ONE_LINE: ClassVar[bool] = False  # short ones are written as {key: value, …}

    line: int = field(default=0, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, key: str) -> int:
        """The line of a key, or of the whole part where the key is not given."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True)
class Word:
    """A single value. `parse` raises Unfit; `bare` ones are written without quotes whatever YAML might guess,
    `empty` ones may be the empty string."""

    parse: Callable[[str], object]
    schema: Mapping[str, object]
    write: Callable[[Any], str] = str
    bare: bool = False
    empty: bool = False
    names: Names | None = None


@dataclass(frozen=True)
class Text:
    """A string, or one string for each language."""


@dataclass(frozen=True)
class Record:
    """A part. Where `short` names one of its fields, a plain string may stand for a part with that field alone."""

    of: Callable[[], type[Part]]  # called late, since an entry may hold entries
    short: str = ""


@dataclass(frozen=True)
class Many:
    """A list; of words, none may stand twice in it."""

    of: Word | Text | Record


Kind: TypeAlias = Word | Text | Record | Many


@dataclass(frozen=True)
class Shorthands:
    """Further keys for a list of parts: each takes a list of words for the field `into`, and means parts with that and
    the values given here. Whichever way parts were written, they stand in the order of these keys."""

    of: Callable[[], type[Part]]
    word: Word
    into: str
    keys: Mapping[str, Mapping[str, object]]

    def part(self, key: str, word: object, line: int = 0) -> Part:
        """The part that a word under one of the keys means."""
        build: Callable[..., Part] = self.of()
        return build(**{self.into: word}, **self.keys[key], line=line)

    def place(self, part: Part) -> int:
        """The number of the key under which a part may stand, counted from 0."""
        meant = enumerate(self.keys.values())
        return next(at for at, values in meant if all(getattr(part, name) == value for name, value in values.items()))


@dataclass(frozen=True)
class Key:
    """What may stand under one key of a part, and what is meant where it is missing.

    `usual` computes that from the values before it in the same part and from those of the part around it.
    """

    kind: Kind
    help: str = ""
    required: bool = False
    usual: Callable[[Values, Values], object] | None = None
    shorthands: Shorthands | None = None
    name: str = ""
    field: str = ""
    default: object = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """The keys in the file that lead here."""
        return (self.name, *self.shorthands.keys) if self.shorthands else (self.name,)


def takes(
    kind: Kind,
    help: str = "",  # noqa: A002 - that is what it is
    *,
    required: bool = False,
    usual: Callable[[Values, Values], object] | None = None,
    shorthands: Shorthands | None = None,
) -> dict[str, Key]:
    """The metadata of a field that is read from the file."""
    return {"key": Key(kind, help, required, usual, shorthands)}


_KEYS: dict[type[Part], tuple[Key, ...]] = {}


def keys_of(part: type[Part]) -> tuple[Key, ...]:
    """The keys of a part in their canonical order."""
    if part not in _KEYS:
        _KEYS[part] = tuple(_keys_of(part))
    return _KEYS[part]


def _keys_of(part: type[Part]) -> Iterator[Key]:
    for each in fields(part):
        key = each.metadata.get("key")
        if key is not None:
            required = key.required or each.default is MISSING
            yield replace(key, required=required, name=each.name.rstrip("_"), field=each.name, default=each.default)
