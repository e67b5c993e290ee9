"""Reads of the minutes' signing."""

from tracker.access.actors import Actor
from tracker.meetings.models import Meeting


def aside(actor: Actor, meeting: Meeting) -> object | None:
    """What stands beside the minutes of it."""
    del actor, meeting
    return None
