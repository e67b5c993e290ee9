from contextvars import Context
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from applications import load
from cast import administrator
from flask import Flask
from flask.testing import FlaskClient
from pages import Page, get, queries_of_database, speaks
from plain_text import plain_text
from records import LONG_LAO, load_hard_case, meeting_file, with_entries
from sheet_text import sheet_text

from tracker.core.i18n import Language
from tracker.exchange.loading import Outcome
from tracker.minutes import outline, queries

HERE = "/meetings/im-twg/2021-Q1"
HARD = "/meetings/clearance-twg/2021-Q2"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LAYOUTS = ("lao-then-english", "side-by-side", "lao", "english")
MARKS = {"en": ("not yet translated", "translation not up to date"), "lo": ("ຍັງບໍ່ທັນແປ", "ຄຳແປຍັງບໍ່ທັນປັບປຸງ")}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The administrator's browser: sees all minutes."""
    return administrator(app)


@pytest.fixture
def small(app: Flask) -> Outcome:
    """A meeting with nothing in it but its date."""
    return load(meeting_file())


def sheet(page: Page) -> str:
    """What stands on the sheet, as plain_text tells it."""
    (article,) = page.root.xpath("//article")
    return sheet_text(article)


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_preview_is_the_document(sample: Outcome, client: FlaskClient, language: Language) -> None:
    page = get(speaks(client, language), HERE)
    printed = plain_text(outline.build(queries.record_of(sample.meeting_id)), language)
    assert sheet(page) == printed.split("\n", 1)[1]


@pytest.mark.parametrize(
    ("language", "title", "facts"),
    [
        ("en", "Information Management Technical Working Group, Quarter 1, 2021", "Meetings / IM 29/03/2021 Draft"),
        ("lo", "ກຸ່ມວິຊາການ ດ້ານການຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ, ໄຕມາດທີ 1 ປີ 2021", "ກອງປະຊຸມ / IM 29/03/2021 ສະບັບຮ່າງ"),
    ],
)
def test_the_page_says_what_it_is(
    sample: Outcome, client: FlaskClient, language: Language, title: str, facts: str
) -> None:
    page = get(speaks(client, language), HERE)
    assert page.heading == title
    assert page.title.startswith(title)
    assert page.text("//p[@class='trail']") == facts
    assert {"/meetings", "/meetings/im-twg"} <= set(page.links().values())


@pytest.mark.parametrize(
    "address",
    ["nix/2021-Q1", "clearance-twg/2021-Q1", "clearance-twg/nix", "clearance-twg/2021-Q2/x", "x/../..", "%00/%00"],
)
@pytest.mark.parametrize("ending", ["", "/minutes.docx"])
def test_minutes_that_are_not_there_are_not_found(
    small: Outcome, client: FlaskClient, address: str, ending: str
) -> None:
    page = get(client, f"/meetings/{address}{ending}", 404)
    assert page.heading == "Not found"
    assert "/" in page.links("//main//a").values()


