import pytest
from applications import load
from cast import Cast
from drafts import added, entry, the_meeting
from flask.testing import FlaskClient
from lives import organisation
from pages import Page, get, queries_of_database, speaks
from records import with_entries
from rooms import ROOM, ask, freeze, told

from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.meetings.kinds import Disposition, Section
from tracker.meetings.models import Meeting


def readings(client: FlaskClient, section: str, line: str, **more: str | list[str]) -> Page:
    query = {"line": line, **more}
    response = client.get(f"/room/{the_meeting().id}/read/{section}", query_string=query)
    assert response.status_code == 200
    return get(client, f"/room/{the_meeting().id}/read/{section}?{response.request.query_string.decode()}")


def chips(page: Page) -> list[str]:
    return page.texts("//label[contains(@class, 'chip')]")


def test_the_room_is_the_minutes_with_what_is_missing_beside_them(cast: Cast) -> None:
    page = get(cast.client("chair"), ROOM)
    assert page.heading == "Information Management Technical Working Group, Quarter 1, 2021"
    assert page.texts("//article//h2") == [
        "I. Time, venue and participants", "II. Purpose of the meeting", "III. Content of the meeting",
        "IV. Conclusion",
    ]  # fmt: skip
    assert page.text("//*[@id='part-issues']//li[1]/p").startswith("WEI The Mine Risk Education")
    assert page.texts("//*[@id='attendance-rows']/li")[:3] == [
        "NRA Mr Khammoungkhoun SOUTHIVONG", "NRA technicians", "UXO Lao",
    ]  # fmt: skip
    assert "5 points without disposition" in page.texts("//*[@id='missing']//li")
    assert len(page.root.xpath("//form[@class='quick']")) == 5


def test_it_shows_either_language_whatever_the_reader_speaks(cast: Cast) -> None:
    client = speaks(cast.client("chair"), "lo")
    assert get(client, ROOM).text("//*[@id='part-issues']//li[1]/p").startswith("WEI ແບບຟອມ")
    page = get(client, f"{ROOM}?text=en")
    assert page.text("//*[@id='part-issues']//li[1]/p").startswith("WEI The Mine Risk")
    assert page.root.get("lang") == "lo"


def test_who_sees_it_and_who_does_not(cast: Cast) -> None:
    for name in ("chair", "secretary", "admin", "translator"):
        get(cast.client(name), ROOM)
    get(cast.client("other"), ROOM, 404)
    for name in ("npa", "mag", "party", "management"):
        get(cast.client(name), ROOM, 403)
    assert "Sign in" in get(cast.client(), ROOM).title
    get(cast.client("chair"), "/meetings/im-twg/2031-Q1/room", 404)


def test_a_translator_finds_texts_and_no_quick_lines(cast: Cast) -> None:
    page = get(cast.client("translator"), f"{ROOM}?entry={entry('i1').id}")
    assert page.root.xpath("//form[contains(@class, 'quick')]") == []
    names = {field.name for field in page.root.xpath("//form[@data-saves]//*[@name]")}
    assert {name for name in names if not name.startswith("base_")} == {
        "csrf_token", "request_key", "text_lo", "text_en", "small",
    }  # fmt: skip


def test_minutes_that_are_frozen_are_only_read(cast: Cast) -> None:
    freeze()
    page = get(cast.client("chair"), f"{ROOM}?entry={entry('i1').id}")
    assert "not changed" in page.text("//main")
    assert page.root.xpath("//form[contains(@class, 'quick') or @data-saves]") == []


@pytest.mark.parametrize("asked", ["abc", "0", "999999999999999999999", "-1"])
def test_an_entry_that_is_not_there_opens_nothing(cast: Cast, asked: str) -> None:
    assert get(cast.client("chair"), f"{ROOM}?entry={asked}").root.xpath("//form[@data-saves]") == []


