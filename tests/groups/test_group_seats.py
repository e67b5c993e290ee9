from contextvars import Context
from datetime import date, timedelta

import pytest
from cast import OTHER_GROUP, Cast, form_of, post, send
from pages import get
from sqlalchemy import select

from tracker.audit.models import AuditEntry
from tracker.core import clock, dates
from tracker.core.db import session, transaction
from tracker.groups.models import Seat, SeatRole

HERE = "/settings/groups/im-twg"
ADD = f"{HERE}/seats/add"


def seats(cast: Cast, name: str) -> list[Seat]:
    session.rollback()
    person_id = cast.account(name).person_id
    return list(session.scalars(select(Seat).where(Seat.person_id == person_id).order_by(Seat.id)))


def audited() -> list[str]:
    session.rollback()
    return [
        f"{entry.verb} {entry.actor}" for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        if entry.verb.startswith("group.seat")
    ]  # fmt: skip


def test_a_seat_is_given_once_and_opens_the_drafts(cast: Cast) -> None:
    get(cast.client("party"), "/meetings/im-twg/2021-Q1/minutes.docx", 404)
    client = cast.client("admin")
    person_id = str(cast.account("party").person_id)
    fields = {**form_of(client, ADD), "person_id": person_id, "role": "translator"}
    for _ in range(2):
        assert send(client, ADD, fields).response.location == HERE
    (seat,) = seats(cast, "party")
    assert (seat.role, seat.from_on, seat.until_on) == (SeatRole.TRANSLATOR, clock.today(), None)
    assert audited() == ["group.seat_given Admin Person"]
    get(cast.client("party"), "/meetings/im-twg/2021-Q1")
    page = get(client, HERE)
    assert "The seat is given." in page.text("//*[@role='status']")
    assert "Party Person WEI Translator" in page.text("//section[@aria-labelledby='h-seats']")


WRONG = [
    ({"person_id": ""}, "Person: Fill this in."),
    ({"person_id": "999999"}, "Person: Choose one of the list."),
    ({"role": "king"}, "Seat: Choose one of the list."),
    ({"from_on": "tomorrow"}, "First day: "),
    ({"from_on": "02/01/2027", "until_on": "01/01/2027"}, "The last day is before the first one."),
]


def test_what_is_wrong_with_a_seat_is_told(cast: Cast) -> None:
    client = cast.client("admin")
    person_id = str(cast.account("party").person_id)
    for wrong, told in WRONG:
        sent = {**form_of(client, ADD), "person_id": person_id, "role": "secretary", **wrong}
        assert told in send(client, ADD, sent, 422).text("//div[@role='alert']")
    assert seats(cast, "party") == []


def test_nobody_sits_twice_on_one_seat_at_a_time(cast: Cast) -> None:
    client = cast.client("admin")
    again = {"person_id": str(cast.account("chair").person_id), "role": "chair", "from_on": "01/01/2030"}
    page = send(client, ADD, {**form_of(client, ADD), **again}, 422)
    assert "This person sits on the same seat already at that time" in page.text("//div[@role='alert']")
    (seat,) = seats(cast, "chair")
    post(client, f"{HERE}/seats/{seat.id}", until_on="31/12/2029")
    send(client, ADD, {**form_of(client, ADD), **again})
    first, second = seats(cast, "chair")
    page = post(client, f"{HERE}/seats/{second.id}", status=422, from_on="31/12/2029")
    assert "This person sits on the same seat already" in page.text("//div[@role='alert']")
    assert (first.until_on, second.from_on) == (date(2029, 12, 31), date(2030, 1, 1))


def test_a_seat_that_ends_stays_in_the_record(cast: Cast) -> None:
    client = cast.client("admin")
    (seat,) = seats(cast, "chair")
    yesterday = clock.today() - timedelta(1)
    post(client, f"{HERE}/seats/{seat.id}", until_on=dates.short_date(yesterday))
    (seat,) = seats(cast, "chair")
    assert seat.until_on == yesterday
    assert audited() == ["group.seat_revised Admin Person"]
    assert "Chair Person NRA Chairperson until" in get(client, HERE).text("//details")
    get(cast.client("chair"), "/meetings/im-twg/2021-Q1/minutes.docx", 404)
    assert "Chair Person" not in get(client, "/settings/groups").text("//tbody")


def test_a_seat_that_was_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    client = cast.client("admin")
    (seat,) = seats(cast, "chair")
    address = f"{HERE}/seats/{seat.id}"
    fields = {**form_of(client, address), "until_on": "31/12/2031"}
    post(client, address, until_on="31/12/2030")
    page = send(client, address, fields, 409)
    assert "Somebody else changed this meanwhile." in page.text("//div[@role='alert']")
    assert "31/12/2030" in page.text("//section[@aria-labelledby='theirs']")
    (seat,) = seats(cast, "chair")
    assert seat.until_on == date(2030, 12, 31)


def test_a_seat_to_come_is_told_apart(cast: Cast) -> None:
    client = cast.client("admin")
    to_come = dates.short_date(clock.today() + timedelta(1))
    post(client, ADD, person_id=str(cast.account("party").person_id), role="acting_chair", from_on=to_come)
    page = get(client, HERE)
    assert page.texts("//section[@aria-labelledby='h-seats']/h3") == ["To come"]
    get(cast.client("party"), "/meetings/im-twg/2021-Q1/minutes.docx", 404)


def test_a_seat_of_another_group_is_out_of_reach(cast: Cast) -> None:
    client = cast.client("admin")
    (seat,) = seats(cast, "other")
    fields = {**form_of(client, f"/settings/groups/{OTHER_GROUP}/seats/{seat.id}"), "until_on": "01/01/2020"}
    get(client, f"{HERE}/seats/{seat.id}", 404)
    send(client, f"{HERE}/seats/{seat.id}", fields, 404)
    for number in (str(2**31), "9" * 30, "9" * 5000):
        get(client, f"{HERE}/seats/{number}", 404)
    (seat,) = seats(cast, "other")
    assert seat.until_on is None


@pytest.mark.parametrize("name", ["chair", "npa", "management", "party"])
def test_nobody_else_gives_or_ends_seats(cast: Cast, name: str) -> None:
    (seat,) = seats(cast, "chair")
    client, form = cast.client(name), form_of(cast.client("admin"), ADD)
    for address in (ADD, f"{HERE}/seats/{seat.id}"):
        get(client, address, 403)
        send(client, address, form, 403)
        assert Context().run(cast.client("admin").post, address, data={"until_on": "01/01/2020"}).status_code == 400
    assert audited() == []


def test_a_person_may_have_had_a_seat_from_the_beginning(cast: Cast) -> None:
    with transaction():
        (seat,) = session.scalars(select(Seat).where(Seat.person_id == cast.account("npa").person_id))
        seat.from_on = None
    page = get(cast.client("admin"), f"{HERE}/seats/{seat.id}")
    assert [field.get("value") for field in page.root.xpath("//input[@data-day]")] == ["", ""]
