"""One-time request keys: a form sent again on a bad line gets the first answer and does nothing a second time."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Select, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
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


def answered(who: str, key: str) -> str | None:
    """What a request was answered with before; None where it was not."""
    return session.scalar(_answer(who, key))


def once(who: str, key: str, act: Callable[[], str]) -> str:
    """Act and keep the answer, in the transaction that is open; a repeat gets the kept answer.

    Two at once: the second waits for the first, at the transaction's start (SQLite) or on the unique key (PostgreSQL),
    and gets its answer; where the first failed, the second acts.
    """
    kept = answered(who, key)
    if kept is not None:
        return kept
    taken = RequestKey(who=who, key=key, answer="", at=clock.now())
    try:
        with session.begin_nested():
            session.add(taken)
            session.flush()
    except IntegrityError:
        return session.scalars(_answer(who, key)).one()
    taken.answer = act()
    return taken.answer


def _answer(who: str, key: str) -> Select[str]:
    return select(RequestKey.answer).where(RequestKey.who == who, RequestKey.key == key)
