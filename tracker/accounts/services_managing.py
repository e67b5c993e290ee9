"""The verbs of whoever manages accounts: adding, changing, closing them, and letting people in again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.accounts import links, mails, sessions
from tracker.accounts.models import Account, LinkPurpose, SecretLink
from tracker.accounts.policy import can_manage_accounts
from tracker.accounts.queries import account_by_id
from tracker.accounts.services_second_factor import forget
from tracker.audit import services as audit
from tracker.audit.changes import changes
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import refuse_stale
from tracker.core.errors import Refused
from tracker.organisations.models import Person

LINK_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the administrator says of an account."""

    email: str
    is_admin: bool = False
    is_management: bool = False
    is_active: bool = True

    @classmethod
    def of(cls, row: Account) -> "AccountFacts":
        """What is said of it now."""
        return cls(row.email, row.is_admin, row.is_management, row.is_active)


def add_account(person_id: int, facts: AccountFacts, *, by: Actor, at: datetime) -> Account:
    """An account for a person, without a password until its owner sets one by a link.

    Refused where the person has one already, or somebody else signs in by this address.
    """
    require(can_manage_accounts(by))
    person = session.get(Person, person_id, with_for_update={"key_share": True})
    if person is None:
        raise Refused(Bilingual.said("There is no such person."))
    if session.scalar(select(Account.id).where(Account.person_id == person_id)):
        raise Refused(Bilingual.said("%(name)s has an account already.", name=person.name.in_("en").text))
    _refuse_taken(facts.email)
    account = Account(
        person=person, email=facts.email.lower(), is_admin=facts.is_admin, is_management=facts.is_management,
        is_active=facts.is_active, created_at=at,
    )  # fmt: skip
    session.add(account)
    person.email = person.email or account.email
    session.flush()
    audit.record("account.added", "account", account.id, by=by, at=at, subject=account.email, person_id=person_id,
                 admin=facts.is_admin, management=facts.is_management)  # fmt: skip
    return account


def revise_account(account_id: int, facts: AccountFacts, *, base: int, by: Actor, at: datetime) -> Account:
    """The account says what the form says. A closed account loses its sign-ins and links, one with another address its
    links. Refused where no active administrator would be left; Conflict where the form showed an older version."""
    require(can_manage_accounts(by))
    _lock_administrators()
    account = account_by_id(account_id, lock=True)
    refuse_stale(account.version, base)
    before = AccountFacts.of(account)
    facts = AccountFacts(facts.email.lower(), facts.is_admin, facts.is_management, facts.is_active)
    if facts == before:
        return account
    if before.is_admin and before.is_active and not (facts.is_admin and facts.is_active):
        _refuse_without_administrator(account_id)
    if facts.email != before.email:
        _refuse_taken(facts.email)
    account.email, account.is_active = facts.email, facts.is_active
    account.is_admin, account.is_management = facts.is_admin, facts.is_management
    if not facts.is_active or facts.email != before.email:
        links.revoke(account_id, at)
    if not facts.is_active:
        sessions.end_all(account_id, at)
    session.flush()
    audit.record("account.revised", "account", account_id, by=by, at=at, subject=facts.email,
                 changes=changes(before, facts))  # fmt: skip
    return account


def make_link(account_id: int, *, by: Actor, at: datetime, send: bool = False) -> SecretLink:
    """A one-time link by which the owner sets a password: for whoever asked to hand it over, or sent by mail.

    Refused where the account is closed.
    """
    require(can_manage_accounts(by))
    account = account_by_id(account_id, lock=True)
    if not account.is_active:
        raise Refused(Bilingual.said("This account is closed. Let it sign in again first."))
    purpose = LinkPurpose.RESET if account.password_hash else LinkPurpose.FIRST_PASSWORD
    link = links.make(purpose, account.person_id, account_id=account_id, lasts=LINK_LASTS, at=at)
    if send:
        mails.send_link(account, link, at=at)
    audit.record("account.link_sent" if send else "account.link_shown", "account", account_id, by=by, at=at,
                 subject=account.email, purpose=purpose)  # fmt: skip
    return link


def reset_second_factor(account_id: int, *, by: Actor, at: datetime) -> None:
    """Let somebody who lost telephone and recovery codes sign in by the password alone; the sign-ins there are end."""
    require(can_manage_accounts(by))
    account = account_by_id(account_id, lock=True)
    forget(account)
    sessions.end_all(account_id, at)
    audit.record("account.codes_reset", "account", account_id, by=by, at=at, subject=account.email)


def _refuse_taken(email: str) -> None:
    if session.scalar(select(Account.id).where(Account.email == email.lower())):
        raise Refused(Bilingual.said("Somebody signs in by %(email)s already.", email=email))


def _lock_administrators() -> None:
    """So that two administrators can't take the right from each other at the same moment."""
    session.execute(select(Account.id).where(Account.is_admin).order_by(Account.id).with_for_update()).all()


def _refuse_without_administrator(account_id: int) -> None:
    others = select(Account.id).where(Account.is_admin, Account.is_active, Account.id != account_id)
    if session.scalar(others.limit(1)) is None:
        raise Refused(
            Bilingual.said("This is the last administrator. Make somebody else one first; a tracker needs one.")
        )
