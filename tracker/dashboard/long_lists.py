"""Long lists of the follow-up, a page at a time; knows nothing of what they list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tracker.core.paging import page_at

PAGE = 50
MOST = 20_000
"""More rows than a sheet takes."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    page: int
    pages: int
    total: int


def part_of(rows: Sequence[Row], page: int | None) -> Part[Row]:
    """One page of rows that are all known, or all of them where none is asked for."""
    if page is None:
        return Part(rows[:MOST], 1, 1, len(rows))
    start, page, pages = page_at(len(rows), page, PAGE)
    return Part(rows[start : start + PAGE], page, pages, len(rows))
