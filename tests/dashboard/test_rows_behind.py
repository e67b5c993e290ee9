import re
from contextvars import Context
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any

import openpyxl
import pytest
from applications import NOON
from cast import Cast
from followed import followed, number
from later import Later
from pages import Page, get, queries_of_database
from parties import outsiders
from sqlalchemy import select

from tracker.core.db import transaction
from tracker.dashboard.measures_besides import OfAttendance, OfCarriedOver, OfMinutes, OfSpecialMeetings, OfStages
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Attendance, Meeting
from tracker.minutes import versions
from tracker.minutes.models import Delivery, VersionKind

__all__ = ["followed"]  # a fixture

DELIVERIES = 60  # more than a page
MEETINGS, ATTENDANCE, STANDARDS = "/follow-up/meetings", "/follow-up/attendance", "/follow-up/standards"
SPECIAL, CARRIED = "/follow-up/special-meetings", "/follow-up/carried-over"
ADDRESSES = (MEETINGS, ATTENDANCE, STANDARDS, SPECIAL, CARRIED)
OF: dict[str, Any] = {
    MEETINGS: OfMinutes, ATTENDANCE: OfAttendance, STANDARDS: OfStages, SPECIAL: OfSpecialMeetings,
    CARRIED: OfCarriedOver,
}  # fmt: skip
FIGURES = [f"{address}?figure={each}" for address, of in OF.items() for each in of]
ALL = ["", "?group=g1&as_of=31/12/2020", "?period=2020-Q2", "?from_=01/02/2020&to=31/08/2020&as_of=30/09/2020"]


@pytest.fixture(scope="module")
def known(followed: Cast) -> Cast:
    """The same with minutes of one meeting sent to many, of whom half acknowledged them, and somebody named in it."""
    with transaction() as current:
        meeting = current.scalars(
            select(Meeting)
            .join(Meeting.group)
            .where(WorkingGroup.slug == "g1", Meeting.issued_on.is_not(None))
            .order_by(Meeting.held_on.desc())
        ).first()
        assert meeting
        version = versions.freeze(meeting, VersionKind.CIRCULATED, by="A chair", at=NOON)
        version.sealed_at = NOON
        person = followed.account("npa").person
        for each in range(DELIVERIES):
            delivery = Delivery(version=version, address=f"{each}@twg.example", language="lo", sent_at=NOON)
            if each % 2:
                delivery.name, delivery.organisation_id = f"Person {each}", person.organisation_id
                delivery.acknowledged_at, delivery.acknowledged_by = NOON + timedelta(days=each), "A secretary"
            current.add(delivery)
        meeting.attendance.append(Attendance(position=90, person=person))
        meeting.attendance.append(Attendance(position=91, organisation=person.organisation, headcount=4))
    Later(Random(4), datetime(2020, 1, 10, 3, tzinfo=UTC)).do("ask for a special meeting")  # noqa: S311  no secret
    return followed


def behind(page: Page, section: str, part: str = "") -> list[tuple[str, str]]:
    """The figures of a section that lead to their rows: what they say, and where they lead."""
    links = page.root.xpath(f"//section[@aria-labelledby='h-{section}']{part}//a[contains(@href, 'figure=')]")
    return [(" ".join(each.text_content().split()), each.get("href")) for each in links]


def counted(page: Page) -> int:
    """How many there are, as a page of rows says."""
    return int(number(page.text("//p[@role='status']").split()[0]))


def told(page: Page) -> list[str]:
    """The numbers that it says of them."""
    return re.findall(r"[\d.,]+ days?", page.text("//p[@role='status']"))


def book(cast: Cast, address: str) -> list[tuple[Any, ...]]:
    answer = Context().run(cast.client("management").get, address)
    assert answer.status_code == 200, answer.text
    return list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize("asked", ALL)
def test_every_figure_of_minutes_leads_to_as_many_rows_as_it_says(known: Cast, asked: str) -> None:
    client = known.client("management")
    links = behind(get(client, f"/follow-up{asked}"), "minutes")
    assert len(links) >= 3, links
    for said, address in links:
        rows = get(client, address)
        if said.endswith(("day", "days")):
            assert told(rows)[0] == said, address
        elif said != "The meeting that is counted":
            assert counted(rows) == int(re.sub(r"\D", "", said)), address


@pytest.mark.parametrize("asked", ALL)
def test_every_figure_of_attendance_leads_to_as_many_rows_as_it_says(known: Cast, asked: str) -> None:
    client = known.client("management")
    page = get(client, f"/follow-up{asked}")
    ((said, address),) = behind(page, "attended", "/p")
    assert counted(get(client, address)) == number(said)
    links = behind(page, "attended", "//td")
    assert {re.findall("figure=([a-z]+)", address)[0] for _, address in links} == set(OfAttendance)
    for said, address in links[:12]:
        assert counted(get(client, address)) == number(said), address


