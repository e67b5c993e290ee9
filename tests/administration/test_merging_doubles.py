from datetime import date, timedelta
from typing import Any

import pytest
from applications import NOON, TESTER
from flask import Flask
from sqlalchemy import select

from tracker.accounts import sessions
from tracker.accounts.models import Account, LoginSession
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.models import Action, Ask, AskKind, Assignment, AssignmentSpan, AssignmentState, Progress
from tracker.administration import merging
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.groups.models import Membership, Seat, SeatRole, WorkingGroup
from tracker.meetings.kinds import EntryKind, Section
from tracker.meetings.models import Entry, EntryRaisedBy, Meeting
from tracker.minutes.models import Stance, StanceKind, Version, VersionKind
from tracker.organisations.models import Organisation, Person

MARCH, APRIL = date(2021, 3, 29), date(2021, 4, 20)
STATES = AssignmentState


@pytest.fixture(autouse=True)
def both(either_app: Flask) -> None:
    """Two members of a group that met once, each with a focal point who has an account."""
    with transaction():
        group = WorkingGroup(slug="im-twg", acronym="IM", name=Bilingual("IM"))
        meeting = Meeting(group=group, period_year=2021, period_quarter=1, held_on=MARCH)
        entry = Entry(meeting=meeting, key="i1", number=1, section=Section.ISSUES, kind=EntryKind.ISSUE, position=1,
                      text=Bilingual("Late"))  # fmt: skip
        for position, name in enumerate(("NPA", "MAG"), 1):
            row = Organisation(short_name=name, name=Bilingual(name))
            someone = Person(key=name.lower(), name=Bilingual(f"{name} Person"), organisation=row, email=mail(name))
            group.memberships.append(Membership(organisation=row))
            group.seats.append(Seat(person=someone, role=SeatRole.FOCAL_POINT))
            entry.raisers.append(EntryRaisedBy(organisation=row, position=position))
            session.add(Account(person=someone, email=mail(name), created_at=NOON))
        session.add(entry)


def mail(name: str) -> str:
    return f"{name.lower()}@twg.example"


def organisation(short_name: str) -> Organisation:
    return session.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()


def person(name: str) -> Person:
    return session.scalars(select(Person).where(Person.key == name)).one()


def merge(kind: merging.Kind, keep: Organisation | Person, gone: Organisation | Person) -> dict[str, Any]:
    bases = keep.version, gone.version
    with transaction():
        merging.merge(kind, keep.id, gone.id, bases=bases, by=TESTER, at=NOON)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == f"{kind}.merged")).one()
    assert entry.details is not None
    return entry.details


def part(short_name: str, state: AssignmentState, day: date, due: date) -> Assignment:
    """A part that was open from the meeting on and is in this state since a day."""
    row = organisation(short_name)
    window = Window(due, due, due)
    closed = clock.midday(day) if state in {STATES.ACCEPTED, STATES.DROPPED} else None
    return Assignment(
        organisation=row, state=state, closed_at=closed, window=window,
        spans=[
            AssignmentSpan(organisation_id=row.id, state=STATES.OPEN, window=window, from_on=MARCH,
                           until_on=day - timedelta(1)),
            AssignmentSpan(organisation_id=row.id, state=state, window=window, from_on=day),
        ],
    )  # fmt: skip


def doubled_action(mine: AssignmentState, theirs: AssignmentState) -> int:
    """An action of NPA and MAG, on which both reported and MAG asked for more time."""
    with transaction():
        group = session.scalars(select(WorkingGroup).where(WorkingGroup.slug == "im-twg")).one()
        parts = [part("NPA", mine, APRIL, date(2021, 6, 30)), part("MAG", theirs, APRIL + timedelta(5), MARCH)]
        action = Action(group=group, reference="IM-A-900", text=Bilingual("Do it"), words=Bilingual(), first=NO_WINDOW,
                        reason=Bilingual("why"), agreed_on=MARCH, assignments=parts)  # fmt: skip
        action.progress = [
            Progress(assignment=each, organisation=each.organisation, on=APRIL, at=NOON, by="x", note=Bilingual("n"))
            for each in parts
        ]
        session.add(action)
        session.flush()
        ask = Ask(assignment_id=parts[1].id, organisation_id=parts[1].organisation_id,
                  kind=AskKind.MORE_TIME, reason=Bilingual("r"), window=NO_WINDOW,
                  asked_at=NOON, asked_by="x", answer=Bilingual())  # fmt: skip
        session.add(ask)
        session.flush()
        return action.id


@pytest.mark.parametrize(
    ("mine", "theirs", "state"),
    [
        (STATES.ACCEPTED, STATES.SUBMITTED, STATES.SUBMITTED),
        (STATES.IN_PROGRESS, STATES.ACCEPTED, STATES.IN_PROGRESS),
        (STATES.ACCEPTED, STATES.ACCEPTED, STATES.ACCEPTED),
        (STATES.DROPPED, STATES.ACCEPTED, STATES.ACCEPTED),
        (STATES.DROPPED, STATES.OPEN, STATES.OPEN),
    ],
)
def test_two_parts_of_an_action_become_the_one_that_is_less_far(
    mine: AssignmentState, theirs: AssignmentState, state: AssignmentState
) -> None:
    action_id = doubled_action(mine, theirs)
    npa = organisation("NPA")
    details = merge("organisation", npa, organisation("MAG"))
    action = session.get_one(Action, action_id)
    (one,) = action.assignments
    assert (one.organisation.short_name, one.state) == ("NPA", state)
    assert (one.closed_at is not None) == (state in {STATES.ACCEPTED, STATES.DROPPED})
    assert {each.assignment_id for each in action.progress} == {one.id}
    assert {each.organisation_id for each in action.progress} == {npa.id}
    assert len(action.progress) == 2
    assert session.scalars(select(Ask)).one().assignment_id == one.id
    current = [span for span in one.spans if span.until_on is None]
    assert [(span.state, span.window, span.organisation_id) for span in current] == [(state, one.window, npa.id)]
    for day in (MARCH + timedelta(n) for n in range(60)):
        assert len([s for s in one.spans if s.from_on <= day and (s.until_on is None or day <= s.until_on)]) == 1
    (told,) = details["combined"]["assignment.organisation_id"]
    assert (told["state"], len(told["spans"]), told["stood"]["state"]) == (theirs.value, 2, mine.value)


