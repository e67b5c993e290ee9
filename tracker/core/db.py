"""The database: its connection, and `transaction()`, the only way to write. Knows no table but its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Conflict

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table is made from."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(metadata=Base.metadata)
session = db.session


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    """An answered write survives a power cut only with synchronous=FULL; the driver must not begin by itself."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@event.listens_for(session, "before_flush")
def _refuse_to_flush(current: Session, _context: UOWTransaction, _objects: object) -> None:
    """A query writes out what was changed before it; outside a transaction that would be lost without a word."""
    if not current.info.get("writing"):
        raise RuntimeError("objects were changed outside a transaction; change them inside it")


@event.listens_for(session, "do_orm_execute")
def _refuse_to_execute(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and not state.session.info.get("writing"):
        raise RuntimeError("a row would be changed outside a transaction; change it inside one")


@contextmanager
def transaction() -> Iterator[Session]:
    """One write, whole or not at all.

    Begins anew, so that everything read inside is read under the lock: on SQLite the writer's lock is taken at once
    (upgrading a transaction that has read fails under load); on PostgreSQL the service locks the aggregate's row.
    Refuses to swallow changes made before it. Raises Conflict where a row was changed by somebody else meanwhile.
    """
    current = session()
    if current.info.get("writing"):
        raise RuntimeError("a transaction is open already; only the outermost caller opens one")
    if current.new or current.dirty or current.deleted:
        raise RuntimeError("objects were changed before the transaction; change them inside it")
    current.rollback()
    current.info["writing"] = True
    try:
        current.connection(execution_options={"writes": True})
        yield current
        current.commit()
    except StaleDataError as error:
        current.rollback()
        raise Conflict(Bilingual.said("Somebody else changed it meanwhile. Nothing of yours was saved.")) from error
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info["writing"] = False
