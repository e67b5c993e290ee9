"""A meeting as calendars hold it; knows neither who is asked to it nor who reads it."""

from collections.abc import Sequence
from datetime import datetime, time

from tracker.calendar.ical import Event, Party
from tracker.core.i18n import Language
from tracker.mail import outbox, reach
from tracker.meetings.appointments import called, state_of
from tracker.meetings.models import Meeting

HALF_DAYS = (time(12), time(16))  # when offices close
CLOSING = time(23, 59)


def event_of(
    meeting: Meeting, language: Language, description: str = "", *, guests: Sequence[Party] = (), at: datetime
) -> Event:
    """A meeting with its group, in one language; one that is off, or has no day yet, is a cancelled one. Its page is
    named where readers of mails can reach it; who calls it is the group's mailbox or, without one, whoever the mails
    come from (RFC 5546 §3.2.2 wants somebody)."""
    group = meeting.group
    return Event(
        uid=meeting.calendar_uid, sequence=meeting.calendar_sequence, at=at, day=meeting.held_on,
        starts_at=meeting.starts_at, ends_at=_end_of(meeting),
        summary=called(meeting, language), place=meeting.venue.in_(language).text, description=description,
        language=language, cancelled=state_of(meeting) != "on",
        url="" if reach.is_private() else reach.page(f"meetings/{group.slug}/{meeting.address}"),
        organizer=Party(group.mailbox or outbox.sender(), group.name.in_(language).text),
        guests=guests,
    )  # fmt: skip


def _end_of(meeting: Meeting) -> time | None:
    """When it ends; of a meeting of which only the beginning is known the end of the office's half-day, an hour later
    at least: a calendar shows nothing that lasts no time (RFC 5545 §3.6.1)."""
    begins = meeting.starts_at
    if begins is None or meeting.ends_at is not None:
        return meeting.ends_at if begins else None
    hour_later = begins.replace(hour=begins.hour + 1) if begins.hour < CLOSING.hour else CLOSING
    return next((end for end in HALF_DAYS if end >= hour_later), hour_later)
