"""Reads of the numbers under which a group's minutes are registered."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, select, union

from tracker.core.db import session
from tracker.groups.queries import letterhead_on
from tracker.groups.services import last_number, running_number
from tracker.meetings.models import Meeting
from tracker.minutes.models import Version


def pattern_on(meeting: Meeting, day: date) -> str:
    """How the group's numbers look on a day; '' where its letterhead does not say."""
    head = letterhead_on(meeting.group_id, day)
    return head.number_pattern if head else ""


def numbers_in_use(meeting: Meeting, day: date, *, own: bool = False) -> frozenset[str]:
    """The numbers that other minutes of the group have in the year of a day of issue, and with `own` those under which
    these were issued: what stands on what was issued, and what is kept for minutes that were taken back."""
    days = (date(day.year, 1, 1), date(day.year, 12, 31))
    others = (Meeting.group_id == meeting.group_id, Meeting.id != meeting.id)
    kept = select(Meeting.number).where(*others, Meeting.number != "", Meeting.issued_on.between(*days))
    given = (
        select(Version.registered_as)
        .join(Meeting, Meeting.id == Version.meeting_id)
        .where(Version.registered_as != "", Version.issued_on.between(*days))
    )
    whose = and_(Meeting.group_id == meeting.group_id, Version.sealed_at.is_not(None)) if own else and_(*others)
    waiting = session.scalars(select(Meeting.number).where(*others, Meeting.number != "", Meeting.issued_on.is_(None)))
    return frozenset([*session.scalars(union(kept, given.where(whose))), *of_year(meeting, waiting.all(), day)])


def of_year(meeting: Meeting, numbers: Sequence[str], day: date) -> list[str]:
    """Which numbers of minutes that were taken back, which have no date, can be of the year of a day: a running number
    only if that year's series came so far, else it would leave a gap in it."""
    pattern, last = pattern_on(meeting, day), last_number(meeting.group_id, day.year)
    return [each for each in numbers if (running_number(pattern, day.year, each) or 0) <= last]