def test_what_both_have_alike_stands_once() -> None:
    npa, mag = organisation("NPA"), organisation("MAG")
    details = merge("organisation", npa, mag)
    assert [each.short_name for each in session.scalars(select(Entry)).one().raised_by] == ["NPA"]
    assert [each.organisation.short_name for each in session.scalars(select(Membership))] == ["NPA"]
    assert len(details["dropped"]["membership.organisation_id"]) == 1
    assert details["gone"]["short_name"] == "MAG"


@pytest.mark.parametrize(
    ("kinds", "silent", "kind", "reason"),
    [
        ((StanceKind.AGREES, StanceKind.OBJECTS), (False, False), StanceKind.OBJECTS, "of MAG"),
        ((StanceKind.OBJECTS, StanceKind.AGREES), (False, False), StanceKind.OBJECTS, "of NPA"),
        ((StanceKind.OBJECTS, StanceKind.OBJECTS), (False, False), StanceKind.OBJECTS, "of MAG\n\nof NPA"),
        ((StanceKind.AGREES, StanceKind.AGREES), (True, False), StanceKind.AGREES, "of MAG"),
        ((StanceKind.AGREES, StanceKind.AGREES), (False, True), StanceKind.AGREES, "of NPA"),
    ],
)
def test_an_objection_wins(
    kinds: tuple[StanceKind, ...], silent: tuple[bool, ...], kind: StanceKind, reason: str
) -> None:
    with transaction():
        meeting = session.scalars(select(Meeting)).one()
        version = Version(meeting=meeting, number=1, kind=VersionKind.CIRCULATED, outline={}, sha256="0" * 64, at=NOON,
                          by="x", changes=Bilingual())  # fmt: skip
        session.add(version)
        session.flush()
        for n, name in enumerate(("NPA", "MAG")):
            at = NOON + timedelta(n)
            session.add(Stance(version_id=version.id, organisation=organisation(name), kind=kinds[n], silent=silent[n],
                               reason=Bilingual(f"of {name}"), at=at, by=name))  # fmt: skip
    details = merge("organisation", organisation("NPA"), organisation("MAG"))
    one = session.scalars(select(Stance)).one()
    assert (one.organisation.short_name, one.kind, one.silent, one.reason.en) == ("NPA", kind, False, reason)
    (told,) = details["combined"]["stance.organisation_id"]
    assert (told["reason_en"], told["stood"]["reason_en"]) == ("of MAG", "of NPA")


def account(name: str) -> Account:
    return session.scalars(select(Account).where(Account.email == mail(name))).one()


def close(name: str) -> None:
    with transaction():
        account(name).is_active = False


@pytest.mark.parametrize(
    ("ends", "until"),
    [((None, MARCH), None), ((MARCH, None), None), ((MARCH, APRIL), APRIL), ((APRIL, MARCH), APRIL)],
)
def test_a_seat_is_held_until_the_later_end(ends: tuple[date | None, date | None], until: date | None) -> None:
    with transaction():
        group = session.scalars(select(WorkingGroup)).one()
        for name, end in zip(("npa", "mag"), ends, strict=True):
            someone = person(name)
            session.scalars(select(Seat).where(Seat.person_id == someone.id)).one().until_on = end
            group.seats.append(Seat(person=someone, role=SeatRole.TRANSLATOR, from_on=MARCH, until_on=end))
    close("mag")
    merge("person", person("npa"), person("mag"))
    seats = session.scalars(select(Seat).where(Seat.person_id == person("npa").id)).all()
    assert sorted((seat.role.value, seat.until_on) for seat in seats) == [
        ("focal_point", until), ("translator", until),
    ]  # fmt: skip


@pytest.mark.parametrize("closed", ["npa", "mag"])
def test_the_account_that_is_closed_goes(closed: str) -> None:
    with transaction():
        for name in ("npa", "mag"):
            sessions.begin(account(name), address="127.0.0.1", browser="a test", at=NOON)
    with pytest.raises(Refused, match="account that is active"):
        merge("person", person("npa"), person("mag"))
    close(closed)
    details = merge("person", person("npa"), person("mag"))
    open_one = "mag" if closed == "npa" else "npa"
    (kept,) = session.scalars(select(Account))
    assert (kept.email, kept.person.key) == (mail(open_one), "npa")
    assert details["combined"]["account.person_id"][0]["email"] == mail(closed)
    assert {each.account_id for each in session.scalars(select(LoginSession))} == {kept.id}


def test_an_account_goes_over_to_whoever_has_none() -> None:
    with transaction():
        session.add(Person(key="other-npa", name=Bilingual(lo="ນ້ອຍ"), organisation=organisation("NPA"), phone="020"))
    without = session.scalars(select(Person).where(Person.key == "other-npa")).one()
    merge("person", without, person("npa"))
    row = session.scalars(select(Person).where(Person.key == "other-npa")).one()
    assert account("npa").person_id == row.id
    assert (row.name.en, row.name.lo, row.email, row.phone) == ("NPA Person", "ນ້ອຍ", "npa@twg.example", "020")
