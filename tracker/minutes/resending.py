"""Sending the newest minutes once more: to one recipient, to all who have not acknowledged, to somebody new."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.mail.models import MailState
from tracker.meetings.policy import can_draft
from tracker.meetings.services import lock_meeting
from tracker.minutes import sending
from tracker.minutes.models import Delivery, Version
from tracker.minutes.queries_distribution import distribution
from tracker.minutes.queries_recipients import delivery_of, person_at
from tracker.minutes.queries_versions import newest_with_editions
from tracker.minutes.sending import Recipient

UNDER_WAY = (MailState.WAITING, MailState.LEASED)


def resend(meeting_id: int, delivery_id: int, *, address: str, by: Actor, at: datetime) -> Delivery:
    """Send a recipient the same version again, to the address it had or to a new one.

    Raises Refused where a newer version is out, or the last mail to this address has not left yet.
    """
    versions = _sendable(meeting_id, by)
    delivery = delivery_of(meeting_id, delivery_id)
    version = next((each for each in versions if each.id == delivery.version_id), None)
    if version is None:
        raise Refused(Bilingual.said("A newer version was sent since. Send that one."))
    if address.casefold() == delivery.address.casefold():
        if is_under_way(delivery):
            raise Refused(Bilingual.said("The last mail to this address has not left yet."))
        address = delivery.address
    return _send(version, [replace(Recipient.of(delivery), address=address)], by=by, at=at)[0]


def resend_all(meeting_id: int, delivery_ids: Collection[int], *, by: Actor, at: datetime) -> int:
    """Send the newest version again to these of its recipients, and to how many it went: whoever has acknowledged it
    meanwhile, or whose last mail has not left yet, is left out."""
    versions = _sendable(meeting_id, by)
    lines = distribution(meeting_id, "en", number=versions[0].number, missing=True)
    wanted = [line.delivery for line in lines if line.delivery.id in delivery_ids and not is_under_way(line.delivery)]
    for version in versions:
        again = [Recipient.of(each) for each in wanted if each.version_id == version.id]
        if again:
            _send(version, again, by=by, at=at)
    return len(wanted)


def send_to(meeting_id: int, to: Recipient, *, by: Actor, at: datetime) -> Delivery:
    """Send the newest version to an address; to somebody who has it already, once more. Whoever is known by exactly
    this address gets it as that person. Raises Refused where the last mail to it has not left yet."""
    versions = _sendable(meeting_id, by)
    version = next((each for each in versions if each.edition == to.language), versions[0])
    there = [line.delivery for line in distribution(meeting_id, "en", number=version.number)]
    if any(is_under_way(each) and _key(each) == (version.id, to.address.casefold(), to.language) for each in there):
        raise Refused(Bilingual.said("The last mail to this address has not left yet."))
    person = person_at(to.address, to.organisation_id)
    if person is not None:
        to = replace(to, person_id=person.id, organisation_id=person.organisation_id)
    return _send(version, [to], by=by, at=at)[0]


def is_under_way(delivery: Delivery) -> bool:
    """Whether the newest mail to a recipient waits to be sent, or is being sent."""
    return bool(delivery.mails) and delivery.mails[-1].mail.state in UNDER_WAY


def _sendable(meeting_id: int, by: Actor) -> Sequence[Version]:
    meeting = lock_meeting(meeting_id)
    require(can_draft(by, meeting))
    versions = newest_with_editions(meeting_id)
    if not versions:
        raise Refused(Bilingual.said("The minutes of this meeting are not circulated yet."))
    return versions


def _key(delivery: Delivery) -> tuple[int, str, str]:
    return delivery.version_id, delivery.address.casefold(), delivery.language


def _send(version: Version, to: Sequence[Recipient], *, by: Actor, at: datetime) -> list[Delivery]:
    sent = sending.send(version, to, by=by, at=at, again=True)
    audit.record("minutes.sent", "version", version.id, by=by, at=at, subject=version.meeting.reference,
                 number=version.number, to=[each.address for each in sent])  # fmt: skip
    return sent
