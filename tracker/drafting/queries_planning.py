"""Reads for planning: what a meeting's planning page and its papers are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.actions.models import CLOSED
from tracker.core.db import session
from tracker.drafting.papers import Planned
from tracker.groups.queries import letterhead_on, members_of
from tracker.meetings.models import Attendance, Meeting, MeetingStateChange
from tracker.organisations.models import Person
from tracker.register.items import Item
from tracker.register.queries import AgendaPoint, agenda, outstanding


@dataclass(frozen=True, slots=True)
class Planning:
    """A meeting before it is held: its agenda, what is outstanding beside it, and what was decided about it when."""

    meeting: Meeting
    agenda: tuple[AgendaPoint, ...]
    beside: tuple[Item, ...]
    history: Sequence[MeetingStateChange]


def planning_of(meeting: Meeting) -> Planning:
    """Everything that the planning page shows, in a fixed number of queries."""
    points = agenda(meeting)
    there = {point.item.key for point in points if point.item}
    history = session.scalars(
        select(MeetingStateChange).where(MeetingStateChange.meeting_id == meeting.id).order_by(MeetingStateChange.id)
    ).all()
    beside = tuple(
        item for item in outstanding(meeting.group, meeting) if item.key not in there and item.state not in CLOSED
    )  # what was closed this very day is outstanding until the day is over
    return Planning(meeting, points, beside, history)


def planned(meeting_id: int, on: date) -> Planned:
    """Everything that a paper printed on this day tells, in a fixed number of queries."""
    person = joinedload(Attendance.person).joinedload(Person.organisation)
    meeting = session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            joinedload(Meeting.group),
            joinedload(Meeting.chair),
            selectinload(Meeting.attendance).options(joinedload(Attendance.organisation), person),
        )
    ).one()
    members = tuple(each.called for each in members_of(meeting.group_id))
    return Planned(meeting, letterhead_on(meeting.group_id, on), members, agenda(meeting), on)