@pytest.mark.parametrize("address", [HERE, f"{HERE}/minutes.docx"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_sent_to_minutes(client: FlaskClient, address: str, method: str) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("language", ["en", "lo"])
@pytest.mark.parametrize(
    ("asked", "shown"),
    [("lo", {"lo"}), ("en", {"en"}), ("both", {"lo", "en"}), ("", None), ("fr", None), ("LO", None)],
)
def test_the_minutes_are_shown_in_the_language_asked_for(
    small: Outcome, client: FlaskClient, language: Language, asked: str, shown: set[str] | None
) -> None:
    page = get(speaks(client, language), f"{HARD}?text={asked}")
    assert {each.get("lang") for each in page.root.xpath("//article//p[@lang]")} == (shown or {language})
    chosen = {frozenset({"lo"}): "ລາວ", frozenset({"en"}): "English"}
    both = {"en": "Both", "lo": "ທັງສອງພາສາ"}[language]
    current = page.texts("//span[@class='switch']/a[@aria-current]")
    assert current == [chosen.get(frozenset(shown or {language}), both)]
    assert page.root.get("lang") == language


def test_each_switch_keeps_what_the_other_one_chose(small: Outcome, client: FlaskClient) -> None:
    page = get(client, f"{HARD}?text=both&x=1")
    (address,) = page.links("//a[@class='masthead-language']").values()
    assert parse_qs(urlsplit(address).query) == {"text": ["both"], "x": ["1"], "language": ["lo"]}
    page = get(client, HARD + address)
    assert (page.root.get("lang"), page.response.request.query_string) == ("lo", b"text=both&x=1")
    address = page.links("//span[@class='switch']/a")["English"]
    assert get(client, HARD + address).root.get("lang") == "lo"
    assert parse_qs(urlsplit(address).query) == {"text": ["en"], "x": ["1"]}


@pytest.mark.parametrize(("text", "missing", "stale"), [("lo", 8, 1), ("en", 10, 1), ("both", 18, 2)])
def test_what_is_missing_or_lags_is_marked_in_a_draft(
    app: Flask, client: FlaskClient, text: str, missing: int, stale: int
) -> None:
    load_hard_case()
    page = get(client, f"{HARD}?text={text}")
    marks = page.texts("//article//span[contains(@class, 'remark')]")
    languages: tuple[Language, ...] = ("lo", "en") if text == "both" else ("lo",) if text == "lo" else ("en",)
    assert sum(mark in {MARKS[language][0] for language in languages} for mark in marks) == missing
    assert sum(mark in {MARKS[language][1] for language in languages} for mark in marks) == stale
    assert len(marks) == missing + stale


def test_the_letterhead_stands_whole_in_each_language(app: Flask, client: FlaskClient) -> None:
    load_hard_case()
    title = get(client, f"{HARD}?text=both").root.xpath("//*[contains(@class, 'sheet-title')]/div")
    assert [each.get("lang") for each in title] == ["lo", "en"]
    assert [len(each.xpath("p")) for each in title] == [3, 3]
    assert LONG_LAO in title[0].text_content()


def test_points_stand_below_their_entry_with_the_printed_label(app: Flask, client: FlaskClient) -> None:
    load_hard_case()
    page = get(client, HARD)
    path, labels = "//li[@id='e-deep']", []
    while page.root.xpath(path):
        labels.append(page.text(f"{path}/span[@class='entry-label']"))
        path += "/ol/li"
    assert labels == ["(a)", "1.", "1.", "1.", "1.", "1.", "1."]


@pytest.mark.parametrize("text", ["lo", "en", "both"])
def test_markup_in_minutes_is_text(app: Flask, client: FlaskClient, text: str) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;"
    load(
        meeting_file(
            [{"short_name": "<b>NPA</b>", "name": {"en": evil, "lo": "ລາວ"}}],
            title={"en": evil, "lo": f"ລາວ {evil}"},
            purpose={"en": evil, "lo": f"ລາວ {evil}"},
            attendance=[{"organisation": "<b>NPA</b>", "description": {"en": evil}}],
            entries=[{"id": "a", "kind": "issue", "label": "<i>", "raised_by": ["<b>NPA</b>"], "text": {"en": evil}}],
        )
    )
    page = get(client, f"{HARD}?text={text}")
    assert not page.root.xpath("//script[not(@src)]|//img|//b|//i|//*[@onerror]")
    assert evil in page.text("//article")


@pytest.mark.parametrize("language", ["en", "lo"])
@pytest.mark.parametrize("state", ["planned", "postponed", "cancelled"])
def test_a_meeting_that_was_not_held_has_no_minutes(
    app: Flask, client: FlaskClient, language: Language, state: str
) -> None:
    load(meeting_file(state=state))
    page = get(speaks(client, language), HARD)
    assert not page.root.xpath("//article")
    assert f"{HARD}/minutes.docx" not in page.links().values()
    assert "30/06/2021" in page.text("//main/div[@class='empty']/p[1]")
    assert list(page.links("//main//a").values()) == [f"{HARD}/plan"]


def test_what_was_prepared_for_a_cancelled_meeting_is_shown(app: Flask, client: FlaskClient) -> None:
    entry = {"id": "a", "kind": "issue", "text": {"en": "Prepared in vain"}}
    load(meeting_file(state="cancelled", entries=[entry]))
    page = get(client, HARD)
    assert page.text("//main/div[1]/p[1]") == "The meeting of 30/06/2021 was cancelled."
    assert "Prepared in vain" in page.text("//article")


def test_issued_minutes_carry_no_mark_of_a_draft(app: Flask, client: FlaskClient) -> None:
    load(meeting_file(record="issued", issued_on="2021-07-09", number="014/NRA"))
    page = get(client, HARD)
    assert "Issued" in page.text("//p[@class='trail']")
    assert "Draft" not in page.text()
    assert "No. 014/NRA" in page.text("//header[@class='letterhead']")


def test_a_special_meeting_is_named_by_its_title(app: Flask, client: FlaskClient) -> None:
    load(meeting_file(kind="special", name="data", title={"en": "Incomplete data", "lo": "ຂໍ້ມູນບໍ່ຄົບຖ້ວນ"}))
    page = get(client, f"{HARD}/data")
    assert page.heading == "Incomplete data"
    assert page.title.startswith("Clearance and Survey Technical Working Group, Incomplete data")
    assert f"{HARD}/data/minutes.docx" in page.links().values()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_minutes_can_be_downloaded(sample: Outcome, client: FlaskClient, layout: str) -> None:
    (address,) = [link for link in get(client, HERE).links("//aside//a").values() if link.endswith(f"={layout}")]
    answer = client.get(address)
    name = f"IM-2021-Q1-{layout}-draft.docx"
    assert (answer.status_code, answer.mimetype) == (200, WORD)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    text = "".join(docx.Document(BytesIO(answer.data)).element.itertext())
    assert ("Minutes of the meeting of the" in text) == (layout != "lao")
    assert ("ບົດບັນທຶກກອງປະຊຸມກຸ່ມວິຊາການ" in text) == (layout != "english")


def test_without_a_layout_it_is_lao_then_english(sample: Outcome, client: FlaskClient) -> None:
    address = get(client, HERE).links("//a[contains(@class, 'btn')]")["Download Word"]
    answer = client.head(address)
    assert (address, answer.data) == (f"{HERE}/minutes.docx", b"")
    assert "IM-2021-Q1-lao-then-english-draft.docx" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("layout", ["pdf", "", "LAO", "lao\0", "../lao"])
def test_there_is_no_other_layout(small: Outcome, client: FlaskClient, layout: str) -> None:
    answer = client.get(f"{HARD}/minutes.docx", query_string={"layout": layout})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


@pytest.mark.parametrize("address", [HARD, f"{HARD}?text=both", f"{HARD}/minutes.docx"])
def test_minutes_take_the_same_queries_however_long(app: Flask, client: FlaskClient, address: str) -> None:
    taken = []
    for entries in (10, 300):
        load(with_entries(entries))
        with queries_of_database() as sent:
            assert Context().run(client.get, address).status_code == 200
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 26
