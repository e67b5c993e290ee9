from contextvars import Context
from datetime import date, timedelta

import pytest
from cast import Cast, form_of, send
from flask.testing import FlaskClient
from inviting_cast import HERE, TODAY, meeting, special
from lives import the_meeting
from lxml import html
from pages import get, queries_of_database
from sqlalchemy import select
from strict import Part, read
from werkzeug.test import TestResponse

from tracker.actions.models import Action, Assignment, AssignmentState
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.repeats import RequestKey
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.organisations.models import Organisation

PAGE = "/account/calendar"


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: clock.midday(TODAY))


@pytest.fixture
def told(cast: Cast) -> Cast:
    """The sample circulated, and the special meeting of April planned."""
    with transaction():
        the_meeting().record = RecordState.CIRCULATED
    special(cast)
    return cast


@pytest.fixture
def nobody(cast: Cast) -> FlaskClient:
    return cast.app.test_client()


def make(client: FlaskClient, which: str = "own") -> str:
    """The path of a new address."""
    send(client, f"{PAGE}/{which}/new", form_of(client, PAGE, f"{PAGE}/{which}/new"))
    page = get(client, PAGE)
    return page.text("//code[@id='address']").split("8000")[-1]


def ask(client: FlaskClient, path: str, status: int = 200) -> TestResponse:
    response = Context().run(client.get, path)
    assert response.status_code == status, response.text
    return response


def parts(client: FlaskClient, path: str) -> dict[str, Part]:
    return {part.value("SUMMARY"): part for part in read(ask(client, path).data) if part.value("UID")}


def test_a_feed_holds_meetings_and_the_organisations_actions(told: Cast, nobody: FlaskClient) -> None:
    found = parts(nobody, make(told.client("npa")))
    assert [each.kind for each in found.values()] == ["VEVENT", "VEVENT", "VTODO"]
    event = found["IM: Incomplete data"]
    assert (event.value("UID"), event.value("STATUS")) == (meeting().calendar_uid, "CONFIRMED")
    (task,) = [each for each in found.values() if each.kind == "VTODO"]
    assert task.value("SUMMARY").startswith("IM-A-003: NPA is to revise")
    assert (task.value("STATUS"), task.value("DUE")) == ("NEEDS-ACTION", "")
    assert task.value("RELATED-TO") == the_meeting().calendar_uid
    answer = ask(nobody, make(told.client("npa")))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert b"METHOD:PUBLISH\r\n" in answer.data


