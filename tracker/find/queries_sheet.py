"""Reads for the sheet of actions: what stands in it beside the words of each action."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select

from tracker.access.actors import Actor
from tracker.actions.models import Action, Assignment, AssignmentRole, Evidence, Progress, ProgressKind
from tracker.actions.queries import evidence_open_to
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import Seat, SeatRole
from tracker.groups.queries import holds_on
from tracker.meetings.models import Meeting
from tracker.meetings.queries import TOLD
from tracker.organisations.models import Person
from tracker.register.models import Review

Names = Mapping[int, Sequence[Bilingual]]
REPORTS = (ProgressKind.REPORT, ProgressKind.HANDED_IN, ProgressKind.RECEIVED)
_told = Progress.__table__.c


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of some actions, by their ids; files are counted for those alone who may open them."""

    people: Names = field(default_factory=dict)
    progress: Mapping[int, Progress] = field(default_factory=dict)
    reviews: Mapping[int, Review] = field(default_factory=dict)
    files: Mapping[int, int] = field(default_factory=dict)
    closed: Mapping[int, datetime] = field(default_factory=dict)


def beside(actor: Actor, ids: Sequence[int], *, today: date) -> Beside:
    """What is known of these actions: six queries."""
    return Beside(_people(ids, today), _progress(ids), _reviews(ids), _files(actor, ids), _closed(ids))


def _people(ids: Sequence[int], today: date) -> Names:
    """Whoever was named for a part, and else the focal points of its organisation in the group."""
    owned = (Assignment.action_id.in_(ids), Assignment.role == AssignmentRole.OWNER)
    named = select(Assignment.action_id, Assignment.id, Person.name).join(Person, Person.id == Assignment.person_id)
    seated = (
        select(Assignment.action_id, Assignment.id, Person.name)
        .join(Action, Action.id == Assignment.action_id)
        .join(Person, Person.organisation_id == Assignment.organisation_id)
        .join(Seat, Seat.person_id == Person.id)
        .where(Seat.group_id == Action.group_id, Seat.role == SeatRole.FOCAL_POINT, holds_on(today))
        .where(Assignment.person_id.is_(None))
    )
    found: dict[int, list[Bilingual]] = defaultdict(list)
    for asked in (named, seated):
        for action_id, _, name in session.execute(asked.where(*owned).order_by(Assignment.id, Person.id)):
            if name not in found[action_id]:
                found[action_id].append(name)
    return found


def _progress(ids: Sequence[int]) -> Mapping[int, Progress]:
    """What an organisation reported last, in words or as a count; the chair's and the tracker's own steps are none."""
    said = or_(_told.note_en != "", _told.note_lo != "", and_(_told.done_count >= 0, _told.total_count >= 0))
    last = (
        select(func.max(Progress.id))
        .where(Progress.action_id.in_(ids), Progress.kind.in_(REPORTS), said)
        .group_by(Progress.action_id)
    )
    return {row.action_id: row for row in session.scalars(select(Progress).where(Progress.id.in_(last)))}


def _reviews(ids: Sequence[int]) -> Mapping[int, Review]:
    """The last meeting's that left a verdict and may be told."""
    rows = session.scalars(
        select(Review).join(Review.meeting).where(Review.action_id.in_(ids), TOLD).order_by(Meeting.held_on, Meeting.id)
    )
    return {row.action_id or 0: row for row in rows}


def _files(actor: Actor, ids: Sequence[int]) -> Mapping[int, int]:
    rows = session.execute(
        select(Progress.action_id, func.count())
        .join(Evidence, Evidence.progress_id == Progress.id)
        .join(Action, Action.id == Progress.action_id)
        .where(Action.id.in_(ids), evidence_open_to(actor))
        .group_by(Progress.action_id)
    )
    return dict(rows.all())


def _closed(ids: Sequence[int]) -> Mapping[int, datetime]:
    rows = session.execute(
        select(Assignment.action_id, func.max(Assignment.closed_at))
        .where(Assignment.action_id.in_(ids), Assignment.role == AssignmentRole.OWNER)
        .group_by(Assignment.action_id)
        .having(func.count() == func.count(Assignment.closed_at))
    )
    return {action_id: closed for action_id, closed in rows if closed}
