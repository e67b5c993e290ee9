"""Flask-Login over the rows of sign-ins: the cookie carries a token, and who it belongs to stands in the database."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from flask import g
from flask import session as cookie
from flask_login import LoginManager, UserMixin, login_user, logout_user

from tracker.accounts import sessions
from tracker.accounts.models import Account
from tracker.core import clock

AWAITED = timedelta(minutes=10)
_AWAITS = "awaits_code"


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc] # Flask-Login carries no types
    """An account that is signed in, and the token that says so."""

    account: Account
    token: str

    def get_id(self) -> str:
        """What the cookie carries."""
        return self.token


@dataclass(frozen=True, slots=True)
class HalfSignedIn:
    """Whose password was right, and who has yet to give a code: the account, the try, and what was asked for."""

    account_id: int
    attempt: int
    stays: bool
    next: str
    password: str
    until: float


def plug_in(manager: LoginManager) -> None:
    """Let Flask-Login find who a cookie belongs to."""
    manager.session_protection = None  # phones change their address; the row says whether a sign-in holds
    manager.user_loader(_of_token)


def sign_in(account: Account, token: str, *, stays: bool = False) -> None:
    """Put a new sign-in into the cookie; nothing of what stood in it before stays."""
    _begin_cookie()
    cookie.permanent = stays
    login_user(SignedIn(account, token))


def sign_out() -> None:
    """Take the sign-in out of the cookie, with everything else."""
    logout_user()
    cookie.clear()


def await_code(account_id: int, password_hash: str, attempt: int, *, stays: bool, onward: str, at: datetime) -> None:
    """Put into the cookie that a code is awaited; nothing of what stood in it before stays."""
    until = (at + AWAITED).timestamp()
    _begin_cookie()
    cookie[_AWAITS] = asdict(HalfSignedIn(account_id, attempt, stays, onward, digest(password_hash), until))


def awaited(at: datetime) -> HalfSignedIn | None:
    """Whose code is awaited; None where that is nobody, or too long ago."""
    kept = cookie.get(_AWAITS)
    half = HalfSignedIn(**kept) if kept else None
    return half if half and half.until > at.timestamp() else None


def digest(password_hash: str) -> str:
    """What tells whether a password was changed meanwhile; the cookie can be read by its owner, so not the hash."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


def _begin_cookie() -> None:
    """An empty cookie. The token of forms goes with it; that of this request was made for the old one."""
    cookie.clear()
    g.pop("csrf_token", None)


def _of_token(token: str) -> SignedIn | None:
    account = sessions.account_of(token, clock.now())
    return SignedIn(account, token) if account is not None else None
