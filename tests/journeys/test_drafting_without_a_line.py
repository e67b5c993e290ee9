"""Nothing is lost: the line drops, the browser is closed, the server is gone, an answer does not arrive, the sign-in
ends; whatever was typed arrives in the end, in order, once."""

from pathlib import Path

import pytest
from browsers import Office, chromium, kept_browser, office, playwright, sign_in
from cast import PASSWORD, Cast
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect
from serving import serving
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from tracker.accounts import sessions
from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.meetings.kinds import Section
from tracker.meetings.models import Entry

__all__ = ["chromium", "office", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
ROOM = "/meetings/im-twg/2021-Q1/room"
LINES = [f"Point {number} of what was said" for number in range(1, 11)]
KEPT = "Object.keys(localStorage).filter(name => /queue|refused|typed/.test(name)).length"
CACHED = "async () => (await caches.has('twg-rooms')) && (await (await caches.open('twg-rooms')).keys()).length"


def stored() -> list[str]:
    """What was added to the issues of the sample, in order."""
    session.rollback()
    session.expire_all()
    added = select(Entry.text).where(Entry.section == Section.ISSUES, Entry.from_file.is_(False))
    return [text.en for text in session.scalars(added.order_by(Entry.position, Entry.id))]


def add(page: Page, lines: list[str]) -> None:
    page.locator("#q-issues").focus()
    for line in lines:
        page.keyboard.insert_text(line)
        page.keyboard.press("Enter")


def settled(page: Page, number: int) -> None:
    """Everything has arrived, and the page shows it once."""
    expect(page.locator("#part-issues > .entries > li:not(.entry-pending)")).to_have_count(2 + number)
    expect(page.locator(".entry-pending, .remark-pending")).to_have_count(0)
    expect(page.locator("#saved")).not_to_have_class("saved saved-not")


def can_reopen(page: Page) -> None:
    """Wait until the browser has what it needs to show the room without a line."""
    expect(page.locator("#saved[data-kept]")).to_have_count(1)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(address)
    return page


def test_ten_lines_survive_a_dead_line_and_a_closed_browser(
    playwright: Playwright, office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "browser"
    context = kept_browser(playwright, folder)
    sign_in(context, office.site, office.cast, "chair")
    page = opened(context, office.site + ROOM)
    can_reopen(page)
    add(page, LINES[:4])
    context.set_offline(True)
    add(page, LINES[4:])
    expect(page.locator("#saved")).to_have_text("not yet saved, will retry")
    page.locator("#q-issues").type("half a li")
    page.locator("#part-recommendations .entry-link").first.focus()
    waiting = page.locator("#part-issues .entry-pending:not(.entry-arrived)").count()
    assert waiting >= len(LINES) - 4
    context.close()

    context = kept_browser(playwright, folder, offline=True)
    page = opened(context, office.site + ROOM)
    assert page.locator("#part-issues .entry-pending > p").all_inner_texts() == LINES[-waiting:]
    assert page.locator("#q-issues").input_value() == "half a li"
    expect(page.locator("#saved")).to_have_text("not yet saved, will retry")
    context.set_offline(False)
    settled(page, len(LINES))
    assert page.locator("#q-issues").input_value() == "half a li"
    context.close()
    assert stored() == LINES


def test_ten_lines_survive_a_server_that_is_gone(playwright: Playwright, cast: Cast, tmp_path: Path) -> None:
    context = kept_browser(playwright, tmp_path / "browser")
    with serving(cast.app) as site:
        port = int(site.rpartition(":")[2])
        sign_in(context, site, cast, "chair")
        page = opened(context, site + ROOM)
        can_reopen(page)
        add(page, LINES[:3])
    add(page, LINES[3:7])
    expect(page.locator("#saved")).to_have_text("not yet saved, will retry")
    page.reload()
    expect(page.locator("h1")).to_contain_text("Information Management")
    add(page, LINES[7:])
    with serving(cast.app, port):
        page.reload()
        settled(page, len(LINES))
        context.close()
    assert stored() == LINES


def test_a_text_of_an_open_entry_survives_a_closed_browser(
    playwright: Playwright, office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "browser"
    context = kept_browser(playwright, folder)
    sign_in(context, office.site, office.cast, "chair")
    page = opened(context, office.site + ROOM)
    can_reopen(page)
    page.locator("#part-issues .entry-link").first.click()
    field = page.locator(".entry-open textarea[name=text_en]")
    expect(field).to_be_focused()
    context.set_offline(True)
    page.keyboard.insert_text(" And nobody was told.")
    context.close()

    context = kept_browser(playwright, folder, offline=True)
    page = opened(context, office.site + ROOM)
    expect(page.locator("#part-issues li .remark-pending")).to_have_text("not yet saved")
    context.set_offline(False)
    expect(page.locator("#part-issues li").first).to_contain_text("And nobody was told.")
    expect(page.locator(".remark-pending")).to_have_count(0)
    context.close()
    session.rollback()
    text = session.scalars(select(Entry.text).where(Entry.key == "i1")).one()
    assert text.en.endswith("And nobody was told.")


def test_what_arrived_without_its_answer_is_done_once(chromium: Browser, office: Office) -> None:
    page = office.window(chromium, "chair", service_workers="block")
    page.goto(office.site + ROOM)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    page.route("**/room/*/add", lose)
    add(page, LINES[:2])
    settled(page, 2)
    page.context.close()
    assert len(lost) == 2
    assert stored() == LINES[:2]


def test_signing_out_leaves_nothing_in_the_browser(chromium: Browser, office: Office) -> None:
    page = office.window(chromium, "chair")
    page.goto(office.site + ROOM)
    can_reopen(page)
    page.locator("#q-issues").type("half a line")
    assert page.evaluate(KEPT) == 1
    page.goto(f"{office.site}/account")
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(KEPT) == 0
    assert not page.evaluate(CACHED)
    page.context.close()


def test_signing_out_asks_before_it_throws_away_what_waits(chromium: Browser, office: Office) -> None:
    page = office.window(chromium, "chair", service_workers="block")
    page.goto(office.site + ROOM)
    page.route("**/room/*/add", lambda route: route.abort())
    add(page, LINES[:1])
    page.goto(f"{office.site}/account")
    page.route("**/room/*/add", lambda route: route.abort())
    page.locator("form[data-sign-out] button").click()
    expect(page.locator("#unsent")).to_be_focused()
    assert page.evaluate(KEPT) == 1
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate(KEPT) == 0
    page.context.close()
    assert stored() == []


def test_another_account_neither_sends_nor_sees_what_waits(chromium: Browser, office: Office) -> None:
    page = office.window(chromium, "chair", service_workers="block")
    page.goto(office.site + ROOM)
    page.route("**/room/*/add", lambda route: route.abort())
    add(page, LINES[:1])
    expect(page.locator("#saved")).to_have_text("not yet saved, will retry")
    sign_in(page.context, office.site, office.cast, "secretary")
    page.unroute("**/room/*/add")
    add(page, LINES[1:2])
    expect(page.locator("#sign-in-again")).to_be_visible()
    page.goto(office.site + ROOM)
    expect(page.locator(".entry-pending")).to_have_count(0)
    add(page, ["Of the secretary"])
    settled(page, 1)
    assert stored() == ["Of the secretary"]
    page.goto("about:blank")
    sign_in(page.context, office.site, office.cast, "chair")
    page.goto(office.site + ROOM)
    settled(page, 3)
    page.context.close()
    assert stored() == ["Of the secretary", *LINES[:2]]


def _end(office: Office, token: str) -> None:
    with transaction():
        sessions.end(token, clock.now())


def test_a_sign_in_that_ended_keeps_what_was_typed_until_the_next(chromium: Browser, office: Office) -> None:
    account_id = office.cast.account("chair").id
    with transaction() as current:
        current.get_one(Account, account_id).password_hash = generate_password_hash(PASSWORD, method="scrypt:256:8:1")
    page = office.window(chromium, "chair")
    token = sign_in(page.context, office.site, office.cast, "chair")
    page.goto(office.site + ROOM)
    add(page, LINES[:1])
    settled(page, 1)
    _end(office, token)
    add(page, LINES[1:3])
    page.get_by_role("link", name="Your sign-in has ended").click()
    page.fill("#f-email", "chair@twg.example")
    page.fill("#f-password", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/room")
    settled(page, 3)
    page.context.close()
    assert stored() == LINES[:3]
