"""A PostgreSQL database that is emptied and filled again, which takes a fraction of making it anew.

Knows what a database holds and how it is shaped, not which one it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

# Whatever a statement could change beside rows; with another line the database is made anew. PostgreSQL's own things
# have numbers below 16384.
SHAPE = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
  SELECT concat_ws(' ', 'class', oid, relname, relkind, relnamespace, relowner, reloptions, relacl) AS line
    FROM pg_class WHERE oid >= 16384
  UNION ALL SELECT concat_ws(' ', 'attribute', attrelid, attnum, attname, atttypid, atttypmod, attnotnull, attidentity,
    attgenerated, attcollation) FROM pg_attribute WHERE attrelid >= 16384
  UNION ALL SELECT concat_ws(' ', 'default', oid, adrelid, adnum) FROM pg_attrdef WHERE oid >= 16384
  UNION ALL SELECT concat_ws(' ', 'constraint', oid, conname, convalidated) FROM pg_constraint WHERE oid >= 16384
  UNION ALL SELECT concat_ws(' ', 'index', indexrelid, indisvalid, indisready) FROM pg_index WHERE indexrelid >= 16384
  UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat_ws(' ', 'function', oid, proname, md5(prosrc)) FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT concat_ws(' ', 'type', oid, typname) FROM pg_type WHERE oid >= 16384
  UNION ALL SELECT concat_ws(' ', 'sequence', seqrelid, seqstart, seqincrement) FROM pg_sequence
  UNION ALL SELECT concat_ws(' ', 'schema', oid, nspname) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'
  UNION ALL SELECT concat_ws(' ', 'extension', oid, extname) FROM pg_extension
  UNION ALL SELECT concat_ws(' ', 'setting', setrole, setconfig) FROM pg_db_role_setting
    WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
) AS lines"""
# Also a table whose rows were taken out or never committed: the next would stand elsewhere than in a new one.
TOUCHED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 ORDER BY relname"""
NUMBERS = "SELECT sequencename, last_value, start_value FROM pg_sequences WHERE schemaname = 'public'"


@dataclass(frozen=True, slots=True)
class Held:
    """All that a database holds."""

    shape: str
    rows: Mapping[str, bytes]  # by table, as COPY writes them
    numbers: Mapping[str, int | None]  # the last one that each sequence gave


def held_by(connection: psycopg.Connection) -> Held:
    """What this database holds."""
    cursor, rows = connection.cursor(), {}
    for table in _touched(connection):
        with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(_public(table))) as lines:
            rows[table] = b"".join(lines)
    numbers = {str(name): last for name, last, _ in connection.execute(NUMBERS)}
    return Held(_shape(connection), rows, numbers)


def refill(connection: psycopg.Connection, held: Held) -> bool:
    """Let this database hold exactly that; False, and nothing is done, where its tables are not the same."""
    if _shape(connection) != held.shape:
        return False
    connection.execute("SET session_replication_role = replica")  # rows come in the order of their tables' names
    connection.execute("SET client_min_messages = warning")
    touched = sql.SQL(", ").join(_public(table) for table in _touched(connection))
    with connection.transaction():
        if touched.as_string():
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(touched))
        for table, lines in held.rows.items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(_public(table))) as copy:
                copy.write(lines)
        for name, last, first in connection.execute(NUMBERS).fetchall():
            wanted = held.numbers[name]
            if last != wanted:
                again: tuple[Any, ...] = (_public(name).as_string(), wanted or first, wanted is not None)
                connection.execute("SELECT setval(%s::regclass, %s, %s)", again)
    return True


def _public(name: str) -> sql.Identifier:
    return sql.Identifier("public", name)


def _shape(connection: psycopg.Connection) -> str:
    row = connection.execute(SHAPE).fetchone()
    return str(row and row[0])


def _touched(connection: psycopg.Connection) -> list[str]:
    return [str(name) for (name,) in connection.execute(TOUCHED)]
