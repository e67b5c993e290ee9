"""Every page on the way of an action, a standard and an invitation, for those who owe, decide, and only read."""

from dataclasses import dataclass

import pytest
from browsers import Office, chromium, faults, office, playwright
from cast import Cast
from desks import DONE, ask_for_time, give_back, hand_in, issued, join, owed
from lives import the_meeting
from playwright.sync_api import Browser, Page
from sources import none_of
from sqlalchemy import select

from tracker.access.voices import Voice
from tracker.actions import asking, reporting
from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.actions.reporting import Handed, Report
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.i18n import Language
from tracker.files import services as files
from tracker.find.models import SavedList
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting

__all__ = ["chromium", "office", "playwright"]  # fixtures
pytestmark = pytest.mark.chromium
READERS: list[tuple[Language, int]] = [("lo", 360), ("en", 1280)]  # on a telephone, on a screen


@dataclass(frozen=True, slots=True)
class Followed:
    """What stands behind the addresses: a part that is late, one that waits with a file, the ids of a standard's
    action, of two asks, of the special meeting that is asked for, and of a saved list."""

    late: int
    waiting: int
    receipt: int
    standard: Action
    time: int
    question: int
    special: int
    saved: int

    @property
    def action(self) -> int:
        """The action of the late part."""
        return session.get_one(Assignment, self.late).action_id


def followed(cast: Cast) -> Followed:
    """The sample's actions and some more, in every state; a meeting to come."""
    issued()
    late, waiting, back = owed("late", -12), owed("waiting", 4), owed("back", 9)
    for name, days in (("soon", 3), ("later", 60), ("none", None)):
        join(owed(name, days), "UXO Lao", AssignmentRole.SUPPORT)
    receipt = join(waiting, "HI", AssignmentRole.RECIPIENT)
    _hand_in_a_file(cast, waiting)
    hand_in(cast, back)
    give_back(cast, back)
    time = ask_for_time(cast, late)
    npa, voice = cast.actor("npa"), Voice(session.get_one(Assignment, late).organisation_id)
    with transaction() as current:
        why = Bilingual(en="Which edition is it?", lo="ແມ່ນສະບັບໃດ?")
        question = asking.ask_question(late, why, voice, by=npa, at=clock.now()).id
        meeting = the_meeting()
        day = clock.today().replace(year=clock.today().year + 1)
        current.add(
            Meeting(group=meeting.group, period_year=2100, period_quarter=1, held_on=day, state=MeetingState.PLANNED)
        )
        saved = SavedList(account_id=cast.account("npa").id, name="Late", page="actions", asked="mark=late",
                          at=clock.now())  # fmt: skip
        current.add(saved)
        current.flush()
        saved_id = saved.id
    actions = {each.reference: each for each in session.scalars(select(Action).where(Action.reference.like("IM-A-%")))}
    return Followed(late, waiting, receipt, actions["IM-A-003"], time, question, actions["IM-A-002"].id, saved_id)


def _hand_in_a_file(cast: Cast, assignment_id: int) -> None:
    npa, voice = cast.actor("npa"), Voice(session.get_one(Assignment, assignment_id).organisation_id)
    with transaction():
        stored = files.keep(b"%PDF-1.4 it", "a-long-name-of-a-file.pdf", "application/pdf", at=clock.now())
        report = Report(note=DONE.note, files=(Handed(stored),))
        reporting.hand_in(assignment_id, report, voice, by=npa, at=clock.now())


@pytest.mark.parametrize(("language", "width"), READERS)
def test_the_pages_of_those_who_owe(chromium: Browser, office: Office, language: Language, width: int) -> None:
    on, npa = followed(office.cast), office.window(chromium, "npa", language, width)
    part, waits = f"/actions/parts/{on.late}", f"/actions/parts/{on.waiting}"
    found = walk(office, npa, (
        "/", f"/actions/{on.action}", f"/actions/{on.standard.id}", f"/actions/{on.action}/message",
        f"{part}/report", f"{part}/hand-in", f"{part}/more-time", f"{part}/not-ours", f"{part}/question",
        f"{waits}/take-back", "/actions", "/actions?mark=late", "/actions?q=zzzz", "/entries", "/search",
        "/search?q=24", "/search?q=zzzz", f"/saved/{on.saved}", f"/saved/{on.saved}/remove",
        "/documents", "/documents/board", f"/documents/{on.standard.document_id}", "/groups/im-twg/register",
        "/account/calendar", "/meetings/im-twg/2100-Q1/reply",
    ))  # fmt: skip
    mag = office.window(chromium, "mag", language, width)
    found += walk(office, mag, ("/", f"/actions/{on.action}", "/groups/im-twg/register"))
    none_of(found)


@pytest.mark.parametrize(("language", "width"), READERS)
def test_the_pages_of_those_who_decide(chromium: Browser, office: Office, language: Language, width: int) -> None:
    on, chair = followed(office.cast), office.window(chromium, "chair", language, width)
    action, part, standard = (
        f"/actions/{on.action}",
        f"/actions/parts/{on.late}",
        f"/documents/{on.standard.document_id}",
    )
    found = walk(office, chair, (
        "/", "/actions/waiting", action, f"/actions/{on.special}", f"/actions/parts/{on.waiting}/answer",
        f"/actions/asks/{on.time}/answer", f"/actions/asks/{on.question}/answer", f"{part}/time", f"{part}/drop",
        f"{part}/reassign", f"{part}/report", f"{action}/parts/add", f"{action}/split", f"{action}/merge",
        f"{action}/date", "/groups/im-twg/actions/add", "/groups/im-twg/register", "/groups/im-twg/action-log",
        "/documents/board", standard, f"{standard}/stages/end", f"{standard}/stages/holder",
        f"{standard}/notices/add", "/meetings/im-twg/2100-Q1/invitations", "/meetings/im-twg/2100-Q1/room",
        f"/meetings/im-twg/special?for=action-{on.special}", "/meetings/im-twg/2100-Q1/reply/on-behalf",
    ))  # fmt: skip
    management = office.window(chromium, "management", language, width)
    found += walk(office, management, ("/", "/actions", f"/actions/{on.action}", "/documents/board"))
    none_of(found)


def walk(office: Office, page: Page, places: tuple[str, ...]) -> list[str]:
    """What is wrong with these pages."""
    return [fault for place in places for fault in seen(page, office, place)]


def seen(page: Page, office: Office, address: str) -> list[str]:
    answered = page.goto(office.site + address)
    assert answered is not None
    if (answered.status, answered.url) != (200, office.site + address):
        return [f"{address}: {answered.status} {answered.url}"]
    return [f"{address}: {fault}" for fault in faults(page)]
