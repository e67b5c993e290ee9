"""Whom a meeting's invitation should go to, beside whom it went to already. Knows nothing of sending."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.groups.models import Seat, SeatRole
from tracker.groups.queries import holds_on, members_of
from tracker.invitations.models import Invitation
from tracker.meetings.models import Attendance, Meeting
from tracker.minutes.models import Delivery, Version
from tracker.organisations.models import Organisation, Person


class Reason(StrEnum):
    """Why somebody is asked to a meeting, from the strongest down."""

    LEADS = "leads"
    FOCAL_POINT = "focal_point"
    LISTED = "listed"
    MEMBER = "member"
    MINUTES = "minutes"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Guest:
    """An address that is asked to a meeting, in which language and why."""

    address: str
    name: str
    language: Language
    reason: Reason
    person_id: int | None = None
    organisation_id: int | None = None

    @property
    def key(self) -> str:
        """The address in whatever letters it is written."""
        return self.address.casefold()


@dataclass(frozen=True, slots=True)
class Asked:
    """A guest on the list of the page: with the invitation that went out, if one did, and its organisation."""

    guest: Guest
    organisation: Bilingual
    invitation: Invitation | None

    def stands(self, sequence: int) -> str:
        """How far the invitation is: new, sent, behind what the calendar shows now, or taken back."""
        if self.invitation is None:
            return "new"
        if self.invitation.cancelled:
            return "taken_back"
        return "sent" if self.invitation.sequence >= sequence else "behind"


@dataclass(frozen=True, slots=True)
class GuestList:
    """Everybody who is or was asked, and the organisations that no address leads to."""

    rows: tuple[Asked, ...]
    unreachable: tuple[Bilingual, ...]


def guest_list(meeting: Meeting, on: date) -> GuestList:
    """Who should be asked to a meeting as it stands on a day: chair and secretary, the members' focal points, whoever
    is on the attendance list, the mailboxes of organisations that none of these come from, the address that got the
    minutes of a member without any, and whoever was asked before. A fixed number of queries."""
    listed, invitations = _listed(meeting.id), invitations_of(meeting.id)
    focal, members = _focal_points(meeting.group_id, on), members_of(meeting.group_id)
    people = [row.person for row in listed if row.person]
    organisations = {row.organisation.id: row.organisation for row in listed if row.organisation}
    organisations |= {each.id: each for each in members}
    served = {each.organisation_id for each in (*focal, *people) if each.email and each.is_active}
    leading = [person for person in (meeting.chair, meeting.secretary) if person]
    member_ids = {each.id for each in members}
    found = [
        *_people(leading, Reason.LEADS),
        *_people(focal, Reason.FOCAL_POINT),
        *_people(people, Reason.LISTED),
        *_mailboxes((each for each in organisations.values() if each.id not in served), member_ids),
    ]
    asked = {each.organisation_id for each in found} | {each.organisation_id for each in invitations}
    found += _sent_minutes(meeting.group_id, [each.id for each in members if each.is_active and each.id not in asked])
    known = {each.organisation.id: each.organisation for each in (*focal, *people, *leading)} | organisations
    known |= {each.organisation.id: each.organisation for each in invitations if each.organisation}
    rows = _beside(found, invitations, known)
    reached = {row.guest.organisation_id for row in rows}
    unreachable = [each.called for each in organisations.values() if each.is_active and each.id not in reached]
    return GuestList(rows, tuple(unreachable))


def of_known_addresses(guests: Sequence[Guest]) -> list[Guest]:
    """The same, those whose address is that of somebody active, or of an organisation, as theirs; two queries."""
    keys = {each.key for each in guests}
    boxes = select(Organisation).where(func.lower(Organisation.email).in_(keys), Organisation.is_active)
    own = {each.email.casefold(): each.id for each in session.scalars(boxes)}
    people: dict[str, list[Person]] = {}
    asked = select(Person).where(func.lower(Person.email).in_(keys), Person.is_active).order_by(Person.id)
    for person in session.scalars(asked):
        people.setdefault(person.email.casefold(), []).append(person)
    return [_as_known(each, own.get(each.key), people.get(each.key, ())) for each in guests]


def _as_known(guest: Guest, own: int | None, people: Sequence[Person]) -> Guest:
    """An address that several share is that of nobody alone."""
    if own is not None:
        return replace(guest, organisation_id=own)
    if len(people) != 1:
        return guest
    (person,) = people
    name = person.name.in_(guest.language).text
    return replace(guest, name=name, person_id=person.id, organisation_id=person.organisation_id)


def _sent_minutes(group_id: int, organisations: Sequence[int]) -> list[Guest]:
    """For each of these organisations the address of its own that last got minutes of the group."""
    rows = session.scalars(
        select(Delivery)
        .join(Delivery.version)
        .join(Meeting, Meeting.id == Version.meeting_id)
        .where(
            Meeting.group_id == group_id, Delivery.organisation_id.in_(organisations), Delivery.person_id.is_(None),
            Delivery.sent_at.is_not(None),
        )
        .order_by(Delivery.sent_at, Delivery.id)
    )  # fmt: skip
    last = {row.organisation_id: row for row in rows}
    return [
        Guest(last[each].address, last[each].name, last[each].language, Reason.MINUTES, None, each)
        for each in organisations
        if each in last
    ]


def invitations_of(meeting_id: int) -> Sequence[Invitation]:
    """The addresses that a meeting's invitation went to, in the order in which it did first."""
    return session.scalars(
        select(Invitation)
        .where(Invitation.meeting_id == meeting_id)
        .options(joinedload(Invitation.organisation), joinedload(Invitation.mail), joinedload(Invitation.link))
        .order_by(Invitation.id)
    ).all()


