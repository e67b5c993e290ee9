import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from applications import application, dispose, load
from browsers import chromium, faults, look, playwright, window
from cast import Cast, cast_of
from playwright.sync_api import Browser, Page
from records import load_hard_case, many_meetings, meeting_file
from serving import serving
from sources import none_of
from standing import Standing, routes, stand

from tracker.core.i18n import Language

__all__ = ["chromium", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium

MINUTES = "/meetings/im-twg/2021-Q1"
HARD = "/meetings/clearance-twg/2021-Q2"
MEETINGS = (
    "/meetings/many",
    f"{HARD}?text=both",
    "/meetings/clearance-twg/2021-Q3/data",
    "/meetings/clearance-twg/2021-Q4",
    "/nowhere",
)
PROGRAMS = {
    "static",
    "drafting.token",
    "action_reminders.short",
    "editions.file",
    "evidence.download",
    "minutes.scan",
    "points.file",
    "points_received.short",
    "drafting.read_line",
    "drafting.missing",
    "drafting.now",
    "drafting.open_entry",
    "drafting.closed_entry",
    "reviews.open_review",
    "reviews.closed_review",
    "health.healthz",
    "signing.printed",
}
READERS = {"lo": 360, "en": 1280}  # the language on a telephone, and that on a screen; the others are between
# What has the focus, whether it is in sight and uncovered, and how thick the line around it is.
FOCUS = """() => {
    const at = document.activeElement, box = at.getClientRects()[0], style = getComputedStyle(at);
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return [at.textContent.trim(), at.contains(top), style.outlineStyle == 'none' ? 0 : parseFloat(style.outlineWidth)];
}"""
# As it should: nothing is there, it is another one's, or the minutes are not that far (test_minutes_looks takes them).
REFUSED = re.compile("Failed to load resource: the server responded with a status of (403|404|422)")
FIRST_PAGE, LATER_PAGE = 150_000, 40_000  # bytes on the wire


@dataclass(frozen=True, slots=True)
class Site:
    """A tracker that answers at an address, and who may sign in."""

    address: str
    cast: Cast
    standing: Standing

    def window(self, browser: Browser, name: str, language: Language = "en", width: int = 1280, **more: Any) -> Page:
        """A window in which somebody has signed in."""
        return window(browser, self.address, self.cast, name, language, width, **more)


@pytest.fixture(scope="module")
def site(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A tracker with all kinds of meetings, and something behind every address."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(empty_sqlite, folder / "tracker.sqlite")
    app = application(folder)
    with app.app_context():
        for cast in cast_of(app):
            standing = stand(cast)
            load_hard_case()
            title = {"en": "Incomplete data, and what follows from it", "lo": "ຂໍ້ມູນບໍ່ຄົບຖ້ວນ"}
            load(
                meeting_file(
                    period="2021-Q3", kind="special", name="data", title=title,
                    record="issued", issued_on="2021-07-09",
                )
            )  # fmt: skip
            load(meeting_file(period="2021-Q4", state="cancelled"))
            many_meetings(30)
            with serving(app) as address:
                yield Site(address, cast, standing)
        dispose()


def pages(site: Site) -> list[str]:
    """The address of every page there is, by its route."""
    shown = (rule for rule in routes(site.cast.app, "GET") if rule.endpoint not in PROGRAMS)
    return [site.standing.address(rule) for rule in shown if "." not in rule.rule.rsplit("/", 1)[-1]]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_every_page_can_be_used_by_everybody(chromium: Browser, site: Site, language: Language) -> None:
    """On a telephone in Lao and on a screen in English; what needs a meeting of another kind, both ways round."""
    found: list[str] = []
    page = site.window(chromium, "admin", language, READERS[language])
    page.on("console", lambda message: found.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for place in (*pages(site), *MEETINGS):
        page.goto(site.address + place)
        assert page.locator("html").get_attribute("lang") == language
        found += [f"{place}: {fault}" for fault in faults(page)]
    page.context.close()
    none_of(line for line in found if not REFUSED.search(line))


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("lo", 1280)])
@pytest.mark.parametrize("name", ["", "party", "npa", "chair", "management"])
def test_the_first_pages_of_everybody_can_be_used(
    chromium: Browser, site: Site, name: str, language: Language, width: int
) -> None:
    page = site.window(chromium, name, language, width) if name else look(chromium, site.address, language, width)
    found = []
    for place in ("/", "/meetings", MINUTES, f"{HARD}?text=both", f"{MINUTES}/room", "/account"):
        page.goto(site.address + place)
        found += [f"{place}: {fault}" for fault in faults(page)]
    page.context.close()
    none_of(found)


def test_what_somebody_could_not_use_is_seen(chromium: Browser, site: Site) -> None:
    page = look(chromium, site.address, "lo", 360)
    page.goto(f"{site.address}/sign-in")
    assert list(faults(page)) == []
    page.set_content('<html lang="lo"><title>x</title><main><img src="data:,"><a href="/">' + "x" * 500 + "</a></main>")
    told = "\n".join(faults(page))
    for fault in ("image-alt", "pixels wide in a window of 360", "not one heading"):
        assert fault in told
    page.context.close()


@pytest.mark.parametrize(
    ("place", "width"),
    [(place, width) for place in ("/", f"{HARD}?text=both", f"{MINUTES}/room", "/account") for width in (360, 1280)],
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    chromium: Browser, site: Site, place: str, width: int
) -> None:
    page = site.window(chromium, "chair", "lo", width)
    page.goto(site.address + place)
    wanted = page.locator(
        "a[href]:visible, button:visible, input:visible, select:visible, textarea:visible, summary"
    ).count()
    for number in range(wanted):
        page.keyboard.press("Tab")
        name, seen, ring = page.evaluate(FOCUS)
        assert seen, f"{number}: {name} has the focus and is covered or out of sight"
        assert ring >= 3, f"{number}: {name} has the focus and does not show it"
    page.context.close()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_both_scripts_are_set_in_the_fonts_that_come_along(chromium: Browser, site: Site, language: Language) -> None:
    page = site.window(chromium, "chair", language, 360)
    page.goto(f"{site.address}{MINUTES}?text=both")
    loaded = page.evaluate("document.fonts.ready.then(all => [...all].map(each => [each.family, each.status]))")
    assert loaded == [["Noto Sans Lao", "loaded"], ["Noto Sans Lao", "loaded"]]
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto Sans Lao"')
    for letters in ("ກຸ່ມວິຊາການ", "Working Group"):
        assert page.evaluate("letters => document.fonts.check('16px \"Noto Sans Lao\"', letters)", letters)
    page.context.close()


def bytes_of(page: Page, address: str) -> int:
    """How many bytes come over the wire until the page stands, headers included."""
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(address, wait_until="load")
    page.wait_for_timeout(500)
    session.detach()
    return sum(sizes)


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("place", ["/", "/meetings", f"{MINUTES}?text=both", f"{MINUTES}/room"])
def test_the_first_page_is_light_and_later_ones_are_lighter(
    chromium: Browser, site: Site, language: Language, place: str
) -> None:
    page = site.window(chromium, "chair", language, 360, service_workers="block")
    assert 50_000 < bytes_of(page, site.address + place) <= FIRST_PAGE
    assert 1_000 < bytes_of(page, f"{site.address}/meetings/im-twg") <= LATER_PAGE
    page.context.close()


def test_the_language_can_be_changed_on_any_page_and_back(chromium: Browser, site: Site) -> None:
    page = site.window(chromium, "chair", "lo", 360)
    minutes = f"{site.address}{MINUTES}"
    page.goto(minutes)
    page.get_by_role("link", name="ທັງສອງພາສາ").click()
    page.get_by_role("link", name="English").first.click()
    assert page.url == f"{minutes}?text=both"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("article [lang=lo]").count() > 10
    page.go_back()
    assert page.url == f"{minutes}?text=both"
    page.go_back()
    assert page.url == minutes
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.close()


def test_the_way_from_the_list_to_the_file_and_back(chromium: Browser, site: Site) -> None:
    page = site.window(chromium, "other")
    page.goto(f"{site.address}/meetings")
    page.get_by_role("link", name="Quarter 2, 2021").click()
    assert page.url == f"{site.address}{HARD}"
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Word").click()
    assert download.value.suggested_filename == "CL-2021-Q2-lao-then-english-draft.docx"
    page.get_by_role("link", name="CL", exact=True).click()
    assert page.url == f"{site.address}/meetings/clearance-twg"
    page.go_back()
    assert page.url == f"{site.address}{HARD}"
    page.context.close()


def test_the_attendance_stays_short_on_a_phone(chromium: Browser, site: Site) -> None:
    page = site.window(chromium, "chair", "lo", 360)
    page.goto(f"{site.address}{MINUTES}")
    heights = page.locator(".sheet-table .brief tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == 11
    assert sorted(heights)[7] <= 60
    page.context.close()


@pytest.mark.parametrize("place", ["/", MINUTES, f"{MINUTES}/room", "/account", f"{MINUTES}/attendance"])
def test_a_finger_finds_what_it_presses(chromium: Browser, site: Site, place: str) -> None:
    page = site.window(chromium, "chair", "lo", 360, has_touch=True, is_mobile=True)
    page.goto(f"{site.address}{place}")
    small = page.locator(
        "a:visible:not(.skip):not(.entry-link), button:visible:not(.visually-hidden), select:visible"
    ).evaluate_all("all => all.filter(each => each.offsetHeight < 43).map(each => each.textContent.trim())")
    assert small == []
    page.context.close()


def test_on_paper_the_minutes_stand_alone(chromium: Browser, site: Site) -> None:
    page = site.window(chromium, "chair", "en", 688)
    page.emulate_media(media="print")
    page.goto(f"{site.address}{MINUTES}")
    assert page.locator("a:visible").count() == 0
    assert page.get_by_text("Draft", exact=True).is_visible()
    assert page.get_by_role("article").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    page.context.close()
