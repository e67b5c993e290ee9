from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sweeps import a_group, a_meeting, an_action, organisation, parts_of, person, reminders, seat, swept, told

from tracker.accounts.models import Account
from tracker.actions.deadlines import Window
from tracker.actions.models import Assignment
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.groups.models import Audience, Seat, SeatRole
from tracker.invitations.models import Invitation
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.minutes.models import Delivery, Version, VersionKind
from tracker.organisations.models import Person
from tracker.reminders.jobs_addressing import address_all
from tracker.reminders.models import Receiver
from tracker.reminders.receivers import Readers, Why

ON = date(2021, 5, 10)


def late_by(days_step: str) -> Window:
    """A window whose step of the default ladder comes on that day."""
    ends = {"due+0": date(2021, 5, 10), "due+10": date(2021, 4, 30), "due+31-chair": date(2021, 4, 9),
            "due+38-management": date(2021, 4, 2)}[days_step]  # fmt: skip
    return Window(None, ends, ends)


def owed(group_id: int, name: str, step: str) -> int:
    return parts_of(an_action(group_id, name, window=late_by(step)))[name]


def test_who_is_told_at_which_step(either_app: Flask) -> None:
    del either_app
    group_id = a_group()
    for step in ("due+0", "due+31-chair", "due+38-management"):
        owed(group_id, "NPA", step)
    swept(group_id, date(2021, 5, 7))
    swept(group_id, ON)
    assert told(ON) == {
        "due+0": {"focal"},
        "due+31-chair": {"focal!", "chair!", "secretary!"},
        "due+38-management": {"focal!", "manager!"},
    }
    assert address_all(ON, clock.midday(ON)) == 0


def test_the_person_who_is_named_beside_the_focal_points(app: Flask) -> None:
    del app
    group_id = a_group()
    part_id = owed(group_id, "NPA", "due+0")
    with transaction() as current:
        current.get_one(Assignment, part_id).person = person("Named", "NPA")
    swept(group_id, ON)
    assert told(ON)["due+0"] == {"named", "focal"}


def test_a_unit_without_a_focal_point_has_that_of_what_it_belongs_to(app: Flask) -> None:
    del app
    group_id = a_group()
    with transaction():
        organisation("NPA Field", parent="NPA", email="field@npa.example")
    owed(group_id, "NPA Field", "due+0")
    swept(group_id, ON)
    assert told(ON)["due+0"] == {"focal"}


def test_an_organisation_without_people_at_its_address_or_not_at_all(app: Flask) -> None:
    del app
    group_id = a_group()
    with transaction():
        organisation("MAG", email="office@mag.example")
        seat(group_id, person("Nomail", "WEI", email=""), SeatRole.FOCAL_POINT)
    owed(group_id, "MAG", "due+0")
    owed(group_id, "WEI", "due+0")
    swept(group_id, ON)
    address_all(ON, clock.midday(ON))
    session.rollback()
    found = {
        (row.organisation.short_name if row.organisation else "", row.is_reachable)
        for row in session.scalars(select(Receiver))
    }
    assert found == {("MAG", True), ("WEI", False)}


def test_what_the_chairs_own_unit_is_late_with_goes_to_management_at_once(app: Flask) -> None:
    del app
    group_id = a_group()
    with transaction():
        organisation("IM Unit", parent="NRA", email="im@nra.example")
    owed(group_id, "IM Unit", "due+0")
    owed(group_id, "IM Unit", "due+10")
    swept(group_id, date(2021, 5, 7))
    swept(group_id, ON)
    assert told(ON) == {"due+0": {"IM Unit"}, "due+10": {"IM Unit!", "manager!"}}


def test_management_stands_in_where_nobody_leads_and_people_who_left_are_not_told(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, agreed_on=ON)
    with transaction() as current:
        for row in current.scalars(select(Seat).where(Seat.role == SeatRole.SECRETARY)):
            row.until_on = date(2021, 5, 9)
        current.scalars(select(Person).where(Person.key == "chair")).one().is_active = False
    swept(group_id, ON)
    assert told(ON)["no_owner+0-chair"] == {"manager"}


