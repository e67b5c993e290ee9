"""Keeping a list under a name, naming it otherwise, and throwing it away."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.access.actors import Actor
from tracker.accounts.models import Account
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.find.models import SavedList
from tracker.find.queries_saved import saved_list

MOST = 50


def keep_list(name: str, page: str, asked: str, *, by: Actor, at: datetime) -> SavedList:
    """Keep a page with what stands behind the question mark of its address; Refused where the name is taken, or where
    so many are kept that nobody finds one."""
    account_id = _locked(by)
    count = session.scalar(select(func.count()).where(SavedList.account_id == account_id)) or 0
    if count >= MOST:
        raise Refused(Bilingual.said("You keep %(number)s lists already. Remove one first.", number=count))
    _check(account_id, name)
    row = SavedList(account_id=account_id, name=name, page=page, asked=asked, at=at)
    session.add(row)
    session.flush()
    audit.record("saved_list.kept", "saved_list", row.id, by=by, at=at, subject=name, page=page, asked=asked)
    return row


def rename_list(saved_list_id: int, name: str, *, by: Actor, at: datetime) -> SavedList:
    """Give one of somebody's own lists another name."""
    account_id = _locked(by)
    row = saved_list(by, saved_list_id)
    if row.name == name:
        return row
    _check(account_id, name)
    audit.record("saved_list.renamed", "saved_list", row.id, by=by, at=at, subject=name, before=row.name)
    row.name = name
    return row


def remove_list(saved_list_id: int, *, by: Actor, at: datetime) -> SavedList:
    """Throw one of somebody's own lists away; what it listed stays."""
    _locked(by)
    row = saved_list(by, saved_list_id)
    audit.record(
        "saved_list.removed", "saved_list", row.id, by=by, at=at, subject=row.name, page=row.page, asked=row.asked
    )
    session.delete(row)
    return row


def _locked(by: Actor) -> int:
    """Two forms of one account wait for each other here."""
    return session.scalars(select(Account.id).where(Account.id == by.account_id).with_for_update(of=Account)).one()


def _check(account_id: int, name: str) -> None:
    if session.scalar(select(SavedList.id).where(SavedList.account_id == account_id, SavedList.name == name)):
        raise Refused(Bilingual.said("You keep a list of this name already. Choose another name."))
