from typing import Any

import pytest
from applications import load
from cast import Cast, form_of, send
from drafts import the_meeting
from pages import Page, get
from records import meeting_file
from rooms import ROOM, again, freeze, trail
from sqlalchemy import select

from tracker.core.db import session
from tracker.meetings.kinds import AttendanceRole, Presence
from tracker.meetings.models import Attendance

LIST = "/meetings/im-twg/2021-Q1/attendance"


def row(name: str) -> Attendance:
    """A row of the sample's list by its organisation or, else, its description."""
    again()
    for each in the_meeting().attendance:
        if name in (each.description.en, each.organisation.short_name if each.organisation else ""):
            return each
    raise AssertionError(f"{name} is not on the list")


def named() -> list[str]:
    again()
    return [
        each.description.en or (each.organisation.short_name if each.organisation else "")
        for each in the_meeting().attendance
    ]


def sent(cast: Cast, fields: dict[str, Any], status: int = 302) -> Page:
    """Fill in the chair's list and send it."""
    client = cast.client("chair")
    page = send(client, LIST, {**form_of(client, LIST), **fields}, status)
    again()
    return page


def test_members_others_and_the_declared_total(cast: Cast) -> None:
    page = get(cast.client("chair"), LIST)
    assert page.texts("//ul[@class='checklist']/li/div[1]")[:4] == [
        "NRA Mr Khammoungkhoun SOUTHIVONG", "NRA technicians", "UXO Lao", "Army 58",
    ]  # fmt: skip
    assert page.text("//*[@id='h-headcount']") == "said 20, listed 10"


def test_headcounts_apologies_descriptions_and_roles_are_kept(cast: Cast) -> None:
    technicians, wei = row("technicians").id, row("WEI").id
    page = sent(cast, {
            f"count-{technicians}": "໖", f"description-lo-{technicians}": "ນັກວິຊາການ ຄຊກລ",
            f"presence-{wei}": "apologies", f"role-{wei}": "observer", "headcount": "21",
        })  # fmt: skip
    assert page.response.location == f"{ROOM}#attendance"
    assert (row("technicians").headcount, row("technicians").description.lo) == (6, "ນັກວິຊາການ ຄຊກລ")
    assert (row("WEI").presence, row("WEI").role, the_meeting().headcount) == (
        Presence.APOLOGIES, AttendanceRole.OBSERVER, 21,
    )  # fmt: skip
    assert {entry.subject_id for entry in trail("attendance.revised")} == {technicians, wei}


def test_somebody_else_is_added_and_one_is_taken_off(cast: Cast) -> None:
    page = sent(cast, {"line": "Tetra Tech: driver 2", "stay": "1", f"remove-{row('HI').id}": "1"})
    assert page.response.location == f"{LIST}#line"
    assert "HI" not in named()
    assert (row("driver").headcount, row("driver").role) == (2, AttendanceRole.GUEST)


def test_a_member_that_is_not_on_the_list_is_put_on_it(cast: Cast) -> None:
    sent(cast, {f"remove-{row('HI').id}": "1"})
    page = get(cast.client("chair"), LIST)
    field = page.root.xpath("//li[.//select[starts-with(@name, 'presence-o')]]//input[starts-with(@name, 'count-o')]")
    assert len(field) == 1
    sent(cast, {field[0].name: "2"})
    assert row("HI").headcount == 2


def test_rows_change_places_and_the_page_stays_with_them(cast: Cast) -> None:
    before, wei = named(), row("WEI").id
    page = sent(cast, {"move": f"up-{wei}"})
    assert page.response.location == f"{LIST}?moved={wei}#row-{wei}"
    assert named().index("WEI") == before.index("WEI") - 1
    assert get(cast.client("chair"), f"{LIST}?moved={wei}").root.xpath("//details[@open]/ancestor::li/@id") == [
        f"row-{wei}"
    ]
    first = the_meeting().attendance[0].id
    assert "It is the first here already." in sent(cast, {"move": f"up-{first}"}, 422).text("//*[@id='problem']")


