"""A meeting as calendars hold it; knows neither who is asked to it nor who reads it."""

from collections.abc import Sequence
from datetime import datetime

from tracker.calendar.ical import Event, Party
from tracker.core.i18n import Language
from tracker.mail import outbox, reach
from tracker.meetings.appointments import called, state_of
from tracker.meetings.models import Meeting


def uid_of(meeting_id: int) -> str:
    """The name by which every calendar knows a meeting, whatever becomes of it."""
    return f"meeting-{meeting_id}@{outbox.domain()}"


def event_of(
    meeting: Meeting, language: Language, description: str = "", *, guests: Sequence[Party] = (), at: datetime
) -> Event:
    """A meeting with its group, in one language; one that is off, or has no day yet, is a cancelled one. Its page is
    named where readers of mails can reach it."""
    group = meeting.group
    return Event(
        uid=uid_of(meeting.id), sequence=meeting.calendar_sequence, at=at, day=meeting.held_on,
        starts_at=meeting.starts_at, ends_at=meeting.ends_at if meeting.starts_at else None,
        summary=called(meeting, language), place=meeting.venue.in_(language).text, description=description,
        language=language, cancelled=state_of(meeting) != "on",
        url="" if reach.is_private() else reach.page(f"meetings/{group.slug}/{meeting.address}"),
        organizer=Party(group.mailbox, group.name.in_(language).text) if group.mailbox else None,
        guests=guests,
    )  # fmt: skip
