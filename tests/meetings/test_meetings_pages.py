from typing import Any

import pytest
from applications import SAMPLE, load
from cast import administrator
from flask import Flask
from flask.testing import FlaskClient
from pages import get, queries_of_database, speaks
from records import GROUP, hard_case, many_meetings, meeting_file

from tracker.core.i18n import Language
from tracker.exchange.loading import Outcome

MASTHEAD = "//a[@class='masthead-name']"
LIST = {
    "en": "Meetings Information Management Technical Working Group 1 meeting Meetings Meeting Held on Minutes "
    "Conclusions Information Management Technical Working Group, Quarter 1, 2021 29/03/2021 Draft 3 "
    "Download for Excel Download as CSV Load a meeting file",
    "lo": "ກອງປະຊຸມ ກຸ່ມວິຊາການ ດ້ານການຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ ກອງປະຊຸມ 1 ຄັ້ງ ກອງປະຊຸມ ກອງປະຊຸມ ວັນທີຈັດ ບົດບັນທຶກກອງປະຊຸມ ຂໍ້ຕົກລົງ "
    "ກຸ່ມວິຊາການ ດ້ານການຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ, ໄຕມາດທີ 1 ປີ 2021 29/03/2021 ສະບັບຮ່າງ 3 "
    "ດາວໂຫຼດເປັນ Excel ດາວໂຫຼດເປັນ CSV ນຳເຂົ້າແຟ້ມກອງປະຊຸມ",
}
WITHOUT_LAO = """
group: {slug: only, acronym: ONLY, name: {en: Only English}}
meeting: {period: 2020-Q1, held_on: 2020-02-03, state: held}
"""


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The administrator's browser: sees every meeting."""
    return administrator(app)


def special(name: str, **more: Any) -> str:
    return meeting_file(period="2021-Q3", kind="special", name=name, held_on="2021-08-12", **more)


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_list_names_each_meeting(sample: Outcome, client: FlaskClient, language: Language) -> None:
    page = get(speaks(client, language), "/meetings")
    assert page.text("//main") == LIST[language]
    assert page.root.get("lang") == language
    assert page.title == f"{page.heading} – {page.text(MASTHEAD)}"
    assert list(page.links("//main//a").values()) == [
        "/meetings/im-twg", "/meetings/im-twg/2021-Q1", "/meetings.xlsx", "/meetings.csv", "/meetings/files",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "lo"])
@pytest.mark.parametrize("address", ["/meetings", "/meetings/"])
def test_an_empty_list_says_how_to_begin(client: FlaskClient, language: Language, address: str) -> None:
    page = get(speaks(client, language), address)
    assert list(page.links("//main//a").values()) == ["/settings/groups/add", "/meetings/files"]
    assert not page.root.xpath("//table")


def test_the_newest_meeting_stands_first(app: Flask, client: FlaskClient) -> None:
    many_meetings(3)
    load(SAMPLE.read_bytes())
    assert get(client, "/meetings").texts("//tbody//th") == [
        "Information Management Technical Working Group, Quarter 1, 2021",
        "Group many, Meeting 2",
        "Group many, Meeting 1",
        "Group many, Meeting 0",
    ]


def test_a_long_list_is_turned_page_by_page(app: Flask, client: FlaskClient) -> None:
    many_meetings(51)
    page = get(client, "/meetings")
    seen = page.texts("//tbody//th")
    while (older := page.links("//a[@rel='next']")) != {}:
        (address,) = older.values()
        page = get(client, f"/meetings{address}")
        seen += page.texts("//tbody//th")
    assert seen == [f"Group many, Meeting {number}" for number in reversed(range(51))]
    assert page.text("//nav[@aria-label='Pages']") == "Newer Page 3 of 3"
    assert page.links("//a[@rel='prev']") == {"Newer": "?page=2"}


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("0", 1), ("-1", 1), ("abc", 1), ("", 1), ("1.5", 1), ("\0", 1), ("9" * 5000, 1),
        ("2", 2), ("9999", 2), ("9" * 40, 2),
    ],
)  # fmt: skip
def test_no_page_number_does_harm(app: Flask, client: FlaskClient, asked: str, shown: int) -> None:
    many_meetings(26)
    answer = client.get("/meetings", query_string={"page": asked})
    assert answer.status_code == 200
    assert f"Page {shown} of 2" in answer.text


