import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from applications import SAMPLE, application, dispose, load
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from programs import need
from records import load_hard_case, many_meetings, meeting_file
from serving import serving
from sources import none_of

from tracker.core.i18n import Language

pytestmark = pytest.mark.chromium

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
MINUTES = "/meetings/im-twg/2021-Q1"
HARD = "/meetings/clearance-twg/2021-Q2"
PAGES = (
    "/meetings",
    "/meetings/clearance-twg",
    MINUTES,
    f"{HARD}?text=both",
    "/meetings/clearance-twg/2021-Q3/data",
    "/meetings/clearance-twg/2021-Q4",
    "/nowhere",
)
WIDTHS = (360, 1280)
# What has the focus, whether it is in sight and uncovered, and how thick the line around it is.
FOCUS = """() => {
    const at = document.activeElement, box = at.getClientRects()[0], style = getComputedStyle(at);
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return [at.textContent.trim(), at.contains(top), style.outlineStyle == 'none' ? 0 : parseFloat(style.outlineWidth)];
}"""
NOT_FOUND = "/nowhere: Failed to load resource: the server responded with a status of 404"  # as it should
FIRST_PAGE, LATER_PAGE = 150_000, 40_000  # bytes on the wire


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(need("chromium")), args=SWITCHES)
        yield browser
        browser.close()


def _served(folder: Path, database: Path, *, filled: bool) -> Iterator[str]:
    shutil.copy(database, folder / "tracker.sqlite")
    app = application(folder)
    with app.app_context():
        if filled:
            load(SAMPLE.read_bytes(), SAMPLE.name)
            load_hard_case()
            title = {"en": "Incomplete data, and what follows from it", "lo": "ຂໍ້ມູນບໍ່ຄົບຖ້ວນ"}
            load(
                meeting_file(
                    period="2021-Q3", kind="special", name="data", title=title, record="issued", issued_on="2021-07-09"
                )
            )
            load(meeting_file(period="2021-Q4", state="cancelled"))
            many_meetings(30)
        with serving(app) as address:
            yield address
        dispose()


