from contextvars import Context
from datetime import date
from io import BytesIO

import pytest
from applications import NOON
from cast import Cast, form_of, post, send
from lives import ADDRESS, circulated, settle_points, the_meeting
from pages import get, queries_of_database
from signings import AMEND, ISSUE, SCAN, SIGN, TODAY, again, frozen, issued, ready, trail, upload, waiting
from sqlalchemy import select

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.mail.models import OutgoingMail
from tracker.meetings.kinds import EntryKind, RecordState, TextState
from tracker.meetings.models import Entry
from tracker.minutes import signing
from tracker.minutes.models import SCAN as SCANNED
from tracker.minutes.models import Version, VersionFile

FREEZE, NUMBER, ATTACH, TAKE_BACK = f"{SIGN}/freeze", f"{SIGN}/number", f"{SIGN}/scan", f"{SIGN}/take-back"
ADD_SCAN, CLOSE, FILES = f"{ISSUE}/scan", f"{AMEND}/close", f"{SIGN}/files"
POSTS = (FREEZE, NUMBER, ATTACH, TAKE_BACK, FILES, ISSUE, ADD_SCAN, AMEND, CLOSE)


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks after the sample's meeting."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def test_from_the_comment_date_to_the_issued_minutes(cast: Cast) -> None:
    ready(cast)
    client = cast.client("chair")
    assert "Freeze for signature…" in get(client, ADDRESS).links("//aside//a")
    page = get(client, SIGN)
    assert page.root.xpath("//select[@name='numbering']/option/text()") == [
        "by the group's pattern: 1/NRA", "the registry gives it: dots now, typed in later"
    ]  # fmt: skip
    assert page.root.xpath("//select[@name='authentic']/option/text()") == ["Lao", "English"]
    assert page.root.xpath("//input[@name='issued_on']/@value") == ["12/04/2021"]
    post(client, FREEZE, SIGN, numbering="registry", authentic="lo")
    page = get(client, SIGN)
    assert page.text("//*[@aria-current='step']") == "Print, number and date"
    assert "The minutes are frozen." in page.text("//*[@role='status']")
    post(client, NUMBER, SIGN, number="012/NRA", issued_on="10/04/2021")
    assert (again().number, again().issued_on) == ("012/NRA", date(2021, 4, 10))
    assert get(client, SIGN).text("//*[@aria-current='step']") == "Signed scan"
    upload(client, ATTACH, SIGN)
    assert "Issue…" in get(client, ADDRESS).links("//aside//a")
    page = get(client, ISSUE)
    assert "npa@twg.example" in page.text("//main")
    assert "No. 012/NRA of 10/04/2021" in page.text("//main")
    done = post(client, ISSUE)
    assert done.response.headers["Location"] == ADDRESS
    assert (again().record, again().text_state) == (RecordState.ISSUED, TextState.ISSUED)
    page = get(cast.client("npa"), ADDRESS)
    assert "No. 012/NRA" in page.text("//article")
    assert "Issued" in page.text("//section[@class='bar']")


def test_one_button_is_filled_at_each_step(cast: Cast) -> None:
    filled = "//main//*[contains(@class, 'btn-primary')]"
    client = cast.client("chair")
    ready(cast)
    assert get(client, SIGN).texts(filled) == ["Freeze for signature"]
    frozen(cast, numbering="registry")
    assert get(client, SIGN).texts(filled) == ["Save number and date"]
    post(client, NUMBER, SIGN, number="7/X")
    assert get(client, SIGN).texts(filled) == ["Attach the signed scan"]
    upload(client, ATTACH, SIGN)
    assert get(client, SIGN).texts(filled) == ["Issue…"]
    post(client, ISSUE)
    assert get(client, SIGN).texts(filled) == []


