"""Who may invite to a meeting and answer an invitation, and until when; knows no database."""

from datetime import date

from tracker.access.actors import Actor, Via
from tracker.access.policy import DRAFTERS, may
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting


def can_invite(actor: Actor, meeting: Meeting) -> bool:
    """Send invitations and write down what others answered: chair, acting chair and secretary of the group."""
    return may(actor, meeting.group_id, *DRAFTERS)


def can_reply(actor: Actor, organisation_id: int) -> bool:
    """Answer for one's own organisation and its units; by a link for the one organisation that it was made for."""
    return organisation_id in actor.organisations and (actor.via == Via.LINK or actor.person_id is not None)


def is_ahead(meeting: Meeting) -> bool:
    """Whether the meeting has a day that it is to be held on."""
    return meeting.state == MeetingState.PLANNED


def too_late(meeting: Meeting, today: date) -> Bilingual | None:
    """Why nobody can answer an invitation any more; None while one can, until the end of the day."""
    if meeting.state == MeetingState.HELD or (is_ahead(meeting) and meeting.held_on < today):
        return Bilingual.said(
            "The meeting was on %(date)s; nobody can answer any more.", date=short_date(meeting.held_on)
        )
    if meeting.state == MeetingState.CANCELLED:
        return Bilingual.said("The meeting was cancelled.")
    if meeting.state == MeetingState.POSTPONED:
        return Bilingual.said("The meeting is postponed; it has no new date yet.")
    return None
