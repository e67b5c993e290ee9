"""Reads of single recipients: what went to whom, what can be sent to whom now, and whose organisation misses it."""

from collections.abc import Sequence

from sqlalchemy import case, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.groups.models import Membership
from tracker.meetings.models import Meeting
from tracker.minutes.models import Delivery, DeliveryMail, NotReceived, Version
from tracker.organisations.models import Organisation, Person


def deliveries_to(actor: Actor, version: Version) -> Sequence[Delivery]:
    """What went of a number to the reader, to his organisations' mailboxes and to others there, in this order."""
    own = Delivery.person_id == (actor.person_id or 0)  # not: IS NULL, as every mailbox has it
    return session.scalars(
        select(Delivery)
        .join(Delivery.version)
        .where(Version.meeting_id == version.meeting_id, Version.number == version.number)
        .where(Version.sealed_at.is_not(None))
        .where(or_(own, Delivery.organisation_id.in_(actor.organisations)))
        .options(joinedload(Delivery.organisation))
        .order_by(case((own, 0), (Delivery.person_id.is_(None), 1), else_=2), Delivery.id)
    ).all()


def delivery_of(meeting_id: int, delivery_id: int) -> Delivery:
    """What went of a meeting's minutes to one recipient; NotFound if nothing of this number did."""
    found = session.scalar(
        select(Delivery)
        .join(Delivery.version)
        .where(Delivery.id == delivery_id, Version.meeting_id == meeting_id)
        .options(
            contains_eager(Delivery.version), joinedload(Delivery.organisation),
            joinedload(Delivery.mails).joinedload(DeliveryMail.mail),
        )
    )  # fmt: skip
    if found is None:
        raise NotFound(Bilingual.said("Nothing of this kind was sent."))
    return found


def last_delivery_to(meeting_id: int, organisation_id: int) -> Delivery | None:
    """What went last of a meeting's minutes to an organisation; None where nothing did."""
    return session.scalars(
        select(Delivery)
        .join(Delivery.version)
        .where(Version.meeting_id == meeting_id, Delivery.organisation_id == organisation_id)
        .order_by(Version.number.desc(), Delivery.id.desc())
        .limit(1)
    ).first()


def report_of(meeting_id: int, report_id: int) -> NotReceived:
    """What an organisation said that it misses; NotFound if nothing of this number was said."""
    found = session.scalar(
        select(NotReceived)
        .where(NotReceived.id == report_id, NotReceived.meeting_id == meeting_id)
        .options(joinedload(NotReceived.organisation))
    )
    if found is None:
        raise NotFound(Bilingual.said("Nobody said so."))
    return found


def person_at(address: str, organisation_id: int | None) -> Person | None:
    """The one person who has exactly this address, in this organisation where one is named."""
    wanted = select(Person).where(Person.email == address, Person.is_active).limit(2)
    if organisation_id is not None:
        wanted = wanted.where(Person.organisation_id == organisation_id)
    found = session.scalars(wanted).all()
    return found[0] if len(found) == 1 else None


def organisation_missing(actor: Actor, meeting: Meeting) -> int | None:
    """For which organisation a reader can say that the minutes have not come: his own, if he has a seat in the group or
    it is a member or a recipient, else such a one that he answers for; None where there is none."""
    own = select(Person.organisation_id).where(Person.id == actor.person_id).scalar_subquery()
    members = select(Membership.organisation_id).where(Membership.group_id == meeting.group_id)
    sent = select(Delivery.organisation_id).join(Delivery.version).where(Version.meeting_id == meeting.id)
    seated = meeting.group_id in {group_id for group_id, _ in actor.seats}
    return session.scalar(
        select(Organisation.id)
        .where(Organisation.id.in_(actor.organisations))
        .where(
            or_(Organisation.id.in_(members), Organisation.id.in_(sent), Organisation.id == own if seated else false())
        )
        .order_by(case((Organisation.id == own, 0), else_=1), Organisation.id)
        .limit(1)
    )
