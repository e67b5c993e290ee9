import re

import pytest
from browsers import Office, chromium, faults, office, playwright
from playwright.sync_api import Browser, Page, expect
from sources import none_of

from tracker.core.i18n import Language

__all__ = ["chromium", "office", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
MEETING = "/meetings/im-twg/2021-Q1"
FIRST = "#part-issues > .entries > li:nth-child(1)"
TIME = re.compile(r"\d\d:\d\d")
READERS: list[tuple[Language, int]] = [("lo", 360), ("en", 360), ("lo", 1280), ("en", 1280)]
# What has the focus, whether it can be seen there, and how thick the line around it is.
FOCUS = """() => {
    const at = document.activeElement, box = at.getClientRects()[0], style = getComputedStyle(at);
    if (at == document.body || !box) return [document.body.tagName, true, 9];
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const ring = style.outlineStyle == 'none' ? 0 : parseFloat(style.outlineWidth);
    return [at.outerHTML.slice(0, 90), at.contains(top), ring];
}"""


def states(page: Page, other: Page, site: str) -> list[str]:
    """The room in everything that it can show, each looked at, and the two pages beside it."""
    found: list[str] = []

    def look_at(name: str) -> None:
        found.extend(f"{name}: {fault}" for fault in faults(page))

    page.goto(f"{site}{MEETING}/room")
    look_at("closed")
    page.locator("#q-conclusions").fill("NPA, Zorg: revise NS-24 - by 05/06/2021")
    expect(page.locator("#read-conclusions select")).to_be_visible()
    look_at("a line that was read")
    page.locator("#q-conclusions").fill("")
    page.locator("#part-conclusions .entry-link").nth(1).click()
    page.locator(".entry-open summary").first.click()
    page.locator(".entry-open summary").last.click()
    look_at("an open conclusion")
    page.locator(".entry-open .btn-primary").click()
    page.route("**/room/*/now", lambda route: route.abort())  # else it could be told of the other in time
    for window in (page, other):
        window.goto(f"{site}{MEETING}/room")
        window.locator(f"{FIRST} .entry-link").click()
        expect(window.locator(".entry-open textarea").first).to_be_visible()
    other.locator(".entry-open textarea[name=text_en]").fill("Of the other")
    expect(other.locator("#saved:not(.saved-not)")).to_have_text(TIME)
    page.locator(".entry-open textarea[name=text_en]").fill("Mine")
    expect(page.locator(".refusal")).to_be_visible()
    look_at("a conflict beside an open entry")
    page.locator(".refusal [data-drop]").click()
    page.locator(".entry-open [data-restore]").click()
    page.route("**/room/*/add", lambda route: route.abort())
    page.locator("#q-issues").fill("WEI: that waits for a line")
    page.keyboard.press("Enter")
    expect(page.locator(".entry-pending")).to_be_visible()
    look_at("a line that waits")
    page.goto(f"{site}{MEETING}/attendance")
    page.locator(".checklist summary").nth(1).click()
    look_at("attendance")
    page.goto(f"{site}{MEETING}/heading")
    look_at("head and foot")
    return found


@pytest.mark.parametrize(("language", "width"), READERS)
def test_everybody_can_use_the_room_whatever_it_shows(
    chromium: Browser, office: Office, language: Language, width: int
) -> None:
    page = office.window(chromium, "chair", language, width, service_workers="block")
    other = office.window(chromium, "secretary", service_workers="block")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    none_of(states(page, other, office.site) + problems)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_keyboard_goes_through_an_open_entry_and_shows_where_it_is(
    chromium: Browser, office: Office, width: int
) -> None:
    page = office.window(chromium, "chair", "lo", width)
    page.goto(f"{office.site}{MEETING}/room")
    page.locator(f"{FIRST} .entry-link").click()
    fields = page.locator(".entry-open").locator("a, button, input:not([type=hidden]), select, textarea, summary")
    expect(fields.first).to_be_visible()
    page.locator(".entry-open details").evaluate("details => details.open = true")
    wrong = []
    for _ in range(fields.count()):
        name, seen, ring = page.evaluate(FOCUS)
        if not seen or ring < 3:
            wrong.append(f"{name}: {'covered or out of sight' if not seen else 'shows no focus'}")
        page.keyboard.press("Tab")
    none_of(wrong)
    assert page.evaluate("document.activeElement.closest('.entry-open')") is None
