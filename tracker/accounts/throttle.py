"""How often somebody may try: per account name as typed and per address; knows no password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import ColumnElement, delete, func, select, update

from tracker.accounts.models import Account, AttemptKind, LoginAttempt
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.core.i18n import Language, say_many

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries may fail in the window, for one account name and for one address."""

    per_account: int
    per_address: int


LIMITS = {AttemptKind.SIGN_IN: Limit(5, 30), AttemptKind.RESET: Limit(3, 10)}


class TooMany(Refused):
    """Somebody tried too often; `seconds` says when the next try is taken."""

    status: ClassVar[int] = 429

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(Bilingual(en=_again(minutes, "en"), lo=_again(minutes, "lo")))
        self.seconds = seconds


def _again(minutes: int, language: Language) -> str:
    return say_many(
        "Too many tries. Try again in %(number)s minute.", "Too many tries. Try again in %(number)s minutes.",
        minutes, language,
    )  # fmt: skip


def attempt(email: str, address: str, *, at: datetime, kind: AttemptKind = AttemptKind.SIGN_IN) -> int:
    """Note a try, as one that failed, before its password is looked at; gives back the id of its row.

    So tries that come at the same moment are counted too. Raises TooMany where there were too many; such a one is not
    noted, so whoever waits gets in. Tries of an account count until one succeeds, those of an address as they are.
    """
    email, address = email[:254], address[:60]
    session.execute(delete(LoginAttempt).where(LoginAttempt.at < at - KEPT))
    session.execute(select(Account.id).where(Account.email == email).with_for_update())
    limit, mine = LIMITS[kind], LoginAttempt.email == email
    last = select(func.max(LoginAttempt.id)).where(mine, LoginAttempt.succeeded, LoginAttempt.kind == kind)
    since = LoginAttempt.id > func.coalesce(last.scalar_subquery(), 0)
    waits = max(
        _waits(kind, limit.per_account, at, mine, since),
        _waits(kind, limit.per_address, at, LoginAttempt.address == address),
    )
    if waits > 0:
        raise TooMany(waits)
    row = LoginAttempt(email=email, address=address, at=at, succeeded=False, kind=kind)
    session.add(row)
    session.flush()
    return row.id


def _waits(kind: AttemptKind, most: int, at: datetime, *whose: ColumnElement[bool]) -> int:
    """How many seconds until fewer than so many failed in the window; 0 if they are fewer now."""
    tries = select(LoginAttempt.at).where(
        LoginAttempt.kind == kind, LoginAttempt.succeeded.is_(False), LoginAttempt.at > at - WINDOW, *whose
    )
    oldest = session.scalar(tries.order_by(LoginAttempt.at.desc()).offset(most - 1).limit(1))
    return 0 if oldest is None else max(1, int((oldest + WINDOW - at).total_seconds()))


def succeeded(*ids: int) -> None:
    """Say of tries that they succeeded after all."""
    session.execute(update(LoginAttempt).where(LoginAttempt.id.in_(ids)).values(succeeded=True))


def forgive(email: str) -> None:
    """Forget the tries of an account that failed: its owner has proved by a link who it is."""
    failed = (LoginAttempt.email == email, LoginAttempt.succeeded.is_(False), LoginAttempt.kind == AttemptKind.SIGN_IN)
    session.execute(delete(LoginAttempt).where(*failed))
