"""Saying whether the page of a quarter is sent to management, and how many days after it ends."""

from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.dashboard.models import PageSending
from tracker.dashboard.policy_sending import can_set_sending
from tracker.dashboard.sending_days import LEAST, MOST
from tracker.groups.models import WorkingGroup


def send_page_after(group_id: int, days: int | None, *, base: int | None, by: Actor, at: datetime) -> None:
    """Send the page of each quarter that ends from today on so many days after its end; None: not any more. Conflict
    where it is no longer sent as `base` says."""
    require(can_set_sending(by, group_id))
    group = session.get(WorkingGroup, group_id, with_for_update=True, populate_existing=True)
    if group is None:
        raise NotFound(Bilingual.said("There is no such working group."))
    if days is not None and not LEAST <= days <= MOST:
        raise Refused(
            Bilingual.said("Write a number from %(least)s to %(most)s.", least=LEAST, most=MOST), "days"
        )  # fmt: skip
    kept = session.scalar(select(PageSending).where(PageSending.group_id == group_id))
    before = kept.days if kept else None
    if before != base:
        raise Conflict(Bilingual.said("Somebody else changed it meanwhile. Nothing of yours was saved."))
    if days == before:
        return
    if days is None:
        session.delete(kept)
    elif kept is None:
        session.add(PageSending(group=group, days=days, since=clock.day_of(at)))
    else:
        kept.days = days
    session.flush()
    audit.record(
        "page_sending.set", "working_group", group_id, by=by, at=at, subject=group.acronym, before=before, now=days
    )  # fmt: skip
