"""What every answer to circulated minutes has in common: for whom it is given and by what way, and that its version
still takes it. Knows neither stances nor corrections."""

from datetime import datetime

from sqlalchemy import false, or_, select

from tracker.access.actors import Actor, Via
from tracker.access.policy import require
from tracker.access.voices import How, Voice, require_speaker
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, NotFound
from tracker.meetings.services import lock_meeting
from tracker.minutes import acknowledging, queries_answers, queries_versions
from tracker.minutes import policy_answers as policy
from tracker.minutes.models import Delivery, Version
from tracker.organisations.models import Organisation


def locked(version_id: int, voice: Voice, *, by: Actor) -> Version:
    """The version that is answered, the row of its meeting locked until the transaction ends.

    Raises Forbidden for whoever may not speak for the organisation, and Conflict where a newer version went out.
    """
    version = locked_for(version_id, voice, by=by)
    current = queries_versions.newest(version.meeting_id)
    if current is None or current.id != version.id:
        raise Conflict(Bilingual.said("A newer version of the minutes was sent meanwhile. Answer that one."))
    return version


def locked_for(version_id: int, voice: Voice, *, by: Actor) -> Version:
    """The same of any version, for what was said about it before a newer one went out."""
    version = _locked(version_id)
    organisation = session.get(Organisation, voice.organisation_id)
    if organisation is None:
        raise NotFound(Bilingual.said("There is no such organisation."))
    if voice.how == How.ITSELF:
        require(policy.can_answer(by, organisation.id, queries_answers.asked(version)) and _leads_to(by, version))
    else:
        require(policy.can_answer_for_others(by, version.meeting))
        require_speaker(voice)
    return version


def _locked(version_id: int) -> Version:
    """The version as it stands now, and its meeting, which only one may write at a time."""
    meeting_id = session.scalar(select(Version.meeting_id).where(Version.id == version_id))
    if meeting_id is None:
        raise NotFound(Bilingual.said("There is no such version of the minutes."))
    lock_meeting(meeting_id)
    return session.get_one(Version, version_id, populate_existing=True)


def _leads_to(by: Actor, version: Version) -> bool:
    """Whether a secret link is one to this version; whoever signed in needs none."""
    if by.via != Via.LINK:
        return True
    link = session.get(SecretLink, by.link_id) if by.link_id else None
    known = link is not None and link.purpose == LinkPurpose.ANSWER and link.subject_kind == "version"
    return known and link is not None and link.subject_id in set(session.scalars(queries_versions.family(version.id)))


def note_received(version: Version, *, by: Actor, at: datetime) -> None:
    """Acknowledge what went to this person or link: whoever answers a version by himself has received it."""
    people = [Delivery.person_id == by.person_id] if by.person_id else []
    links = [Delivery.link_id == by.link_id] if by.link_id else []
    waiting = (
        select(Delivery.id)
        .where(Delivery.version_id.in_(queries_versions.family(version.id)), Delivery.acknowledged_at.is_(None))
        .where(or_(false(), *people, *links))
        .order_by(Delivery.id)
    )
    for delivery_id in session.scalars(waiting).all():
        acknowledging.acknowledge(delivery_id, by=by, at=at)
