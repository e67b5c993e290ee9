"""One-time request keys: a form sent again on a bad line gets the first answer and does nothing a second time."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, UniqueConstraint, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core import clock
from tracker.core.columns import Moment, short
from tracker.core.db import Base, session


class RequestKey(Base):
    """What somebody's request was answered with; `who` is opaque here."""

    __tablename__ = "request_key"
    __table_args__ = (UniqueConstraint("who", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = short(80)
    key: Mapped[str] = short(64)
    answer: Mapped[str] = short(500)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


_THIS = (RequestKey.who == bindparam("by"), RequestKey.key == bindparam("sent"))
_ANSWER = select(RequestKey.answer).where(*_THIS)
_ANSWERING = update(RequestKey).where(*_THIS).values(answer=bindparam("said"))


def answered(who: str, key: str) -> str | None:
    """What a request was answered with before; None where it was not."""
    return session.scalar(_ANSWER, {"by": who, "sent": key})


def once(who: str, key: str, act: Callable[[], str]) -> str:
    """Act and keep the answer, in the transaction that is open; a repeat gets the kept answer.

    Two at once: the second waits for the first, at the transaction's start (SQLite) or on the unique key (PostgreSQL),
    and gets its answer; where the first failed, the second acts.
    """
    kept = answered(who, key)
    if kept is not None:
        return kept
    this, connection = {"by": who, "sent": key}, session.connection()
    taken = {"who": who, "key": key, "answer": "", "at": clock.now()}
    if not connection.execute(_taking(connection.dialect.name), taken).rowcount:
        return session.scalars(_ANSWER, this).one()
    answer = act()
    connection.execute(_ANSWERING, {**this, "said": answer})
    return answer


@cache
def _taking(dialect: str) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(RequestKey).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
