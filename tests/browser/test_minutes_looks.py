"""Every page on the way of the minutes, as it stands while they are circulated, frozen and issued."""

from datetime import timedelta

import pytest
from applications import NOON
from browsers import Office, chromium, faults, look, office, playwright
from halves import without_english
from lives import ADDRESS, settle_points, the_meeting
from playwright.sync_api import Browser, Page
from replies import address_of, answer, propose, proposed
from signings import SCAN, TODAY, frozen
from sources import none_of
from sqlalchemy import select

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.minutes import amending, deciding, issuing, paper
from tracker.minutes.models import Delivery, StanceKind

__all__ = ["chromium", "office", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
READERS: list[tuple[Language, int]] = [("lo", 360), ("en", 1280)]  # on a telephone, on a screen


@pytest.fixture(autouse=True)
def two_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=2))


@pytest.mark.parametrize(("language", "width"), READERS)
def test_every_page_on_the_way_of_the_minutes(
    chromium: Browser, office: Office, monkeypatch: pytest.MonkeyPatch, language: Language, width: int
) -> None:
    chair, npa = (office.window(chromium, name, language, width) for name in ("chair", "npa"))
    link = look(chromium, office.site, language, width)
    settle_points()
    without_english(office.cast)
    version_id = session.scalars(select(Delivery.version_id).limit(1)).one()
    propose(office.cast, version_id, lo="ຂໍ້ຄວາມໃໝ່", why="ບໍ່ຄົບ")
    answer(office.cast, version_id, "mag", StanceKind.OBJECTS, "We said 21, not 20")
    correction, delivery = proposed()[0].id, session.scalars(select(Delivery.id).limit(1)).one()
    token = address_of(office.cast, version_id, "mag")
    found = walk(office, chair, (
        "", "/circulate", "/comment-date", "/corrections", f"/corrections/{correction}", "/answers/on-behalf", "/sign",
        "/versions", "/versions/1", "/versions/1/differences?against=draft", "/translation", "/translation/edition",
        "/distribution", "/distribution/new", "/distribution/again", f"/distribution/{delivery}/again",
        f"/distribution/{delivery}/acknowledged", "/room", "//",
    ))  # fmt: skip
    found += walk(office, npa, ("", "/answers", "/corrections/new?at=i1", "//"))
    found += [fault for page in ("", "/stance", "/corrections/new?at=i1") for fault in seen(link, office, token + page)]
    found += seen(link, office, "/answer/1-x", 404)
    meeting_id, chairs = the_meeting().id, office.cast.actor("chair")
    with transaction():
        deciding.decline(correction, Bilingual.same("No"), by=chairs, at=NOON)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=11))
    chair, npa = (office.window(chromium, name, language, width) for name in ("chair", "npa"))  # signed in anew
    version = frozen(office.cast)
    sha256 = version.sha256
    found += walk(office, chair, ("", "/sign", "/sign/take-back", "/issue", "/room", "//"))
    with transaction():
        paper.attach_scan(meeting_id, SCAN, "scan.pdf", by=chairs, at=NOON)
        issuing.issue(meeting_id, sha256, without=frozenset({"number"}), today=TODAY, by=chairs, at=NOON)
    found += walk(
        office, chair, ("", "/sign", "/amend", "/versions/2/differences", "/distribution", "/translation", "//")
    )
    found += walk(office, npa, ("", "/versions", "//"))
    found += seen(npa, office, "/groups/im-twg/minutes") + seen(link, office, token)
    with transaction():
        amending.begin(meeting_id, Bilingual.same("The number of people"), by=chairs, at=NOON)
    found += walk(office, chair, ("", "/sign", "/amend/close", "/room"))
    none_of(found)


def walk(office: Office, page: Page, places: tuple[str, ...]) -> list[str]:
    """What is wrong with these pages of the meeting; // is the desk."""
    return [
        fault for place in places for fault in seen(page, office, "/" if place == "//" else f"{ADDRESS}{place}")
    ]  # fmt: skip


def seen(page: Page, office: Office, address: str, status: int = 200) -> list[str]:
    answered = page.goto(office.site + address)
    assert answered is not None
    assert (answered.status, answered.url) == (status, office.site + address)
    return [f"{address}: {fault}" for fault in faults(page)]
