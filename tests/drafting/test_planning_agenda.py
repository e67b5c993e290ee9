from datetime import date, timedelta
from typing import Any

import pytest
from cast import Cast, form_of, post, send
from pages import Page, get, queries_of_database
from sqlalchemy import select

from tracker.actions.models import Action, AssignmentState
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Meeting
from tracker.register.models import AgendaItem

pytestmark = pytest.mark.usefixtures("parts_noted")

HERE = "/meetings/im-twg/2021-Q2"
SHOW, POINT, PICK = f"{HERE}/plan", f"{HERE}/agenda/point", f"{HERE}/agenda/outstanding"
SPECIAL = "/meetings/im-twg/2021-Q2/data"
ADOPTION = "IM-2021-Q1/14"  # asks for the adoption of Chapter 24, which is still to come


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A week after the sample's meeting."""
    monkeypatch.setattr(clock, "today", lambda: date(2021, 4, 6))


@pytest.fixture
def plan(cast: Cast) -> Cast:
    """The sample with its next meeting planned, and a special one with nothing on its agenda."""
    client, special = cast.client("chair"), "/meetings/im-twg/special"
    post(client, "/meetings/im-twg/plan")
    send(client, special, {**form_of(client, special), "title-en": "Data", "held_on": "20/04/2021"})
    return cast


def items(address: str = "2021-Q2") -> list[AgendaItem]:
    session.rollback()  # what was read before is read again
    (meeting,) = (each for each in session.scalars(select(Meeting)) if each.address == address)
    found = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    return list(session.scalars(found))


def points(address: str = "2021-Q2") -> list[str]:
    named = [(each.action or each.entry, each.text) for each in items(address)]
    return [item.reference if item else text.en or text.lo for item, text in named]


