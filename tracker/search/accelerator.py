"""What makes a search quick where the database has it: an index of every three letters in a row. A search finds the
same without it."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError

from tracker.core.db import session

LETTERS = 3  # fewer can't be looked up in it
TABLE = "search_trigram"
_SINCE = (3, 34)  # SQLite's tokenizer
_OPTION = "ENABLE_FTS5"

_IN_SQLITE = {
    "search_trigram": "CREATE VIRTUAL TABLE search_trigram USING fts5"
    "(folded, content='search_text', content_rowid='id', tokenize='trigram case_sensitive 1')",
    "search_trigram_add": "CREATE TRIGGER search_trigram_add AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_trigram(rowid, folded) VALUES (new.id, new.folded); END",
    "search_trigram_remove": "CREATE TRIGGER search_trigram_remove AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_trigram(search_trigram, rowid, folded) VALUES ('delete', old.id, old.folded); END",
    "search_trigram_change": "CREATE TRIGGER search_trigram_change AFTER UPDATE ON search_text BEGIN "
    "INSERT INTO search_trigram(search_trigram, rowid, folded) VALUES ('delete', old.id, old.folded); "
    "INSERT INTO search_trigram(rowid, folded) VALUES (new.id, new.folded); END",
}
_THERE = text("SELECT count(*) FROM sqlite_master WHERE name IN :names").bindparams(
    bindparam("names", list(_IN_SQLITE), expanding=True)
)
FEW = 2_000  # rows; a search that finds more is read in the order of the rows, and ends early
_FEW = text("SELECT rowid FROM search_trigram WHERE search_trigram MATCH :asked LIMIT :few")
_FILL = text("INSERT INTO search_trigram(search_trigram) VALUES ('rebuild')")

_INDEX = "ix_search_text_trigram"
_INDEXED = text("SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema() AND indexname = :name")
_READS_LAO = text("SELECT cardinality(show_trgm('ລະເບີດ'))")  # none where LC_CTYPE is C

Answer = TypeVar("Answer")


def _is_sqlite() -> bool:
    return session.get_bind().dialect.name == "sqlite"


def stands() -> bool:
    """Whether it can be used; one query. PostgreSQL takes its index by itself, so there it is never asked for."""
    return _is_sqlite() and session.scalar(_THERE) == len(_IN_SQLITE)


def accelerated(words: Sequence[str], read: Callable[[bool], Answer]) -> Answer:
    """What a search reads, told whether the accelerator may be used: where it finds few texts. Where it would find a
    great part of all, reading them in their order ends earlier; where it fails, the same is read without it."""
    asked = looked_up(words)
    if asked and stands():
        try:
            return read(len(session.scalars(_FEW, {"asked": asked, "few": FEW}).all()) < FEW)
        except DBAPIError:
            session.rollback()
    return read(False)


def looked_up(words: Sequence[str]) -> str:
    """How the accelerator is asked for all words that are long enough for it; '' where none is."""
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words if len(word) >= LETTERS)


def is_missing() -> bool:
    """Whether there is none, though this database could have it."""
    if not _is_sqlite():
        return not session.scalar(_INDEXED, {"name": _INDEX})
    able = sqlite3.sqlite_version_info >= _SINCE
    return able and not stands() and _OPTION in session.scalars(text("PRAGMA compile_options")).all()


def make() -> None:
    """Make it from the texts that are kept, in the open transaction; where the database refuses, searching stays as it
    is."""
    try:
        with session.begin_nested():
            _make_in_sqlite() if _is_sqlite() else _make_in_postgresql()
    except DBAPIError:
        return


def _make_in_sqlite() -> None:
    for name in _IN_SQLITE:
        session.execute(text(f"DROP {'TABLE' if name == TABLE else 'TRIGGER'} IF EXISTS {name}"))
    for making in _IN_SQLITE.values():
        session.execute(text(making))
    session.execute(_FILL)


def _make_in_postgresql() -> None:
    session.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    if session.scalar(_READS_LAO):
        session.execute(text(f"CREATE INDEX IF NOT EXISTS {_INDEX} ON search_text USING gin (folded gin_trgm_ops)"))
