"""Reads of how the page of a quarter is sent to management: whether, to whom, and which went out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account
from tracker.core.db import session
from tracker.dashboard.models import PageSending, PageSent
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.sending_days import due_on
from tracker.groups.models import WorkingGroup
from tracker.organisations.models import Person

LATELY = 8  # quarters


@dataclass(frozen=True, slots=True)
class Due:
    """The page of a group that is to go out, and of which quarter; of all groups it has neither number nor slug."""

    group_id: int | None
    slug: str
    mailbox: str
    quarter: Quarter


def sending_of(group_id: int | None) -> PageSending | None:
    """How the page of a group, or of all (None), is sent; None where it is not."""
    return session.scalar(select(PageSending).where(PageSending.group_id == group_id))


def went_out(group_id: int | None) -> Sequence[PageSent]:
    """The last quarters whose page went out, the newest first."""
    asked = select(PageSent).where(PageSent.group_id == group_id).order_by(PageSent.id.desc())
    return session.scalars(asked.limit(LATELY)).all()


def readers() -> Sequence[Person]:
    """Who gets the page: the people of management who can sign in and be written to."""
    return session.scalars(
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .where(Account.is_management, Account.is_active, Person.is_active, Person.email != "")
        .order_by(Person.id)
    ).all()


def due(today: date) -> list[Due]:
    """The pages that should have gone out by a day and did not, that of all groups first, then by acronyms; two
    queries."""
    wished = session.scalars(
        select(PageSending)
        .outerjoin(PageSending.group)
        .options(contains_eager(PageSending.group))
        .order_by(PageSending.group_id.is_not(None), WorkingGroup.acronym)
    ).all()  # fmt: skip
    quarters = {each.group_id: due_on(today, each.days, each.since) for each in wished}
    asked = select(PageSent.group_id, PageSent.year, PageSent.quarter).where(
        or_(PageSent.group_id.in_([key for key in quarters if key is not None]), PageSent.group_id.is_(None))
    )
    sent = {(group_id, Quarter(year, number)) for group_id, year, number in session.execute(asked)}
    return [
        Due(each.group_id, each.group.slug if each.group else "", each.group.mailbox if each.group else "", quarter)
        for each in wished
        if (quarter := quarters[each.group_id]) is not None and (each.group_id, quarter) not in sent
    ]
