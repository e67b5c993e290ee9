"""Days on which the page of a quarter goes out to management."""

from datetime import date, datetime, time

from cast import Cast
from sqlalchemy import select
from time_machine import travel

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.dashboard import jobs
from tracker.dashboard.models import PageSending, PageSent
from tracker.mail.models import OutgoingMail
from tracker.organisations.models import Person

BEGUN = date(2021, 1, 4)
DUE = date(2021, 7, 12)  # 10 days after the second quarter is a Saturday


def wished(group_id: int | None, days: int = 10, since: date = BEGUN) -> None:
    """The page of a group, or of all (None), is sent so many days after a quarter."""
    with transaction() as current:
        number = {"id": 0} if group_id is None else {}
        current.add(PageSending(group_id=group_id, days=days, since=since, **number))


def run(on: date, hour: time = time(7, 30)) -> None:
    """The job runs at a time of the office."""
    with travel(datetime.combine(on, hour, clock.office()), tick=False):
        jobs.send_due_pages()


def mails() -> list[OutgoingMail]:
    """The mails with pages, the oldest first."""
    session.rollback()
    return list(session.scalars(select(OutgoingMail).where(OutgoingMail.key.like("page %")).order_by(OutgoingMail.id)))


def sent() -> list[tuple[int | None, int, int]]:
    """Which page went out: group (None: all), year and quarter."""
    session.rollback()
    asked = select(PageSent.group_id, PageSent.year, PageSent.quarter).order_by(PageSent.id)
    return [(group_id, year, number) for group_id, year, number in session.execute(asked)]


def reads(cast: Cast, language: Language, name: str = "management") -> None:
    """Let somebody read this language."""
    person_id = cast.account(name).person_id
    with transaction() as current:
        current.get_one(Person, person_id).language = language
