"""Giving people seats in a group and ending them; a seat that was held stays in the record."""

from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.audit import services as audit
from tracker.audit.changes import changes, plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import mark_of, refuse_stale
from tracker.core.errors import NotFound, Refused
from tracker.groups.facts import SeatFacts
from tracker.groups.models import Seat
from tracker.groups.services_settings import locked
from tracker.organisations.models import Person


def give_seat(group_id: int, facts: SeatFacts, *, by: Actor, at: datetime) -> Seat:
    """A person sits on a seat; Refused where the same seat is the person's already in that time."""
    group = locked(group_id, by)
    person = session.get(Person, facts.person_id)
    if person is None:
        raise NotFound(Bilingual.said("There is no such person."))
    _refuse_wrong(group_id, facts)
    row = Seat(group_id=group_id, person=person, role=facts.role, from_on=facts.from_on, until_on=facts.until_on)
    session.add(row)
    session.flush()
    audit.record("group.seat_given", "working_group", group_id, by=by, at=at, subject=group.acronym,
                 seat=row.id, person_id=person.id, person=person.name.in_("en").text, role=row.role,
                 from_on=plain(row.from_on), until_on=plain(row.until_on))  # fmt: skip
    return row


def revise_seat(group_id: int, seat_id: int, facts: SeatFacts, *, base: str, by: Actor, at: datetime) -> Seat:
    """The seat begins and ends on other days; its person and role stay what they are. Conflict where the form, which
    carries `base`, showed other days."""
    group = locked(group_id, by)
    row = session.scalar(select(Seat).where(Seat.group_id == group_id, Seat.id == seat_id).with_for_update(of=Seat))
    if row is None:
        raise NotFound(Bilingual.said("There is no such seat."))
    before = SeatFacts.of(row)
    refuse_stale(mark_of(before), base)
    after = SeatFacts(
        person_id=before.person_id, role=before.role, from_on=facts.from_on, until_on=facts.until_on
    )  # fmt: skip
    _refuse_wrong(group_id, after, seat_id)
    row.from_on, row.until_on = after.from_on, after.until_on
    session.flush()
    if changed := changes(before, after):
        audit.record("group.seat_revised", "working_group", group_id, by=by, at=at, subject=group.acronym,
                     seat=row.id, person=row.person.name.in_("en").text, role=row.role, changes=changed)  # fmt: skip
    return row


def _refuse_wrong(group_id: int, facts: SeatFacts, seat_id: int | None = None) -> None:
    if facts.from_on and facts.until_on and facts.until_on < facts.from_on:
        raise Refused(Bilingual.said("The last day is before the first one."))
    same = select(Seat).where(
        Seat.group_id == group_id, Seat.person_id == facts.person_id, Seat.role == facts.role, Seat.id != (seat_id or 0)
    )
    if any(facts.meets(SeatFacts.of(other)) for other in session.scalars(same)):
        raise Refused(Bilingual.said("This person sits on the same seat already at that time; change that one."))
