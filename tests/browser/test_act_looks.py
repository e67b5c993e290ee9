"""Answering by a secret link on a telephone with a poor line: what it weighs, how it looks, and that opening changes
nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from browsers import Office, chromium, faults, look, office, playwright
from by_link import asked, link_of, link_to, rows, said
from following import organisation_id, owed, part_of
from inviting_cast import PLAN, invited, special
from inviting_cast import link_of as invitation_link
from lives import circulated
from playwright.sync_api import Browser, Page
from replies import address_of
from sources import none_of

from tracker.accounts.models import SecretLink
from tracker.actions.deadlines import Window
from tracker.actions.models import AssignmentState, ProgressKind
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.organisations.models import Organisation

__all__ = ["chromium", "office", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
MOST = 30_000  # bytes on the wire of a first visit
SHEETS = ("report", "hand-in", "more-time", "not-ours", "question")


def part_of_npa(office: Office) -> tuple[int, str]:
    """An action that NPA owes in some days and HI is to receive, and the address that NPA's focal point was sent."""
    day = clock.today() + timedelta(days=5)
    with transaction() as current:
        npa = current.get_one(Organisation, organisation_id("NPA"))
        npa.language, npa.email = "lo", "office@npa.example"
    action = owed(office.cast, recipients=("HI",), window=Window(None, day, day), at=clock.now())
    return action, link_to(office.cast, action, "NPA", "npa", at=clock.now())


def invitation_of_npa(office: Office) -> str:
    """The address in NPA's invitation to a special meeting in some weeks."""
    day = clock.today() + timedelta(days=21)
    special(office.cast, plan=replace(PLAN, held_on=day))
    invited(office.cast, day=clock.today())
    return invitation_link("npa")


@contextmanager
def weighing(page: Page) -> Iterator[list[float]]:
    """The bytes that come over the wire meanwhile, headers included, one number for each answer."""
    network, came = page.context.new_cdp_session(page), []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
    yield came
    page.wait_for_load_state("networkidle")


def test_a_first_visit_is_light(chromium: Browser, office: Office) -> None:
    _, here = part_of_npa(office)
    for act in ("", *(f"/{sheet}" for sheet in SHEETS)):
        page = look(chromium, office.site, "lo", 360)
        with weighing(page) as came:
            page.goto(office.site + here + act)
        assert 1 < len(came) < 5
        assert sum(came) < MOST, (act, came)
        page.context.close()


def test_the_reply_to_an_invitation_is_as_light(chromium: Browser, office: Office) -> None:
    here = invitation_of_npa(office)
    page = look(chromium, office.site, "lo", 360)
    with weighing(page) as came:
        page.goto(office.site + here)
    assert sum(came) < MOST
    none_of(seen(page, office, here))


def test_the_minutes_by_a_link_are_as_light(chromium: Browser, office: Office) -> None:
    today = clock.today()
    version = circulated(office.cast, until=today + timedelta(days=7), at=clock.now())
    here = address_of(office.cast, version.id, "npa")
    for rest in ("", "?text=both", "/stance", "/corrections/new?at=i1"):
        page = look(chromium, office.site, "lo", 360)
        with weighing(page) as came:
            page.goto(office.site + here + rest)
        assert page.locator("h1").count() == 1
        assert sum(came) < MOST, (rest, came)
        page.context.close()


def test_opening_every_link_with_a_browser_that_runs_scripts_changes_no_row(chromium: Browser, office: Office) -> None:
    _, here = part_of_npa(office)
    before = rows(office.cast)
    page = look(chromium, office.site, "lo", 360)
    page.goto(office.site + here)
    places = page.locator("a").evaluate_all("links => links.map(each => each.href)")
    places = [place for place in places if place.startswith(office.site)]
    assert len(places) >= len(SHEETS)
    for place in places:
        page.goto(place)
        page.wait_for_load_state("networkidle")
    assert rows(office.cast) == before


def test_a_part_is_answered_for_on_a_telephone_without_scripts(
    chromium: Browser, office: Office, tmp_path: Path
) -> None:
    action, here = part_of_npa(office)
    page = look(chromium, office.site, "lo", 360, java_script_enabled=False)
    checked = look(chromium, office.site, "lo", 360)  # axe is a script
    found = list(seen(checked, office, *(here + act for act in ("", *(f"/{sheet}" for sheet in SHEETS)))))
    page.goto(office.site + here)
    page.click("a.btn-primary")
    page.click("button.btn-primary")
    assert page.locator("#problem").is_visible()
    page.fill("textarea[name=note-lo]", "ເຮັດໄດ້ເຄິ່ງໜຶ່ງ.")
    page.fill("input[name=said_by]", "ນ. ບຸນມີ")
    page.click("button.btn-primary")
    assert page.locator("p[role=status]").count() == 1
    page.click("a.btn-outline-primary")
    page.fill("textarea[name=note-lo]", "ແລ້ວໝົດ.")
    file = tmp_path / "ບົດລາຍງານ.pdf"
    file.write_bytes(b"%PDF-1.4 " + b"0" * 2000)
    page.set_input_files("input[type=file]", file)
    page.click("button.btn-primary")
    assert [step.kind for step in said()] == [ProgressKind.REPORT, ProgressKind.HANDED_IN]
    assert said()[0].said_by == "ນ. ບຸນມີ"
    assert part_of(action, "NPA").state == AssignmentState.SUBMITTED
    page.goto(f"{office.site}{here}/question")
    page.fill("textarea[name=question-lo]", "ສະບັບໃດ?")
    page.click("button.btn-primary")
    assert len(asked()) == 1
    refused = [f"{here}{act}" for act in ("/hand-in", "/receipt")]
    receiver = link_to(office.cast, action, "HI", at=clock.now())
    link_id = link_of(here).id
    found += seen(checked, office, here, receiver, f"{receiver}/receipt", f"{here}/take-back")
    found += seen(checked, office, *refused, status=422)
    with transaction():
        session.get_one(SecretLink, link_id).revoked_at = clock.now()
    none_of([*found, *seen(checked, office, here, status=410)])


def seen(page: Page, office: Office, *addresses: str, status: int = 200) -> Iterator[str]:
    """What is wrong with these pages."""
    for address in addresses:
        answered = page.goto(office.site + address)
        assert answered is not None
        if answered.status != status:
            yield f"{address[-12:]}: {answered.status}"
        yield from (f"{address.rpartition('/')[2][-12:]}: {fault}" for fault in faults(page))
