"""That a version of the minutes arrived: opened by its reader, acknowledged by him or on his behalf."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.access.voices import How
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.meetings import policy as meetings
from tracker.minutes.models import Delivery, Version
from tracker.minutes.policy_distribution import is_opened_by, is_recipient
from tracker.minutes.queries_recipients import deliveries_to


def acknowledge(delivery_id: int, *, by: Actor, at: datetime, how: How = How.ITSELF, said_by: str = "") -> Delivery:
    """Note that a recipient has received what was sent; what was noted first stays.

    A recipient says so itself; on its behalf (`how` it told, and `said_by` whom) whoever drafts writes it down. An
    organisation has received the minutes when one of its recipients has.
    """
    delivery = session.scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(joinedload(Delivery.version, innerjoin=True).joinedload(Version.meeting, innerjoin=True))
        .with_for_update(of=Delivery)
        .execution_options(populate_existing=True)
    )
    if delivery is None:
        raise NotFound(Bilingual.said("Nothing of this kind was sent."))
    meeting = delivery.version.meeting
    require(is_recipient(by, delivery) if how == How.ITSELF else meetings.can_draft(by, meeting))
    if delivery.acknowledged_at is None:
        delivery.acknowledged_at, delivery.acknowledged_how = at, how
        delivery.acknowledged_by = (said_by or by.label)[:200]
        if how == How.ITSELF:
            delivery.opened_at = delivery.opened_at or at
        audit.record("minutes.acknowledged", "delivery", delivery.id, by=by, at=at, subject=meeting.reference,
                     to=delivery.address, how=how.value, said_by=said_by)  # fmt: skip
    return delivery


def receive(version_id: int, *, by: Actor, at: datetime) -> Delivery:
    """Note that the reader has received a version: what went to him, else what went to his organisation."""
    version = _sealed(version_id)
    own = deliveries_to(by, version)
    require(bool(own))
    return acknowledge(own[0].id, by=by, at=at)


def note_opened(version_id: int, *, by: Actor, at: datetime) -> bool:
    """Note that the reader has a version before him; whether that was not known yet. What went to somebody else in his
    organisation is not opened by it."""
    version = _sealed(version_id)
    ids = [each.id for each in deliveries_to(by, version) if is_opened_by(by, each, version.meeting)]
    news = update(Delivery).where(Delivery.id.in_(ids), Delivery.opened_at.is_(None)).values(opened_at=at)
    told = session.scalars(news.returning(Delivery.id)).all()
    if told:
        audit.record("minutes.opened", "version", version.id, by=by, at=at, subject=version.meeting.reference)
    return bool(told)


def _sealed(version_id: int) -> Version:
    found = session.scalar(select(Version).where(Version.id == version_id, Version.sealed_at.is_not(None)))
    if found is None:
        raise NotFound(Bilingual.said("There are no such minutes, or they are not open to you."))
    return found
