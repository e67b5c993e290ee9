from datetime import date

import pytest
from cast import Cast
from lives import circulated, organisation, the_meeting
from pages import queries_of_database
from sqlalchemy import select

from tracker.actions.models import Assignment
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import Seat, SeatRole
from tracker.meetings.kinds import Presence
from tracker.meetings.models import Attendance
from tracker.minutes import recipients
from tracker.minutes.models import Delivery, Reason
from tracker.minutes.recipients import Proposal
from tracker.organisations.models import Person

DAY = date(2021, 4, 1)


def proposed(on: date = DAY) -> Proposal:
    session.rollback()
    return recipients.proposed(the_meeting(), on)


def told(proposal: Proposal) -> list[tuple[str, str, str, str]]:
    return [(each.address, each.reason, each.language, proposal.called(each).en) for each in proposal.rows]


def mailbox(short_name: str, email: str) -> None:
    with transaction():
        organisation(short_name).email = email


def somebody(short_name: str, email: str, *, focal: bool = False) -> int:
    """A person of an organisation; a focal point where that is asked."""
    with transaction() as current:
        person = Person(
            key=f"x-{email}", name=Bilingual("Somebody", "ຜູ້ໜຶ່ງ"), organisation=organisation(short_name), email=email,
            language="lo",
        )  # fmt: skip
        if focal:
            current.add(Seat(group_id=the_meeting().group_id, person=person, role=SeatRole.FOCAL_POINT))
        current.add(person)
        current.flush()
        return person.id


def attended(person_id: int, presence: Presence) -> None:
    with transaction() as current:
        meeting_id = the_meeting().id
        current.add(Attendance(meeting_id=meeting_id, position=99, person_id=person_id, presence=presence))


def test_focal_points_come_first_and_who_has_no_address_is_told(cast: Cast) -> None:
    del cast
    proposal = proposed()
    assert told(proposal) == [
        ("npa@twg.example", "focal_point", "en", "NPA"), ("mag@twg.example", "focal_point", "en", "MAG"),
    ]  # fmt: skip
    unreachable = [each.en for each in proposal.unreachable]
    assert unreachable == ["NRA", "UXO Lao", "Army 58", "HI", "WEI", "MRE Unit"]


def test_a_member_without_a_focal_point_gets_it_into_its_mailbox(cast: Cast) -> None:
    mailbox("HI", "hi@example.org")
    mailbox("NPA", "npa@example.org")
    proposal = proposed()
    assert ("hi@example.org", "member", "en", "HI") in told(proposal)
    assert "npa@example.org" not in [each.address for each in proposal.rows], "its focal point has an address"
    with transaction():
        cast.account("npa").person.email = ""
    assert ("npa@example.org", "member", "en", "NPA") in told(proposed())


def test_a_unit_that_an_action_names_gets_it_though_it_is_no_member(cast: Cast) -> None:
    del cast
    mailbox("MRE Unit", "mre@example.org")
    assert told(proposed())[-1] == ("mre@example.org", "action", "lo", "MRE Unit")
    somebody("MRE Unit", "focal@example.org", focal=True)
    reasons = {each.address: each.reason for each in proposed().rows}
    assert reasons["focal@example.org"] == Reason.FOCAL_POINT
    assert "mre@example.org" not in reasons


def test_somebody_whom_an_action_names_gets_it(cast: Cast) -> None:
    del cast
    person_id = somebody("Tetra Tech", "expert@example.org")
    with transaction() as current:
        part = current.scalars(select(Assignment).order_by(Assignment.id)).first()
        assert part is not None
        part.person_id = person_id
    assert ("expert@example.org", "action", "lo", "Tetra Tech") in told(proposed())


@pytest.mark.parametrize(("presence", "gets"), [("present", True), ("apologies", True), ("absent", False)])
def test_who_attended_gets_it(cast: Cast, presence: str, gets: bool) -> None:
    del cast
    person_id = somebody("Tetra Tech", "Expert@Example.org")
    attended(person_id, Presence(presence))
    assert (("Expert@Example.org", "attended", "lo", "Tetra Tech") in told(proposed())) is gets


def test_an_organisation_that_attended_gets_it_into_its_mailbox(cast: Cast) -> None:
    del cast
    mailbox("Tetra Tech", "office@example.org")
    assert told(proposed())[-1] == ("office@example.org", "attended", "en", "Tetra Tech")


def test_chair_and_secretary_of_the_meeting_get_it_too(cast: Cast) -> None:
    with transaction():
        meeting = the_meeting()
        meeting.chair_id, meeting.secretary_id = cast.account("chair").person_id, cast.account("secretary").person_id
    assert [each.address for each in proposed().rows][-2:] == ["chair@twg.example", "secretary@twg.example"]


def test_an_address_stands_there_once_with_its_strongest_reason(cast: Cast) -> None:
    mailbox("MRE Unit", "NPA@TWG.example")
    person_id = cast.account("npa").person_id
    attended(person_id, Presence.PRESENT)
    rows = [each for each in proposed().rows if each.address.casefold() == "npa@twg.example"]
    assert [(each.reason, each.person_id) for each in rows] == [(Reason.FOCAL_POINT, person_id)]


def test_only_seats_that_are_held_that_day_count(cast: Cast) -> None:
    with transaction() as current:
        seat = current.scalars(select(Seat).where(Seat.person_id == cast.account("mag").person_id)).one()
        seat.until_on = date(2021, 3, 31)
    assert "mag@twg.example" not in [each.address for each in proposed().rows]
    assert "mag@twg.example" in [each.address for each in proposed(date(2021, 3, 31)).rows]


def test_people_and_organisations_that_left_get_nothing(cast: Cast) -> None:
    mailbox("HI", "hi@example.org")
    with transaction():
        cast.account("mag").person.is_active = False
        organisation("HI").is_active = False
    assert [each.address for each in proposed().rows] == ["npa@twg.example"]


def test_who_was_added_the_last_time_and_a_chosen_language_are_proposed_again(cast: Cast) -> None:
    version = circulated(cast, to=("npa",))
    with transaction() as current:
        current.add(
            Delivery(version_id=version.id, address="one@example.org", name="One", language="lo", reason=Reason.ADDED)
        )
        delivery = current.scalars(select(Delivery).where(Delivery.address == "npa@twg.example")).one()
        delivery.language = "lo"
    assert told(proposed()) == [
        ("npa@twg.example", "focal_point", "lo", "NPA"), ("mag@twg.example", "focal_point", "en", "MAG"),
        ("one@example.org", "added", "lo", ""),
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    del cast
    with queries_of_database() as few:
        proposed()
    for number in range(12):
        somebody(("HI", "WEI", "MAG")[number % 3], f"{number}@example.org", focal=True)
    with queries_of_database() as many:
        assert len(proposed().rows) == 14
    assert len(many) <= len(few) + 1
