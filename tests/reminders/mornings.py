"""Mornings on which reminders go out: what is due is found, given to its readers, and made into mails."""

from datetime import date, datetime, time, timedelta

import time_machine
from cast import Cast
from sqlalchemy import select

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.groups.models import WorkingGroup
from tracker.mail.models import MailState, OutgoingMail
from tracker.organisations.models import Organisation, Person
from tracker.reminders import jobs_digests, sweeping
from tracker.reminders.jobs_addressing import address_all
from tracker.reminders.models import Digest, Receiver, Reminder

FROM = date(2021, 3, 1)
WORLD, OFFICE = "https://twg.example", "http://192.168.1.20:8000"


def reminded_from(cast: Cast, first: date = FROM) -> None:
    """The group is reminded from this day on, and has a mailbox."""
    with transaction():
        group = session.get_one(WorkingGroup, cast.group_id)
        group.reminders_from, group.mailbox = first, "im@nra.example"


def speaks(cast: Cast, language: Language, *names: str) -> None:
    """Let people of the cast, and their organisations, read this language."""
    ids = [cast.account(name).person_id for name in names]
    with transaction():
        for person_id in ids:
            person = session.get_one(Person, person_id)
            person.language = language
            if language == "lo":
                person.name = person.name.revise(lo=f"ທ່ານ {person.name.en.split()[0]}")
        for organisation in session.scalars(select(Organisation)):
            organisation.language = language


def morning(on: date, hour: time = time(7, 30)) -> int:
    """The tick of a day: how many digests it made."""
    at = moment(on, hour)
    with time_machine.travel(at, tick=False):
        for group_id in sweeping.to_sweep(on):
            with transaction():
                sweeping.sweep(group_id, on, at=at)
        address_all(on, at)
        return jobs_digests.make_due(on, at)


def moment(on: date, hour: time = time(7, 30)) -> datetime:
    """A time of a day at the office, as an instant."""
    return datetime.combine(on, hour, clock.office())


def days(first: date, last: date) -> list[date]:
    """The days from one to another, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def posted() -> None:
    """Everything that waits goes out."""
    with transaction():
        for mail in session.scalars(select(OutgoingMail).where(OutgoingMail.state == MailState.WAITING)):
            mail.state, mail.sent_at = MailState.SENT, mail.created_at


def mails(on: date | None = None) -> list[OutgoingMail]:
    """The digests of a day, or all of them, the oldest first."""
    session.rollback()
    key = f"digest {on.isoformat()} %" if on else "digest %"
    return list(session.scalars(select(OutgoingMail).where(OutgoingMail.key.like(key)).order_by(OutgoingMail.id)))


def made() -> list[Digest]:
    session.rollback()
    return list(session.scalars(select(Digest).order_by(Digest.id)))


def reminders() -> list[Reminder]:
    session.rollback()
    return list(session.scalars(select(Reminder).order_by(Reminder.id).execution_options(populate_existing=True)))


def receivers() -> list[Receiver]:
    session.rollback()
    return list(session.scalars(select(Receiver).order_by(Receiver.id).execution_options(populate_existing=True)))