def test_one_entry_comes_by_itself_open_and_closed(cast: Cast) -> None:
    client, address = cast.client("chair"), f"/room/entries/{entry('c2').id}"
    closed = get(client, address)
    assert closed.text("//li/span") == "2."
    assert closed.texts("//li//a[contains(@class, 'remark')]") == ["no owner", "12/04/2021 – 25/04/2021"]
    opened = get(client, f"{address}/open")
    assert opened.root.xpath("//form[@data-saves]//select[@name='action_kind']/option[@selected]/@value") == [
        "special_meeting"
    ]
    assert opened.texts("//ul[@class='answers']/li/span/span[1]")[:2] == ["IM-2021-Q1/1", "IM-2021-Q1/2"]


def test_an_entry_knows_what_stands_around_it(cast: Cast) -> None:
    client = cast.client("chair")
    assert get(client, f"/room/entries/{entry('i1').id}").texts("//li/div/a") == ["answered"]
    nested = get(client, f"/room/entries/{entry('r3-4').id}")
    assert (nested.text("//li/span"), nested.texts("//li/div/a")) == ("4.", ["kind: issue", "answered"])
    assert nested.root.xpath("//span[@class='org']") == []  # its list is WEI's already
    above = get(client, f"/room/entries/{entry('r3').id}")
    assert len(above.root.xpath("//li/ol/li")) == 6


def test_entries_are_not_given_to_strangers(cast: Cast) -> None:
    address = f"/room/entries/{entry('i1').id}"
    for path in (address, f"{address}/open"):
        get(cast.client("other"), path, 404)
        get(cast.client("npa"), path, 403)
    get(cast.client("chair"), "/room/entries/999999", 404)


def test_a_line_is_read_while_it_is_typed(cast: Cast) -> None:
    client = cast.client("chair")
    page = readings(client, "conclusions", "NPA: revise NS-24 - by end of Q2")
    assert chips(page) == ["owner NPA", "document NS-24", "by end of Q2 by 30/06/2021"]
    assert chips(readings(client, "issues", "UXO, Zorg: late")) == ["by UXO Lao", "create Zorg"]
    ignored = readings(client, "issues", "WEI: the NTS is late", seen=["WEI", "NTS"], means="WEI")
    assert chips(ignored) == ["by WEI", "text NTS"]
    assert ignored.root.xpath("//input[@type='checkbox'][@checked]/@value") == ["WEI"]


@pytest.mark.parametrize(
    ("section", "line"), [("issues", ""), ("issues", "   "), ("nowhere", "WEI: x"), ("attendance", "WEI 2")]
)
def test_nothing_is_read_where_there_is_nothing(cast: Cast, section: str, line: str) -> None:
    response = cast.client("chair").get(f"/room/{the_meeting().id}/read/{section}", query_string={"line": line})
    assert (response.status_code, response.text) == (200, "")


def test_reading_is_bounded_and_its_words_are_text(cast: Cast) -> None:
    long = cast.client("chair").get(
        f"/room/{the_meeting().id}/read/issues", query_string={"line": "WEI: " + "x" * 50_000}
    )
    assert long.status_code == 200
    page = readings(cast.client("chair"), "issues", "<Script>: x", seen="<Script>")
    assert page.root.xpath("//script") == []
    assert "<Script>" in page.text()


def test_what_is_missing_comes_by_itself(cast: Cast) -> None:
    meeting_id = the_meeting().id
    assert "2 conclusions without owner" in get(cast.client("chair"), f"/room/{meeting_id}/missing").texts("//li")
    get(cast.client("other"), f"/room/{meeting_id}/missing", 404)


def test_a_page_can_ask_whether_it_is_still_current(cast: Cast) -> None:
    client, address = cast.client("chair"), f"/room/{the_meeting().id}/now"
    before = ask(client, address).get_json()["revision"]
    added(cast, "Something new")
    assert ask(client, address).get_json()["revision"] == before + 1
    assert [ask(cast.client(name), address).status_code for name in ("other", "npa", "")] == [404, 403, 401]


