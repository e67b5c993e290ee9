"""Noting that somebody told by hand what no mail could tell."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tracker.access.actors import Actor
from tracker.access.policy import DRAFTERS, may, require
from tracker.access.voices import How
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, Refused
from tracker.reminders.models import Receiver


def told_by_hand(receiver_ids: Collection[int], how: How, on: date | None = None, *, by: Actor, at: datetime) -> int:
    """Note that these were told, by what way, on which day (else today) and by whom; how many. Chair, acting chair and
    secretary may, each in the own groups. Conflict where somebody told one of them before, or a mail did."""
    rows = session.scalars(
        select(Receiver)
        .join(Receiver.reminder)
        .where(Receiver.id.in_(receiver_ids))
        .options(contains_eager(Receiver.reminder))
        .order_by(Receiver.id)
        .with_for_update(of=Receiver)
        .execution_options(populate_existing=True)
    ).all()
    require(all(may(by, row.reminder.group_id, *DRAFTERS) for row in rows))
    if how == How.ITSELF:
        raise Refused(Bilingual.said("Say by what way you told it."))
    if on is not None and on > clock.day_of(at):
        raise Refused(Bilingual.said("That day has not come yet. Write the day on which it happened."))
    if len(rows) < len(set(receiver_ids)) or any(row.told_on or row.digest_id for row in rows):
        raise Conflict(Bilingual.said("Somebody told it meanwhile. Look at the page once more."))
    for row in rows:
        row.told_on, row.told_how, row.told_by = on or clock.day_of(at), how, by.label[:200]
    for group_id in {row.reminder.group_id for row in rows}:
        audit.record(
            "reminders.told_by_hand", "working_group", group_id, by=by, at=at, how=how,
            reminders=[row.reminder_id for row in rows if row.reminder.group_id == group_id],
        )  # fmt: skip
    session.flush()
    return len(rows)
