"""Reads of points: who is called for them, who has answered, and what is still open. Knows no page."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.groups.models import Membership
from tracker.meetings.kinds import MeetingKind, MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation
from tracker.points.models import NoPoints, Point


def not_answered() -> Select[int, int]:
    """(meeting_id, organisation_id) of every member of a group that has sent in nothing for a regular meeting that is
    planned and has a day, nor said that it has none. What a unit sends in answers for the organisation it belongs to;
    what was withdrawn answers for nobody."""
    return (
        select(Meeting.id.label("meeting_id"), Membership.organisation_id.label("organisation_id"))
        .join(Membership, Membership.group_id == Meeting.group_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Meeting.kind == MeetingKind.REGULAR,
            Meeting.state == MeetingState.PLANNED,
            Meeting.record == RecordState.DRAFT,
            Organisation.is_active,
            ~_has_answered(),
        )
    )


def who_is_called(meeting_id: int) -> Sequence[Organisation]:
    """The organisations that are asked for points: the members of the meeting's group that exist still, by name."""
    return session.scalars(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(Meeting, Meeting.group_id == Membership.group_id)
        .where(Meeting.id == meeting_id, Organisation.is_active)
        .order_by(Organisation.short_name, Organisation.id)
    ).all()


def answered(meeting_id: int) -> frozenset[int]:
    """The ids of the organisations that are called and have answered: with a point, or that they have none."""
    return frozenset(
        session.scalars(
            select(Membership.organisation_id)
            .join(Meeting, Meeting.group_id == Membership.group_id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Meeting.id == meeting_id, Organisation.is_active, _has_answered())
        )
    )


def is_open() -> ColumnElement[bool]:
    """Whether a point waits for the chair: neither decided nor withdrawn."""
    return Point.decided_at.is_(None) & Point.withdrawn_at.is_(None)


def open_points(meeting_id: int) -> int:
    """How many points of a meeting wait for the chair."""
    return session.scalar(select(func.count()).where(Point.meeting_id == meeting_id, is_open())) or 0


def open_in(group_ids: Collection[int]) -> Sequence[Row[Meeting, int]]:
    """The meetings of some groups whose drafts are still written and for which points wait for the chair, the soonest
    first, each with how many."""
    counted = select(Point.meeting_id, func.count().label("waiting")).where(is_open()).group_by(Point.meeting_id)
    waiting = counted.subquery()
    return session.execute(
        select(Meeting, waiting.c.waiting)
        .join(waiting, waiting.c.meeting_id == Meeting.id)
        .join(Meeting.group)
        .where(Meeting.group_id.in_(group_ids), Meeting.record == RecordState.DRAFT)
        .options(contains_eager(Meeting.group))
        .order_by(Meeting.held_on, Meeting.id)
    ).all()


def _has_answered() -> ColumnElement[bool]:
    """Whether the organisation of the row at hand, or a unit of it, has answered for the meeting of the row."""
    speaker, silent = aliased(Organisation), aliased(Organisation)
    sent = (
        select(Point.id)
        .join(speaker, speaker.id == Point.organisation_id)
        .where(Point.meeting_id == Meeting.id, Point.withdrawn_at.is_(None), _is_of(speaker))
        .correlate(Meeting, Organisation)
    )
    none = (
        select(NoPoints.id)
        .join(silent, silent.id == NoPoints.organisation_id)
        .where(NoPoints.meeting_id == Meeting.id, _is_of(silent))
        .correlate(Meeting, Organisation)
    )
    return or_(sent.exists(), none.exists())


def _is_of(speaker: type[Organisation]) -> ColumnElement[bool]:
    return or_(speaker.id == Organisation.id, speaker.parent_id == Organisation.id)


def no_point() -> NotFound:
    """What is said of a point that is not there, or not for this reader."""
    return NotFound(Bilingual.said("There is no such point."))
