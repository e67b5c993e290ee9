"""Reads of what was sent in: an organisation's own points, all of them for the chair, and for whom somebody may
speak."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.access.actors import Actor, Via
from tracker.actions.models import Action, Assignment
from tracker.actions.queries import live
from tracker.actions.states import PARTIES_ACTS, Act
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.files.models import StoredFile
from tracker.groups.models import Membership
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.queries import visible_meeting
from tracker.minutes.queries import minutes_visible_to
from tracker.organisations.models import Organisation
from tracker.points import policy, queries
from tracker.points.models import NoPoints, Point, PointFile

REPORTING = tuple(role for role, acts in PARTIES_ACTS.items() if Act.REPORT in acts)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one organisation answered to the call; `is_called` where it was asked at all, `has_answered` where it, or a
    unit of it, has said something."""

    organisation: Organisation
    points: tuple[Point, ...]
    none: NoPoints | None
    is_called: bool
    has_answered: bool


def meeting_for(actor: Actor, slug: str, address: str) -> Meeting:
    """The meeting at an address, for those who may see it or send in points for it; else NotFound."""
    named = Meeting.group_id.in_(_groups_naming(actor.organisations))
    return visible_meeting(slug, address, or_(minutes_visible_to(actor), named))


def sending_for(actor: Actor, meeting: Meeting) -> Sequence[Organisation]:
    """The organisations that somebody may send in points for: his own and its units, as far as they are members of the
    group or named in one of its actions. By a link the one that it was made for."""
    asked: list[ColumnElement[bool]] = [Organisation.id.in_(actor.organisations), Organisation.is_active.is_(True)]
    if actor.via != Via.LINK:
        members = select(Membership.organisation_id).where(Membership.group_id == meeting.group_id)
        named = _named().where(Action.group_id == meeting.group_id)
        asked.append(or_(Organisation.id.in_(members), Organisation.id.in_(named)))
    found = session.scalars(select(Organisation).where(*asked).order_by(Organisation.id)).all()
    return [each for each in found if policy.can_send(actor, each.id)]


def own_points(meeting_id: int, organisation_ids: Collection[int]) -> Sequence[Point]:
    """What these organisations sent in for a meeting, the first first. Two queries."""
    return session.scalars(_points(meeting_id).where(Point.organisation_id.in_(organisation_ids))).all()


def own_none(meeting_id: int, organisation_ids: Collection[int]) -> Sequence[NoPoints]:
    """Which of these organisations said that they have none."""
    return session.scalars(
        select(NoPoints)
        .where(NoPoints.meeting_id == meeting_id, NoPoints.organisation_id.in_(organisation_ids))
        .options(joinedload(NoPoints.organisation))
        .order_by(NoPoints.id)
    ).all()


def standing_of(meeting_id: int, organisation_id: int) -> bool:
    """Whether an organisation has sent in a point that it has not withdrawn."""
    asked = select(Point.id).where(
        Point.meeting_id == meeting_id, Point.organisation_id == organisation_id, Point.withdrawn_at.is_(None)
    )
    return session.scalar(asked.limit(1)) is not None


def heard(meeting: Meeting) -> tuple[Heard, ...]:
    """What was sent in for a meeting by organisation: first those with points, then those that have none, then those
    that are silent. Five queries."""
    called = queries.who_is_called(meeting.id)
    answered = queries.answered(meeting.id)
    points = _by_organisation(session.scalars(_points(meeting.id)))
    none = {
        each.organisation_id: each
        for each in session.scalars(
            select(NoPoints).where(NoPoints.meeting_id == meeting.id).options(joinedload(NoPoints.organisation))
        )
    }
    others = [own[0].organisation for own in points.values()] + [each.organisation for each in none.values()]
    known = {each.id: each for each in (*called, *others)}
    ids = {each.id for each in called}
    rows = [
        Heard(each, tuple(points.get(each.id, ())), none.get(each.id), each.id in ids, each.id in answered)
        for each in sorted(known.values(), key=lambda each: each.short_name.lower())
    ]
    return tuple(sorted(rows, key=lambda row: (not row.points, not row.has_answered)))


def point_for(actor: Actor, meeting: Meeting, point_id: int) -> Point:
    """A point of this meeting that somebody may read; NotFound in the same words where it is another's."""
    point = session.scalar(_points(meeting.id).where(Point.id == point_id))
    if point is None or not policy.can_see(actor, point):
        raise queries.no_point()
    return point


def file_for(actor: Actor, meeting: Meeting, point_file_id: int) -> StoredFile:
    """A file that came with a point of this meeting, for whoever may read the point."""
    found = session.execute(
        select(Point, StoredFile)
        .join(PointFile, PointFile.point_id == Point.id)
        .join(StoredFile, StoredFile.id == PointFile.file_id)
        .where(PointFile.id == point_file_id, Point.meeting_id == meeting.id)
        .options(joinedload(Point.meeting))
    ).first()
    if found is None or not policy.can_see(actor, found[0]):
        raise NotFound(Bilingual.said("There is no such file."))
    return found[1]


def parts_of(group_id: int, organisation_ids: Collection[int]) -> Sequence[Assignment]:
    """The open parts of a group's actions on which these organisations can report, by reference."""
    return session.scalars(
        select(Assignment)
        .join(Assignment.action)
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .where(
            Action.group_id == group_id, Assignment.organisation_id.in_(organisation_ids), *live(),
            Assignment.closed_at.is_(None), Assignment.role.in_(REPORTING),
        )
        .options(contains_eager(Assignment.action).contains_eager(Action.entry), joinedload(Assignment.organisation))
        .order_by(Action.reference, Assignment.id)
    ).all()  # fmt: skip


def _named() -> Select[int]:
    """The organisations with a part in a live action; whose is for the caller to say."""
    return (
        select(Assignment.organisation_id)
        .join(Assignment.action)
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .where(*live())
    )


def _groups_naming(organisation_ids: Collection[int]) -> Select[int]:
    named = and_(Assignment.organisation_id.in_(organisation_ids), *live())
    return (
        select(Action.group_id)
        .join(Assignment, Assignment.action_id == Action.id)
        .outerjoin(Action.meeting)
        .outerjoin(Action.entry)
        .where(named)
        .correlate(None)
    )


def _points(meeting_id: int) -> Select[Point]:
    return (
        select(Point)
        .where(Point.meeting_id == meeting_id)
        .options(
            joinedload(Point.meeting).joinedload(Meeting.group), joinedload(Point.organisation),
            joinedload(Point.action), joinedload(Point.entry).joinedload(Entry.meeting),
            selectinload(Point.files).joinedload(PointFile.file),
        )
        .order_by(Point.id)
    )  # fmt: skip


def _by_organisation(points: Iterable[Point]) -> dict[int, list[Point]]:
    rows: dict[int, list[Point]] = {}
    for each in points:
        rows.setdefault(each.organisation_id, []).append(each)
    return rows