def test_what_it_calls_them_hangs_on_no_setting(
    told: Cast, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    path = make(told.client("npa"))
    before = {name: part.value("UID") for name, part in parts(nobody, path).items()}
    monkeypatch.setattr("tracker.mail.outbox._installation.sender", "twg@nra.gov.la")
    assert {name: part.value("UID") for name, part in parts(nobody, path).items()} == before
    assert len(set(before.values())) == 3
    (invited,) = [part for part in read(ask(told.client("npa"), f"{HERE}/meeting.ics").data) if part.kind == "VEVENT"]
    assert before["IM: Incomplete data"] == invited.value("UID")


def test_a_task_says_how_far_it_is(told: Cast, nobody: FlaskClient) -> None:
    path = make(told.client("npa"), "organisation")
    with transaction():
        part = session.scalars(select(Assignment).join(Action).where(Action.reference == "IM-A-003")).one()
        part.state, part.done_count, part.total_count = AssignmentState.IN_PROGRESS, 37, 120
        part.window = part.window.__class__(date(2021, 4, 12), date(2021, 4, 25), date(2021, 5, 2))
    (task,) = [each for each in parts(nobody, path).values() if each.kind == "VTODO"]
    assert [task.value(name) for name in ("STATUS", "PERCENT-COMPLETE", "DTSTART", "DUE")] == [
        "IN-PROCESS", "30", "20210412", "20210425",
    ]  # fmt: skip
    with transaction():
        part = session.scalars(select(Assignment).join(Action).where(Action.reference == "IM-A-003")).one()
        part.state, part.closed_at = AssignmentState.ACCEPTED, clock.now()
    (task,) = [each for each in parts(nobody, path).values() if each.kind == "VTODO"]
    assert [task.value(name) for name in ("STATUS", "PERCENT-COMPLETE", "COMPLETED")] == [
        "COMPLETED", "100", "20210406T050000Z",
    ]  # fmt: skip


def test_nobody_sees_more_by_a_feed_than_on_the_pages(told: Cast, nobody: FlaskClient) -> None:
    mag = parts(nobody, make(told.client("mag")))
    assert {each.kind for each in mag.values()} == {"VEVENT"}
    admin = parts(nobody, make(told.client("other"), "organisation"))
    assert not [each for each in admin.values() if each.kind == "VTODO"]
    with transaction():
        the_meeting().record = RecordState.DRAFT
    assert not [each for each in parts(nobody, make(told.client("npa"))).values() if each.kind == "VTODO"]


def test_a_meeting_that_is_off_says_so(told: Cast, nobody: FlaskClient) -> None:
    path = make(told.client("npa"))
    with transaction():
        meeting().state = MeetingState.CANCELLED
    assert parts(nobody, path)["IM: Incomplete data"].value("STATUS") == "CANCELLED"


def test_the_feed_speaks_its_readers_language(told: Cast, nobody: FlaskClient) -> None:
    path = make(told.client("npa"))
    with transaction():
        told.account("npa").person.language = "lo"
    found = parts(nobody, path)
    assert "IM: ຂໍ້ມູນທີ່ບໍ່ຄົບຖ້ວນ" in found
    assert "IM: ໄຕມາດທີ 1 ປີ 2021" in found


def test_an_address_is_shown_once_and_renewed(told: Cast, nobody: FlaskClient) -> None:
    client = told.client("npa")
    first = make(client)
    page = get(client, PAGE)
    assert "It is not shown again" in page.text("//section[@aria-labelledby='h-own']")
    assert first not in html.tostring(page.root).decode()
    second = make(client)
    assert "A newer link" in ask(nobody, first, 410).text
    ask(nobody, second)
    send(client, f"{PAGE}/own/end", form_of(client, PAGE, f"{PAGE}/own/end"))
    ask(nobody, second, 410)
    verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.startswith("feed."))).all()
    assert verbs == ["feed.made", "feed.made", "feed.ended"]
    stored = "".join([*session.scalars(select(RequestKey.answer))])
    assert second.rsplit("/", 1)[1].removesuffix(".ics") not in stored


def test_a_press_twice_makes_one_address(told: Cast) -> None:
    client = told.client("npa")
    fields = form_of(client, PAGE, f"{PAGE}/own/new")
    shown = []
    for _ in range(2):
        send(client, f"{PAGE}/own/new", fields)
        shown.append(get(client, PAGE).text("//code[@id='address']"))
    assert shown[0] == shown[1]
    assert not get(client, PAGE).root.xpath("//code[@id='address']")
    get(client, f"{PAGE}/own/new", 405)
    get(client, f"{PAGE}/any/new", 404)


@pytest.mark.parametrize("gone", ["person", "account", "elsewhere", "token", "time"])
def test_who_is_gone_gets_nothing(told: Cast, nobody: FlaskClient, gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(told.client("npa"), "organisation")
    ask(nobody, path)
    with transaction():
        account = told.account("npa")
        if gone == "person":
            account.person.is_active = False
        elif gone == "account":
            account.is_active = False
        elif gone == "elsewhere":
            mag = session.scalars(select(Organisation).where(Organisation.short_name == "MAG")).one()
            account.person.organisation = mag
    if gone == "token":
        path = path.replace(".ics", "x.ics")
    if gone == "time":
        monkeypatch.setattr(clock, "now", lambda: clock.midday(TODAY) + timedelta(days=6 * 365))
    answer = ask(nobody, path, 410 if gone == "time" else 404)
    assert answer.mimetype == "text/plain"
    assert b"VCALENDAR" not in answer.data


def test_a_feed_takes_the_same_number_of_queries_however_much_it_holds(told: Cast, nobody: FlaskClient) -> None:
    path = make(told.client("npa"))
    with queries_of_database() as few:
        ask(nobody, path)
    npa_id = told.account("npa").person.organisation_id
    with transaction() as current:
        for number in range(30):
            action = Action(
                group_id=told.group_id, reference=f"IM-A-{900 + number}", text=Bilingual("Work"), agreed_on=TODAY,
            )  # fmt: skip
            action.assignments = [Assignment(organisation_id=npa_id)]
            current.add(action)
    with queries_of_database() as many:
        assert len(parts(nobody, path)) > 3
    assert len(few) == len(many)
