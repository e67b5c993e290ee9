"""What was known at the end of a day, as SQL: what of a history held, whether minutes were told and since when, whether
an entry stood. Knows neither what is counted nor for whom."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from tracker.actions.models import Action
from tracker.core import clock
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import EntryGone
from tracker.minutes.models import Version, VersionKind

Day = date | ColumnElement[date]
Over = datetime | ColumnElement[datetime]
"""A day, and the instant at which it is over."""
_AGREED = aliased(Action)


def day_over(day: date) -> datetime:
    """The instant at which a day of the office is over."""
    return clock.midday(day) + timedelta(hours=12)


def holds(span: Any, day: Day) -> tuple[ColumnElement[bool], ...]:
    """What of a history held on a day."""
    return span.from_on <= day, or_(span.until_on.is_(None), span.until_on >= day)


def told_by(meeting: Any, as_of: Day, over: Over) -> ColumnElement[bool]:
    """Whether others than the drafters knew the minutes of a meeting at the end of a day, which is `over` then. They
    know them since they first went out, however often they were sent again: the day that is noted is that of the last
    time, so that the versions and what was agreed are asked too. `told_since` says the same as a day."""
    sent = (
        select(Version.id)
        .where(Version.meeting_id == meeting.id, Version.kind == VersionKind.CIRCULATED, Version.at < over)
        .correlate_except(Version)
    )
    agreed = select(_AGREED.id).where(_AGREED.meeting_id == meeting.id, _AGREED.told_on <= as_of)
    noted = func.coalesce(meeting.circulated_on, meeting.issued_on, meeting.held_on) <= as_of
    known = or_(noted, sent.exists(), agreed.correlate_except(_AGREED).exists())
    return and_(meeting.record != RecordState.DRAFT, meeting.held_on <= as_of, known)


def first_agreed(meeting: Any) -> ColumnElement[date | None]:
    """Since when others know of something that was agreed at a meeting; NULL where there is nothing."""
    first = select(func.min(_AGREED.told_on)).where(_AGREED.meeting_id == meeting.id)
    return first.correlate_except(_AGREED).scalar_subquery()


def told_since(meeting: Any, sent: Iterable[datetime], agreed: date | None) -> date | None:
    """The first day on which `told_by` holds of a meeting, with the moments at which its minutes were circulated and
    what `first_agreed` says of it; None while they are a draft."""
    if meeting.record == RecordState.DRAFT:
        return None
    noted = meeting.circulated_on or meeting.issued_on or meeting.held_on
    first: date = min(day for day in (noted, agreed, *map(clock.day_of, sent)) if day)
    held_on: date = meeting.held_on
    return max(first, held_on)


def stood(entry: Any, over: Over) -> ColumnElement[bool]:
    """Whether an entry was not taken out at the end of a day, and was no addition that waits to be sent."""
    return and_(or_(entry.deleted_at.is_(None), entry.deleted_at >= over), ~entry.is_unsent, ~was_gone(entry.id, over))


def was_gone(entry_id: Any, over: Over) -> ColumnElement[bool]:
    """Whether an entry that stands again was taken out at the end of a day."""
    gone = select(EntryGone.id).where(
        EntryGone.entry_id == entry_id, EntryGone.gone_at < over, EntryGone.back_at >= over
    )
    return gone.correlate_except(EntryGone).exists()
