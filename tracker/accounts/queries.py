"""Reads of accounts."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account
from tracker.core.db import session


def account_by_email(email: str) -> Account | None:
    """The account of an address, however it is written in capitals."""
    return session.scalar(select(Account).where(Account.email == email.lower()).options(joinedload(Account.person)))