@pytest.mark.parametrize("move", ["", "up", "up-", "up-x", "sideways-1", "-1", "up--1", "up-²"])
def test_a_move_that_is_none_moves_nothing(cast: Cast, move: str) -> None:
    before = named()
    sent(cast, {"move": move})
    assert named() == before


def test_what_can_not_be_taken_is_explained_and_stays_typed(cast: Cast) -> None:
    client, technicians = cast.client("chair"), row("technicians").id
    form, before = form_of(client, LIST), named()
    for field, value, said in (
        (f"count-{technicians}", "many", "many is no number of people."),
        (f"count-{technicians}", "-1", "-1 is no number of people."),
        (f"count-{technicians}", "9" * 5000, "is no number of people."),
        (f"count-{technicians}", "²", "² is no number of people."),
        (f"count-{technicians}", "100001", "from 0 to 100000"),
        ("headcount", "a lot", "a lot is no number of people."),
        (f"description-en-{technicians}", "x" * 100_000, "at the most"),
        ("move", "up-999999", "no such row"),
    ):
        page = send(client, LIST, {**form, "line": "Somebody", field: value}, 404 if field == "move" else 422)
        if field == "move":
            continue
        assert said in page.text("//*[@id='problem']"), value[:20]
        assert page.root.xpath("//input[@id='line']/@value") == ["Somebody"]
        assert page.root.xpath(f"//input[@name='{field}']/@value") == [value]
    assert named() == before


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    client, technicians = cast.client("secretary"), row("technicians").id
    form = form_of(client, LIST)
    sent(cast, {f"count-{technicians}": "6", f"description-en-{technicians}": "six technicians"})
    send(client, LIST, {**form, f"count-{technicians}": "7"}, 409)
    send(client, LIST, {**form, f"description-en-{technicians}": "seven"}, 409)
    send(client, LIST, {**form, f"description-lo-{technicians}": "ເຈັດ"})
    assert (row("six technicians").headcount, row("six technicians").description.lo) == (6, "ເຈັດ")


def test_a_row_of_another_meeting_is_left_alone(cast: Cast) -> None:
    load(meeting_file(attendance=[{"organisation": "NPA", "headcount": 1}]))
    foreign = session.scalars(select(Attendance.id).order_by(Attendance.id.desc()).limit(1)).one()
    sent(cast, {f"count-{foreign}": "5", f"base-count-{foreign}": "1", f"remove-{foreign}": "1"})
    assert session.get_one(Attendance, foreign).headcount == 1
    sent(cast, {"move": f"up-{foreign}"}, 404)


def test_who_may(cast: Cast) -> None:
    for name in ("chair", "secretary", "admin"):
        get(cast.client(name), LIST)
    get(cast.client("other"), LIST, 404)
    for name in ("translator", "npa", "mag", "party", "management"):
        get(cast.client(name), LIST, 403)
    form = form_of(cast.client("chair"), LIST)
    for name, status in (("other", 404), ("npa", 403), ("translator", 403)):
        client = cast.client(name)
        send(client, LIST, {**form, "csrf_token": form_of(client, "/account")["csrf_token"]}, status)


def test_frozen_minutes_keep_their_list(cast: Cast) -> None:
    client = cast.client("chair")
    form, wei = form_of(client, LIST), row("WEI").id
    freeze()
    assert "frozen" in send(client, LIST, {**form, f"count-{wei}": "3"}, 422).text("//*[@id='problem']")


def test_a_repeated_key_a_missing_token_and_an_ended_session(cast: Cast) -> None:
    client = cast.client("chair")
    form = {**form_of(client, LIST), "line": "drivers 2"}
    for _ in range(2):
        send(client, LIST, form)
    assert named().count("drivers") == 1
    send(client, LIST, {**form, "csrf_token": None}, 400)
    send(cast.client(), LIST, form, 401)
