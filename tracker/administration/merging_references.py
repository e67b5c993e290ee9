"""What refers to a row that is to go, read from the tables themselves: which columns, and where two would be one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, Index, Table, UniqueConstraint, func, select, text
from sqlalchemy.sql.elements import ColumnElement

from tracker.core.columns import Merge
from tracker.core.db import Base, session

WAYS = ("meeting_id", "entry_id", "action_id", "assignment_id")
"""By which columns a row belongs to something of a meeting, the nearest first."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that refers to an organisation or a person, and what a merge does with it."""

    table: Table
    column: Column[Any]
    merge: Merge

    @property
    def place(self) -> str:
        """'seat.person_id'."""
        return f"{self.table.name}.{self.column.name}"


def references(target: str) -> tuple[Reference, ...]:
    """Every column that refers to a table, those of the tables that are referred to themselves first."""
    return tuple(
        Reference(table, key.parent, cast("Merge", key.parent.info["merge"]))
        for table in Base.metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
        if key.column.table.name == target
    )


def count(reference: Reference, row_id: int) -> int:
    """How many rows refer to a row."""
    return session.scalar(select(func.count()).select_from(reference.table).where(reference.column == row_id)) or 0


def ids(reference: Reference, row_id: int) -> list[int]:
    """The ids of the rows that refer to a row."""
    found = select(reference.table.c.id).where(reference.column == row_id).order_by(reference.table.c.id)
    return list(session.scalars(found))


def doubles(reference: Reference, keep: int, gone: int) -> list[tuple[int, int]]:
    """Which rows of the one that stays and of the one that goes a unique key would not let stand side by side."""
    found: dict[int, int] = {}
    for columns, condition in _unique_keys(reference):
        mine = {values: row_id for row_id, values in _keyed(reference, columns, condition, keep)}
        for row_id, values in _keyed(reference, columns, condition, gone):
            if values in mine:
                found.setdefault(row_id, mine[values])
    return sorted((kept, going) for going, kept in found.items())


def _unique_keys(reference: Reference) -> Iterator[tuple[list[Column[Any]], str]]:
    """The other columns of every unique key that holds the column, with the condition of a partial one."""
    table = reference.table
    for constraint in (each for each in table.constraints if isinstance(each, UniqueConstraint)):
        if reference.column in list(constraint.columns):
            yield _others(constraint, reference.column), ""
    for index in (each for each in table.indexes if each.unique):
        if reference.column in list(index.columns):
            where = index.dialect_options[session.get_bind().dialect.name].get("where")
            yield _others(index, reference.column), "" if where is None else str(where)


def _others(key: UniqueConstraint | Index, column: Column[Any]) -> list[Column[Any]]:
    return [each for each in key.columns if each is not column]


def _keyed(
    reference: Reference, columns: list[Column[Any]], condition: str, row_id: int
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Each row that refers to a row with its other values of a unique key; an empty value is unlike any other."""
    rows = select(reference.table.c.id, *columns).where(reference.column == row_id)
    for key, *values in session.execute(rows.where(text(condition)) if condition else rows):
        if None not in values:
            yield key, tuple(values)


def meetings_of(table: Table, where: ColumnElement[bool]) -> set[int]:
    """The ids of the meetings to which some rows of a table belong."""
    if table.name == "meeting":
        return set(session.scalars(select(table.c.id).where(where)))
    for name in WAYS:
        if name not in table.c:
            continue
        column = table.c[name]
        if name == "meeting_id":
            return set(session.scalars(select(column).where(where, column.is_not(None))))
        (key,) = column.foreign_keys
        above = key.column.table
        return meetings_of(above, above.c.id.in_(select(column).where(where)))
    return set()
