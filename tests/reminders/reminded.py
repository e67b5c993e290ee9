"""Reminders of the sample's actions as the sweep, the digests and the post would have left them, for the pages."""

from datetime import date, timedelta

from cast import Cast
from desks import owed
from sqlalchemy import select

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.groups.models import Audience, WorkingGroup
from tracker.mail.models import MailState, OutgoingMail
from tracker.organisations.models import Organisation
from tracker.reminders.models import Digest, ItemKind, Receiver, Reminder, ReminderState

LONG_AGO = date(2020, 1, 1)


def begun(cast: Cast, on: date | None = LONG_AGO) -> None:
    """The group is reminded from a day on."""
    with transaction() as current:
        current.get_one(WorkingGroup, cast.group_id).reminders_from = on


def reminded(
    cast: Cast, part_id: int, step: str = "due-3", days_ago: int = 5, *, to: str = "npa",
    state: ReminderState = ReminderState.DUE, mail: MailState | None = MailState.SENT,
) -> int:  # fmt: skip
    """A part was reminded by a step, told to somebody by a mail in this state; its number. Without a mail it is yet to
    be told."""
    at = clock.now() - timedelta(days=days_ago)
    on, person = clock.day_of(at), cast.account(to).person
    with transaction() as current:
        reminder = Reminder(
            group_id=cast.group_id, kind=ItemKind.PART, item_id=part_id, step=step, occurrence=on,
            organisation_id=person.organisation_id, audience=Audience.OWNER, due_on=on, made_at=at, state=state,
        )  # fmt: skip
        current.add(reminder)
        if state == ReminderState.DUE:
            told = Receiver(person_id=person.id)
            reminder.receivers.append(told)
            if mail is not None:
                told.digest = _digest(person.id, on, mail)
        current.flush()
        return reminder.id


def _digest(person_id: int, on: date, state: MailState) -> Digest:
    found = session.scalar(select(Digest).where(Digest.person_id == person_id, Digest.on == on))
    if found:
        return found
    key, at = f"digest {on} person {person_id}", clock.midday(on)
    mail = OutgoingMail(
        key=key, message_id=f"<{key.replace(' ', '-')}@twg.example>", to_address="npa@twg.example", subject="Due",
        text="Due", created_at=at, next_try_at=at, state=state, sent_at=at if state == MailState.SENT else None,
    )  # fmt: skip
    return Digest(
        on=on, person_id=person_id, address="npa@twg.example", name="Npa Person", language="en", made_at=at, mail=mail
    )


def unreached(cast: Cast, name: str, short_name: str = "UXO Lao") -> int:
    """An organisation without any address was to be told of a part that was due five days ago; the number of the
    receiver."""
    part_id, on = owed(name, -5, owner=short_name), clock.today() - timedelta(days=5)
    with transaction() as current:
        organisation = current.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()
        organisation.email = ""
        reminder = Reminder(
            group_id=cast.group_id, kind=ItemKind.PART, item_id=part_id, step="due+0", occurrence=on,
            organisation_id=organisation.id, audience=Audience.OWNER, due_on=on, made_at=clock.midday(on),
        )  # fmt: skip
        receiver = Receiver(organisation_id=organisation.id, is_reachable=False)
        reminder.receivers.append(receiver)
        current.add(reminder)
        current.flush()
        return receiver.id
