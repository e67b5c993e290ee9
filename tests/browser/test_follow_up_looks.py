import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from applications import NOON, TESTER, application, dispose
from browsers import chromium, faults, playwright, window
from cast import Cast
from playwright.sync_api import Browser
from serving import serving
from sources import none_of

from tracker.core.db import transaction
from tracker.core.i18n import Language
from tracker.exchange import archive
from tracker.exchange.archive_plan import Wanted

__all__ = ["chromium", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium

PAGES = (
    "/follow-up?group=g1&from_=soon&as_of=30/06/2020",
    "/follow-up/rows?measure=agreed&group=g1&period=2020-Q1",
    "/follow-up/meetings?figure=waiting",
    "/follow-up/meetings?figure=sent",
    "/follow-up/attendance?figure=meetings&group=g1",
    "/follow-up/attendance?figure=people",
    "/follow-up/standards?figure=now",
    "/follow-up/standards?figure=finished",
    "/follow-up/special-meetings",
    "/follow-up/carried-over",
    "/follow-up/page",
)


@pytest.fixture(scope="module")
def site(full_sqlite: tuple[Path, int, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Cast]]:
    folder = tmp_path_factory.mktemp("follow-up")
    file, *groups = full_sqlite
    shutil.copy(file, folder / file.name)
    app = application(folder)
    with app.app_context():
        with transaction():
            archive.make(Wanted(until=NOON.date(), years=2, groups=1, actions=200, seed=7), by=TESTER, at=NOON)
        with serving(app) as address:
            yield address, Cast(app, *groups)
        dispose()


@pytest.mark.parametrize(("language", "width"), [("lo", 360), ("en", 1280)])
def test_figures_and_pictures_can_be_used(
    chromium: Browser, site: tuple[str, Cast], language: Language, width: int
) -> None:
    address, cast = site
    page = window(chromium, address, cast, "management", language, width)
    found = []
    for place in PAGES:
        page.goto(address + place)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found += [f"{place}: {fault}" for fault in faults(page)]
    page.context.close()
    none_of(found)


def test_on_paper_the_tables_go_on_over_the_pages(chromium: Browser, site: tuple[str, Cast]) -> None:
    address, cast = site
    page = window(chromium, address, cast, "management", "lo")
    page.goto(f"{address}/follow-up?group=g1")
    page.emulate_media(media="print")
    assert not page.locator("form[role=search]").is_visible()
    assert page.locator("#h-how").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.panel-long')).breakInside") == "auto"
    page.context.close()