def _beside(
    found: Iterable[Guest], invitations: Sequence[Invitation], known: dict[int, Organisation]
) -> tuple[Asked, ...]:
    """One for each address, the strongest reason first, beside what was sent there; what was sent keeps its
    language."""
    sent = {each.email.casefold(): each for each in invitations}
    rows: dict[str, Guest] = {}
    for guest in found:
        rows.setdefault(guest.key, guest)
    for key, each in sent.items():
        reason = rows[key].reason if key in rows else Reason.ADDED
        rows[key] = Guest(each.email, each.name, each.language, reason, each.person_id, each.organisation_id)
    called = {number: each.called for number, each in known.items()}
    return tuple(
        Asked(guest, called.get(guest.organisation_id or 0, Bilingual()), sent.get(key)) for key, guest in rows.items()
    )


def _listed(meeting_id: int) -> Sequence[Attendance]:
    return session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == meeting_id)
        .options(joinedload(Attendance.organisation), joinedload(Attendance.person).joinedload(Person.organisation))
        .order_by(Attendance.position, Attendance.id)
    ).all()


def _focal_points(group_id: int, on: date) -> Sequence[Person]:
    seats = (Seat.group_id == group_id, Seat.role == SeatRole.FOCAL_POINT, holds_on(on))
    return session.scalars(
        select(Person)
        .join(Seat, Seat.person_id == Person.id)
        .where(*seats)
        .options(joinedload(Person.organisation))
        .order_by(Seat.id)
    ).all()


def _people(people: Iterable[Person], reason: Reason) -> Iterator[Guest]:
    for person in people:
        if person.email and person.is_active:
            name = person.name.in_(person.language).text
            yield Guest(person.email, name, person.language, reason, person.id, person.organisation_id)


def _mailboxes(organisations: Iterable[Organisation], members: set[int]) -> Iterator[Guest]:
    for each in organisations:
        if each.email and each.is_active:
            reason = Reason.MEMBER if each.id in members else Reason.LISTED
            yield Guest(each.email, each.called[each.language], each.language, reason, None, each.id)