def verbs() -> list[str]:
    return list(session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def press(plan: Cast, number: int, way: str) -> Page:
    """Press a button beside a point of the agenda."""
    client, point = plan.client("chair"), items()[number - 1].id
    fields = form_of(client, SHOW, f"{HERE}/agenda/{point}/up")
    return send(client, f"{HERE}/agenda/{point}/{way}", fields)


def action(reference: str) -> Action:
    return session.scalars(select(Action).where(Action.reference == reference)).one()


def test_the_page_shows_the_plan(plan: Cast) -> None:
    page = get(plan.client("chair"), SHOW)
    assert page.heading == "Information Management Technical Working Group, Quarter 2, 2021"
    assert len(page.texts("//ol[@class='points']/li")) == 4
    assert "Planned for 28/06/2021" in page.text("//section[@aria-labelledby='h-history']")
    assert "Mark as held" not in page.text(), "its day is still to come"


def test_a_point_of_its_own_is_added_and_moved(plan: Cast) -> None:
    post(plan.client("chair"), POINT, SHOW, text__lo="ບັນຫາອື່ນໆ")
    assert points() == ["IM-A-001", "IM-A-002", "IM-A-003", ADOPTION, "ບັນຫາອື່ນໆ"]
    revision = items()[0].meeting.revision
    press(plan, 5, "up")
    press(plan, 1, "down")
    assert points() == ["IM-A-002", "IM-A-001", "IM-A-003", "ບັນຫາອື່ນໆ", ADOPTION]
    assert [each.position for each in items()] == [1, 2, 3, 4, 5]
    assert items()[0].meeting.revision == revision + 2
    assert verbs()[-3:] == ["agenda.point_added", "agenda.point_moved", "agenda.point_moved"]
    press(plan, 1, "up")
    press(plan, 5, "down")
    assert points() == ["IM-A-002", "IM-A-001", "IM-A-003", "ບັນຫາອື່ນໆ", ADOPTION]


def test_an_item_is_taken_off_and_put_on_again(plan: Cast) -> None:
    press(plan, 2, "remove")
    assert points() == ["IM-A-001", "IM-A-003", ADOPTION]
    client = plan.client("secretary")
    page = get(client, SHOW)
    assert "1 outstanding item is not on the agenda" in page.text()
    post(client, PICK, SHOW, picked=f"action-{action('IM-A-002').id}")
    assert points() == ["IM-A-001", "IM-A-003", ADOPTION, "IM-A-002"]
    assert verbs()[-2:] == ["agenda.point_taken_off", "agenda.items_added"]
    assert action("IM-A-002").scheduled_meeting is None, "a regular meeting is not the special one that was asked for"


def test_words_of_ones_own_are_deleted_after_a_question(plan: Cast) -> None:
    client = plan.client("chair")
    post(client, POINT, SHOW, text__en="Any other business")
    address = get(client, SHOW).links("//ol[@class='points']//a")["Take off…"]
    assert "Any other business" in get(client, address).text("//main")
    assert "Any other business" in points()
    post(client, address)
    assert "Any other business" not in points()


def test_what_was_closed_this_very_day_is_offered_no_more(plan: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2021, 4, 20)
    monkeypatch.setattr(clock, "today", lambda: day)
    client = plan.client("chair")
    assert "IM-A-003" in get(client, f"{SPECIAL}/plan").text("//main")
    with transaction():
        (part,) = action("IM-A-003").owners
        part.state, part.closed_at = AssignmentState.ACCEPTED, clock.midday(day) + timedelta(hours=3)
    assert "IM-A-003" not in get(client, f"{SPECIAL}/plan").text("//main")


def test_a_special_meeting_that_was_asked_for_is_linked_while_it_stands_on_the_agenda(plan: Cast) -> None:
    client, asked = plan.client("chair"), action("IM-A-002")
    pick = f"{SPECIAL}/agenda/outstanding"
    post(client, pick, f"{SPECIAL}/plan", picked=f"action-{asked.id}")
    assert points("2021-Q2/data") == ["IM-A-002"]
    assert action("IM-A-002").scheduled_meeting == items("2021-Q2/data")[0].meeting
    address = f"{SPECIAL}/agenda/{items('2021-Q2/data')[0].id}/remove"
    post(client, address)
    session.rollback()
    assert action("IM-A-002").scheduled_meeting is None


@pytest.mark.parametrize(
    ("address", "fields", "words"),
    [
        (POINT, {}, "Fill this in."),
        (POINT, {"text-en": "x" * 100_000}, "at the most"),
        (PICK, {}, "Fill this in."),
        (PICK, {"picked": "action-1"}, "Choose one of the list."),
        (PICK, {"picked": ["entry-99", "x"]}, "Choose one of the list."),
    ],
)
def test_bad_input_is_explained(plan: Cast, address: str, fields: dict[str, Any], words: str) -> None:
    press(plan, 3, "remove")
    client = plan.client("chair")
    page = send(client, address, {**form_of(client, SHOW, address), **fields}, 422)
    assert words in page.text("//*[@id='problem']")
    assert points() == ["IM-A-001", "IM-A-002", ADOPTION]


def test_more_than_an_agenda_takes_is_planned_with_the_oldest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("agenda", "planning"):
        monkeypatch.setattr(f"tracker.drafting.{room}.LONGEST_AGENDA", 2)
    post(cast.client("chair"), "/meetings/im-twg/plan")
    assert len(points()) == 2


def test_points_of_another_meeting_are_not_found(plan: Cast) -> None:
    client, point = plan.client("chair"), items()[0].id
    fields = form_of(client, SHOW, POINT)
    for way in ("up", "down", "remove"):
        send(client, f"{SPECIAL}/agenda/{point}/{way}", fields, 404)
    send(client, f"{HERE}/agenda/{point}/sideways", fields, 405)
    assert points() == ["IM-A-001", "IM-A-002", "IM-A-003", ADOPTION]


@pytest.mark.parametrize("name", ["other", "npa", "translator", "management", "party"])
def test_a_reader_may_not_change_it(plan: Cast, name: str) -> None:
    client, point = plan.client(name), items()[0].id
    fields = {**form_of(plan.client("chair"), SHOW, POINT), "csrf_token": form_of(client, "/account")["csrf_token"]}
    get(client, SHOW, 403)
    for address in (POINT, PICK, f"{HERE}/agenda/{point}/up", f"{HERE}/agenda/{point}/remove"):
        send(client, address, fields, 403)
    assert points() == ["IM-A-001", "IM-A-002", "IM-A-003", ADOPTION]


def test_what_changes_needs_its_token_and_is_no_link(plan: Cast) -> None:
    client = plan.client("chair")
    send(client, POINT, {**form_of(client, SHOW, POINT), "csrf_token": None}, 400)
    get(client, POINT, 404)
    get(client, f"{HERE}/agenda/{items()[0].id}/up", 404)


def test_a_point_sent_twice_stands_once(plan: Cast) -> None:
    client = plan.client("chair")
    fields = {**form_of(client, SHOW, POINT), "text-en": "Once"}
    send(client, POINT, fields)
    send(client, POINT, fields)
    assert points().count("Once") == 1


def test_the_number_of_queries_does_not_grow(plan: Cast) -> None:
    client = plan.client("chair")
    post(client, POINT, SHOW, text__en="One")
    with queries_of_database() as few:
        get(client, SHOW)
    for number in range(5):
        post(client, POINT, SHOW, text__en=f"Point {number}")
    with queries_of_database() as many:
        get(client, SHOW)
    assert len(few) == len(many)


def test_members_read_the_agenda_but_no_words_of_a_draft(plan: Cast) -> None:
    post(plan.client("chair"), POINT, SHOW, text__en="Training plan")
    told = get(plan.client("npa"), HERE).text("//section[@aria-labelledby='h-agenda']")
    assert "IM-A-001" in told
    assert "Training plan" in told
    assert "draft report" not in told, "the minutes it stands in are not circulated yet"
    with transaction():
        action("IM-A-001").meeting.record = RecordState.CIRCULATED  # type: ignore[union-attr]
    assert "draft report" in get(plan.client("npa"), HERE).text("//section[@aria-labelledby='h-agenda']")
