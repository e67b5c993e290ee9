"""What a source of reminders is asked, and the shape of its answer. Knows no table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, literal, null, select

from tracker.groups.models import Audience
from tracker.reminders.ladder import Step
from tracker.reminders.models import ItemKind

Column = ColumnElement[Any]
NOBODY: Column = null()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is outstanding in a group on a day is asked for whom."""

    group_id: int
    on: date
    audience: Audience = Audience.OWNER


@dataclass(frozen=True, slots=True)
class Rows:
    """What is outstanding, as a Select without columns: the things, whose they are, and the days that the steps up to
    the day itself and the later ones count from."""

    kind: ItemKind
    item: Column
    before: Column
    after: Column
    base: Select[Any]
    organisation: Column = NOBODY
    person: Column = NOBODY

    def anchor(self, step: Step) -> Column:
        """The day that a step counts from."""
        return self.after if step.is_after else self.before


Source = Callable[[Asked], Sequence[Rows]]


def base(start: Any) -> Select[Any]:
    """A Select from a table, its columns to be named by whoever runs it."""
    return select().select_from(start)


def number(column: Column | None) -> Column:
    """A reference that may be missing, as a column of numbers."""
    return literal(None, Integer) if column is None or column is NOBODY else column


def day(value: date) -> Column:
    """A day as a column."""
    return literal(value, Date)