@pytest.mark.parametrize("language", ["en", "lo"])
def test_a_group_has_its_own_list(sample: Outcome, client: FlaskClient, language: Language) -> None:
    load(hard_case())
    load(special("data", title={"en": "Incomplete data", "lo": "ຂໍ້ມູນບໍ່ຄົບຖ້ວນ"}))
    load(special("untitled", record="circulated", circulated_on="2021-09-01"))
    page = get(speaks(client, language), "/meetings/clearance-twg")
    said = {
        "en": ["Special meeting", "Incomplete data", "Quarter 2, 2021"],
        "lo": ["ກອງປະຊຸມວິສາມັນ", "ຂໍ້ມູນບໍ່ຄົບຖ້ວນ", "ໄຕມາດທີ 2 ປີ 2021"],
    }
    assert page.heading == GROUP["name"][language]
    assert page.texts("//tbody//th") == said[language]
    assert page.links("//tbody//a")[said[language][1]] == "/meetings/clearance-twg/2021-Q3/data"
    assert "/meetings" in page.links("//main//a").values()


def test_pages_of_a_group_keep_to_the_group(app: Flask, client: FlaskClient) -> None:
    many_meetings(30)
    many_meetings(30, "other")
    page = get(client, "/meetings/other?page=2")
    assert page.texts("//tbody//th") == [f"Meeting {number}" for number in reversed(range(5))]
    (newer,) = page.links("//a[@rel='prev']").values()
    assert get(client, f"/meetings/other{newer}").texts("//tbody//th")[0] == "Meeting 29"


@pytest.mark.parametrize("slug", ["nix", "IM-TWG", "ກຸ່ມ", "%00", "..", "x" * 4000, "<script>", "a%2Fb"])
@pytest.mark.parametrize(("language", "title"), [("en", "Not found"), ("lo", "ບໍ່ພົບສິ່ງທີ່ຊອກຫາ")])
def test_a_group_that_is_not_there_is_not_found(client: FlaskClient, slug: str, language: Language, title: str) -> None:
    page = get(speaks(client, language), f"/meetings/{slug}", 404)
    assert page.heading == title
    assert page.title.startswith(title)
    assert "/" in page.links("//main//a").values()
    assert not page.root.xpath("//script[not(@src)]")


@pytest.mark.parametrize("address", ["/meetings", "/meetings/im-twg"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_sent_to_a_list(client: FlaskClient, address: str, method: str) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "This address works differently" in answer.text


def test_head_says_the_same_without_the_page(sample: Outcome, client: FlaskClient) -> None:
    whole, head = client.get("/meetings"), client.head("/meetings")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]


@pytest.mark.parametrize(
    ("state", "row"),
    [
        ("held", "Quarter 2, 2021 30/06/2021 Draft 0"),
        ("planned", "Quarter 2, 2021 30/06/2021 planned"),
        ("postponed", "Quarter 2, 2021 30/06/2021 postponed"),
        ("cancelled", "Quarter 2, 2021 30/06/2021 cancelled"),
    ],
)
def test_only_a_meeting_that_was_held_has_minutes(app: Flask, client: FlaskClient, state: str, row: str) -> None:
    load(meeting_file(state=state))
    assert get(client, "/meetings/clearance-twg").text("//tbody/tr") == row


def test_a_name_in_one_language_says_which(app: Flask, client: FlaskClient) -> None:
    load(WITHOUT_LAO)
    page = get(speaks(client, "lo"), "/meetings")
    assert page.texts("//tbody//span[@lang='en']") == ["Only English"]


def test_markup_in_a_name_is_text(app: Flask, client: FlaskClient) -> None:
    load(special("x", title={"en": "<script>alert(1)</script> & 'quotes\"", "lo": "<b>ຕົວໜາ</b>"}))
    for language in ("en", "lo"):
        page = get(speaks(client, language), "/meetings")
        assert not page.root.xpath("//script[not(@src)]|//b")
        assert ("<script>alert(1)</script>" if language == "en" else "<b>ຕົວໜາ</b>") in page.text("//tbody")


def test_the_lists_take_the_same_queries_however_long(app: Flask, client: FlaskClient) -> None:
    taken = []
    for count, slug in ((10, "few"), (990, "more")):
        many_meetings(count, slug)
        for address in ("/meetings?page=2", f"/meetings/{slug}?page=2"):
            with queries_of_database() as sent:
                get(client, address)
            taken.append(len(sent))
    assert taken[:2] == taken[2:]
    assert max(taken) <= 9
