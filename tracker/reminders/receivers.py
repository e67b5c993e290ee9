"""Who is told of a reminder: the organisation's people, the chair's side, or management. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import and_, func, select, true

from tracker.accounts.models import Account
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.groups.models import Audience, Seat, SeatRole, Trigger
from tracker.groups.queries import holds_on
from tracker.organisations.models import Organisation, Person
from tracker.reminders.ladder import ESCALATING, NOW, Step, step_of
from tracker.reminders.sent import Sent, sent_to

_CHAIRING = (SeatRole.CHAIR, SeatRole.ACTING_CHAIR)
_LEADING = (*_CHAIRING, SeatRole.SECRETARY)


class Why(StrEnum):
    """As whom somebody is told."""

    NAMED = "named"
    FOCAL_POINT = "focal_point"
    ORGANISATION = "organisation"
    CHAIR = "chair"
    MANAGEMENT = "management"
    LEADING_IT = "leading_it"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is told, in his language: a person, or an organisation at its own address. `key` tells two apart and
    is the same for the same one in every group; what escalates comes through every pause."""

    person_id: int | None
    organisation_id: int | None
    key: str
    name: str
    address: str
    language: Language
    is_reachable: bool
    escalates: bool
    why: Why


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    name: Bilingual
    email: str
    language: Language
    is_active: bool
    organisation_id: int

    def reader(self, why: Why, *, escalates: bool) -> Reader:
        name = self.name.in_(self.language).text
        return Reader(
            self.id, None, f"person {self.id}", name, self.email, self.language, bool(self.email), escalates, why
        )


@dataclass(frozen=True, slots=True)
class _Organisation:
    id: int
    short_name: str
    lao_short_name: str
    email: str
    language: Language
    parent_id: int | None

    def reader(self, *, escalates: bool, address: str = "") -> Reader:
        """At its own address, or at another one that is known for it."""
        name = (self.lao_short_name if self.language == "lo" else "") or self.short_name
        key, why = f"organisation {self.id}", Why.SENT if address else Why.ORGANISATION
        at = address or self.email
        return Reader(None, self.id, key, name, at, self.language, bool(at), escalates, why)