def test_another_account_in_the_same_browser_is_noticed(cast: Cast) -> None:
    client, chair = cast.client("secretary"), str(cast.account("chair").id)
    assert ask(client, f"/room/{the_meeting().id}/now", **{"X-Account": chair}).status_code == 401
    assert ask(client, "/room/token").get_json()["account"] == cast.account("secretary").id


def test_the_worker_may_look_after_every_address(cast: Cast) -> None:
    response = cast.client().get("/worker.js")
    assert response.mimetype == "text/javascript"
    assert "no-cache" in response.headers["Cache-Control"]
    response.close()


def test_it_takes_as_many_queries_for_300_entries_as_for_10(cast: Cast) -> None:
    client = cast.client("admin")

    def asked(number: int, path: str) -> int:
        period = f"{1990 + number // 100}-Q2"
        made = load(with_entries(number).replace("2021-Q2", period))
        meeting = session.get_one(Meeting, made.meeting_id)
        entry_id = meeting.entries[number // 2].id
        session.expunge_all()
        with queries_of_database() as statements:
            get(
                client,
                path.format(slug="clearance-twg", address=period, entry=entry_id, id=made.meeting_id),
            )
        return len(statements)

    for path in (
        "/meetings/{slug}/{address}/room", "/meetings/{slug}/{address}/room?entry={entry}", "/room/{id}/missing",
        "/room/entries/{entry}", "/room/entries/{entry}/open", "/meetings/{slug}/{address}/attendance",
        "/meetings/{slug}/{address}/heading",
    ):  # fmt: skip
        few, many = asked(10, path), asked(300, path)
        assert few == many, path
        assert many < 45, path


def test_a_conclusion_of_the_sample_names_whom_and_until_when(cast: Cast) -> None:
    added(cast, "NPA, MAG: send it - by 30 April 2021", Section.CONCLUSIONS)
    last = get(cast.client("chair"), ROOM).texts("//*[@id='part-conclusions']//li[last()]//a")
    assert last == ["send it", "LO missing", "NPA, MAG", "by 30/04/2021"]


def test_the_room_works_on_either_database(either_cast: Cast) -> None:
    client = either_cast.client("chair")
    answer = told(client, f"/room/{the_meeting().id}/add", section="conclusions", line="NPA: send NS-24 - by end of Q2")
    for path in (ROOM, f"{ROOM}?entry={answer['entry']}", f"/room/entries/{entry('r3').id}"):
        get(client, path)
    opened = get(client, f"/room/entries/{answer['entry']}/open")
    assert opened.root.xpath("//input[@name='owners']/@value") == ["NPA"]
    told(client, f"/room/entries/{answer['entry']}/revise", 200, **{f"answer-{entry('i2').id}": "part"})
    assert get(client, f"/room/entries/{entry('i2').id}").texts("//li/div/a") == ["answered"]


def test_a_closed_entry_says_to_whom_it_was_referred_and_why_it_was_declined(cast: Cast) -> None:
    why = Bilingual(lo="ປີນີ້ບໍ່ມີງົບປະມານ")
    with transaction():
        one, two = entry("i1"), entry("i2")
        one.disposition, one.referred_to = Disposition.REFERRED, organisation("MRE Unit")
        two.disposition, two.disposition_remark = Disposition.DECLINED, why
        ids = one.id, two.id
    client = cast.client("chair")
    page = get(client, ROOM)
    assert "referred to MRE Unit" in page.text(f"//*[@id='entry-{ids[0]}']")
    assert "ບໍ່ຮັບເອົາ: ປີນີ້ບໍ່ມີງົບປະມານ" in page.text(f"//*[@id='entry-{ids[1]}']")
    assert "referred to MRE Unit" in get(client, f"/room/entries/{ids[0]}").text()