@pytest.fixture(scope="module")
def site(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a tracker with all kinds of meetings."""
    yield from _served(tmp_path_factory.mktemp("site"), empty_sqlite, filled=True)


@pytest.fixture(scope="module")
def empty_site(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a tracker with nothing in it."""
    yield from _served(tmp_path_factory.mktemp("empty-site"), empty_sqlite, filled=False)


def look(browser: Browser, site: str, language: Language, width: int, **more: Any) -> Page:
    """A window of a reader of this language, as wide as that."""
    context = browser.new_context(viewport={"width": width, "height": 800}, **more)
    context.add_cookies([{"name": "language", "value": language, "url": site}])
    return context.new_page()


def faults(page: Page) -> Iterator[str]:
    """What somebody could not read, reach or use on this page."""
    for fault in Axe().run(page).response["violations"]:
        yield f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide > window:
        yield f"{wide} pixels wide in a window of {window}"
    if page.locator("h1").count() != 1:
        yield "not one heading of the first level"


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_can_be_used_by_everybody(
    chromium: Browser, site: str, empty_site: str, language: Language, width: int
) -> None:
    found: list[str] = []
    page = look(chromium, site, language, width)
    page.on("console", lambda message: found.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for address in (f"{empty_site}/meetings", *(site + place for place in PAGES)):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        found += [f"{address}: {fault}" for fault in faults(page)]
    page.context.close()
    none_of(line for line in found if NOT_FOUND not in line)


def test_what_somebody_could_not_use_is_seen(chromium: Browser, empty_site: str) -> None:
    page = look(chromium, empty_site, "lo", 360)
    page.goto(f"{empty_site}/meetings")
    assert list(faults(page)) == []
    page.set_content('<html lang="lo"><title>x</title><main><img src="data:,"><a href="/">' + "x" * 500 + "</a></main>")
    told = "\n".join(faults(page))
    for fault in ("image-alt", "pixels wide in a window of 360", "not one heading"):
        assert fault in told
    page.context.close()


@pytest.mark.parametrize(
    ("address", "width"), [(page, width) for page in ("/meetings", f"{HARD}?text=both") for width in WIDTHS]
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    chromium: Browser, site: str, address: str, width: int
) -> None:
    page = look(chromium, site, "lo", width)
    page.goto(site + address)
    wanted = page.locator("a[href], button, input, select, textarea, summary").count()
    for number in range(wanted):
        page.keyboard.press("Tab")
        name, seen, ring = page.evaluate(FOCUS)
        assert seen, f"{number}: {name} has the focus and is covered or out of sight"
        assert ring >= 3, f"{number}: {name} has the focus and does not show it"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement == document.body || !document.hasFocus()")
    page.context.close()


@pytest.mark.parametrize("language", ["lo", "en"])
def test_both_scripts_are_set_in_the_fonts_that_come_along(chromium: Browser, site: str, language: Language) -> None:
    page = look(chromium, site, language, 360)
    page.goto(f"{site}{MINUTES}?text=both")
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
    page.goto(address, wait_until="networkidle")
    session.detach()
    return sum(sizes)


@pytest.mark.parametrize("language", ["lo", "en"])
@pytest.mark.parametrize("address", ["/meetings", f"{MINUTES}?text=both"])
def test_the_first_page_is_light_and_later_ones_are_lighter(
    chromium: Browser, site: str, language: Language, address: str
) -> None:
    page = look(chromium, site, language, 360)
    assert 50_000 < bytes_of(page, site + address) <= FIRST_PAGE
    assert 1_000 < bytes_of(page, f"{site}{HARD}") <= LATER_PAGE
    page.context.close()


def test_the_language_can_be_changed_on_any_page_and_back(chromium: Browser, site: str) -> None:
    page = look(chromium, site, "lo", 360)
    page.goto(f"{site}{MINUTES}")
    page.get_by_role("link", name="ທັງສອງພາສາ").click()
    page.get_by_role("link", name="English").first.click()
    assert page.url == f"{site}{MINUTES}?text=both"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("article [lang=lo]").count() > 10
    page.go_back()
    assert page.url == f"{site}{MINUTES}?text=both"
    page.go_back()
    assert page.url == f"{site}{MINUTES}"
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.close()


def test_the_way_from_the_list_to_the_file_and_back(chromium: Browser, site: str) -> None:
    page = look(chromium, site, "en", 1280)
    page.goto(f"{site}/meetings")
    page.get_by_role("link", name="Clearance and Survey Technical Working Group, Quarter 2, 2021").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Word").click()
    assert download.value.suggested_filename == "CL-2021-Q2-lao-then-english-draft.docx"
    page.get_by_role("link", name="CL", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Clearance and Survey Technical Working Group"
    page.go_back()
    assert page.url == f"{site}{HARD}"
    page.context.close()


def test_the_attendance_stays_short_on_a_phone(chromium: Browser, site: str) -> None:
    page = look(chromium, site, "lo", 360)
    page.goto(f"{site}{MINUTES}")
    heights = page.locator(".sheet-table .brief tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == 11
    assert sorted(heights)[7] <= 60
    page.context.close()


def test_a_finger_finds_what_it_presses(chromium: Browser, site: str) -> None:
    page = look(chromium, site, "lo", 360, has_touch=True, is_mobile=True)
    page.goto(f"{site}{MINUTES}")
    small = page.locator("a:visible:not(.skip)").evaluate_all(
        "links => links.filter(link => link.offsetHeight < 44).map(link => link.textContent.trim())"
    )
    assert small == []
    page.context.close()


def test_on_paper_the_minutes_stand_alone(chromium: Browser, site: str) -> None:
    page = look(chromium, site, "en", 688)
    page.emulate_media(media="print")
    page.goto(f"{site}{MINUTES}")
    assert page.locator("a:visible").count() == 0
    assert page.get_by_text("Draft", exact=True).is_visible()
    assert page.get_by_role("article").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    page.context.close()
