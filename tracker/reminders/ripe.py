"""Reads of what is still to be told, and whose turn it is on a day: wishes and days off are asked here alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.core.db import session
from tracker.groups.models import DayOff
from tracker.mail.models import MailState, OutgoingMail
from tracker.reminders.mail_days import PRESSING, first_of_week
from tracker.reminders.models import Digest, Receiver, Reminder, ReminderState, Wish
from tracker.reminders.piles import Outstanding
from tracker.reminders.receivers import Reader, Readers

UNSENT = (MailState.WAITING, MailState.BY_HAND, MailState.FAILED)
"""The states of a mail that is not out: a newer digest takes its place."""


@dataclass(frozen=True, slots=True)
class To:
    """Whom a digest is for: a person, or an organisation at its own address."""

    person_id: int | None
    organisation_id: int | None

    @property
    def key(self) -> str:
        """As `Reader.key`."""
        return f"organisation {self.organisation_id}" if self.person_id is None else f"person {self.person_id}"


def waiting(on: date) -> list[To]:
    """Who is to be told something on a day and was not written to on it."""
    mine = or_(Digest.person_id == Receiver.person_id, Digest.organisation_id == Receiver.organisation_id)
    served = select(Digest.id).where(Digest.on == on, mine).exists()
    rows = session.execute(
        select(Receiver.person_id, Receiver.organisation_id)
        .join(Receiver.reminder)
        .outerjoin(Wish, Wish.person_id == Receiver.person_id)
        .where(*_ripe(on), ~served)
        .distinct()
        .order_by(Receiver.person_id, Receiver.organisation_id)
    )
    return list(dict.fromkeys(To(person_id, None if person_id else other) for person_id, other in rows))


def lost() -> Sequence[Receiver]:
    """What nobody could be told, because there is no address, with the reminders."""
    return session.scalars(
        select(Receiver)
        .join(Receiver.reminder)
        .where(*open_now(), Receiver.is_reachable.is_(False))
        .options(contains_eager(Receiver.reminder))
        .order_by(Receiver.id)
    ).all()


def untold(to: To, on: date) -> Sequence[Receiver]:
    """What is to be told to one reader on a day, the oldest first, with the reminders."""
    return session.scalars(
        select(Receiver)
        .join(Receiver.reminder)
        .outerjoin(Wish, Wish.person_id == Receiver.person_id)
        .where(is_to(to, Receiver), *_ripe(on))
        .options(contains_eager(Receiver.reminder))
        .order_by(Reminder.due_on, Reminder.id)
        .execution_options(populate_existing=True)
    ).all()


def unsent(to: To, on: date) -> Sequence[Digest]:
    """The earlier digests of a reader whose mails are not out, their mails locked."""
    return session.scalars(
        select(Digest)
        .join(Digest.mail)
        .where(is_to(to, Digest), Digest.on < on, Digest.replaced_by_id.is_(None), OutgoingMail.state.in_(UNSENT))
        .options(contains_eager(Digest.mail))
        .order_by(Digest.on)
        .with_for_update(of=OutgoingMail)
        .execution_options(populate_existing=True)
    ).all()


def told_by(digests: Sequence[Digest]) -> Sequence[Receiver]:
    """What some digests tell, with the reminders."""
    asked = select(Receiver).where(Receiver.digest_id.in_([each.id for each in digests]))
    return session.scalars(asked.options(joinedload(Receiver.reminder, innerjoin=True)).order_by(Receiver.id)).all()


def is_to(to: To, table: type[Receiver] | type[Digest]) -> ColumnElement[bool]:
    """Whether a row is for this reader."""
    if to.person_id is not None:
        return table.person_id == to.person_id
    return and_(table.person_id.is_(None), table.organisation_id == to.organisation_id)


def key_of(row: Receiver) -> str:
    """Whom a row is for, as `Reader.key`."""
    return To(row.person_id, row.organisation_id).key


def reader_of(reminder: Outstanding, key: str, readers: Readers) -> Reader | None:
    """As whom somebody is told of a reminder now; None where he is not any more, because he left or lost his seat."""
    asked = (reminder.audience, reminder.organisation_id, reminder.person_id, reminder.step)
    return next((each for each in readers.of(reminder.group_id, *asked) if each.key == key), None)


def open_now() -> tuple[ColumnElement[bool], ...]:
    """Which receivers are not told yet, of reminders that hold."""
    return Receiver.digest_id.is_(None), Receiver.told_on.is_(None), Reminder.state == ReminderState.DUE


def _ripe(on: date) -> tuple[ColumnElement[bool], ...]:
    """What may be told on a day: what escalates at once, the rest as its reader wishes. The wish is to be joined."""
    wanted = and_(
        or_(Wish.paused_until.is_(None), Wish.paused_until <= on),
        or_(
            func.coalesce(Wish.weekly, false()).is_(False),
            Reminder.due_on <= first_of_week(on),
            *(Reminder.step.startswith(code, autoescape=True) for code in PRESSING),
        ),
    )
    off = select(DayOff.id).where(DayOff.group_id == Reminder.group_id, DayOff.day == on).exists()
    now = or_(Receiver.escalates.is_(True), wanted)
    return *open_now(), Receiver.is_reachable.is_(True), Reminder.due_on <= on, now, ~off
