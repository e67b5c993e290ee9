"""Reads of what was sent to whom, for those who answer by a secret link or have their answer written down."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor, Via
from tracker.accounts.models import SecretLink
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.meetings.models import Meeting
from tracker.minutes.models import Delivery, Version
from tracker.minutes.queries_versions import family


def delivery_of(link: SecretLink) -> Delivery:
    """What a link to answer was sent with. NotFound for a link to anything else, of somebody who has left, or of an
    organisation that was closed."""
    found = session.scalar(
        select(Delivery)
        .where(Delivery.link_id == link.id)
        .options(
            joinedload(Delivery.version).joinedload(Version.meeting).joinedload(Meeting.group),
            joinedload(Delivery.person), joinedload(Delivery.organisation),
        )
    )  # fmt: skip
    if found is None or _is_gone(found) or link.subject_kind != "version" or link.subject_id != found.version_id:
        raise NotFound(Bilingual.said("This link leads to nothing any more. Answer the mail, and you are helped."))
    return found


def _is_gone(delivery: Delivery) -> bool:
    receivers = (delivery.person, delivery.organisation)
    return any(each is not None and not each.is_active for each in receivers)


def link_actor(link: SecretLink, delivery: Delivery) -> Actor:
    """Whoever comes by a link: one organisation's voice on one version, and no role anywhere. Whoever works for another
    organisation by now reads on, and speaks for none."""
    home = delivery.person.organisation_id if delivery.person else None
    organisation_id = link.organisation_id or home
    if home not in {None, organisation_id}:
        organisation_id = None
    called = delivery.organisation.short_name if delivery.organisation else ""
    name = delivery.name or delivery.address
    return Actor(
        label=f"{name} ({called})" if called and called not in name else name, via=Via.LINK,
        person_id=link.person_id, link_id=link.id,
        organisations=frozenset({organisation_id} if organisation_id else ()),
    )  # fmt: skip


def delivery_to(version_id: int, organisation_id: int) -> int:
    """By which an organisation got a version: the one that nobody has acknowledged, where there are several. Refused
    where it went to none of its people."""
    found = session.scalar(
        select(Delivery.id)
        .where(Delivery.version_id.in_(family(version_id)), Delivery.organisation_id == organisation_id)
        .order_by(Delivery.acknowledged_at.is_not(None), Delivery.id)
        .limit(1)
    )
    if found is None:
        raise Refused(Bilingual.said("The minutes were not sent to this organisation."))
    return found
