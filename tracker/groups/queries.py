"""Reads of working groups: who holds which seat, and which groups somebody may see."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from tracker.access.actors import Actor, Role
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.groups.models import SLUG, DayOff, Letterhead, Membership, Seat, WorkingGroup
from tracker.organisations.models import Organisation

READERS = 200  # of whom queries and conditions are kept: to make one takes longer than to run it


def holds_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Whether a seat is held on a day; its first and last day included."""
    return and_(or_(Seat.from_on.is_(None), Seat.from_on <= day), or_(Seat.until_on.is_(None), Seat.until_on >= day))


_HELD = select(Seat.group_id, Seat.role).where(Seat.person_id == bindparam("person"), holds_on(bindparam("day")))
"""Put together once: every page asks it."""


def seats_held(person_id: int, on: date) -> frozenset[tuple[int, Role]]:
    """The roles in groups that a person holds on a day, by the group's id; first and last day included."""
    held = session.execute(_HELD, {"person": person_id, "day": on}).all()
    return frozenset((group_id, Role(role.value)) for group_id, role in held)


def is_own(group_id: InstrumentedAttribute[int], actor: Actor) -> ColumnElement[bool]:
    """Whether somebody has a seat in the group of that id, or one of his organisations is a member of it."""
    members = select(Membership.group_id).where(Membership.organisation_id.in_(actor.organisations))
    return or_(group_id.in_({seat for seat, _ in actor.seats}), group_id.in_(members))


def groups_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which groups somebody may know of: all for the administrator and management, else his own."""
    if actor.everywhere & {Role.ADMINISTRATOR, Role.MANAGEMENT}:
        return true()
    return is_own(WorkingGroup.id, actor)


def groups_for(actor: Actor) -> Sequence[WorkingGroup]:
    """The groups that somebody may know of, by their acronyms."""
    return session.scalars(_groups_of(actor)).all()


@lru_cache(maxsize=READERS)
def _groups_of(actor: Actor) -> Select[WorkingGroup]:
    return select(WorkingGroup).where(groups_visible_to(actor)).order_by(WorkingGroup.acronym)


def group_for(actor: Actor, slug: str) -> WorkingGroup:
    """The group of this slug; NotFound if there is none, or none for this reader."""
    return visible_group(slug, groups_visible_to(actor))


def visible_group(slug: str, visible: ColumnElement[bool]) -> WorkingGroup:
    """The group of this slug if it is visible; NotFound in the same words whether it is not, or is not there."""
    found = re.fullmatch(SLUG, slug)  # PostgreSQL takes no NUL in a text, and addresses can hold one
    asked = select(WorkingGroup).where(WorkingGroup.slug == slug, visible)
    group = session.scalar(asked) if found else None
    if group is None:
        raise NotFound(Bilingual.said("There is no working group %(slug)s.", slug=slug))
    return group


def members_of(group_id: int) -> Sequence[Organisation]:
    """The organisations that are members of a group and exist still, in the order in which they became it."""
    return session.scalars(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.group_id == group_id, Organisation.is_active)
        .order_by(Membership.id)
    ).all()


def letterhead_on(group_id: int, day: date) -> Letterhead | None:
    """The letterhead that is valid on a day; None before the first."""
    return session.scalars(
        select(Letterhead)
        .where(Letterhead.group_id == group_id, Letterhead.valid_from <= day)
        .order_by(Letterhead.valid_from.desc())
        .limit(1)
    ).first()


def days_off(group_id: int) -> frozenset[date]:
    """The days on which a group does not work, besides weekends and public holidays."""
    return frozenset(session.scalars(select(DayOff.day).where(DayOff.group_id == group_id)))
