"""Real browsers for tests: Chromium, and windows of it in which somebody of the cast has signed in."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from applications import application, dispose
from axe_playwright_python.sync_playwright import Axe
from cast import Cast, cast_of
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from programs import chromium_without_windows, need
from serving import serving

from tracker.accounts import sessions
from tracker.core import clock
from tracker.core.db import transaction
from tracker.core.i18n import Language

PATIENCE = 60_000  # milliseconds; a machine that does other work is slow, and that is no mistake of a page
expect.set_options(timeout=PATIENCE)
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AXE = Axe().axe_script
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"  # all that passed would be long


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives browsers."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser without windows."""
    browser = playwright.chromium.launch(executable_path=str(chromium_without_windows()), args=SWITCHES)
    yield browser
    browser.close()


def kept_browser(playwright: Playwright, folder: Path, **more: Any) -> BrowserContext:
    """A browser that keeps in a folder what it knows, so that it can be closed and opened again; only a whole one."""
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=str(need("chromium")), args=SWITCHES, **more
    )
    context.set_default_timeout(PATIENCE)
    return context


def look(browser: Browser, site: str, language: Language, width: int, **more: Any) -> Page:
    """A window of a reader of this language, as wide as that."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **more)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "language", "value": language, "url": site}])
    return context.new_page()


def window(
    browser: Browser, site: str, cast: Cast, name: str, language: Language = "en", width: int = 1280, **more: Any
) -> Page:
    """The same of somebody who has signed in."""
    page = look(browser, site, language, width, **more)
    sign_in(page.context, site, cast, name)
    return page


def sign_in(context: BrowserContext, site: str, cast: Cast, name: str) -> str:
    """Let somebody of the cast be signed in in a browser; gives back the token of the sign-in."""
    account = cast.account(name)
    with transaction():
        token = sessions.begin(account, address="127.0.0.1", browser="a test", at=clock.now())
    value, until = _sealed(cast.app, token), (datetime.now(UTC) + sessions.STAYS).timestamp()  # by its own clock
    context.add_cookies([{"name": "session", "value": value, "url": site, "httpOnly": True, "expires": until}])
    return token


def _sealed(app: Flask, token: str) -> str:
    """A sign-in as the cookie of the application carries it."""
    kept = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # of Flask's own sessions
    return str(kept.dumps({"_user_id": token, "_fresh": True, "_permanent": True}))


def faults(page: Page) -> Iterator[str]:
    """What somebody could not read, reach or use on this page."""
    page.evaluate(AXE)
    for fault in page.evaluate(VIOLATIONS):
        yield f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide > window:
        yield f"{wide} pixels wide in a window of {window}"
    if page.locator("h1").count() != 1:
        yield "not one heading of the first level"


@dataclass(frozen=True, slots=True)
class Office:
    """A tracker with the sample, and everybody who works with it."""

    site: str
    cast: Cast

    @property
    def port(self) -> int:
        return int(self.site.rpartition(":")[2])

    def window(self, browser: Browser, name: str, language: Language = "en", width: int = 1280, **more: Any) -> Page:
        """A window in which somebody has signed in."""
        return window(browser, self.site, self.cast, name, language, width, **more)


@pytest.fixture
def office(empty_sqlite: Path, tmp_path: Path) -> Iterator[Office]:
    """A tracker of this test's own that answers at an address."""
    shutil.copy(empty_sqlite, tmp_path / "tracker.sqlite")
    app = application(tmp_path)
    with app.app_context():
        for cast in cast_of(app):
            with serving(app) as site:
                yield Office(site, cast)
        dispose()
