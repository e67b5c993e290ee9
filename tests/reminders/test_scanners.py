"""A browser that runs what pages hold opens every link of every mail of a busy day, as scanners of mail do."""

import re
from datetime import date, time, timedelta

import pytest
from browsers import chromium, look, playwright
from by_link import rows
from cast import Cast, post
from following import owed
from lives import circulated
from mornings import WORLD, moment, morning, reminded_from
from playwright.sync_api import Browser
from serving import serving
from sqlalchemy import select

from tracker.accounts import links
from tracker.accounts.models import LinkPurpose
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.drafting.planning import Plan, plan_regular
from tracker.mail import reach
from tracker.mail.models import OutgoingMail
from tracker.meetings.addresses import Period

__all__ = ["chromium", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium

ON = date(2021, 5, 12)
DAY = timedelta(days=1)
_LINK = re.compile(WORLD + r"[^\s\"<>)]*")
PURPOSES = (
    LinkPurpose.ACTION, LinkPurpose.POINTS, LinkPurpose.WISHES, LinkPurpose.ANSWER, LinkPurpose.INVITATION,
)  # fmt: skip


def a_busy_day(cast: Cast) -> None:
    """Things late, due, coming and without a date, minutes to be answered, a meeting with its call for points and its
    invitations, and a stage that is over."""
    reminded_from(cast, date(2021, 3, 1))
    for days in (-10, 0, 3, 14):
        window = Window(None, ON + days * DAY, ON + days * DAY)
        owed(cast, ("NPA", "MAG"), support=("WEI",), window=window, at=moment(date(2021, 4, 1)))
    owed(cast, ("NPA",), window=NO_WINDOW, at=moment(date(2021, 4, 1)))
    circulated(cast, until=ON + 2 * DAY, at=moment(date(2021, 4, 20)))
    chair, venue = cast.actor("chair"), Bilingual(en="NRA, hall", lo="ຫ້ອງປະຊຸມ ຄຊກລ")
    plan = Plan(Bilingual(), date(2021, 5, 26), time(8, 30), None, venue, Bilingual(), None, None)
    npa = cast.account("npa").person.organisation_id
    session.rollback()
    with transaction() as current:
        plan_regular(cast.group_id, Period(2021, 2), plan, by=chair, at=moment(date(2021, 5, 3)))
        chapter = current.scalars(select(Document).where(Document.kind == DocumentKind.STANDARD)).one()
        chapter.stages[:] = [StageSpan(stage=Stage.TRANSLATE, holder_id=npa, due_on=ON)]
    post(cast.client("chair"), "/meetings/im-twg/2021-Q2/invitations")


def mailed(cast: Cast) -> set[str]:
    """Every address that stands in any mail, whole."""
    session.rollback()
    texts = [text for mail in session.scalars(select(OutgoingMail)) for text in (mail.text, mail.html)]
    whole = [links.complete(text, WORLD, cast.app.config["SECRET_KEY"]) for text in texts]
    return {found.rstrip(".,;”") for text in whole for found in _LINK.findall(text)}


def test_opening_every_link_changes_no_row(cast: Cast, chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(ON, time(10)))
    monkeypatch.setattr(clock, "today", lambda: ON)
    reach.keep_base_url(WORLD)
    try:
        a_busy_day(cast)
        assert morning(ON)
    finally:
        reach.keep_base_url("http://localhost")
    addresses = mailed(cast)
    for purpose in PURPOSES:
        assert any(each.startswith(f"{WORLD}/{links.PLACES[purpose]}/") for each in addresses), purpose
    before = rows(cast)
    with serving(cast.app) as site:
        page = look(chromium, site, "en", 1280)
        for address in sorted(addresses):
            answer = page.goto(address.replace(WORLD, site), wait_until="networkidle")
            assert answer
            assert answer.status == 200, address
            page.mouse.wheel(0, 4000)
    assert rows(cast) == before
