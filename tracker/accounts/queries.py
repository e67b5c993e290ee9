"""Reads of accounts."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.accounts.models import Account, Preference
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.core.paging import page_at
from tracker.organisations.models import Organisation, Person
from tracker.organisations.queries_people import person_label

PAGE = 50
LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page of accounts with their people and organisations."""

    rows: list[Account]
    page: int
    pages: int
    total: int


def account_by_email(email: str) -> Account | None:
    """The account of an address, however it is written in capitals."""
    return session.scalar(select(Account).where(Account.email == email.lower()).options(joinedload(Account.person)))


def has_left(person: Person) -> bool:
    """Whether somebody is no longer there, or may not sign in any more: no link speaks for him, no reminder is sent."""
    blocked = select(Account.id).where(Account.person_id == person.id, Account.is_active.is_(False))
    return not person.is_active or session.scalar(blocked) is not None


def account_by_id(account_id: int, *, lock: bool = False) -> Account:
    """One account with its person, read anew; its row locked for whoever is about to change it.

    NotFound if there is none.
    """
    asked = select(Account).where(Account.id == account_id).execution_options(populate_existing=True)
    found = session.scalar(asked.with_for_update() if lock else asked.options(joinedload(Account.person)))
    if found is None:
        raise NotFound(Bilingual.said("There is no such account."))
    return found


def preference(account_id: int, name: str) -> str:
    """What an account chose; '' where it chose nothing."""
    chosen = select(Preference.value).where(Preference.account_id == account_id, Preference.name == name)
    return session.scalar(chosen) or ""


def accounts_page(page: int, language: Language, *, search: str = "", active: bool | None = None) -> AccountList:
    """Accounts by their people's names; `search` finds names, addresses and organisations. A page past the end is the
    last one."""
    wanted = select(Account).join(Account.person).join(Person.organisation).where(*_found(search))
    if active is not None:
        wanted = wanted.where(Account.is_active == active)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    start, page, pages = page_at(total, page, PAGE)
    rows = session.scalars(_in_order(wanted, language).limit(PAGE).offset(start))
    return AccountList(list(rows), page, pages, total)


def _found(search: str) -> list[ColumnElement[bool]]:
    places = (
        Account.email, Person.__table__.c.name_en, Person.__table__.c.name_lo, Organisation.short_name,
        Organisation.lao_short_name,
    )  # fmt: skip
    return [or_(*(place.icontains(word, autoescape=True) for place in places)) for word in search.split()[:5]]


def _in_order(wanted: Select[Account], language: Language) -> Select[Account]:
    name = Person.lao_sort if language == "lo" else func.lower(func.coalesce(Person.__table__.c.name_en, ""))
    loaded = contains_eager(Account.person).contains_eager(Person.organisation)
    return wanted.options(loaded).order_by(name, Account.id)


def people_without_account(language: Language) -> list[tuple[int, str]]:
    """Whoever could be given an account, by name and organisation: one query."""
    taken = select(Account.id).where(Account.person_id == Person.id).exists()
    rows = session.execute(
        select(Person.id, Person.name, Organisation.short_name, Organisation.lao_short_name)
        .join(Person.organisation)
        .where(Person.is_active, ~taken)
        .order_by(Person.lao_sort, Person.id)
    )
    return [(row.id, person_label(*row[1:], language)) for row in rows]
