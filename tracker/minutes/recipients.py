"""Who should get the minutes of a meeting, why, and whom no address leads to. Knows nothing of sending."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from tracker.actions.models import Action, Assignment
from tracker.actions.queries import agreed_in
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import Seat, SeatRole
from tracker.groups.queries import holds_on, members_of
from tracker.meetings.kinds import Presence
from tracker.meetings.models import Attendance, Meeting
from tracker.minutes.models import Delivery, Reason, Version
from tracker.minutes.sending import Recipient
from tracker.organisations.models import Organisation, Person

STRENGTH = (Reason.FOCAL_POINT, Reason.MEMBER, Reason.ACTION, Reason.ATTENDED, Reason.ADDED)
"""The reasons from the strongest down; of several, the strongest is told."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The recipients, one for each address, the organisations by their ids, and those that should get the minutes but
    have no address."""

    rows: tuple[Recipient, ...]
    organisations: Mapping[int, Bilingual]
    unreachable: tuple[Bilingual, ...]

    def called(self, recipient: Recipient) -> Bilingual:
        """The recipient's organisation, as running text calls it; empty where it has none."""
        return self.organisations.get(recipient.organisation_id or 0, Bilingual())


@dataclass(frozen=True, slots=True)
class _Named:
    """The organisations and people that an action of the meeting names."""

    organisations: Sequence[Organisation]
    people: Sequence[Person]


def proposed(meeting: Meeting, on: date) -> Proposal:
    """Whom the minutes should go to on a day: focal points, else the mailbox, of each member; whoever an action names;
    who attended; chair and secretary; and whoever was added to those who got the version before. A fixed
    number of queries."""
    members = members_of(meeting.group_id)
    focal = _focal_points(meeting.group_id, on)
    named = _named(meeting.id)
    attended = _attended(meeting.id)
    served = {person.organisation_id for person in focal}
    acting = [person for person in focal if person.organisation_id in {each.id for each in named.organisations}]
    found = [
        *_people(focal, Reason.FOCAL_POINT),
        *_mailboxes(members, served, Reason.MEMBER),
        *_people([*acting, *named.people], Reason.ACTION),
        *_mailboxes(named.organisations, served, Reason.ACTION),
        *_people([row.person for row in attended if row.person], Reason.ATTENDED),
        *_present(attended, served),
        *_people(_leading(meeting), Reason.ATTENDED),
    ]
    before = _before(meeting.id)
    rows = _as_before(_strongest([*found, *_added(before)]), before)
    return _proposal(rows, [*members, *named.organisations], attended, [*focal, *named.people])


def _proposal(
    rows: Sequence[Recipient], expected: Sequence[Organisation], attended: Sequence[Attendance],
    people: Sequence[Person],
) -> Proposal:  # fmt: skip
    known = {each.id: each.called for each in expected}
    known |= {row.organisation.id: row.organisation.called for row in attended if row.organisation}
    known |= {each.organisation.id: each.organisation.called for each in people}
    lacking = {row.organisation_id for row in rows if row.organisation_id} - known.keys()
    if lacking:
        more = session.scalars(select(Organisation).where(Organisation.id.in_(lacking)))
        known |= {each.id: each.called for each in more}
    reached = {row.organisation_id for row in rows}
    unreachable = {each.id: each.called for each in expected if each.id not in reached}
    return Proposal(tuple(rows), known, tuple(unreachable.values()))


def _focal_points(group_id: int, on: date) -> Sequence[Person]:
    seats = (Seat.group_id == group_id, Seat.role == SeatRole.FOCAL_POINT, holds_on(on))
    return session.scalars(
        select(Person)
        .join(Seat, Seat.person_id == Person.id)
        .where(*seats, *_reachable())
        .options(joinedload(Person.organisation))
        .order_by(Seat.id)
    ).all()


def _named(meeting_id: int) -> _Named:
    parts = session.scalars(
        select(Assignment)
        .join(Assignment.action)
        .where(agreed_in(meeting_id))
        .options(joinedload(Assignment.organisation), joinedload(Assignment.person).joinedload(Person.organisation))
        .order_by(Action.position, Assignment.position, Assignment.id)
    ).all()
    organisations = {part.organisation.id: part.organisation for part in parts if part.organisation.is_active}
    people = [part.person for part in parts if part.person and part.person.is_active and part.person.email]
    return _Named(tuple(organisations.values()), people)


def _attended(meeting_id: int) -> Sequence[Attendance]:
    return session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == meeting_id, Attendance.presence != Presence.ABSENT)
        .options(joinedload(Attendance.organisation), joinedload(Attendance.person).joinedload(Person.organisation))
        .order_by(Attendance.position)
    ).all()


def _leading(meeting: Meeting) -> Sequence[Person]:
    asked = {person_id for person_id in (meeting.chair_id, meeting.secretary_id) if person_id}
    return session.scalars(select(Person).where(Person.id.in_(asked), *_reachable()).order_by(Person.id)).all()


def _before(meeting_id: int) -> Sequence[Delivery]:
    """Who got the number that is read now, in whatever language."""
    newest = select(func.max(Version.number)).where(Version.meeting_id == meeting_id, Version.sealed_at.is_not(None))
    return session.scalars(
        select(Delivery)
        .join(Delivery.version)
        .where(Version.meeting_id == meeting_id, Version.number == newest.scalar_subquery())
        .options(joinedload(Delivery.person))
        .order_by(Delivery.id)
    ).all()


def _reachable() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Person.is_active.is_(True), Person.email != ""


def _people(people: Iterable[Person], reason: Reason) -> Iterator[Recipient]:
    for person in people:
        if person.email and person.is_active:
            name = person.name.in_(person.language).text
            yield Recipient(person.email, name, person.language, reason, person.id, person.organisation_id)


def _mailboxes(organisations: Iterable[Organisation], served: set[int], reason: Reason) -> Iterator[Recipient]:
    """The mailboxes of organisations that nobody with an address sits for."""
    for each in organisations:
        if each.email and each.is_active and each.id not in served:
            yield Recipient(each.email, each.called[each.language], each.language, reason, None, each.id)


def _present(attended: Sequence[Attendance], served: set[int]) -> Iterator[Recipient]:
    """The mailboxes of organisations of whose people nobody is listed with an address."""
    by_name = {row.person.organisation_id for row in attended if row.person and row.person.email}
    organisations = [row.organisation for row in attended if row.organisation]
    yield from _mailboxes(organisations, served | by_name, Reason.ATTENDED)


def still_there(deliveries: Iterable[Delivery]) -> Iterator[Recipient]:
    """Those to whom something was sent, without the people who have left since."""
    return (Recipient.of(row) for row in deliveries if row.person is None or row.person.is_active)


def _added(before: Iterable[Delivery]) -> Iterator[Recipient]:
    yield from still_there(row for row in before if row.reason == Reason.ADDED)


def _strongest(found: Iterable[Recipient]) -> list[Recipient]:
    """One for each address, in whatever letters it is written: the one with the strongest reason."""
    rows: dict[str, Recipient] = {}
    for each in found:
        key = each.address.casefold()
        if key not in rows or STRENGTH.index(each.reason) < STRENGTH.index(rows[key].reason):
            rows[key] = each
    return sorted(rows.values(), key=lambda each: STRENGTH.index(each.reason))


def _as_before(rows: Iterable[Recipient], before: Iterable[Delivery]) -> list[Recipient]:
    """The language that was chosen for an address the last time is proposed again."""
    chosen = {row.address.casefold(): row.language for row in before}
    return [replace(row, language=chosen.get(row.address.casefold(), row.language)) for row in rows]
