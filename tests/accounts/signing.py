"""Signing in as people do, for tests: passwords of the cast, codes of their telephones, links in their mails."""

import re
from contextvars import Context
from datetime import datetime
from functools import cache, partial
from typing import Any

import pyotp
from cast import PASSWORD, Cast, post
from flask.testing import FlaskClient
from pages import Page
from sqlalchemy import select
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from tracker.accounts import links
from tracker.accounts.models import Account
from tracker.core.db import session, transaction
from tracker.mail.models import OutgoingMail

QUICK = "scrypt:256:8:1"  # a method that takes no time; the real one takes as long as it should
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  of a telephone of the tests
NEW = "nine quiet buffaloes"


@cache
def _hash() -> str:
    return generate_password_hash(PASSWORD, method=QUICK)


def give_password(cast: Cast, name: str, *, code: bool = False) -> str:
    """Let somebody of the cast sign in, with a code where that is asked for; gives back the address to sign in with."""
    account_id = cast.account(name).id
    with transaction() as current:
        account = current.get_one(Account, account_id)
        account.password_hash = _hash()
        account.totp_secret = SECRET if code else ""
    return f"{name}@twg.example"


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, status: int = 302, **more: str) -> Page:
    """Fill in the sign-in page and send it."""
    return post(client, "/sign-in", status=status, email=email, password=password, **more)


def code_at(moment: datetime) -> str:
    """What the telephone shows at a moment."""
    return pyotp.TOTP(SECRET).at(moment)


def links_in_mails(app_key: str) -> list[str]:
    """The paths of the links in the mails of the outbox, as they will be delivered, the newest first."""
    session.rollback()  # what was written since is to be seen
    mails = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).all()
    whole = [links.complete(mail.text, "http://twg.example", app_key) for mail in mails]
    session.rollback()
    return [path for text in whole for path in re.findall(r"http://twg\.example(/password/\S+)", text)]


def ask(client: FlaskClient, address: str, **more: Any) -> TestResponse:
    """One request by itself, not followed further."""
    return Context().run(partial(client.get, address, **more))


def tell(client: FlaskClient, address: str, **more: Any) -> TestResponse:
    """The same of a form that is sent."""
    return Context().run(partial(client.post, address, **more))