Seats = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Readers:
    """The people, seats and organisations of some groups on a day, so that asking for one more reads nothing."""

    people: Mapping[int, _Person]
    organisations: Mapping[int, _Organisation]
    focal: Seats
    leading: Seats
    chairing: Seats
    managing: tuple[int, ...]
    sent: Mapping[tuple[int, int | None, Trigger], Sequence[Sent]]
    _known: dict[tuple[object, ...], tuple[Reader, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, group_ids: Collection[int], on: date) -> "Readers":
        """What stands on a day: six queries, however many groups."""
        asked = select(Seat.group_id, Seat.person_id, Seat.role).where(Seat.group_id.in_(group_ids), holds_on(on))
        seats = [(group, person, role) for group, person, role in session.execute(asked.order_by(Seat.id))]
        people, managing = _people()
        return cls(
            people, _organisations(),
            focal=_by_group((group, person) for group, person, role in seats if role == SeatRole.FOCAL_POINT),
            leading=_by_group((group, person) for group, person, role in seats if role in _LEADING),
            chairing=_by_group((group, person) for group, person, role in seats if role in _CHAIRING),
            managing=managing, sent=sent_to(group_ids),
        )  # fmt: skip

    def of(
        self, group_id: int, audience: Audience, organisation_id: int | None, person_id: int | None, step: str
    ) -> tuple[Reader, ...]:
        """Who is told of a reminder of this step, each once.

        What tells on somebody is told to those as well whom it is about; what the chair's own people are late with goes
        to management too.
        """
        asked = (group_id, audience, organisation_id, person_id, step)
        if asked not in self._known:
            self._known[asked] = _once(self._told(group_id, audience, organisation_id, person_id, step))
        return self._known[asked]

    def is_led_by(self, group_id: int, organisation_id: int | None) -> bool:
        """Whether an organisation is the chair's own, or a unit of it."""
        own = {self.people[each].organisation_id for each in self.chairing.get(group_id, ()) if each in self.people}
        return any(each.id in own for each in self._upwards(organisation_id))

    def _told(
        self, group_id: int, audience: Audience, organisation_id: int | None, person_id: int | None, code: str
    ) -> Iterator[Reader]:
        step = step_of(code)
        late = step is not None and step.trigger in ESCALATING and step.is_after
        own = late and self.is_led_by(group_id, organisation_id)
        told_on = late and (audience != Audience.OWNER or own)
        escalates = told_on or code == NOW
        if audience == Audience.OWNER or told_on:
            yield from self._owners(group_id, organisation_id, person_id, step, escalates=escalates)
        if audience == Audience.CHAIR:
            yield from self._chair(group_id, escalates=escalates)
        if audience == Audience.MANAGEMENT or own:
            yield from self._management(group_id, escalates=escalates)

    def _owners(
        self, group_id: int, organisation_id: int | None, person_id: int | None, step: Step | None, *, escalates: bool
    ) -> Iterator[Reader]:
        """The person who is named and the focal points; else the organisation's address; else those of it who lead the
        group; else where the minutes went, or the invitation, of which one is reminded. Of nobody's, the chair."""
        if organisation_id is None:
            yield from self._chair(group_id, escalates=escalates)
            return
        named = self._reachable((person_id,) if person_id else (), Why.NAMED, escalates=escalates)
        found = [*named, *self._focal_points(group_id, organisation_id, escalates=escalates)]
        if found:
            yield from found
            return
        upwards = self._upwards(organisation_id)
        if with_address := next((each for each in upwards if each.email), None):
            yield with_address.reader(escalates=escalates)
            return
        leading = self.leading.get(group_id, ())
        found = self._nearest(organisation_id, leading, Why.LEADING_IT, escalates=escalates)
        found = found or self._sent(group_id, organisation_id, step, escalates=escalates)
        yield from found or [each.reader(escalates=escalates) for each in upwards[:1]]

    def _focal_points(self, group_id: int, organisation_id: int, *, escalates: bool) -> list[Reader]:
        """Those of the organisation or, where it has none, of the nearest one above it that has."""
        return self._nearest(organisation_id, self.focal.get(group_id, ()), Why.FOCAL_POINT, escalates=escalates)

    def _nearest(self, organisation_id: int, seated: Collection[int], why: Why, *, escalates: bool) -> list[Reader]:
        for each in self._upwards(organisation_id):
            own = [person for person in seated if self._is_of(person, each.id)]
            if found := self._reachable(own, why, escalates=escalates):
                return found
        return []

    def _is_of(self, person_id: int, organisation_id: int) -> bool:
        return person_id in self.people and self.people[person_id].organisation_id == organisation_id

    def _sent(self, group_id: int, organisation_id: int, step: Step | None, *, escalates: bool) -> list[Reader]:
        """The people to whom went for the organisation what it is reminded of, else the newest address."""
        sent = self.sent.get((group_id, organisation_id, step.trigger), ()) if step else ()
        people = [each.person_id for each in sent if each.person_id is not None]
        if found := self._reachable(dict.fromkeys(people), Why.SENT, escalates=escalates):
            return found
        address = next((each.address for each in sent if each.person_id is None), "")
        return [self.organisations[organisation_id].reader(escalates=escalates, address=address)] if address else []

    def _chair(self, group_id: int, *, escalates: bool) -> Iterator[Reader]:
        """Chair, acting chair and secretary; management where none of them can be reached."""
        seated = [each for each in self.leading.get(group_id, ()) if each in self.people]
        found = self._reachable(seated, Why.CHAIR, escalates=escalates)
        found = found or self._reachable(self.managing, Why.MANAGEMENT, escalates=escalates)
        yield from found or [self.people[each].reader(Why.CHAIR, escalates=escalates) for each in seated]

    def _management(self, group_id: int, *, escalates: bool) -> Iterator[Reader]:
        found = self._reachable(self.managing, Why.MANAGEMENT, escalates=escalates)
        yield from found or self._reachable(self.leading.get(group_id, ()), Why.CHAIR, escalates=escalates)

    def _reachable(self, person_ids: Iterable[int], why: Why, *, escalates: bool) -> list[Reader]:
        people = [self.people[each] for each in person_ids if each in self.people]
        return [each.reader(why, escalates=escalates) for each in people if each.is_active and each.email]

    def _upwards(self, organisation_id: int | None) -> list[_Organisation]:
        """An organisation and those above it."""
        found: list[_Organisation] = []
        while (
            organisation_id is not None
            and organisation_id in self.organisations
            and len(found) < len(self.organisations)
        ):
            found.append(self.organisations[organisation_id])
            organisation_id = found[-1].parent_id
        return found


def _people() -> tuple[dict[int, _Person], tuple[int, ...]]:
    rows = session.execute(
        select(
            Person.id, Person.name, Person.email, Person.language,
            and_(Person.is_active, func.coalesce(Account.is_active, true())), Person.organisation_id,
            Account.is_management & Account.is_active,
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .order_by(Person.id)
    ).all()  # fmt: skip
    return {row[0]: _Person(*row[:6]) for row in rows}, tuple(row[0] for row in rows if row[6])


def _organisations() -> dict[int, _Organisation]:
    rows = session.execute(
        select(
            Organisation.id, Organisation.short_name, Organisation.lao_short_name, Organisation.email,
            Organisation.language, Organisation.parent_id,
        )
    )  # fmt: skip
    return {row[0]: _Organisation(*row) for row in rows}


def _by_group(seats: Iterable[tuple[int, int]]) -> Seats:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for group_id, person_id in seats:
        found[group_id].append(person_id)
    return {group_id: tuple(people) for group_id, people in found.items()}


def _once(readers: Iterable[Reader]) -> tuple[Reader, ...]:
    found: dict[str, Reader] = {}
    for each in readers:
        found.setdefault(each.key, each)
    return tuple(found.values())
