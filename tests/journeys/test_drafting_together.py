"""Two people draft one meeting: each sees what the other does within seconds, and neither overwrites the other."""

import pytest
from browsers import Office, chromium, office, playwright
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.meetings.models import Entry

__all__ = ["chromium", "office", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
ROOM = "/meetings/im-twg/2021-Q1/room"
FIRST = "#part-issues > .entries > li:nth-child(1)"
ENGLISH, LAO = ".entry-open textarea[name=text_en]", ".entry-open textarea[name=text_lo]"
SAVED = "#saved:not(.saved-not)"


def text_of(key: str) -> Bilingual:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Entry.text).where(Entry.key == key)).one()


@pytest.fixture
def chair(chromium: Browser, office: Office) -> Page:
    page = office.window(chromium, "chair")
    page.goto(office.site + ROOM)
    return page


@pytest.fixture
def secretary(chromium: Browser, office: Office) -> Page:
    page = office.window(chromium, "secretary")
    page.goto(office.site + ROOM)
    return page


def write(page: Page, field: str, words: str) -> None:
    page.locator(f"{FIRST} .entry-link").click()
    page.locator(field).fill(words)


def done(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    expect(page.locator(".remark-pending")).to_have_count(0)


def test_what_one_adds_the_other_sees_without_being_disturbed(chair: Page, secretary: Page) -> None:
    secretary.locator("#part-recommendations .entry-link").first.click()
    field = secretary.locator(ENGLISH)
    field.press("End")
    field.press_sequentially(" half")
    for _ in range(3):
        field.press("ArrowLeft")
    chair.locator("#q-issues").fill("WEI: of the chair")
    chair.keyboard.press("Enter")
    expect(secretary.locator("#part-issues > .entries > li.entry")).to_have_count(3)
    expect(secretary.locator("#part-issues > .entries")).to_contain_text("of the chair")
    expect(field).to_be_focused()
    secretary.keyboard.type("X")
    assert field.input_value().endswith(" hXalf")


def test_a_line_that_is_being_typed_stays_as_it_is(chair: Page, secretary: Page) -> None:
    line = secretary.locator("#q-issues")
    line.press_sequentially("MAG: half a line")
    expect(secretary.locator("#read-issues .chip")).to_have_count(1)
    chair.locator("#q-issues").fill("of the chair")
    chair.keyboard.press("Enter")
    expect(secretary.locator("#part-issues > .entries > li.entry")).to_have_count(3)
    expect(secretary.locator("#writing")).to_contain_text("Chair Person")
    expect(line).to_be_focused()
    secretary.keyboard.type(" and on")
    assert line.input_value() == "MAG: half a line and on"
    expect(secretary.locator("#read-issues .chip")).to_have_count(1)


def test_two_languages_of_one_text_do_not_collide(chair: Page, secretary: Page) -> None:
    before = text_of("i1")
    for page, field in ((chair, LAO), (secretary, ENGLISH)):
        page.locator(f"{FIRST} .entry-link").click()
        page.locator(field).focus()
    chair.locator(LAO).fill("ພາສາລາວໃໝ່")
    secretary.locator(ENGLISH).fill("New English")
    done(chair)
    done(secretary)
    for page in (chair, secretary):
        expect(page.locator(".refusal")).to_have_count(0)
        expect(page.locator(FIRST)).to_contain_text("New English")
    assert (before.en, before.lo) != ("New English", "ພາສາລາວໃໝ່")
    assert (text_of("i1").en, text_of("i1").lo) == ("New English", "ພາສາລາວໃໝ່")


def test_a_field_that_nobody_touches_follows_in_an_open_entry(chair: Page, secretary: Page) -> None:
    secretary.locator(f"{FIRST} .entry-link").click()
    expect(secretary.locator(ENGLISH)).to_be_focused()
    write(chair, LAO, "ພາສາລາວໃໝ່")
    done(chair)
    expect(secretary.locator(LAO)).to_have_value("ພາສາລາວໃໝ່")
    secretary.locator(LAO).fill("ພາສາລາວໃໝ່ກວ່າ")
    done(secretary)
    expect(secretary.locator(".refusal")).to_have_count(0)
    assert text_of("i1").lo == "ພາສາລາວໃໝ່ກວ່າ"


@pytest.mark.parametrize("keeps", ["mine", "theirs"])
def test_the_second_sees_both_texts_and_chooses(chair: Page, secretary: Page, keeps: str) -> None:
    for page in (chair, secretary):
        page.locator(f"{FIRST} .entry-link").click()
        expect(page.locator(ENGLISH)).to_be_focused()
    chair.locator(ENGLISH).fill("As the chair has it <b>.")
    done(chair)
    secretary.locator(ENGLISH).fill("As the secretary has it.")
    box = secretary.locator(".refusal")
    expect(box).to_contain_text("Choose which of the two stays")
    expect(box.locator("[data-mine]")).to_have_text("As the secretary has it.")
    expect(box.locator("[data-theirs]")).to_have_text("As the chair has it <b>.")
    assert text_of("i1").en == "As the chair has it <b>."
    expected = {"mine": "As the secretary has it.", "theirs": "As the chair has it <b>."}[keeps]
    box.get_by_role("button", name=f"Keep {keeps}").click()
    expect(box).to_have_count(0)
    expect(secretary.locator(ENGLISH)).to_have_value(expected)
    expect(secretary.locator(SAVED)).to_be_visible()
    done(secretary)
    expect(secretary.locator(FIRST)).to_contain_text(expected)
    expect(chair.locator(FIRST)).to_contain_text(expected)
    expect(secretary.locator(".refusal")).to_have_count(0)
    assert text_of("i1").en == expected


def test_writing_on_after_a_choice_goes_on_from_it(chair: Page, secretary: Page) -> None:
    for page in (chair, secretary):
        page.locator(f"{FIRST} .entry-link").click()
        expect(page.locator(ENGLISH)).to_be_focused()
    chair.locator(ENGLISH).fill("Of the chair.")
    done(chair)
    field = secretary.locator(ENGLISH)
    field.fill("Of the secretary.")
    expect(secretary.locator(".refusal")).to_be_visible()
    field.press("End")
    field.press_sequentially(" More.")
    expect(secretary.locator(".refusal [data-mine]")).to_have_text("Of the secretary. More.")
    expect(secretary.locator(".refusal")).to_have_count(1)
    secretary.get_by_role("button", name="Keep mine").click()
    field.press("End")
    field.press_sequentially(" And more.")
    done(secretary)
    expect(secretary.locator(".refusal")).to_have_count(0)
    assert text_of("i1").en == "Of the secretary. More. And more."


def test_what_one_deletes_the_other_brings_back(chair: Page, secretary: Page) -> None:
    chair.locator(f"{FIRST} .entry-link").click()
    chair.get_by_role("button", name="Delete").click()
    expect(chair.locator("#part-issues > .entries > li.entry")).to_have_count(1)
    expect(chair.locator("#part-issues .entry-link")).to_be_focused()
    expect(secretary.locator("#part-issues > .entries > li.entry")).to_have_count(1)
    secretary.locator("#deleted summary").click()
    secretary.get_by_role("button", name="Bring back").click()
    for page in (secretary, chair):
        expect(page.locator("#part-issues > .entries > li.entry")).to_have_count(2)
    expect(secretary.locator("#deleted summary")).to_have_count(0)


def test_an_entry_that_the_other_deleted_is_not_saved_over(chair: Page, secretary: Page) -> None:
    secretary.locator(f"{FIRST} .entry-link").click()
    expect(secretary.locator(ENGLISH)).to_be_focused()
    chair.locator(f"{FIRST} .entry-link").click()
    chair.get_by_role("button", name="Delete").click()
    expect(chair.locator("#part-issues > .entries > li.entry")).to_have_count(1)
    secretary.locator(ENGLISH).fill("Too late")
    box = secretary.locator(".refusal")
    expect(box).to_contain_text("This point was deleted meanwhile.")
    expect(box.locator("[data-mine]")).to_have_text("Too late")


def test_a_translator_and_a_drafter_write_in_one_entry(chromium: Browser, office: Office, chair: Page) -> None:
    translator = office.window(chromium, "translator")
    translator.goto(office.site + ROOM)
    expect(translator.locator("form.quick")).to_have_count(0)
    translator.locator(f"{FIRST} .entry-link").click()
    expect(translator.locator(".entry-open select, .entry-open input:visible:not([type=checkbox])")).to_have_count(0)
    translator.locator(ENGLISH).fill("In the translator's English")
    chair.locator(f"{FIRST} .entry-link").click()
    chair.locator(".entry-open select[name=disposition]").select_option("noted")
    done(translator)
    done(chair)
    for page in (chair, translator):
        expect(page.locator(".refusal")).to_have_count(0)
        expect(page.locator(FIRST)).to_contain_text("noted")
        expect(page.locator(FIRST)).to_contain_text("In the translator's English")