@pytest.mark.parametrize("asked", ["", "?as_of=31/12/2020&kind=general"])
def test_every_figure_of_stages_leads_to_as_many_rows_as_it_says(known: Cast, asked: str) -> None:
    client = known.client("management")
    links = behind(get(client, f"/follow-up{asked}"), "stages")
    assert {re.findall("figure=([a-z]+)", address)[0] for _, address in links} == set(OfStages)
    for said, address in links:
        rows = get(client, address)
        if said.endswith(("day", "days")):
            assert said in told(rows), address
        else:
            assert counted(rows) == number(said), address


@pytest.mark.parametrize("address", FIGURES)
def test_the_rows_say_how_they_are_counted_and_lead_back_with_all_that_was_asked(known: Cast, address: str) -> None:
    figure = next(each for place, of in OF.items() for each in of if address == f"{place}?figure={each}")
    page = get(known.client("management"), f"{address}&kind=general&as_of=31/12/2020")
    assert page.heading == figure.called.en
    assert page.text("//main/p[2]") == figure.told.en
    assert page.texts("//h1/following-sibling::p[1]/span")[-1] == "as of 31/12/2020"
    back = page.links("//nav[@aria-label='Where this is']//a")["Follow-up of conclusions"]
    assert back == "/follow-up?as_of=2020-12-31&kind=general"
    empty = get(known.client("management"), f"{address}&group=g1&as_of=01/01/1990")
    assert empty.text("//div[@class='empty']").startswith("Nothing is like that.")


@pytest.mark.parametrize("address", FIGURES)
def test_the_workbook_holds_the_rows_of_the_page(known: Cast, address: str) -> None:
    page = get(known.client("management"), f"{address}&kind=general")
    rows = book(known, page.links()["Download for Excel"])
    assert rows
    if "people" in address:
        assert sum(row[-1] for row in rows) == counted(page)
    else:
        assert len(rows) == counted(page)


def test_the_workbook_of_all_figures_says_of_them_what_the_page_says(known: Cast) -> None:
    page = get(known.client("management"), "/follow-up")
    answer = Context().run(known.client("management").get, "/follow-up.xlsx")
    made = openpyxl.load_workbook(BytesIO(answer.data))
    sheets: dict[str, list[tuple[Any, ...]]] = {
        each.title: list(each.iter_rows(min_row=2, values_only=True)) for each in made.worksheets
    }
    finished = [number(said) for said, address in behind(page, "stages") if re.fullmatch(r"\d+", said)
                and "finished" in address]  # fmt: skip
    assert [row[1] for row in sheets["Days in stage"] if row[1]] == finished
    now = [number(said) for said, address in behind(page, "stages") if "figure=now" in address]
    assert sum(now) == len(sheets["Standards by stage"])
    minutes = {address.partition("figure=")[2]: said for said, address in behind(page, "minutes")}
    assert len(sheets["Minutes"]) == int(re.sub(r"\D", "", minutes["held"]))
    assert sum(row[8] is not None for row in sheets["Minutes"]) == number(minutes["waiting"])
    assert sum(row[9] for row in sheets["Minutes"]) == number(minutes["sent"])
    assert sum(row[10] for row in sheets["Minutes"]) == number(minutes["acknowledged"])
    attended = [number(said) for said, _ in behind(page, "attended", "//td")]
    assert [each for row in sheets["Attendance by organisation"] for each in row[1:]] == attended


@pytest.mark.parametrize("asked", ["period=2020-Q3", "period=2021-Q1&as_of=15/02/2021", "period=2020-Q2&group=g1"])
def test_every_number_of_a_quarter_and_the_one_before_leads_to_its_tasks(known: Cast, asked: str) -> None:
    client = known.client("management")
    page = get(client, f"/follow-up/page?{asked}&layout=english")
    numbers = page.root.xpath("//section[@aria-labelledby='p-changes']//td[@class='num']")
    assert len(numbers) == 8
    links = [each for cell in numbers for each in cell.xpath("a")]
    assert len(links) >= 6
    for link in links:
        rows = get(client, link.get("href"))
        assert counted(rows) == number(link.text_content()), link.get("href")


def test_the_standards_of_the_one_page_lead_to_their_rows(known: Cast) -> None:
    client = known.client("management")
    links = get(client, "/follow-up/page").root.xpath("//section[@aria-labelledby='p-stages']//a")
    assert links
    for link in links:
        assert counted(get(client, link.get("href"))) == number(link.text_content())


def test_what_matters_of_the_question_stands_above_the_rows(known: Cast) -> None:
    client = known.client("management")
    said = "//h1/following-sibling::p[1]/span"
    asked = "organisation=2&kind=general&period=2020-Q2&as_of=30/09/2020"
    assert get(client, f"{MEETINGS}?{asked}").texts(said) == [
        "All groups", "held in Quarter 2, 2020", "as of 30/09/2020",
    ]  # fmt: skip
    assert len(get(client, f"{ATTENDANCE}?{asked}").texts(said)) == 4
    assert get(client, f"{STANDARDS}?{asked}&stage=review").texts(said) == [
        "Review", "All groups", "as of 30/09/2020",
    ]  # fmt: skip
    dates = "from_=01/02/2020&to=31/08/2020"
    assert get(client, f"{MEETINGS}?{dates}").texts(said)[1] == "held from 01/02/2020 to 31/08/2020"
    assert get(client, f"{MEETINGS}?from_=01/02/2020").texts(said)[1] == "held since 01/02/2020"
    assert get(client, f"{MEETINGS}?to=01/02/2020").texts(said)[1] == "held until 01/02/2020"
    assert get(client, f"{MEETINGS}?figure=nonsense").heading == "Meetings held"
    assert get(client, f"{STANDARDS}?stage=nonsense").heading == "Standards now in a stage"


