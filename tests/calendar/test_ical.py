from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from strict import Part, read

from tracker.calendar.ical import Event, Method, Party, TaskState, Todo, write

LAOS = ZoneInfo("Asia/Vientiane")
NOON = datetime(2021, 4, 1, 5, 0, 0, 123, tzinfo=UTC)
LAO = "ກອງປະຊຸມວິສາມັນ ກ່ຽວກັບຂໍ້ມູນທີ່ຍັງບໍ່ຄົບຖ້ວນ"


def event(**more: Any) -> Event:
    told: dict[str, Any] = {
        "uid": "meeting-1@twg.example", "sequence": 2, "at": NOON, "day": date(2021, 4, 20), "summary": LAO,
        "language": "lo",
    }  # fmt: skip
    return Event(**{**told, **more})


def todo(**more: Any) -> Todo:
    told: dict[str, Any] = {"uid": "action-1@twg.example", "at": NOON, "summary": LAO, "language": "lo"}
    return Todo(**{**told, **more})


def only(data: bytes) -> Part:
    """The one event or task of a file."""
    (part,) = [each for each in read(data) if each.kind in {"VEVENT", "VTODO"}]
    return part


def test_an_invitation_as_it_travels() -> None:
    told = event(
        starts_at=time(8, 30), ends_at=time(12), summary="Special meeting", language="en", place="NRA, hall; 2nd floor",
        description="Agenda\n1. Data", organizer=Party("im@twg.example", "IM TWG"),
        guests=[Party("npa@twg.example", 'Ms "Boun", NPA')], url="https://twg.example/meetings/x",
    )  # fmt: skip
    data = write([told], Method.REQUEST, LAOS)
    read(data)
    assert data.decode().replace("\r\n ", "").replace("\r\n", "\n") == (
        "BEGIN:VCALENDAR\nPRODID:-//TWG tracker//Calendar//EN\nVERSION:2.0\nCALSCALE:GREGORIAN\nMETHOD:REQUEST\n"
        "BEGIN:VTIMEZONE\nTZID:Asia/Vientiane\n"
        "COMMENT:This timezone only works from 1970-01-01 to 2038-01-01.\n"
        "BEGIN:STANDARD\n"
        "TZOFFSETFROM:+0700\nTZOFFSETTO:+0700\nTZNAME:+07\nDTSTART:19700101T000000\nEND:STANDARD\nEND:VTIMEZONE\n"
        "BEGIN:VEVENT\nUID:meeting-1@twg.example\nDTSTAMP:20210401T050000Z\nSUMMARY;LANGUAGE=en:Special meeting\n"
        "DESCRIPTION;LANGUAGE=en:Agenda\\n1. Data\nURL:https://twg.example/meetings/x\nSEQUENCE:2\n"
        "DTSTART;TZID=Asia/Vientiane:20210420T083000\nDTEND;TZID=Asia/Vientiane:20210420T120000\n"
        "LOCATION;LANGUAGE=en:NRA\\, hall\\; 2nd floor\nSTATUS:CONFIRMED\n"
        'ORGANIZER;CN="IM TWG":mailto:im@twg.example\n'
        "ATTENDEE;CN=\"Ms 'Boun', NPA\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
        ":mailto:npa@twg.example\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )


def test_a_cancellation_says_so() -> None:
    part = only(write([event()], Method.CANCEL, LAOS))
    assert (part.value("STATUS"), part.value("SEQUENCE")) == ("CANCELLED", "2")


def test_without_a_time_it_is_the_whole_day() -> None:
    part = only(write([event(ends_at=time(12))], Method.PUBLISH, LAOS))
    assert part.whole("DTSTART") == "DTSTART;VALUE=DATE:20210420"
    assert part.whole("DTEND") == ""


@pytest.mark.parametrize(
    ("address", "told"),
    [("o'neil@twg.example", "mailto:o'neil@twg.example"), ("tracker@[127.0.0.1]", "mailto:tracker@%5B127.0.0.1%5D"),
     ("a@b@twg.example", ""), ("tracker@[127.0.0.1", ""), ('o"neil@twg.example', "")],
)  # fmt: skip
def test_an_address_stands_there_as_it_may(address: str, told: str) -> None:
    part = only(write([event(organizer=Party(address), guests=[Party(address)])], Method.REQUEST, LAOS))
    assert (part.value("ORGANIZER"), part.value("ATTENDEE")) == (told, told)


def test_a_task_has_its_window_and_how_far_it_is() -> None:
    told = todo(
        from_on=date(2021, 4, 12), due_on=date(2021, 4, 25), state=TaskState.UNDER_WAY, percent=30,
        related="meeting-1@twg.example",
    )  # fmt: skip
    part = only(write([told], Method.PUBLISH, LAOS, name="NPA"))
    assert [part.whole(name) for name in ("DTSTART", "DUE", "STATUS", "PERCENT-COMPLETE", "RELATED-TO")] == [
        "DTSTART;VALUE=DATE:20210412", "DUE;VALUE=DATE:20210425", "STATUS:IN-PROCESS", "PERCENT-COMPLETE:30",
        "RELATED-TO:meeting-1@twg.example",
    ]  # fmt: skip


def test_a_task_of_one_day_has_no_beginning() -> None:
    part = only(write([todo(from_on=date(2021, 4, 25), due_on=date(2021, 4, 25))], Method.PUBLISH, LAOS))
    assert (part.value("DTSTART"), part.value("DUE")) == ("", "20210425")


def test_a_feed_has_a_name_and_is_asked_for_daily() -> None:
    part = read(write([], Method.PUBLISH, LAOS, name="IM TWG: NPA"))[-1]
    assert part.value("NAME") == part.value("X-WR-CALNAME") == "IM TWG: NPA"
    assert part.whole("REFRESH-INTERVAL") == "REFRESH-INTERVAL;VALUE=DURATION:P1D"


@pytest.mark.parametrize(
    "evil", ["x\r\nATTENDEE:mailto:evil@x", "x\nBEGIN:VEVENT", "x\x00\x1b\x85y", 'x";CN="y', "x\\"]
)
def test_nothing_breaks_out_of_its_place(evil: str) -> None:
    told = event(
        summary=evil, place=evil, description=evil, organizer=Party("im@twg.example", evil),
        guests=[Party("npa@twg.example", evil), Party(f"npa@twg.example{evil}", "x")],
    )  # fmt: skip
    parts = read(write([told], Method.REQUEST, LAOS))
    assert [part.kind for part in parts] == ["STANDARD", "VTIMEZONE", "VEVENT", "VCALENDAR"]
    assert [value for key, value in parts[2].lines if key.startswith("ATTENDEE")] == ["mailto:npa@twg.example"]


@given(st.text(max_size=300), st.text(alphabet="ກ່ຽຂໍ້ນ້ຳabc ,;\n", max_size=300))
def test_whatever_is_written_can_be_read(summary: str, description: str) -> None:
    data = write([event(summary=summary, description=description)], Method.PUBLISH, LAOS)
    read(data)
    (made,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(made.get("description", "")).split() == description.split()
