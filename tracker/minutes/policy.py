"""Who may read which minutes; knows no database."""

from tracker.access.actors import Actor
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_see_draft, is_told


def can_read_minutes(actor: Actor, meeting: Meeting) -> bool:
    """The minutes of a meeting that is visible: a draft only for those who write or translate it."""
    return is_told(meeting) or can_see_draft(actor, meeting)