def test_days_are_told_only_where_days_are_counted(known: Cast) -> None:
    client = known.client("management")
    for figure, counts_days in (("held", False), ("to_circulate", True), ("to_issue", True)):
        count = get(client, f"/follow-up/meetings?figure={figure}&group=g1").text("//p[@role='status']")
        assert ("median" in count) is counts_days, count


def test_of_one_meeting_stand_its_own_deliveries(known: Cast) -> None:
    client = known.client("management")
    links = {said: each for said, each in get(client, MEETINGS).links("//tbody//a").items() if "meeting=" in each}
    assert set(links) == {str(DELIVERIES // 2), str(DELIVERIES)}
    rows = get(client, links[str(DELIVERIES)])
    assert len(rows.root.xpath("//tbody/tr")) == 50
    assert counted(rows) == DELIVERIES
    assert len(set(rows.texts("//tbody//td[@data-label='Meeting']"))) == 1
    assert len(get(client, f"{MEETINGS}{rows.links()['Next']}").root.xpath("//tbody/tr")) == 10


def test_a_delivery_names_whom_it_went_to_and_who_acknowledged_it_by_that_day(known: Cast) -> None:
    client = known.client("management")
    rows = get(client, f"{MEETINGS}?figure=acknowledged&as_of=04/04/2021").texts("//tbody/tr")
    assert [row.split(" Person ")[0] for row in rows] == ["NPA", "NPA"]
    assert [row[-len("02/04/2021 A secretary") :] for row in rows] == [
        "02/04/2021 A secretary", "04/04/2021 A secretary",
    ]  # fmt: skip
    assert any(row.endswith("not yet") for row in get(client, f"{MEETINGS}?figure=sent").texts("//tbody/tr"))


def test_an_attendant_is_named_where_the_list_names_him(known: Cast) -> None:
    person = known.account("npa").person
    page = get(known.client("management"), f"{ATTENDANCE}?figure=people&organisation={person.organisation_id}")
    rows = page.texts("//tbody/tr")
    assert [row for row in rows if row.startswith("Npa Person NPA") and row.endswith(" 1")]
    assert [row for row in rows if row.startswith("not named NPA") and row.endswith(" 4")]


def test_a_chair_sees_the_rows_of_his_own_group(known: Cast) -> None:
    for who in ("chair", "secretary"):
        client = known.client(who)
        for address in ADDRESSES:
            get(client, address)
            for other in ("g1", "nowhere"):
                get(client, f"{address}?group={other}", 404)
                get(client, f"{address}.xlsx?group={other}", 404)
        assert all(reference.startswith("IM-") for reference in get(client, MEETINGS).texts("//tbody/tr/th"))


def test_another_groups_meeting_shows_a_chair_nothing(known: Cast) -> None:
    shown = get(known.client("management"), f"{MEETINGS}?group=g1").links().values()
    meeting = re.findall(r"meeting=(\d+)", " ".join(shown))[0]
    page = get(known.client("chair"), f"{MEETINGS}?figure=sent&meeting={meeting}")
    assert page.text("//div[@class='empty']").startswith("Nothing is like that.")


@pytest.mark.parametrize("who", ["npa", "mag", "party", "translator"])
def test_others_may_not_look(cast: Cast, who: str) -> None:
    outsiders(cast)
    for address in (*ADDRESSES, *(f"{each}.xlsx" for each in ADDRESSES)):
        get(cast.client(who), address, 403)
        assert Context().run(cast.client().get, address).status_code == 302
        assert Context().run(cast.client("management").post, address).status_code == 405


@pytest.mark.parametrize("address", FIGURES)
def test_the_rows_ask_the_database_as_often_for_few_as_for_many(known: Cast, address: str) -> None:
    client, sent = known.client("management"), []
    for asked in ("as_of=30/09/2019", ""):
        get(client, f"{address}&{asked}")
        with queries_of_database() as queries:
            get(client, f"{address}&{asked}")
        sent.append(len(queries))
    assert sent[0] == sent[1], sent


def test_in_lao_the_rows_are_lao(known: Cast) -> None:
    for address in FIGURES:
        page = get(known.client("management", "lo"), address)
        assert not page.heading.isascii(), address
        assert not page.text("//main/p[2]").isascii(), address
        assert not [each for each in page.texts("//thead//th") if each.isascii()], address


def test_an_organisation_that_was_merged_away_is_not_taken_for_one_without_tasks(known: Cast) -> None:
    client = known.client("management")
    for address in ("/follow-up", "/follow-up/rows", *ADDRESSES):
        assert "There is no such organisation." in get(client, f"{address}?organisation=9999", 404).text("//main")
        get(client, f"{address}.xlsx?organisation=9999", 404)
