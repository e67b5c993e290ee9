"""What a new meeting takes over from the last one: the plan that is proposed, who is invited, and who signs."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from tracker.actions.models import Action, Assignment
from tracker.calendar.workdays import next_working_day
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import Membership, Seat, SeatRole, WorkingGroup
from tracker.groups.queries import days_off, holds_on
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import AttendanceRole, MeetingKind, MeetingState
from tracker.meetings.models import Attendance, Entry, EntryAskedOf, EntryRaisedBy, Meeting, SignatureBlock
from tracker.organisations.models import Organisation, Person

QUARTER = timedelta(weeks=13)
NOTICE = timedelta(weeks=2)


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
    """The meeting of the quarter after the last one, or of this quarter where that is later. A fixed number of
    queries."""
    last = last_regular(group.id, None)
    now = Period(*dates.quarter_of(today))
    chair_id, secretary_id = seated(group.id, today, last)
    return Proposal(
        period=max(_after(last), now) if last else now,
        held_on=_day(group.id, last, today),
        title=last.title if last else Bilingual(),
        venue=last.venue if last else Bilingual(),
        starts_at=last.starts_at if last else None,
        ends_at=last.ends_at if last else None,
        chair_id=chair_id,
        secretary_id=secretary_id,
        last=last,
        invited=list_to_copy(group.id, last, session.get(Person, chair_id) if chair_id else None),
    )


def last_regular(group_id: int, before: Period | None) -> Meeting | None:
    """The newest regular meeting of a group that was not cancelled; before a quarter where one is given."""
    asked = (
        select(Meeting)
        .where(
            Meeting.group_id == group_id, Meeting.kind == MeetingKind.REGULAR, Meeting.state != MeetingState.CANCELLED
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
        quarter = tuple_(Meeting.period_year, Meeting.period_quarter)
        asked = asked.where(quarter < tuple_(before.year, before.quarter))
    return session.scalars(asked).first()


def list_to_copy(
    group_id: int, last: Meeting | None, chair: Person | None, named: Sequence[Organisation] = ()
) -> tuple[Invited, ...]:
    """Whoever chairs, last time's list without numbers, and the member and the named organisations that are not on
    it."""
    members = session.scalars(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.group_id == group_id, Organisation.is_active)
        .order_by(Membership.id)
    ).all()
    return tuple(_listed(last.attendance if last else (), members, chair, named))


def named_in(actions: Collection[int], entries: Collection[int]) -> Sequence[Organisation]:
    """The organisations that have a part in these actions, or that these points and the ones behind the actions were
    raised by or ask something of; one query."""
    points = or_(
        Entry.id.in_(entries), Entry.id.in_(select(Action.entry_id).where(Action.id.in_(actions)))
    )  # fmt: skip
    wanted = select(Entry.id).where(points)
    return session.scalars(
        select(Organisation)
        .where(Organisation.is_active)
        .where(
            or_(
                Organisation.id.in_(select(Assignment.organisation_id).where(Assignment.action_id.in_(actions))),
                Organisation.id.in_(select(EntryAskedOf.organisation_id).where(EntryAskedOf.entry_id.in_(wanted))),
                Organisation.id.in_(select(EntryRaisedBy.organisation_id).where(EntryRaisedBy.entry_id.in_(wanted))),
            )
        )
        .order_by(Organisation.id)
    ).all()


def signatures_to_copy(last: Meeting | None, chair_id: int | None) -> Iterator[tuple[SignatureBlock, int | None]]:
    """Last time's signature blocks, each with the person who signs now: the new chair for the old one."""
    for block in last.signatures if last else ():
        was_chair = last is not None and block.person_id is not None and block.person_id == last.chair_id
        stays = block.person is not None and block.person.is_active
        yield block, chair_id if was_chair else block.person_id if stays else None


def seated(group_id: int, today: date, last: Meeting | None) -> tuple[int | None, int | None]:
    """Who chairs and who is secretary today: last time's where he still has the seat, else the first who has it, else
    last time's."""
    held = session.execute(
        select(Seat.role, Seat.person_id)
        .where(Seat.group_id == group_id, Seat.role.in_((SeatRole.CHAIR, SeatRole.SECRETARY)), holds_on(today))
        .order_by(Seat.id)
    ).all()
    before = {SeatRole.CHAIR: last.chair_id, SeatRole.SECRETARY: last.secretary_id} if last else {}
    found = []
    for role in (SeatRole.CHAIR, SeatRole.SECRETARY):
        people = [person_id for seat, person_id in held if seat == role]
        was = before.get(role)
        found.append(was if was in people or not people else people[0])
    return found[0], found[1]


def _listed(
    last: Iterable[Attendance], members: Sequence[Organisation], chair: Person | None, more: Sequence[Organisation]
) -> Iterator[Invited]:  # fmt: skip
    if chair is not None:
        yield Invited(chair.organisation_id, chair.id, Bilingual(), AttendanceRole.CHAIR, chair.name)
    named = set()
    for row in last:
        gone = (row.organisation and not row.organisation.is_active) or (row.person and not row.person.is_active)
        if gone or row.role == AttendanceRole.CHAIR or (chair is not None and row.person_id == chair.id):
            continue
        named.add(row.organisation_id)
        yield Invited(row.organisation_id, row.person_id, row.description, row.role, _called(row))
    for member in members:
        if member.id not in named:
            yield Invited(member.id, None, Bilingual(), AttendanceRole.MEMBER, member.called)
    for guest in more:
        if guest.id not in named and guest.id not in {member.id for member in members}:
            yield Invited(guest.id, None, Bilingual(), AttendanceRole.GUEST, guest.called)


def _called(row: Attendance) -> Bilingual:
    own = row.person.name if row.person else row.description
    if row.organisation is None or not own:
        return own or (row.organisation.called if row.organisation else Bilingual())
    called = row.organisation.called
    return Bilingual(en=f"{called.en}: {own.in_('en').text}", lo=f"{called.lo}: {own.in_('lo').text}")


def _after(last: Meeting) -> Period:
    year, quarter = last.period_year, last.period_quarter
    return Period(year + 1, 1) if quarter == 4 else Period(year, quarter + 1)


def _day(group_id: int, last: Meeting | None, today: date) -> date:
    """A quarter after the last meeting, at least two weeks ahead, on the same weekday where offices work then."""
    soonest = today + NOTICE
    wanted = max(last.held_on + QUARTER, soonest) if last else soonest
    if last is not None:
        wanted += timedelta(days=(last.held_on.weekday() - wanted.weekday()) % 7)
    return next_working_day(wanted, days_off(group_id))
