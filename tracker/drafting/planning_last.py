"""What a new meeting takes over from the last one: who is invited, who signs, and the plan that is proposed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.calendar.workdays import next_working_day
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import DayOff, Membership, Seat, SeatRole, WorkingGroup
from tracker.meetings.addresses import LAST_YEAR, Period
from tracker.meetings.models import Attendance, AttendanceRole, Meeting, MeetingKind, MeetingState, SignatureBlock
from tracker.organisations.models import Organisation, Person

WEEKS = timedelta(weeks=13)
NOTICE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Invited:
    """A row of the list before the meeting: who is expected, without a number."""

    organisation_id: int | None
    person_id: int | None
    description: Bilingual
    role: AttendanceRole
    called: Bilingual


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next regular meeting as it is proposed."""

    period: Period
    held_on: date
    title: Bilingual
    venue: Bilingual
    starts_at: time | None
    ends_at: time | None
    chair_id: int | None
    secretary_id: int | None
    last: Meeting | None
    invited: tuple[Invited, ...]


def next_regular(group: WorkingGroup, today: date) -> Proposal:
    """The meeting of the quarter after the last one, or of this quarter where that is later: about as long after the
    last one as a quarter is, on a working day at least two weeks ahead. A fixed number of queries."""
    last = last_regular(group.id, None)
    period = max(_after(last), Period(*dates.quarter_of(today))) if last else Period(*dates.quarter_of(today))
    seats = _seats(group.id, today)
    chair_id = _seated(seats, SeatRole.CHAIR, last.chair_id if last else None)
    chair = session.get(Person, chair_id) if chair_id else None
    return Proposal(
        period=period,
        held_on=_day(group.id, last, today),
        title=last.title if last else Bilingual(),
        venue=last.venue if last else Bilingual(),
        starts_at=last.starts_at if last else None,
        ends_at=last.ends_at if last else None,
        chair_id=chair_id,
        secretary_id=_seated(seats, SeatRole.SECRETARY, last.secretary_id if last else None),
        last=last,
        invited=list_to_copy(group.id, last, chair),
    )


def last_regular(group_id: int, before: Period | None) -> Meeting | None:
    """The newest regular meeting of a group that was not cancelled; before a quarter where one is named."""
    asked = (
        select(Meeting)
        .where(
            Meeting.group_id == group_id,
            Meeting.kind == MeetingKind.REGULAR,
            Meeting.state != MeetingState.CANCELLED,
        )
        .order_by(Meeting.period_year.desc(), Meeting.period_quarter.desc())
        .limit(1)
        .options(
            joinedload(Meeting.group),
            selectinload(Meeting.signatures).joinedload(SignatureBlock.person),
            selectinload(Meeting.attendance).options(
                joinedload(Attendance.organisation), joinedload(Attendance.person).joinedload(Person.organisation)
            ),
        )
    )
    if before is not None:
        asked = asked.where(
            (Meeting.period_year < before.year)
            | ((Meeting.period_year == before.year) & (Meeting.period_quarter < before.quarter))
        )
    return session.scalars(asked).first()


def list_to_copy(group_id: int, last: Meeting | None, chair: Person | None) -> tuple[Invited, ...]:
    """Last time's list without numbers, with whoever chairs now, and the member organisations that are not on it."""
    members = session.scalars(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.group_id == group_id, Organisation.is_active)
        .order_by(Membership.id)
    ).all()
    return tuple(_listed(last.attendance if last else [], members, chair))


def _listed(last: list[Attendance], members: list[Organisation] | tuple[Organisation, ...] | object, chair: Person | None) -> Iterator[Invited]:
    if chair is not None:
        yield Invited(chair.organisation_id, chair.id, Bilingual(), AttendanceRole.CHAIR, chair.name)
