"""The pages of reminders, for the chair on a telephone and on a screen, for a party, and for whoever has a link."""

from datetime import timedelta

import pytest
from applications import KEY
from browsers import Office, chromium, faults, look, office, playwright
from cast import Cast
from desks import issued, owed
from playwright.sync_api import Browser, Page
from reminded import begun, reminded, unreached
from sources import none_of

from tracker.access.actors import Actor
from tracker.accounts import links
from tracker.accounts.models import LinkPurpose
from tracker.actions.models import Assignment
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.mail.models import MailState
from tracker.reminders import skipping
from tracker.reminders.models import ItemKind, ReminderState

__all__ = ["chromium", "office", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
READERS: list[tuple[Language, int]] = [("lo", 360), ("en", 1280)]  # on a telephone, on a screen


def reminded_of(cast: Cast) -> tuple[str, str, str]:
    """The addresses of an action with reminders in every state, of the list of who cannot be reached, and of the link
    in a mail."""
    issued()
    begun(cast)
    part = owed("late", -12)
    reminded(cast, part, "due-14", 26)
    reminded(cast, part, "due-3", 15, mail=MailState.FAILED)
    reminded(cast, part, "due+0", 12, state=ReminderState.OVERTAKEN)
    reminded(cast, part, "due+3w", 9, state=ReminderState.SKIPPED)
    reminded(cast, part, "due+10", 2, mail=None)
    chair: Actor = cast.actor("chair")
    person = cast.account("npa").person
    with transaction():
        why = Bilingual(en="They are in the field.", lo="ລົງພື້ນທີ່.")
        skipping.skip_next(ItemKind.PART, part, why, by=chair, at=clock.now())
        lasts = timedelta(days=60)
        links.make_for(
            LinkPurpose.ACTION, ("assignment", part), person_id=person.id, organisation_id=person.organisation_id,
            lasts=lasts, at=clock.now(),
        )  # fmt: skip
        wishes = links.make_for(
            LinkPurpose.WISHES, ("person", person.id), person_id=person.id, organisation_id=None, lasts=lasts,
            at=clock.now(),
        )  # fmt: skip
        by_mail = f"/reminders/{links.token(wishes, KEY)}"
    receiver = unreached(cast, "count")
    session.rollback()
    return f"/actions/{session.get_one(Assignment, part).action_id}", f"/reminders/unreachable/{receiver}", by_mail


@pytest.mark.parametrize(("language", "width"), READERS)
def test_the_pages_of_reminders(chromium: Browser, office: Office, language: Language, width: int) -> None:
    action, unreachable, by_mail = reminded_of(office.cast)
    group, chair = "/groups/im-twg/reminders", office.window(chromium, "chair", language, width)
    found = walk(office, chair, (
        "/", group, f"{group}/edit", f"{group}/usual", f"{group}/stop", f"{group}/preview",
        f"{action}/reminders", f"{action}/reminders/now", f"{action}/reminders/skip", "/reminders/unreachable",
        f"{unreachable}/letter", f"{unreachable}/told",
    ))  # fmt: skip
    npa = office.window(chromium, "npa", language, width)
    found += walk(office, npa, (group, f"{action}/reminders", "/account/reminders", "/account"))
    found += walk(office, look(chromium, office.site, language, width), (by_mail,))
    none_of(found)


def test_the_block_on_the_page_of_an_action_fills_itself(chromium: Browser, office: Office) -> None:
    action, _, _ = reminded_of(office.cast)
    npa = office.window(chromium, "npa")
    npa.goto(office.site + action)
    block = npa.locator("section[aria-labelledby=h-reminders]")
    block.get_by_text("Last:").wait_for()
    none_of(faults(npa))
    block.get_by_text("All reminders").click()
    npa.wait_for_url(f"**{action}/reminders")


def walk(office: Office, page: Page, places: tuple[str, ...]) -> list[str]:
    return [fault for place in places for fault in seen(page, office, place)]


def seen(page: Page, office: Office, address: str) -> list[str]:
    answered = page.goto(office.site + address)
    assert answered is not None
    if (answered.status, answered.url) != (200, office.site + address):
        return [f"{address}: {answered.status} {answered.url}"]
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    return [f"{address}: {fault}" for fault in faults(page)]
