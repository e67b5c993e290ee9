"""What is searched, as the floors above declare it; knows no table but by what they say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.core.db import Base
from tracker.core.lao import match_key


@dataclass(frozen=True, slots=True)
class Watch:
    """A change in one of these columns changes what is found of the rows where `found_by` is the value of `names`: its
    own row, the row that it belongs to, or all that show its text."""

    model: type[Base]
    columns: frozenset[str]
    found_by: InstrumentedAttribute[Any]
    names: str = "id"


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of what can be found.

    `rows` selects the id of each row, whether it may be found at all, and whatever `told` makes its texts of; `id` is
    that first column, to ask for some of them. `stretch` is how many of them are compared when it is their turn.
    """

    kind: str
    id: InstrumentedAttribute[int]
    rows: Select[*tuple[Any, ...]]
    told: Callable[[Any], Iterable[str]]
    watched: tuple[Watch, ...]
    stretch: int = 500

    def where(self, wanted: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
        """Some of the rows."""
        return self.rows.where(wanted)

    def folded(self, row: Row[*tuple[Any, ...]]) -> str:
        """All texts of a row, folded, each in a line of its own so that no word reaches over two of them."""
        return "\n".join(dict.fromkeys(key for text in self.told(row) if (key := match_key(text or ""))))


SOURCES: dict[str, Source] = {}
"""By their kinds, in the order in which they were declared."""


def follow(*sources: Source) -> None:
    """Keep these searched from now on; declared again, the later one counts."""
    SOURCES.update((source.kind, source) for source in sources)