def test_whose_account_is_closed_is_not_told(app: Flask) -> None:
    del app
    group_id = a_group()
    with transaction() as current:
        organisation("NPA").email = "npa@npa.example"
        focal = current.scalars(select(Person).where(Person.key == "focal")).one()
        current.add(Account(person=focal, email=focal.email, is_active=False, created_at=clock.midday(ON)))
    owed(group_id, "NPA", "due+0")
    swept(group_id, ON)
    assert told(ON) == {"due+0": {"NPA"}}


def test_reminders_of_another_group_have_its_own_people(app: Flask) -> None:
    del app
    group_id, other = a_group(), a_group(acronym="OTHER")
    with transaction():
        seat(other, person("Second", "NPA"), SeatRole.FOCAL_POINT)
    owed(other, "NPA", "due+0")
    swept(other, ON)
    assert told(ON)["due+0"] == {"focal", "second"}
    assert [row.group_id for row in reminders("due+0")] == [other]
    del group_id


def test_a_reader_is_the_same_in_every_group(app: Flask) -> None:
    del app
    groups = [a_group(), a_group(acronym="OTHER")]
    with transaction():
        npa = organisation("NPA").id
    readers = Readers.load(groups, ON)
    first, second = (readers.of(each, Audience.OWNER, npa, None, "due+0")[0] for each in groups)
    assert first == second
    assert (first.key, first.name, first.address, first.why) == (
        f"person {first.person_id}", "Focal", "focal@twg.example", Why.FOCAL_POINT
    )  # fmt: skip


def test_those_of_an_organisation_who_lead_the_group_are_told_what_it_owes(app: Flask) -> None:
    del app
    group_id = a_group()
    with transaction():
        organisation("IM Unit", parent="NRA")
    owed(group_id, "IM Unit", "due+0")
    swept(group_id, ON)
    assert told(ON) == {"due+0": {"chair", "secretary"}}


@pytest.mark.parametrize(
    ("addresses", "who", "at"),
    [
        (("old@hi.example", "guest"), {"guest"}, "guest@twg.example"),
        (("old@hi.example", "field@hi.example"), {"HI"}, "field@hi.example"),
        ((), {"HI?"}, ""),
    ],
)
def test_where_the_minutes_went_one_is_reminded_of_answering_them(
    app: Flask, addresses: tuple[str, ...], who: set[str], at: str
) -> None:
    del app
    group_id = a_group()
    meeting_id = a_meeting(group_id, date(2021, 4, 1), state=MeetingState.HELD, record=RecordState.CIRCULATED)
    with transaction():
        guest = person("Guest", "HI")
        circulated(meeting_id, date(2021, 5, 12), "HI", [guest if each == "guest" else each for each in addresses])
    owed(group_id, "HI", "due+0")
    swept(group_id, ON)
    found = told(ON)
    assert found["due+0"] == {"HI?"}
    if addresses:
        assert found["comment_date-2w"] == who
    readers = Readers.load([group_id], ON).of(group_id, Audience.OWNER, guest.organisation_id, None, "comment_date-2w")
    assert [(each.address, each.why) for each in readers] == [(at, Why.SENT if at else Why.ORGANISATION)]


def circulated(meeting_id: int, until: date, to: str, addresses: list[Person | str]) -> None:
    """Minutes are out for comments, and went to these for an organisation, the last one last."""
    at = clock.midday(date(2021, 4, 20))
    version = Version(
        meeting_id=meeting_id, number=1, kind=VersionKind.CIRCULATED, outline={}, sha256="0" * 64, at=at, by="Chair",
        sealed_at=at, comment_until=until,
    )  # fmt: skip
    for each in addresses:
        one = each if isinstance(each, Person) else None
        address = each if isinstance(each, str) else each.email
        session.add(
            Delivery(version=version, organisation=organisation(to), person=one, address=address, language="en")
        )
        session.flush()


def test_who_was_invited_is_reminded_of_the_meeting(app: Flask) -> None:
    del app
    group_id = a_group()
    meeting_id = a_meeting(group_id, date(2021, 5, 11))
    with transaction() as current:
        guest = person("Guest", "HI")
        current.add(
            Invitation(
                meeting_id=meeting_id, organisation=guest.organisation, person=guest, email=guest.email, language="en",
                sent_at=clock.midday(ON),
            )
        )  # fmt: skip
    swept(group_id, ON)
    assert told(ON)["meeting-1w"] == {"guest"}
