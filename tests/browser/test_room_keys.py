import re

import pytest
from browsers import Office, chromium, office, playwright
from keyboard import Keyboard
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core.db import session
from tracker.meetings.kinds import Section
from tracker.meetings.models import Entry
from tracker.organisations.models import Organisation

__all__ = ["chromium", "office", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
ROOM = "/meetings/im-twg/2021-Q1/room"
ISSUES = "#part-issues > .entries"
LISTED = f"{ISSUES} > li.entry:not(.entry-pending)"
ENGLISH = ".entry-open textarea[name=text_en]"


@pytest.fixture
def room(chromium: Browser, office: Office) -> Page:
    page = office.window(chromium, "chair")
    page.goto(office.site + ROOM)
    return page


def link(number: int, section: str = "issues") -> str:
    return f"#part-{section} > .entries > li:nth-child({number}) > p > .entry-link"


def last() -> Entry:
    session.rollback()
    session.expire_all()
    return session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()


def settled(page: Page) -> None:
    expect(page.locator(".entry-pending, .remark-pending")).to_have_count(0)
    expect(page.locator("#saved:not(.saved-not)")).to_have_text(re.compile(r"\d\d:\d\d"))


def test_enter_adds_and_stays(room: Page) -> None:
    room.locator("#q-issues").focus()
    for number in (1, 2):
        room.keyboard.type(f"Line {number}")
        room.keyboard.press("Enter")
    expect(room.locator("#q-issues")).to_be_focused()
    expect(room.locator("#q-issues")).to_have_value("")
    settled(room)
    expect(room.locator(f"{LISTED} .entry-words").nth(2)).to_have_text("Line 1")
    expect(room.locator(f"{LISTED} .entry-words").nth(3)).to_have_text("Line 2")
    expect(room.locator("#missing")).to_contain_text("texts without Lao")


def test_lines_stand_in_the_order_in_which_they_were_typed_however_slowly_one_is_fetched(room: Page) -> None:
    held: list[Route] = []
    room.route("**/room/entries/*", lambda route: route.fallback() if held else held.append(route))
    room.locator("#q-issues").focus()
    for number in (1, 2):
        with room.expect_response(lambda answer: answer.request.method == "POST"):
            room.keyboard.type(f"Line {number}")
            room.keyboard.press("Enter")
    room.wait_for_timeout(500)  # in which the second could be fetched
    held[0].continue_()
    settled(room)
    expect(room.locator(f"{LISTED} .entry-words").nth(3)).to_have_text("Line 2")
    expect(room.locator(f"{LISTED} .entry-words").nth(2)).to_have_text("Line 1")


def test_tab_nests_a_line_and_shift_tab_lifts_it_and_neither_holds_the_focus(room: Page) -> None:
    line = room.locator("#q-issues")
    line.focus()
    room.keyboard.type("below")
    room.keyboard.press("Tab")
    expect(line).to_have_value("> below")
    expect(room.get_by_role("button", name="Nest", pressed=True)).to_be_visible()
    room.keyboard.press("Shift+Tab")
    expect(line).to_have_value("below")
    room.keyboard.press("Shift+Tab")
    expect(line).not_to_be_focused()
    line.focus()
    room.keyboard.press("Tab")
    room.keyboard.press("Tab")
    expect(line).not_to_be_focused()
    line.focus()
    room.keyboard.press("Enter")
    expect(room.locator(f"{ISSUES} > li:nth-child(2) .entries > li")).to_contain_text("below")
    settled(room)
    assert last().parent_id is not None


def test_escape_empties_a_line_and_brings_it_back(room: Page) -> None:
    line = room.locator("#q-issues")
    line.focus()
    room.keyboard.type("half a line")
    room.keyboard.press("Escape")
    expect(line).to_have_value("")
    room.keyboard.press("Escape")
    expect(line).to_have_value("half a line")


def test_alt_and_arrows_move_nest_and_lift_and_the_focus_goes_along(room: Page) -> None:
    army = room.locator(f"{ISSUES} .entry-link", has_text="Army 58")
    army.focus()
    for keys, place in (
        ("Alt+ArrowUp", "> li:nth-child(1) > p"), ("Alt+ArrowDown", "> li:nth-child(2) > p"),
        ("Alt+ArrowRight", "> li:nth-child(1) > .entries > li > p"), ("Alt+ArrowLeft", "> li:nth-child(2) > p"),
    ):  # fmt: skip
        room.keyboard.press(keys)
        expect(room.locator(f"{ISSUES} {place}")).to_contain_text("Army 58")
        expect(army).to_be_focused()
    room.keyboard.press("Alt+ArrowDown")
    box = room.locator(".refusal")
    expect(box).to_contain_text("It is the last here already.")
    box.get_by_role("button", name="Drop it").click()
    expect(box).to_have_count(0)


def test_the_same_by_buttons_of_an_open_entry(room: Page) -> None:
    room.locator(link(2)).click()
    for name, place in (
        ("↑ Up", "> li:nth-child(1)"), ("↓ Down", "> li:nth-child(2)"), ("Nest", "> li:nth-child(1) > .entries > li"),
        ("Lift", "> li:nth-child(2)"),
    ):  # fmt: skip
        button = room.get_by_role("button", name=name, exact=True)
        button.click()
        expect(room.locator(f"{ISSUES} {place}.entry-open")).to_be_visible()
        expect(button).to_be_focused()
        settled(room)


def test_control_enter_saves_and_escape_restores(room: Page) -> None:
    Keyboard(room).reach(link(1))
    room.keyboard.press("Enter")
    expect(room.locator(ENGLISH)).to_be_focused()
    room.keyboard.type(" More.")
    room.keyboard.press("Control+Enter")
    expect(room.locator(link(1))).to_be_focused()
    expect(room.locator(link(1))).to_contain_text("needs. More.")
    settled(room)
    room.keyboard.press("Enter")
    expect(room.locator(ENGLISH)).to_be_focused()
    room.keyboard.type(" Too much.")
    settled(room)
    room.keyboard.press("Escape")
    expect(room.locator(link(1))).to_be_focused()
    expect(room.locator(f"{ISSUES} > li").first).not_to_contain_text("Too much.")
    settled(room)
    room.get_by_role("button", name="Bring back what I typed").click()
    expect(room.locator(ENGLISH)).to_be_focused()
    room.keyboard.press("Control+Enter")
    settled(room)
    expect(room.locator(link(1))).to_contain_text("More. Too much.")


def test_what_is_typed_saves_by_itself_and_says_so(room: Page) -> None:
    room.locator(link(1)).click()
    room.locator(ENGLISH).press_sequentially(" More.")
    expect(room.locator("#saved")).to_have_text(re.compile(r"saved \d\d:\d\d"))
    session.rollback()
    assert session.scalars(select(Entry.text).where(Entry.key == "i1")).one().en.endswith("More.")
    room.locator(".entry-open select[name=disposition]").select_option("declined")
    room.locator(".entry-open summary").click()
    room.locator(".entry-open textarea[name=disposition_remark_en]").fill("It costs too much.")
    room.locator(".entry-open input[name=documents]").fill("NTS")
    room.locator(".entry-open input[name=label]").fill("(a)")
    room.keyboard.press("Control+Enter")
    settled(room)
    expect(room.locator(f"{ISSUES} > li").first).to_contain_text("declined")
    expect(room.locator(f"{ISSUES} > li .entry-label").first).to_have_text("(a)")
    session.rollback()
    session.expire_all()
    entry = session.scalars(select(Entry).where(Entry.key == "i1")).one()
    assert (entry.disposition_remark.en, [each.code for each in entry.documents]) == ("It costs too much.", ["NTS"])


def test_a_name_that_nobody_has_holds_back_nothing_else(room: Page) -> None:
    room.locator(link(1)).click()
    names = room.locator(".entry-open input[name=raised_by]")
    names.fill("WEI, Zorg")
    room.locator(ENGLISH).fill("Only the text.")
    box = room.locator(".refusal")
    expect(box).to_contain_text("No organisation is called Zorg.")
    settled(room)
    expect(names).to_have_value("WEI, Zorg")
    names.fill("WEI, MAG")
    room.keyboard.press("Control+Enter")
    settled(room)
    expect(room.locator(link(1))).to_contain_text("WEI MAG Only the text.")
    box.get_by_role("button", name="Drop it").click()


def test_chips_show_what_a_conclusion_was_read_as_and_can_be_corrected(room: Page) -> None:
    line = room.locator("#q-conclusions")
    line.fill("NPA: revise the Lao translation of NS-24 - by end of Q2")
    chips = room.locator("#read-conclusions .chip")
    expect(chips).to_have_text([re.compile("owner NPA"), re.compile("document NS-24"), re.compile("by 30/06/2021")])
    chips.nth(1).locator("input").uncheck()
    line.press("End")
    line.press_sequentially(" 2021")
    expect(chips.last).to_have_text(re.compile("text NS-24"))
    expect(chips.last.locator("input")).not_to_be_checked()
    line.press("Enter")
    settled(room)
    session.rollback()
    action = session.scalars(select(Action).order_by(Action.id.desc()).limit(1)).one()
    assert (action.document_id, action.words.en) == (None, "by end of Q2 2021")
    assert [part.organisation.short_name for part in action.assignments] == ["NPA"]


def test_a_deadline_that_can_be_read_in_two_ways_is_chosen_before_and_after_saving(room: Page) -> None:
    line = room.locator("#q-conclusions")
    line.fill("NPA: send it - by 05/06/2021")
    choice = room.locator("#read-conclusions select")
    expect(choice).to_be_visible()
    ways = choice.locator("option").all_inner_texts()
    choice.select_option("1")
    line.press("Enter")
    settled(room)
    row = room.locator("#part-conclusions > .entries > li").last
    expect(row).to_contain_text(ways[1])
    row.locator(".entry-link").click()
    window = room.locator(".entry-open select[name=window]")
    expect(window).to_be_visible()
    assert sorted(window.locator("option").all_inner_texts()) == sorted(ways)
    window.select_option(label=ways[0])
    room.keyboard.press("Control+Enter")
    settled(room)
    expect(row).to_contain_text(ways[0])


def test_an_unknown_name_is_created_before_saving_or_after(room: Page) -> None:
    line = room.locator("#q-issues")
    line.fill("Zorg: late again")
    room.locator("#read-issues .chip-unknown input").check()
    line.press("Enter")
    expect(room.locator(f"{LISTED} .org", has_text="Zorg")).to_be_visible()
    line.fill("Blip: late too")
    line.press("Enter")
    settled(room)
    row = room.locator(LISTED).last
    expect(row).to_contain_text("Blip: late too")
    row.locator(".entry-link").click()
    room.get_by_role("button", name="create Blip").click()
    expect(room.locator(ENGLISH)).to_have_value("late too")
    expect(room.locator(".entry-open input[name=raised_by]")).to_have_value("Blip")
    settled(room)
    session.rollback()
    added = select(Organisation.short_name).where(Organisation.short_name.in_(["Zorg", "Blip"]))
    assert sorted(session.scalars(added)) == ["Blip", "Zorg"]


def test_a_conclusion_says_which_points_it_answers_and_how_far(room: Page) -> None:
    room.locator(link(2, "conclusions")).click()
    room.locator(".entry-open summary", has_text="Which points it answers").click()
    room.locator(".answers li:nth-child(3) select").select_option("part")
    room.keyboard.press("Control+Enter")
    settled(room)
    expect(room.locator(f"{ISSUES} > li").nth(1)).to_contain_text("answered")


def test_everything_works_with_a_finger(chromium: Browser, office: Office) -> None:
    page = office.window(chromium, "chair", "lo", 360, has_touch=True, is_mobile=True)
    page.goto(office.site + ROOM)
    page.locator("#q-issues").tap()
    page.keyboard.insert_text("ແມັກ: ຂໍ້ມູນຊ້ຳກັນ")
    page.locator("#part-issues [data-nest]").tap()
    expect(page.locator("#q-issues")).to_have_value("> ແມັກ: ຂໍ້ມູນຊ້ຳກັນ")
    page.locator("#part-issues form.quick .btn:not([data-nest])").tap()
    nested = page.locator(f"{ISSUES} > li:nth-child(2) .entries > li:not(.entry-pending)")
    expect(nested).to_contain_text("ຂໍ້ມູນຊ້ຳກັນ")
    settled(page)
    nested.locator(".entry-link").tap()
    page.locator(".entry-open [data-verb=lift]").tap()
    expect(page.locator(f"{ISSUES} > li:nth-child(3).entry-open")).to_be_visible()
    page.locator(".entry-open textarea[name=text_lo]").fill("ຂໍ້ມູນຊ້ຳກັນຫຼາຍ")
    page.locator(".entry-open .btn-primary").tap()
    settled(page)
    expect(page.locator(f"{ISSUES} > li:nth-child(3)")).to_contain_text("ຂໍ້ມູນຊ້ຳກັນຫຼາຍ")
    page.locator(f"{ISSUES} > li:nth-child(3) .entry-link").tap()
    page.locator(".entry-open [data-verb=delete]").tap()
    expect(page.locator(LISTED)).to_have_count(2)
    settled(page)
    assert last().deleted_at is not None
    assert last().section == Section.ISSUES


# The sheet comes from the tracker anew in the very moment in which an entry has arrived.
NEWS = """async () => {
    const sheet = document.getElementById("room").dataset.sheet;
    const told = await (await fetch(sheet, { headers: { "HX-Request": "true" } })).text();
    const answer = { ok: true, status: 200, redirected: false, clone: () => answer, text: async () => told };
    window.fetch = async () => answer; // without any way in between
    document.addEventListener("htmx:afterSwap", () => Room.refresh(), { once: true });
}"""


def test_an_entry_that_opens_while_news_come_stays_open(room: Page) -> None:
    room.evaluate(NEWS)
    Keyboard(room).reach(link(1))
    room.keyboard.press("Enter")
    expect(room.locator(ENGLISH)).to_be_focused()
    room.keyboard.type(" and more")
    expect(room.locator(ENGLISH)).to_have_value(re.compile("and more$"))
