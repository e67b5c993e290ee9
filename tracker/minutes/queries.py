"""Reads for the minutes: one meeting with everything that its document tells."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload, subqueryload

from tracker.actions.models import Action, Assignment
from tracker.core.db import session
from tracker.groups.models import Letterhead
from tracker.meetings.models import (
    Attendance,
    Entry,
    EntryRaisedBy,
    Meeting,
    SignatureBlock,
)
from tracker.minutes.models import Version
from tracker.organisations.models import Person
from tracker.register.models import Review


@dataclass(frozen=True, slots=True)
class Record:
    """All that the minutes of one meeting are made from."""

    meeting: Meeting
    letterhead: Letterhead | None
    actions: tuple[Action, ...]
    reviews: tuple[Review, ...]


def record_of(meeting_id: int) -> Record:
    """The whole meeting in a fixed number of queries, however long it was (`selectinload` asks once for every 500)."""
    person = joinedload(Attendance.person)
    meeting = session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            joinedload(Meeting.group),
            joinedload(Meeting.chair).joinedload(Person.organisation),
            joinedload(Meeting.previous),
            selectinload(Meeting.attendance).options(
                joinedload(Attendance.organisation), person.joinedload(Person.organisation)
            ),
            selectinload(Meeting.entries).options(
                subqueryload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
                subqueryload(Entry.answers),
            ),
            selectinload(Meeting.signatures).joinedload(SignatureBlock.person),
        )
    ).one()
    return Record(
        meeting=meeting,
        letterhead=letterhead_on(meeting),
        actions=tuple(session.scalars(_actions_of(meeting_id))),
        reviews=tuple(session.scalars(_reviews_of(meeting_id))),
    )


def _actions_of(meeting_id: int) -> Select[Action]:
    return (
        select(Action)
        .where(Action.meeting_id == meeting_id, Action.merged_into_id.is_(None))
        .order_by(Action.position, Action.id)
        .options(subqueryload(Action.assignments).joinedload(Assignment.organisation))
    )


def _reviews_of(meeting_id: int) -> Select[Review]:
    return (
        select(Review)
        .where(Review.meeting_id == meeting_id)
        .order_by(Review.position, Review.id)
        .options(
            joinedload(Review.action).joinedload(Action.entry),
            joinedload(Review.entry).joinedload(Entry.meeting).joinedload(Meeting.group),
        )
    )


def latest_version(meeting_id: int) -> Version | None:
    """The newest frozen version in all its languages, if anything was frozen yet."""
    return session.scalars(
        select(Version)
        .where(Version.meeting_id == meeting_id, Version.edition == "")
        .order_by(Version.number.desc())
        .limit(1)
    ).first()


def letterhead_on(meeting: Meeting) -> Letterhead | None:
    """The letterhead that was valid on the day of issue or, while there is none, on the day of the meeting."""
    day = meeting.issued_on or meeting.held_on
    return session.scalars(
        select(Letterhead)
        .where(Letterhead.group_id == meeting.group_id, Letterhead.valid_from <= day)
        .order_by(Letterhead.valid_from.desc())
        .limit(1)
    ).first()
