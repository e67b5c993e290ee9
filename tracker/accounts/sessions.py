"""Sign-ins as rows: beginning, finding and ending them. Only the hash of a token is stored; knows no cookie."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account, LoginSession
from tracker.core.db import session

LASTS = timedelta(hours=12)


def begin(account: Account, *, address: str, browser: str, at: datetime) -> str:
    """Begin a sign-in of a fixed lifetime; gives back the token that stands for it, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            account_id=account.id, token_hash=_hash(token), created_at=at, expires_at=at + LASTS, address=address[:60],
            browser=browser[:300],
        )
    )  # fmt: skip
    return token


def account_of(token: str, at: datetime) -> Account | None:
    """The active account that a token signs in, with its person; None once the sign-in expired or was ended."""
    valid = (
        select(Account)
        .join(LoginSession, LoginSession.account_id == Account.id)
        .where(
            LoginSession.token_hash == _hash(token),
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > at,
            Account.is_active,
        )
        .join(Account.person)
        .options(contains_eager(Account.person))
    )
    return session.scalar(valid)


def end(token: str, at: datetime) -> None:
    """End a sign-in; its token is worth nothing from now on."""
    found = session.scalar(select(LoginSession).where(LoginSession.token_hash == _hash(token)))
    if found is not None and found.ended_at is None:
        found.ended_at = at


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