def test_what_hinders_leads_to_where_it_is_put_right(cast: Cast) -> None:
    page = get(cast.client("chair"), SIGN)
    assert "The minutes are not circulated yet." in page.text("//section[@aria-labelledby='h-hinders']")
    assert not page.root.xpath("//main//form[@method='post']")
    circulated(cast)
    page = get(cast.client("secretary"), SIGN)
    (address,) = page.links("//section[@aria-labelledby='h-hinders']//a").values()
    entry = session.scalars(select(Entry).where(Entry.id == int(address.rpartition("-")[2]))).one()
    assert entry.disposition is None
    settle_points()
    page = get(cast.client("secretary"), SIGN)
    assert "the chair can freeze" in page.text("//main")
    assert not page.root.xpath("//main//form[@method='post']")


def test_a_language_that_is_not_finished_is_said(cast: Cast) -> None:
    with transaction():
        entry = session.scalars(select(Entry).where(Entry.kind == EntryKind.ISSUE).limit(1)).one()
        entry.text = Bilingual(lo=entry.text.lo)
    ready(cast)
    page = get(cast.client("chair"), SIGN)
    assert "the English follows" in page.text("//section[@aria-labelledby='h-known']")
    assert page.root.xpath("//select[@name='authentic']/option/text()") == ["Lao"]


def test_the_comment_date_needs_a_tick(cast: Cast) -> None:
    ready(cast, until=TODAY)
    client = cast.client("chair")
    page = post(client, FREEZE, SIGN, status=422, numbering="registry")
    assert "Comments may still come." in page.text("//*[@id='problem']")
    assert page.root.xpath("//select[@name='numbering']/option[@selected]/@value") == ["registry"]
    post(client, FREEZE, SIGN, early="1")
    assert again().text_state == TextState.FROZEN


def test_the_second_chair_is_told_who_was_first(cast: Cast) -> None:
    ready(cast)
    client = cast.client("chair")
    fields = form_of(client, SIGN, FREEZE)
    frozen(cast)
    page = send(client, FREEZE, fields, 409)
    assert "frozen already, by Chair Person" in page.text("//*[@id='problem']")
    assert page.text("//*[@aria-current='step']") == "Signed scan"


def test_a_step_that_is_sent_twice_is_done_once(cast: Cast) -> None:
    ready(cast)
    client = cast.client("chair")
    fields = form_of(client, SIGN, FREEZE)
    for _ in range(2):
        assert send(client, FREEZE, fields).response.headers["Location"] == SIGN
    assert len(trail("minutes.frozen")) == 1
    fields = {**form_of(client, ISSUE), "no_scan": "1"}
    for _ in range(2):
        send(client, ISSUE, fields)
    assert len(trail("minutes.issued")) == 1
    assert len(session.scalars(select(VersionFile.id)).all()) == 8


def test_files_that_were_not_made_are_made_later(cast: Cast) -> None:
    ready(cast)
    meeting_id, actor = the_meeting().id, cast.actor("chair")
    with transaction():
        wanted = signing.Freezing(numbering=signing.Numbering.PATTERN, issued_on=TODAY, authentic="lo")
        signing.freeze(meeting_id, wanted, today=TODAY, by=actor, at=NOON)
    client = cast.client("chair")
    page = get(client, SIGN)
    assert page.texts("//main//*[contains(@class, 'btn-primary')]") == ["Make the files"]
    fields = form_of(client, SIGN, FILES)
    for _ in range(2):
        send(client, FILES, fields)
    assert len(waiting().files) == 4


def test_the_paper_is_handed_out_to_those_who_draft(cast: Cast) -> None:
    ready(cast)
    client = cast.client("secretary")
    assert Context().run(client.get, f"{SIGN}/print?layout=lao").status_code == 404
    version = frozen(cast)
    got = Context().run(client.get, f"{SIGN}/print?layout=lao")
    assert got.headers["Content-Disposition"] == "attachment; filename=IM-2021-Q1-v2-lao.docx"
    assert got.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert Context().run(client.get, f"{SIGN}/print?layout=lao&as=pdf").status_code == 404
    assert Context().run(client.get, f"{SIGN}/print?layout=x").status_code == 404
    for name, status in (("npa", 403), ("translator", 403), ("other", 403), ("", 302)):
        assert Context().run(cast.client(name).get, f"{SIGN}/print?layout=lao").status_code == status
    assert version.sealed_at is None


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("scan.jpg", b"\xff\xd8\xff", "Choose a file of one of these kinds: .pdf."),
        ("scan.pdf", b"PK\x03\x04", "The file is no PDF, or is damaged."),
        ("", b"", "Fill this in."),
    ],
)
def test_a_scan_is_a_pdf(cast: Cast, name: str, data: bytes, said: str) -> None:
    ready(cast)
    frozen(cast)
    client = cast.client("chair")
    page = upload(client, ATTACH, SIGN, 422, scan=(BytesIO(data), name))
    assert said in page.text("//*[@id='problem']")
    assert not [each for each in waiting().files if each.layout == SCANNED]


