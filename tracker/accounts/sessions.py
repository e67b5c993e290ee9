"""Sign-ins as rows: beginning, finding and ending them. Knows no cookie; its tokens are stored as hashes only."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account, LoginSession
from tracker.core.db import session
from tracker.organisations.models import Person

LASTS = timedelta(hours=12)
STAYS = timedelta(days=30)  # on a device of one's own
KEPT = timedelta(days=30)  # after their end


_VALID = (
    select(Account)
    .join(LoginSession, LoginSession.account_id == Account.id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.ended_at.is_(None),
        LoginSession.expires_at > bindparam("at"),
        Account.is_active,
        Person.is_active,
    )
    .join(Account.person)
    .options(contains_eager(Account.person))
)
"""Put together once: every page asks it."""


def begin(account: Account, *, address: str, browser: str, at: datetime, lasts: timedelta = LASTS) -> str:
    """Begin a sign-in of a fixed lifetime; gives back the token that stands for it, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(LoginSession).where(LoginSession.expires_at < at - KEPT))
    session.add(
        LoginSession(
            account_id=account.id, token_hash=_hash(token), created_at=at, expires_at=at + lasts, address=address[:60],
            browser=browser[:300],
        )
    )  # fmt: skip
    return token


def account_of(token: str, at: datetime) -> Account | None:
    """The account that a token signs in, with its person; None once the sign-in expired or was ended, the account was
    closed, or the person left."""
    return session.scalar(_VALID, {"token_hash": _hash(token), "at": at})


def living(account_id: int, token: str, at: datetime) -> list[tuple[LoginSession, bool]]:
    """The sign-ins of an account that hold, the newest first, each with whether it is the one of this token."""
    rows = session.scalars(
        select(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None), LoginSession.expires_at > at)
        .order_by(LoginSession.created_at.desc(), LoginSession.id.desc())
    )
    return [(row, row.token_hash == _hash(token)) for row in rows]


def end(token: str, at: datetime) -> None:
    """End a sign-in; its token is worth nothing from now on."""
    session.execute(update(LoginSession).where(LoginSession.token_hash == _hash(token), _LIVES).values(ended_at=at))


def end_one(account_id: int, session_id: int, at: datetime) -> bool:
    """End one sign-in of an account; False where the account has no such sign-in."""
    mine = (LoginSession.id == session_id, LoginSession.account_id == account_id)
    session.execute(update(LoginSession).where(*mine, _LIVES).values(ended_at=at))
    return session.scalar(select(LoginSession.id).where(*mine)) is not None


def end_all(account_id: int, at: datetime, *, but: str = "") -> None:
    """End every sign-in of an account, but the one of a token."""
    others = (LoginSession.account_id == account_id, LoginSession.token_hash != _hash(but))
    session.execute(update(LoginSession).where(*others, _LIVES).values(ended_at=at))


_LIVES = LoginSession.ended_at.is_(None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
