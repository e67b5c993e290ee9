"""Brings rows in line with what a file says and counts what that changed; knows no rule of theirs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, session
from tracker.documents.models import Document
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, Person

Row = TypeVar("Row", bound=Base)
Kept = Organisation | Person | Document | WorkingGroup | Meeting
New = TypeVar("New", Organisation, Person, Document, WorkingGroup, Meeting)


@dataclass(slots=True)
class Ledger:
    """What one load has done so far. `made` are the new rows that a batch remembers."""

    made: list[Kept] = field(default_factory=list)
    changes: int = 0

    def add(self, row: New) -> New:
        """A new row that the batch remembers."""
        session.add(row)
        self.made.append(row)
        self.changes += 1
        return row

    def put(self, row: Base, **values: Any) -> None:
        """Set what differs. A text is revised, so that the side that the file did not change lags behind."""
        for name, value in values.items():
            current = getattr(row, name)
            if isinstance(value, Bilingual):
                value = (current or Bilingual()).revise(en=value.en, lo=value.lo)  # noqa: PLW2901
            if value != current:
                setattr(row, name, value)
                self.changes += 1

    def line_up(self, rows: list[Row], wanted: Sequence[Mapping[str, Any]], make: Callable[[], Row]) -> None:
        """Make a list of rows without identity say what is wanted, in that order; `position` counts from 1."""
        for position, values in enumerate(wanted, 1):
            if position > len(rows):
                rows.append(make())
                self.changes += 1
            self.put(rows[position - 1], position=position, **values)
        if len(rows) > len(wanted):
            self.changes += len(rows) - len(wanted)
            del rows[len(wanted) :]

    def match(
        self, rows: list[Row], wanted: Iterable[Mapping[str, Any]], identity: tuple[str, ...], make: Callable[[], Row]
    ) -> None:
        """Make a list of rows say what is wanted; a row stays the same row while its identity does."""
        known = {tuple(getattr(row, name) for name in identity): row for row in rows}
        for values in wanted:
            row = known.pop(tuple(values[name] for name in identity), None)
            if row is None:
                row = make()
                rows.append(row)
                self.changes += 1
            self.put(row, **values)
        for row in known.values():
            rows.remove(row)
            self.changes += 1