def test_a_scan_is_replaced_until_the_issue_and_added_once_afterwards(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    client = cast.client("chair")
    upload(client, ATTACH, SIGN)
    upload(client, ATTACH, SIGN, scan=(BytesIO(SCAN + b" again"), "b.pdf"))
    assert [each.file.size for each in waiting().files if each.layout == SCANNED] == [len(SCAN) + 6]
    post(client, ISSUE)
    page = upload(client, ADD_SCAN, status=422)
    assert "kept already" in page.text("//*[@id='problem']")
    page = send(client, ATTACH, {**form_of(client, ADD_SCAN), "scan": (BytesIO(SCAN), "c.pdf")}, 422)
    assert "not frozen" in page.text("//*[@id='problem']")


def test_without_scan_and_number_they_go_out_only_if_somebody_says_so(cast: Cast) -> None:
    ready(cast)
    frozen(cast, numbering="registry")
    client = cast.client("chair")
    assert "They have no number." in post(client, ISSUE, status=422).text("//*[@id='problem']")
    page = post(client, ISSUE, status=422, no_number="1")
    assert "The signed scan is not attached." in page.text("//*[@id='problem']")
    assert page.root.xpath("//input[@name='no_number']/@checked")
    post(client, ISSUE, no_number="1", no_scan="1")
    assert again().record == RecordState.ISSUED
    assert "without the signed scan" in get(client, ADDRESS).text("//aside[@aria-labelledby='h-signing']")
    before = len(session.scalars(select(OutgoingMail.id)).all())
    upload(client, ADD_SCAN, send=None)
    assert len(session.scalars(select(OutgoingMail.id)).all()) == before
    assert Context().run(client.get, f"{ADDRESS}/scan").status_code == 200


def test_whoever_looked_at_another_text_looks_once_more(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    client = cast.client("chair")
    fields = {**form_of(client, ISSUE), "no_scan": "1"}
    post(client, NUMBER, SIGN, number="9/NRA")
    page = send(client, ISSUE, fields, 409)
    assert "changed a moment ago" in page.text("//*[@id='problem']")
    assert "No. 9/NRA" in page.text("//main")
    post(client, ISSUE, no_scan="1")


def test_taking_back_asks_first_and_needs_a_reason(cast: Cast) -> None:
    ready(cast)
    frozen(cast)
    client = cast.client("chair")
    assert "Take the minutes back" in get(client, TAKE_BACK).heading
    assert again().text_state == TextState.FROZEN
    assert "Fill this in." in post(client, TAKE_BACK, status=422).text("//*[@id='problem']")
    post(client, TAKE_BACK, reason__en="A slip")
    assert again().text_state == TextState.OPEN
    page = get(client, SIGN)
    assert page.root.xpath("//select[@name='numbering']/option[@selected]/text()") == [
        "1/NRA, as these minutes have it"
    ]
    assert "Draft the minutes" in get(client, ADDRESS).links()


def test_issued_minutes_are_amended_and_the_old_ones_stay(cast: Cast) -> None:
    ready(cast)
    first = issued(cast).id
    client = cast.client("chair")
    assert "Fill this in." in post(client, AMEND, status=422).text("//*[@id='problem']")
    done = post(client, AMEND, reason__en="NPA's name", reason__lo="ຊື່ຂອງ NPA")
    assert done.response.headers["Location"].endswith("/room")
    assert (again().record, again().text_state) == (RecordState.ISSUED, TextState.OPEN)
    page = post(client, AMEND, status=409, reason__en="x")
    assert "being written already" in page.text("//*[@id='problem']")
    with transaction():
        the_meeting().purpose = Bilingual("Amended purpose", "ແກ້ໄຂ")
    assert "Amended purpose" not in get(cast.client("npa"), ADDRESS).text("//article")
    page = post(client, FREEZE, SIGN, status=422, changes__en="", changes__lo="")
    assert "List of changes: Fill this in." in page.text("//*[@id='problem']")
    assert form_of(client, SIGN, FREEZE)["changes-en"].strip() == "NPA's name"
    post(client, FREEZE, SIGN)
    post(client, ISSUE, no_scan="1")
    assert again().record == RecordState.AMENDED
    kinds = [(each.kind, each.registered_as, each.changes.en) for each in session.scalars(select(Version))]
    assert kinds == [("circulated", "", ""), ("issued", "1/NRA", ""), ("amended", "1/NRA", "NPA's name")]
    assert "Amended purpose" in get(cast.client("npa"), ADDRESS).text("//article")
    assert session.get_one(Version, first).sealed_at is not None


def test_an_amendment_is_closed_without_issuing(cast: Cast) -> None:
    ready(cast)
    issued(cast)
    client = cast.client("chair")
    page = post(client, CLOSE, status=422)
    assert "No amendment" in page.text("//*[@id='problem']")
    post(client, AMEND, reason__en="x")
    assert "Close the amendment" in get(client, CLOSE).heading
    post(client, CLOSE)
    assert (again().record, again().text_state) == (RecordState.ISSUED, TextState.ISSUED)
    assert [each.verb for each in trail("minutes.amendment_closed")] == ["minutes.amendment_closed"]


def test_minutes_that_are_not_issued_are_not_amended(cast: Cast) -> None:
    ready(cast)
    page = post(cast.client("chair"), AMEND, status=422, reason__en="x")
    assert "not issued yet" in page.text("//*[@id='problem']")
    get(cast.client("chair"), ADD_SCAN, 404)
    assert get(cast.client("chair"), ISSUE).heading == "Sign and issue"


@pytest.mark.parametrize("name", ["secretary", "translator", "npa", "admin", "other"])
def test_a_reader_may_not(cast: Cast, name: str) -> None:
    ready(cast)
    frozen(cast)
    client = cast.client(name)
    token = form_of(client, "/account")
    for address in POSTS:
        send(client, address, token, 403)
    for address in (TAKE_BACK, ISSUE, ADD_SCAN, AMEND, CLOSE):
        get(client, address, 403)
    assert again().text_state == TextState.FROZEN
    get(client, SIGN, 200 if name in {"secretary", "admin"} else 403)


def test_a_meeting_of_another_group_is_not_found(cast: Cast) -> None:
    client = cast.client("chair")
    for address in (SIGN, TAKE_BACK, ISSUE, ADD_SCAN, AMEND, CLOSE):
        get(client, address.replace("im-twg", "clearance-twg"), 404)
        get(client, address.replace("2021-Q1", "2021-Q3"), 404)


def test_nothing_is_done_by_looking(cast: Cast) -> None:
    client = cast.client("chair")
    for address in (FREEZE, NUMBER, FILES, ATTACH):
        assert Context().run(client.get, address).status_code == 404  # as if it were the name of a meeting


@pytest.mark.parametrize("stage", ["open", "frozen", "issued"])
def test_a_fixed_number_of_queries(cast: Cast, stage: str) -> None:
    ready(cast)
    if stage == "frozen":
        frozen(cast)
    if stage == "issued":
        issued(cast)
    client = cast.client("chair")
    get(client, SIGN)
    with queries_of_database() as sent:
        get(client, SIGN)
    assert len(sent) <= {"open": 41, "frozen": 12, "issued": 12}[stage]
