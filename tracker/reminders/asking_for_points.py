"""Reminding at once of the call for points, because the chair's side asked for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.groups.models import Audience, Trigger
from tracker.meetings.models import Meeting
from tracker.meetings.services import lock_meeting
from tracker.organisations.models import Organisation
from tracker.points.queries import not_answered
from tracker.reminders import policy
from tracker.reminders.ladder import Step
from tracker.reminders.models import ItemKind, Receiver, Reminder
from tracker.reminders.receivers import Readers


def remind_silent(meeting_id: int, *, by: Actor, at: datetime) -> list[Reminder]:
    """Remind the members that have not answered the call for points with the next mail they get, once a day each. It is
    the step of the day on which it is asked, so that of it and a step of the ladder on that day only one is told.

    Refused where all have answered, where the group sends no reminders yet, and where all were reminded today.
    """
    meeting = lock_meeting(meeting_id)
    require(policy.can_remind(by, meeting.group_id))
    today = clock.day_of(at)
    begin = meeting.group.reminders_from
    if begin is None or begin > today:
        raise Refused(
            Bilingual.said("No reminders are sent for this group yet. Set the day from which they are on its page.")
        )
    silent = silent_in(meeting_id)
    if not silent:
        raise Refused(Bilingual.said("Everybody has answered, so there is nobody to remind."))
    step = Step(Trigger.CALL, (today - meeting.held_on).days)
    told = (
        Reminder.kind == ItemKind.MEETING, Reminder.item_id == meeting.id, Reminder.step == step.code,
        Reminder.occurrence == meeting.held_on,
    )  # fmt: skip
    already = set(session.scalars(select(Reminder.organisation_id).where(*told)))
    fresh = [each for each in silent if each.id not in already]
    if not fresh:
        raise Refused(Bilingual.said("They were reminded today already."))
    readers = Readers.load((meeting.group_id,), today)
    made = [_reminder(meeting, each, step, readers, by, at) for each in fresh]
    session.add_all(made)
    session.flush()
    audit.record("reminder.asked", "meeting", meeting.id, by=by, at=at, subject=meeting.reference,
                 organisations=[each.short_name for each in fresh])  # fmt: skip
    return made


def silent_in(meeting_id: int) -> Sequence[Organisation]:
    """The members that have not answered the call for points of a meeting, by name."""
    silent = not_answered().subquery()
    return session.scalars(
        select(Organisation)
        .join(silent, silent.c.organisation_id == Organisation.id)
        .where(silent.c.meeting_id == meeting_id)
        .order_by(Organisation.short_name)
    ).all()


def _reminder(
    meeting: Meeting, organisation: Organisation, step: Step, readers: Readers, by: Actor, at: datetime
) -> Reminder:
    told = readers.of(meeting.group_id, Audience.OWNER, organisation.id, None, step.code)
    return Reminder(
        group_id=meeting.group_id, kind=ItemKind.MEETING, item_id=meeting.id, step=step.code,
        occurrence=meeting.held_on, due_on=clock.day_of(at), organisation_id=organisation.id, audience=Audience.OWNER,
        made_at=at, asked_by=by.label[:200],
        receivers=[
            Receiver(person_id=each.person_id, organisation_id=each.organisation_id, is_reachable=each.is_reachable,
                     escalates=each.escalates)
            for each in told
        ],
    )  # fmt: skip
