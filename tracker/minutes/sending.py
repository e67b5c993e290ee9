"""Sending a version of the minutes to its recipients: who gets which, once, with a link of one's own. Knows nothing of
who they should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.actors import Actor
from tracker.accounts import links
from tracker.accounts.models import LinkPurpose
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.minutes import mail_texts, mails, not_received
from tracker.minutes.models import Delivery, DeliveryMail, Reason, Version
from tracker.organisations.models import Organisation

LINK_LASTS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody, or an organisation's mailbox, who gets the minutes, in which language and why."""

    address: str
    name: str
    language: Language
    reason: Reason
    person_id: int | None = None
    organisation_id: int | None = None

    @classmethod
    def of(cls, delivery: Delivery) -> "Recipient":
        """Whoever something was sent to already, as it was sent."""
        return cls(
            delivery.address, delivery.name, delivery.language, delivery.reason, delivery.person_id,
            delivery.organisation_id,
        )  # fmt: skip


def send(
    version: Version, recipients: Sequence[Recipient], *, by: Actor, at: datetime, again: bool = False
) -> list[Delivery]:
    """Put one mail for each recipient into the outbox, with a link that only it opens, in the transaction that is open.

    Whoever has this version in this language already gets no second mail, unless it is sent `again`.
    """
    rows = select(Delivery).where(Delivery.version_id == version.id)
    loaded = rows.options(joinedload(Delivery.organisation), joinedload(Delivery.link), selectinload(Delivery.mails))
    known = {(row.address.casefold(), row.language): row for row in session.scalars(loaded)}
    organisations = _organisations(recipients)
    told, sent = mail_texts.announcement_of(version), []
    for each in recipients:
        delivery = known.get((each.address.casefold(), each.language))
        is_again = delivery is not None
        if is_again and not again:
            continue
        delivery = delivery or _new(version, each, organisations.get(each.organisation_id or 0), at)
        known[each.address.casefold(), each.language] = delivery
        if delivery.link:
            links.prolong(delivery.link, LINK_LASTS, at)
        mail = mails.announce(delivery, told, number=len(delivery.mails) + 1, again=is_again, at=at)
        delivery.mails.append(DeliveryMail(mail=mail, at=at, by=by.label[:200]))
        sent.append(delivery)
    session.flush()
    not_received.settle(version, {each.organisation_id for each in sent}, by=by, at=at)
    return sent


def _organisations(recipients: Sequence[Recipient]) -> dict[int, Organisation]:
    """The recipients' organisations by their ids, read together."""
    wanted = {each.organisation_id for each in recipients if each.organisation_id}
    return {row.id: row for row in session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))}


def _new(version: Version, to: Recipient, organisation: Organisation | None, at: datetime) -> Delivery:
    delivery = Delivery(
        version=version, address=to.address, name=to.name[:200], person_id=to.person_id, organisation=organisation,
        language=to.language, reason=to.reason, sent_at=at, mails=[],
    )  # fmt: skip
    if to.person_id or to.organisation_id:
        delivery.link = links.make_for(
            LinkPurpose.ANSWER, ("version", version.id), person_id=to.person_id, organisation_id=to.organisation_id,
            lasts=LINK_LASTS, at=at,
        )  # fmt: skip
    session.add(delivery)
    session.flush()
    return delivery
