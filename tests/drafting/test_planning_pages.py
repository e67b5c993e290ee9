from datetime import date
from typing import Any

import pytest
from applications import NOON
from cast import Cast, form_of, post, send
from pages import get, queries_of_database
from sqlalchemy import select
from together import at_once

from tracker.actions.models import Action
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.drafting import planning_names
from tracker.drafting.planning import Plan, plan_regular
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.register.models import AgendaItem

pytestmark = pytest.mark.usefixtures("parts_noted")

PLAN = "/meetings/im-twg/plan"
SPECIAL = "/meetings/im-twg/special"
TODAY = date(2021, 4, 6)


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A week after the sample's meeting."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def planned() -> Meeting:
    session.rollback()
    return session.scalars(select(Meeting).order_by(Meeting.id.desc()).limit(1)).one()


def trail(verb: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)))


def on_agenda(meeting: Meeting) -> list[str]:
    rows = session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position))
    named = [(row.action or row.entry, row.text.en) for row in rows]
    return [item.reference if item else words for item, words in named]


def plan_one(cast: Cast, **fields: Any) -> Meeting:
    post(cast.client("chair"), PLAN, **fields)
    return planned()


def special_one(cast: Cast, **fields: Any) -> Meeting:
    wanted = {"title-en": "Incomplete data", "held_on": "20/04/2021", **fields}
    client = cast.client("chair")
    send(client, SPECIAL, {**form_of(client, SPECIAL), **wanted})
    return planned()


def test_the_next_meeting_is_planned_by_one_button(cast: Cast) -> None:
    client = cast.client("chair")
    page = get(client, PLAN)
    assert page.heading == "Plan the next meeting"
    post(client, PLAN)
    made, last = planned(), session.scalars(select(Meeting).where(Meeting.period_quarter == 1)).one()
    assert (made.address, made.state, made.record) == ("2021-Q2", MeetingState.PLANNED, RecordState.DRAFT)
    assert made.held_on == date(2021, 6, 28)
    assert (made.venue, made.starts_at, made.ends_at) == (last.venue, last.starts_at, last.ends_at)
    assert (made.chair, made.previous, made.authentic_language) == (last.chair, last, "lo")
    assert [row.role.en for row in made.signatures] == ["Chairperson", "IM Unit"]
    assert on_agenda(made) == ["IM-A-001", "IM-A-002", "IM-A-003", "IM-2021-Q1/14"]
    assert [change.state for change in made.history] == [MeetingState.PLANNED]
    (told,) = trail("meeting.planned")
    assert (told.subject, told.actor) == ("IM-2021-Q2", "Chair Person")


def test_the_list_is_copied_without_numbers(cast: Cast) -> None:
    made = plan_one(cast)
    assert all(row.headcount is None for row in made.attendance)
    told = [
        (row.organisation.short_name if row.organisation else "", row.person.key if row.person else "")
        for row in made.attendance
    ]
    assert told[0] == ("NRA", "khammoungkhoun")
    assert [name for name, _ in told[1:]] == [
        "NRA", "UXO Lao", "Army 58", "NPA", "HI", "MAG", "WEI", "Tetra Tech", ""
    ]  # fmt: skip


def test_a_quarter_has_one_regular_meeting(cast: Cast) -> None:
    plan_one(cast)
    page = post(cast.client("secretary"), PLAN, status=422, period="2021-Q2")
    assert "The group has a meeting of 2021-Q2 already." in page.text("//*[@id='problem']")


def test_a_form_sent_twice_plans_once(cast: Cast) -> None:
    client = cast.client("chair")
    fields = form_of(client, PLAN)
    first = send(client, PLAN, fields).response.headers["Location"]
    assert send(client, PLAN, fields).response.headers["Location"] == first
    assert len(trail("meeting.planned")) == 1


@pytest.mark.parametrize("address", [PLAN, SPECIAL])
def test_a_form_without_its_token_is_refused(cast: Cast, address: str) -> None:
    client = cast.client("chair")
    send(client, address, {**form_of(client, address), "csrf_token": None}, 400)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"held_on": ""}, "Fill this in."),
        ({"held_on": "31/02/2021"}, "Write a day of the calendar"),
        ({"held_on": "01/01/1800"}, "The year must lie between 1975 and 2100."),
        ({"starts_at": "25:00"}, "Write the time"),
        ({"starts_at": "10:00", "ends_at": "09:00"}, "must end after it starts"),
        ({"chair_id": "999"}, "Choose one of the list."),
        ({"period": "2021-Q9"}, "Choose one of the list."),
        ({"title-en": "x" * 301}, "at the most"),
        ({"venue-lo": "ກ" * 100_000}, "at the most"),
    ],
)
def test_bad_input_is_explained_and_stays(cast: Cast, fields: dict[str, str], words: str) -> None:
    client = cast.client("chair")
    page = send(client, PLAN, {**form_of(client, PLAN), **fields}, 422)
    assert words in page.text("//*[@id='problem']")
    for name, value in fields.items():
        if name not in {"chair_id", "period"}:
            assert page.root.xpath(f"//input[@name='{name}']/@value") == [value]


