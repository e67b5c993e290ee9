"""The action about Chapter 24, from the desk of the organisation that owes it to the next quarter's minutes: reported,
handed in, more time refused, handed in again, accepted; all see it, and the files those concerned alone."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from browsers import chromium, faults, playwright
from following_stage import CHAPTER_24, Following, following
from lives import organisation
from pages import get
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select
from stage import got

from tracker.actions.models import Assignment, AssignmentState, Evidence
from tracker.core.db import session
from tracker.documents.models import Document, Stage

__all__ = ["chromium", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
PDF = b"%PDF-1.4 the Lao text of Chapter 24, as NPA revised it"
NAME = "chapter-24-lao.pdf"


@pytest.fixture
def office(
    full_sqlite: tuple[Path, int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Following]:  # fmt: skip
    with following(tmp_path, full_sqlite, monkeypatch) as office:
        yield office


def _gen(self, name):
    from arrived import Mail
    import following_stage as f
    self.tick()
    mails=[Mail(e) for e in self.server.mails[self.seen:]]; self.seen=len(self.server.mails)
    Path(f"/tmp/w5/D/mails/{name}.txt").write_text("".join(e.whole() for e in sorted(mails,key=lambda e:e.to)),"utf-8")
Following.arrived=_gen
def test_chapter_24_to_its_end(office: Following, chromium: Browser) -> None:
    npa = signed_in(office, chromium, date(2021, 4, 5), "npa")
    finds_it_and_reports(office, npa)
    hands_in(office, npa, "ສົ່ງຮ່າງທຳອິດ.", PDF)
    asks_for_two_weeks(office, npa)
    mag_sees_no_byte(office, chromium)
    chair = signed_in(office, chromium, date(2021, 4, 6), "chair")
    the_chair_refuses_and_returns(office, chair)
    office.arrived("1-refused-and-returned")
    npa = signed_in(office, chromium, date(2021, 4, 8), "npa")
    is_told_why(office, npa)
    hands_in(office, npa, "ຕື່ມຕາຕະລາງທີ 3 ແລ້ວ.", PDF + b", complete")
    nothing_more_is_to_be_done(office, npa)
    chair = signed_in(office, chromium, date(2021, 4, 9), "chair")
    the_chair_accepts_and_says_what_comes_next(office, chair)
    office.arrived("2-accepted-and-owed")
    npa = signed_in(office, chromium, date(2021, 4, 12), "npa")
    the_standard_is_reviewed_next(office, npa)
    chair = signed_in(office, chromium, date(2021, 6, 30), "chair")
    the_next_minutes_say_that_it_is_done(office, chair)


def signed_in(office: Following, chromium: Browser, day: date, name: str) -> Page:
    """NPA reads Lao on a telephone, the chair English on a screen; a sign-in lasts a day."""
    office.calendar.turn(day)
    return office.window(chromium, name, "lo", 360) if name == "npa" else office.window(chromium, name, "en", 1280)


def finds_it_and_reports(office: Following, npa: Page) -> None:
    npa.goto(office.site)
    expect(npa.get_by_role("heading", level=1)).to_have_text("ໜ້າວຽກຂອງພວກເຮົາ")
    card = card_of(npa)
    expect(card).to_contain_text("ກອງປະຊຸມ 29/03/2021, ຂໍ້ IV.3")
    card.get_by_role("heading").get_by_role("link").click()
    expect(npa.get_by_role("heading", level=1)).to_contain_text("ບົດທີ 24")
    npa.get_by_role("link", name="ລາຍງານຄວາມຄືບໜ້າ").click()
    npa.locator("[name='note-lo']").fill("ແປແລ້ວ 3 ພາກ ຈາກ 5 ພາກ.")
    submit(npa)
    expect(npa.get_by_role("main")).to_contain_text("ແປແລ້ວ 3 ພາກ ຈາກ 5 ພາກ.")
    assert part(office).state == AssignmentState.IN_PROGRESS


def hands_in(office: Following, npa: Page, words: str, data: bytes) -> None:
    npa.goto(office.site)
    card_of(npa).get_by_role("heading").get_by_role("link").click()
    npa.locator(f"a[href='/actions/parts/{part(office).id}/hand-in']").click()
    npa.locator("[name='note-lo']").fill(words)
    npa.locator("input[type='file']").set_input_files({"name": NAME, "mimeType": "application/pdf", "buffer": data})
    submit(npa)
    expect(npa.get_by_role("link", name=NAME).first).to_be_visible()
    assert part(office).state == AssignmentState.SUBMITTED


def asks_for_two_weeks(office: Following, npa: Page) -> None:
    npa.goto(f"{office.site}/actions/parts/{part(office).id}/more-time")
    npa.locator("[name='until']").fill("26/04/2021")
    npa.locator("[name='reason-lo']").fill("ຜູ້ແປເຈັບປ່ວຍ.")
    submit(npa)
    expect(npa.get_by_role("main")).to_contain_text("ຜູ້ແປເຈັບປ່ວຍ.")


def mag_sees_no_byte(office: Following, chromium: Browser) -> None:
    """It sees the action as every member does, and nothing of what was handed in, wherever it looks."""
    mag = office.window(chromium, "mag", "en", 1280)
    mag.goto(f"{office.site}/actions/{office.action().id}")
    expect(mag.get_by_role("heading", level=1)).to_contain_text("Chapter 24")
    assert NAME not in mag.content()
    evidence_id = session.scalars(select(Evidence.id)).one()
    guessed = mag.goto(f"{office.site}/actions/evidence/{evidence_id}")
    assert guessed is not None
    assert guessed.status == 404
    assert PDF not in guessed.body()
    client = office.cast.client("mag")
    found = get(client, f"/search?q={NAME}")
    assert [each for each in found.links("//main//a").values() if each.startswith("/actions/")] == []
    for address in ("/", "/actions?q=chapter", "/actions.csv", "/actions.xlsx", "/groups/im-twg/register.xlsx"):
        told = whole(got(client, address))
        assert b"</" in told or CHAPTER_24.encode() in told, address
        assert NAME.encode() not in told, address
        assert PDF not in told, address
    mag.context.close()


def the_chair_refuses_and_returns(office: Following, chair: Page) -> None:
    chair.goto(office.site)
    expect(chair.get_by_role("region", name="Waiting for the chair")).to_contain_text("asks for more time")
    chair.goto(f"{office.site}/actions/{office.action().id}")
    chair.get_by_role("link", name="Answer it").click()
    chair.locator("[name='answer']").first.fill("The adoption waits for it.")
    chair.get_by_role("button", name="Refuse, with this answer").click()
    expect(chair.get_by_role("main")).to_contain_text("The adoption waits for it.")
    goes_to_what_was_handed_in(office, chair)
    chair.locator("[name='reason']").first.fill("Table 3 is missing.")
    chair.get_by_role("button", name="Return it with this reason").click()
    expect(chair.get_by_role("main")).to_contain_text("Table 3 is missing.")
    assert part(office).state == AssignmentState.IN_PROGRESS


def goes_to_what_was_handed_in(office: Following, chair: Page) -> None:
    chair.goto(f"{office.site}/actions/waiting")
    chair.goto(f"{office.site}/actions/{office.action().id}")
    chair.get_by_role("link", name="Answer what was handed in").click()
    expect(chair.get_by_role("heading", level=1)).to_have_text("Answer what was handed in")


def is_told_why(office: Following, npa: Page) -> None:
    npa.goto(office.site)
    card = card_of(npa)
    expect(card).to_contain_text("The adoption waits for it.")
    expect(card).to_contain_text("Table 3 is missing.")
    assert list(faults(npa)) == []


def nothing_more_is_to_be_done(office: Following, npa: Page) -> None:
    npa.goto(office.site)
    expect(card_of(npa)).to_contain_text("ບໍ່ຕ້ອງເຮັດຫຍັງອີກ")


def the_chair_accepts_and_says_what_comes_next(office: Following, chair: Page) -> None:
    goes_to_what_was_handed_in(office, chair)
    expect(chair.get_by_role("link", name=NAME).first).to_be_visible()
    chair.locator("[name='next_text-en']").fill("Review the Lao text of Chapter 24.")
    chair.locator("[name='next_text-lo']").fill("ກວດຄືນຄຳແປພາສາລາວ ບົດທີ 24.")
    chair.locator("[name='next_holder']").select_option(str(organisation("UXO Lao").id))
    chair.locator("[name='next_words-en']").fill("by 30/06/2021")
    chair.get_by_role("button", name="Accept the part of NPA").click()
    expect(chair.get_by_role("status")).to_contain_text("Accepted.")
    assert part(office).state == AssignmentState.ACCEPTED


def the_standard_is_reviewed_next(office: Following, npa: Page) -> None:
    standard = session.get_one(Document, office.action().document_id)
    assert [(each.stage, each.until_on) for each in standard.stages] == [
        (Stage.TRANSLATE, date(2021, 4, 9)), (Stage.REVIEW, None),
    ]  # fmt: skip
    npa.goto(f"{office.site}/documents/{standard.id}")
    row = npa.get_by_role("row").filter(has_text="ທົບທວນຄືນ")
    expect(row).to_contain_text("ກວດຄືນຄຳແປພາສາລາວ ບົດທີ 24.")
    expect(row).to_contain_text("ຄກລ")


def the_next_minutes_say_that_it_is_done(office: Following, chair: Page) -> None:
    chair.goto(f"{office.site}/meetings/im-twg/plan")
    submit(chair)
    chair.goto(f"{office.site}/meetings/im-twg/2021-Q2/room")
    row = chair.get_by_role("listitem").filter(has_text=CHAPTER_24)
    expect(row).to_contain_text("done")
    expect(row).to_contain_text("accepted on 09/04/2021")


def whole(answer: bytes) -> bytes:
    """All that was answered; what a sheet holds unpacked."""
    if not is_zipfile(BytesIO(answer)):
        return answer
    with ZipFile(BytesIO(answer)) as sheet:
        return b"".join(sheet.read(name) for name in sheet.namelist())


def card_of(page: Page) -> Locator:
    return page.get_by_role("article").filter(has_text="ບົດທີ 24")


def part(office: Following) -> Assignment:
    (found,) = office.action().assignments
    return found


def submit(page: Page) -> None:
    page.locator("main form button[type='submit'].btn-primary").first.click()
