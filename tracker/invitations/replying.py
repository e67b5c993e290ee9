"""What organisations answer: so many come, or none can. By themselves, by a link, or written down for them."""

from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor, Via
from tracker.access.policy import require
from tracker.access.voices import How, Voice, require_speaker
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.invitations import policy, queries
from tracker.invitations.models import Invitation, Reply
from tracker.meetings.models import Meeting
from tracker.meetings.services import lock_meeting
from tracker.organisations.models import Organisation

MOST = 500


def answer(meeting_id: int, people: int, note: str, voice: Voice, *, by: Actor, at: datetime) -> Reply:
    """Note with how many people an organisation comes, 0 where it can't; what it answered before is replaced, and the
    change stands in the trail. Refused once the meeting is over, or has no day."""
    meeting = lock_meeting(meeting_id)
    _require_right(meeting, voice, by)
    if why := policy.too_late(meeting, clock.day_of(at)):
        raise Refused(why)
    if not 0 <= people <= MOST:
        raise Refused(Bilingual.said("Give a number of people from 0 to %(most)s.", most=MOST))
    organisation = session.get(Organisation, voice.organisation_id)
    if organisation is None or not organisation.is_active:
        raise NotFound(Bilingual.said("There is no such organisation."))
    reply = queries.reply_of(meeting_id, organisation.id)
    before = reply.people if reply else None
    if reply is None:
        reply = Reply(meeting=meeting, organisation=organisation)
        session.add(reply)
    reply.people, reply.note, reply.at, reply.by = people, note[:500], at, by.label[:200]
    reply.for_day, reply.for_time = meeting.held_on, meeting.starts_at
    reply.by_person_id, reply.how, reply.said_by = by.person_id, voice.how, voice.said_by
    session.flush()
    audit.record(
        "invitation.answered", "meeting", meeting.id, by=by, at=at, subject=meeting.reference,
        organisation=organisation.short_name, people=people, before=before, note=note, how=voice.how,
        said_by=voice.said_by,
    )  # fmt: skip
    return reply


def _require_right(meeting: Meeting, voice: Voice, by: Actor) -> None:
    """By itself an organisation answers through its own people or its own link; another way is written down by whoever
    drafts the group's minutes, with who said it."""
    if voice.how != How.ITSELF:
        require(policy.can_invite(by, meeting))
        require_speaker(voice)
        return
    require(policy.can_reply(by, voice.organisation_id))
    if by.via == Via.LINK:
        made = select(Invitation.id).where(Invitation.link_id == by.link_id, Invitation.meeting_id == meeting.id)
        if session.scalar(made) is None:
            raise Forbidden(Bilingual.said("This link is not for this meeting."))
    elif voice.organisation_id not in {each.id for each in queries.answering_for(by, meeting)}:
        raise Forbidden(Bilingual.said("Your organisation is not among those that are asked."))