@pytest.mark.parametrize("address", [PLAN, SPECIAL])
@pytest.mark.parametrize(
    ("name", "status"), [("secretary", 200), ("admin", 200), ("other", 403), ("npa", 403), ("management", 403)]
)
def test_who_may_plan(cast: Cast, address: str, name: str, status: int) -> None:
    get(cast.client(name), address, status)


def test_a_group_that_is_not_there(cast: Cast) -> None:
    get(cast.client("chair"), "/meetings/nix/plan", 404)
    get(cast.client("chair"), "/meetings/clearance-twg/plan", 404)


def test_a_group_without_any_meeting_gets_one(cast: Cast) -> None:
    post(cast.client("other"), "/meetings/clearance-twg/plan")
    made = planned()
    assert (made.address, made.previous, made.held_on) == ("2021-Q2", None, date(2021, 4, 20))


def test_a_special_meeting_takes_what_is_picked(cast: Cast) -> None:
    asked = session.scalars(select(Action).where(Action.reference == "IM-A-002")).one()
    made = special_one(cast, picked=[f"action-{asked.id}"])
    assert (made.address, made.kind, made.previous) == ("2021-Q2/incomplete-data", "special", None)
    assert on_agenda(made) == ["IM-A-002"]
    assert asked.scheduled_meeting == made
    assert len(made.attendance) == 10


def test_what_asked_for_a_special_meeting_fills_in_its_form(cast: Cast) -> None:
    asked = session.scalars(select(Action).where(Action.reference == "IM-A-002")).one()
    client = cast.client("chair")
    page = get(client, SPECIAL)
    address = page.links("//main//a")["IM-A-002"]
    fields = form_of(client, address)
    assert fields["held_on"] == "12/04/2021"
    assert fields["picked"] == f"action-{asked.id}"
    assert fields["purpose-en"].lstrip().startswith("It was agreed to hold a special meeting")


def test_names_in_addresses(cast: Cast) -> None:
    assert special_one(cast).name == "incomplete-data"
    assert special_one(cast).name == "incomplete-data-2"
    assert special_one(cast, **{"title-en": "", "title-lo": "ຂໍ້ມູນ"}).name == "special-2021-04-20"
    assert special_one(cast, **{"title-en": "Plan"}).name == "plan-2"
    assert special_one(cast, name="pdf").name == "pdf"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("incomplete-data", "already"),
        ("plan", "name of a page"),
        ("A b", "single dashes"),
        ("x" * 61, "at the most"),
        ("../x", "single dashes"),
    ],
)
def test_a_name_that_can_not_be_had_is_explained(cast: Cast, name: str, words: str) -> None:
    special_one(cast)
    client = cast.client("chair")
    fields = {**form_of(client, SPECIAL), "title-en": "X", "held_on": "20/04/2021", "name": name}
    assert words in send(client, SPECIAL, fields, 422).text("//*[@id='problem']")


def test_a_special_meeting_needs_a_title_and_items_of_its_own_group(cast: Cast) -> None:
    client = cast.client("other")
    address = "/meetings/clearance-twg/special"
    fields = {**form_of(client, address), "held_on": "20/04/2021"}
    assert "Title" in send(client, address, fields, 422).text("//*[@id='problem']")
    asked = session.scalars(select(Action).where(Action.reference == "IM-A-002")).one()
    fields |= {"title-en": "X", "picked": f"action-{asked.id}"}
    send(client, address, fields, 422)
    assert asked.scheduled_meeting is None


def test_no_page_is_hidden_by_the_name_of_a_special_meeting(cast: Cast) -> None:
    start = "/meetings/<slug>/<path:address>/"
    rules = [rule.rule.removeprefix(start) for rule in cast.app.url_map.iter_rules() if rule.rule.startswith(start)]
    words = {rule.split("/")[0] for rule in rules}
    assert {word for word in words if planning_names.made_from(word) == word} <= planning_names.RESERVED


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    client = cast.client("chair")
    get(client, PLAN)
    with queries_of_database() as few:
        get(client, PLAN)
    with transaction():
        for action in session.scalars(select(Action)):
            action.assignments.clear()
    with queries_of_database() as many:
        get(client, PLAN)
    assert len(few) == len(many)


def test_two_who_plan_one_quarter_at_once_make_one_meeting(either_cast: Cast) -> None:
    cast = either_cast
    actor, group_id = cast.actor("chair"), cast.group_id
    plan = Plan(Bilingual(), date(2021, 6, 1), None, None, Bilingual(), Bilingual(), None, None)
    session.remove()

    def one() -> bool:
        try:
            with transaction():
                plan_regular(group_id, Period(2021, 2), plan, by=actor, at=NOON)
        except Refused:
            return False
        return True

    assert sorted(at_once(cast.app, [one, one])) == [False, True]
    assert planned().address == "2021-Q2"


def test_nobody_is_counted_before_somebody_has_noted_who_came(cast: Cast) -> None:
    post(cast.client("chair"), "/meetings/im-twg/plan")
    planned = session.scalars(select(Meeting).order_by(Meeting.id.desc())).first()
    assert planned is not None
    assert len(planned.attendance) > 5
    assert planned.counted == 0
