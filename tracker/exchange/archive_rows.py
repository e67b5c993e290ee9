"""Writing many rows at once, under ids of their own choice; knows no table by name but those it is given."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from tracker.core.db import Base

CHUNK = 20_000  # rows that are held back before they are written
LARGE_CACHE = -256_000  # KiB; SQLite's default of 2 MB makes many indexes slow


class Rows:
    """Rows on their way into the database, written in the order of their references.

    Nobody else may add to these tables until the transaction ends: SQLite's writer has the lock anyhow, on PostgreSQL
    the tables are locked against other writers.
    """

    def __init__(self, connection: Connection, tables: tuple[str, ...]) -> None:
        wanted = set(tables)
        self.connection = connection
        self.tables = [table for table in Base.metadata.sorted_tables if table.name in wanted]
        self.waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.held = 0
        self.counts: Counter[str] = Counter()
        self.last = self._begin()

    def new_id(self, table: str) -> int:
        """An id that no row of the table has, or had."""
        self.last[table] += 1
        return self.last[table]

    def add(self, table: str, **values: Any) -> None:
        """A row to be written; rows of one table all name the same columns."""
        self.waiting[table].append(values)
        self.held += 1

    def made(self, table: str, **values: Any) -> int:
        """The same under a new id, which it gives back."""
        row_id = self.new_id(table)
        self.add(table, id=row_id, **values)
        return row_id

    def write_some(self) -> None:
        """Write what waits, if that is much; call it only where no row waits for another that is still to come."""
        if self.held >= CHUNK:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        for table in self.tables:
            rows = self.waiting.pop(table.name, None)
            if rows:
                self.connection.execute(insert(table), rows)
                self.counts[table.name] += len(rows)
        self.held = 0

    def finish(self) -> None:
        """Write what is left, and let the database go on with its own ids behind these."""
        self.write()
        if self.connection.dialect.name == "postgresql":
            for table in self._numbered():
                sequence = func.pg_get_serial_sequence(table, "id")
                self.connection.execute(select(func.setval(sequence, max(1, self.last[table]))))

    def _begin(self) -> dict[str, int]:
        if self.connection.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in self.tables)
            self.connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
            return {name: self._reserved(name) for name in self._numbered()}
        self.connection.exec_driver_sql(f"PRAGMA cache_size={LARGE_CACHE}")
        given = dict(tuple(row) for row in self.connection.execute(text("SELECT name, seq FROM sqlite_sequence")))
        return {name: max(self._highest(name), int(given.get(name, 0))) for name in self._numbered()}

    def _numbered(self) -> list[str]:
        return [table.name for table in self.tables if "id" in table.columns]

    def _highest(self, name: str) -> int:
        return self.connection.scalar(select(func.max(Base.metadata.tables[name].c.id))) or 0

    def _reserved(self, name: str) -> int:
        return int(self.connection.scalar(select(func.nextval(func.pg_get_serial_sequence(name, "id")))) or 0)
