"""Sending a version of the minutes to its recipients: who gets which, once, with a link of one's own. Knows nothing of
who they should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.accounts import links
from tracker.accounts.models import LinkPurpose
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.minutes import mails
from tracker.minutes.models import Delivery, DeliveryMail, Reason, Version

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


def send(
    version: Version, recipients: Sequence[Recipient], *, by: Actor, at: datetime, again: bool = False
) -> list[Delivery]:
    """Put one mail for each recipient into the outbox, with a link that only it opens, in the transaction that is open.

    Whoever has this version in this language already gets no second mail, unless it is sent `again`.
    """
    known = {
        (row.address.casefold(), row.language): row
        for row in session.scalars(select(Delivery).where(Delivery.version_id == version.id))
    }
    sent = []
    for each in recipients:
        delivery = known.get((each.address.casefold(), each.language))
        if delivery is not None and not again:
            continue
        delivery = delivery or _new(version, each, at)
        known[each.address.casefold(), each.language] = delivery
        mail = mails.announce(delivery, number=len(delivery.mails) + 1, at=at)
        delivery.mails.append(DeliveryMail(mail=mail, at=at, by=by.label[:200]))
        sent.append(delivery)
    session.flush()
    return sent


def _new(version: Version, to: Recipient, at: datetime) -> Delivery:
    delivery = Delivery(
        version=version, address=to.address, name=to.name[:200], person_id=to.person_id,
        organisation_id=to.organisation_id, language=to.language, reason=to.reason, sent_at=at,
    )  # fmt: skip
    if to.person_id or to.organisation_id:
        delivery.link = links.make_for(
            LinkPurpose.ANSWER, ("version", version.id), person_id=to.person_id, organisation_id=to.organisation_id,
            lasts=LINK_LASTS, at=at,
        )  # fmt: skip
    session.add(delivery)
    session.flush()
    return delivery
