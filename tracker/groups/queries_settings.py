"""Reads for the settings of groups: the list, and everything that one group's page tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from tracker.access.actors import Actor, Role
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.groups.models import DayOff, Letterhead, Membership, Seat, SeatRole, WorkingGroup
from tracker.groups.policy import groups_drafted_by
from tracker.groups.queries import visible_group
from tracker.organisations.models import Organisation, Person
from tracker.organisations.queries import in_order


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as a line of the list."""

    group: WorkingGroup
    members: int
    chairs: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a group as they stand on a day."""

    held: tuple[Seat, ...]
    to_come: tuple[Seat, ...]
    ended: tuple[Seat, ...]


def groups_to_set(actor: Actor, on: date) -> tuple[GroupRow, ...]:
    """The groups whose settings somebody may read, with their chairs of that day: three queries."""
    groups = session.scalars(
        select(WorkingGroup).where(_settings_visible_to(actor)).order_by(WorkingGroup.acronym)
    ).all()
    counted = select(Membership.group_id, func.count()).group_by(Membership.group_id)
    members: dict[int, int] = dict(iter(session.execute(counted)))
    seats = session.scalars(
        select(Seat).where(Seat.role == SeatRole.CHAIR).options(joinedload(Seat.person)).order_by(Seat.id)
    ).all()
    chairs: dict[int, list[Bilingual]] = {}
    for seat in _sorted_by_day(seats, on).held:
        chairs.setdefault(seat.group_id, []).append(seat.person.name)
    return tuple(GroupRow(each, members.get(each.id, 0), tuple(chairs.get(each.id, ()))) for each in groups)


def group_to_set(actor: Actor, slug: str) -> WorkingGroup:
    """The group of this slug; NotFound for whoever may not read its settings."""
    return visible_group(slug, _settings_visible_to(actor))


def members_of(group_id: int, language: Language) -> Sequence[Organisation]:
    """The organisations that belong to a group."""
    return session.scalars(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.group_id == group_id)
        .order_by(*in_order(language))
    ).all()


def seats_of(group_id: int, on: date) -> Seats:
    """The seats of a group with their people, by role, then in the order in which they were given."""
    seats = session.scalars(
        select(Seat)
        .where(Seat.group_id == group_id)
        .join(Seat.person)
        .options(contains_eager(Seat.person).joinedload(Person.organisation))
        .order_by(Seat.from_on, Seat.id)
    ).all()
    roles = list(SeatRole)
    return _sorted_by_day(sorted(seats, key=lambda seat: roles.index(seat.role)), on)


def seat_of(group_id: int, seat_id: int) -> Seat:
    """One seat of the group; NotFound if it has none of this number."""
    seat = session.scalar(
        select(Seat).where(Seat.group_id == group_id, Seat.id == seat_id).options(joinedload(Seat.person))
    )
    if seat is None:
        raise NotFound(Bilingual.said("There is no such seat."))
    return seat


def letterheads_of(group_id: int) -> Sequence[Letterhead]:
    """The letterheads of a group, the newest first."""
    return session.scalars(
        select(Letterhead).where(Letterhead.group_id == group_id).order_by(Letterhead.valid_from.desc())
    ).all()


def letterhead_of(group_id: int, letterhead_id: int) -> Letterhead:
    """One letterhead of the group; NotFound if it has none of this number."""
    head = session.scalar(select(Letterhead).where(Letterhead.group_id == group_id, Letterhead.id == letterhead_id))
    if head is None:
        raise NotFound(Bilingual.said("There is no such letterhead."))
    return head


def days_off_of(group_id: int) -> Sequence[DayOff]:
    """The days on which a group does not work, the latest first."""
    return session.scalars(select(DayOff).where(DayOff.group_id == group_id).order_by(DayOff.day.desc())).all()


def _settings_visible_to(actor: Actor) -> ColumnElement[bool]:
    return true() if Role.ADMINISTRATOR in actor.everywhere else WorkingGroup.id.in_(groups_drafted_by(actor))


def _sorted_by_day(seats: Sequence[Seat], on: date) -> Seats:
    ended = tuple(seat for seat in seats if seat.until_on and seat.until_on < on)
    to_come = tuple(seat for seat in seats if seat.from_on and seat.from_on > on)
    return Seats(tuple(seat for seat in seats if seat not in ended and seat not in to_come), to_come, ended)
