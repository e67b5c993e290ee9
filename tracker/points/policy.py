"""Who may send in points for a meeting, read them and take them up, and until when; knows no database."""

from tracker.access.actors import Actor, Role, Via
from tracker.access.voices import How
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, can_see_draft
from tracker.points.models import Point


def can_send(actor: Actor, organisation_id: int) -> bool:
    """Speak for one's own organisation and its units; by a link for the one that it was made for. Management without a
    seat in any group only watches."""
    only_watches = Role.MANAGEMENT in actor.everywhere and not actor.seats
    speaks = actor.via == Via.LINK or actor.person_id is not None
    return speaks and organisation_id in actor.organisations and not only_watches


def can_see_all(actor: Actor, meeting: Meeting) -> bool:
    """Read what every organisation sent in: chair, acting chair, secretary and translator of the group."""
    return can_see_draft(actor, meeting)


def can_decide(actor: Actor, meeting: Meeting) -> bool:
    """Take points into the draft or leave them out, and write down what others said: whoever drafts the minutes."""
    return can_draft(actor, meeting)


def can_see(actor: Actor, point: Point) -> bool:
    """Read a point and its files: its own organisation, and whoever reads all of them."""
    return point.organisation_id in actor.organisations or can_see_all(actor, point.meeting)


def can_change(actor: Actor, point: Point) -> bool:
    """Change or withdraw a point: its own organisation; one that was written down for it, whoever writes down."""
    written_down = point.how != How.ITSELF and can_decide(actor, point.meeting)
    return can_send(actor, point.organisation_id) or written_down


def too_late(meeting: Meeting) -> Bilingual | None:
    """Why nothing can be sent in for the meeting any more; None while it can."""
    if meeting.state == MeetingState.CANCELLED:
        return Bilingual.said("The meeting was cancelled.")
    if meeting.state == MeetingState.HELD:
        return Bilingual.said(
            "The meeting was held on %(date)s; points for it can't be sent in any more.",
            date=short_date(meeting.held_on),
        )
    if meeting.record != RecordState.DRAFT:
        return Bilingual.said("The minutes of this meeting were circulated; points can't be sent in any more.")
    return None
