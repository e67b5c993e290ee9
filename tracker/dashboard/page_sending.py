"""Saying whether the page of a quarter is sent to management, and how many days after it ends."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.dashboard.models import PageSending
from tracker.dashboard.page import ALL_GROUPS
from tracker.dashboard.policy_sending import can_set_sending
from tracker.dashboard.sending_days import LEAST, MOST
from tracker.groups.models import WorkingGroup


def send_page_after(group_id: int | None, days: int | None, *, base: int | None, by: Actor, at: datetime) -> None:
    """Send the page of each quarter that ends from today on, of a group or of all (None), so many days after its end;
    no days: not any more. Conflict where it is no longer sent as `base` says."""
    require(can_set_sending(by, group_id))
    group = _locked(group_id) if group_id is not None else None
    if days is not None and not LEAST <= days <= MOST:
        raise Refused(
            Bilingual.said("Write a number from %(least)s to %(most)s.", least=LEAST, most=MOST), "days"
        )  # fmt: skip
    kept = session.scalar(select(PageSending).where(PageSending.group_id == group_id).with_for_update())
    before = kept.days if kept else None
    if before != base:
        raise _changed()
    if days == before:
        return
    if days is None:
        session.delete(kept)
    elif kept is None:
        number = {"id": 0} if group is None else {}
        session.add(PageSending(group=group, days=days, since=clock.day_of(at), **number))
    else:
        kept.days = days
    try:
        session.flush()
    except IntegrityError:  # two say for the first time that the page of all groups is sent
        raise _changed() from None
    audit.record(
        "page_sending.set", "working_group", group_id, by=by, at=at, subject=group.acronym if group else ALL_GROUPS,
        before=before, now=days,
    )  # fmt: skip


def _locked(group_id: int) -> WorkingGroup:
    group = session.get(WorkingGroup, group_id, with_for_update=True, populate_existing=True)
    if group is None:
        raise NotFound(Bilingual.said("There is no such working group."))
    return group


def _changed() -> Conflict:
    return Conflict(Bilingual.said("Somebody else changed it meanwhile. Nothing of yours was saved."))
