"""Reminding at once of what an action's parties owe, because the chair's side asked for it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions.models import Action, Assignment
from tracker.actions.moving import lock_action
from tracker.audit import services as audit
from tracker.calendar.workdays import is_working_day
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.groups.models import Audience
from tracker.reminders import policy
from tracker.reminders.ladder import NOW
from tracker.reminders.models import Digest, ItemKind, Receiver, Reminder
from tracker.reminders.outstanding import Asked
from tracker.reminders.receivers import Reader, Readers
from tracker.reminders.sources_actions import owed_parts


def remind_now(action_id: int, *, by: Actor, at: datetime, on: date | None = None) -> list[Reminder]:
    """Remind those who owe something of an action with the next mail they get, from this day on (today where none is
    said); once a day for each part. `had_theirs` tells who got the mail of that day already and so waits for the next.

    Refused where nobody owes anything, and where all of them were asked today.
    """
    action = lock_action(action_id)
    require(policy.can_remind(by, action.group_id))
    today = clock.day_of(at)
    owing = _owing(action, today)
    if not owing:
        raise Refused(Bilingual.said("Nobody owes anything of it now, so there is nobody to remind."))
    fresh = [part for part in owing if not _was_asked(part, today)]
    if not fresh:
        raise Refused(Bilingual.said("They were reminded by hand today already."))
    readers = Readers.load((action.group_id,), today)
    made = [_reminder(action, part, readers, today, on or today, by, at) for part in fresh]
    session.add_all(made)
    session.flush()
    audit.record("reminder.asked", "action", action.id, by=by, at=at, subject=action.reference,
                 organisations=[part.organisation.short_name for part in fresh])  # fmt: skip
    return made


def who_gets_it(action: Action, today: date) -> list[tuple[Assignment, tuple[Reader, ...]]]:
    """Who would be reminded now of an action, by the parts of it that somebody owes; writes nothing."""
    readers = Readers.load((action.group_id,), today)
    return [
        (part, readers.of(action.group_id, Audience.OWNER, part.organisation_id, part.person_id, NOW))
        for part in _owing(action, today)
    ]


def can_go(told: Iterable[tuple[Assignment, Sequence[Reader]]], on: date) -> bool:
    """Whether a mail of a day can still tell somebody: it is a working day, and not all of them had theirs."""
    if not is_working_day(on):
        return False
    asked = select(Digest.person_id, Digest.organisation_id).where(Digest.on == on)
    served = {(person_id, organisation_id) for person_id, organisation_id in session.execute(asked)}
    readers = {(each.person_id, each.organisation_id) for _, found in told for each in found if each.is_reachable}
    return not readers or bool(readers - served)


def had_theirs(reminders: Sequence[Reminder], on: date) -> list[Receiver]:
    """Those of the receivers who got the mail of a day already: it is the next one that tells them."""
    mine = or_(
        Digest.person_id == Receiver.person_id,
        and_(Receiver.person_id.is_(None), Digest.organisation_id == Receiver.organisation_id),
    )
    served = exists().where(Digest.on == on, mine)
    asked = select(Receiver).where(Receiver.reminder_id.in_([row.id for row in reminders]), served)
    return list(session.scalars(asked.order_by(Receiver.id)))


def _owing(action: Action, today: date) -> list[Assignment]:
    ids = session.scalars(
        owed_parts(Asked(action.group_id, today)).where(Assignment.action_id == action.id).add_columns(Assignment.id)
    ).all()
    return [part for part in action.assignments if part.id in ids]


def _was_asked(part: Assignment, today: date) -> bool:
    asked = (Reminder.kind == ItemKind.PART, Reminder.item_id == part.id, Reminder.step == NOW)
    return session.scalar(select(Reminder.id).where(*asked, Reminder.occurrence == today)) is not None


def _reminder(
    action: Action, part: Assignment, readers: Readers, today: date, on: date, by: Actor, at: datetime
) -> Reminder:
    told = readers.of(action.group_id, Audience.OWNER, part.organisation_id, part.person_id, NOW)
    return Reminder(
        group_id=action.group_id, kind=ItemKind.PART, item_id=part.id, step=NOW, occurrence=today, due_on=on,
        organisation_id=part.organisation_id, person_id=part.person_id, audience=Audience.OWNER, made_at=at,
        asked_by=by.label[:200],
        receivers=[
            Receiver(person_id=each.person_id, organisation_id=each.organisation_id, is_reachable=each.is_reachable,
                     escalates=each.escalates)
            for each in told
        ],
    )  # fmt: skip
