"""Flask-Login over the rows of sign-ins: the cookie carries a token, and who it belongs to stands in the database."""

from dataclasses import dataclass

from flask import session as cookie
from flask_login import LoginManager, UserMixin, login_user, logout_user

from tracker.accounts import sessions
from tracker.accounts.models import Account
from tracker.core import clock


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc] # Flask-Login carries no types
    """An account that is signed in, and the token that says so."""

    account: Account
    token: str

    def get_id(self) -> str:
        """What the cookie carries."""
        return self.token


def plug_in(manager: LoginManager) -> None:
    """Let Flask-Login find who a cookie belongs to."""
    manager.session_protection = None  # phones change their address; the row says whether a sign-in holds
    manager.user_loader(_of_token)


def sign_in(account: Account, token: str) -> None:
    """Put a new sign-in into the cookie; nothing of what stood in it before stays."""
    cookie.clear()
    login_user(SignedIn(account, token))


def sign_out() -> None:
    """Take the sign-in out of the cookie, with everything else."""
    logout_user()
    cookie.clear()


def _of_token(token: str) -> SignedIn | None:
    account = sessions.account_of(token, clock.now())
    return SignedIn(account, token) if account is not None else None
