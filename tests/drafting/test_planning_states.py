from datetime import date

import pytest
from applications import NOON
from cast import Cast, form_of, post, send
from pages import get
from sqlalchemy import select

from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Forbidden, Refused
from tracker.drafting import planning_state
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Entry, Meeting

HERE = "/meetings/im-twg/2021-Q2"
SHOW, EDIT, POSTPONE, CANCEL, HELD = (f"{HERE}/plan{end}" for end in ("", "/edit", "/postpone", "/cancel", "/held"))
PAGES = (SHOW, EDIT, POSTPONE, CANCEL, HELD)
WHY = Bilingual("Ministry day", "ວັນຂອງກະຊວງ")


@pytest.fixture(autouse=True)
def summer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day after the planned meeting's date."""
    monkeypatch.setattr(clock, "today", lambda: date(2021, 6, 29))


@pytest.fixture
def plan(cast: Cast) -> Cast:
    """The sample with its next meeting planned for yesterday."""
    post(cast.client("chair"), "/meetings/im-twg/plan", period="2021-Q2", held_on="28/06/2021")
    return cast


def row() -> Meeting:
    return session.scalars(select(Meeting).where(Meeting.period_quarter == 2)).one()


def meeting() -> Meeting:
    """The planned meeting as it stands now."""
    session.rollback()
    return row()


def history() -> list[tuple[str, date, str]]:
    return [(change.state.value, change.held_on, change.reason.en) for change in meeting().history]


def told(verb: str) -> AuditEntry:
    return session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)).one()


def test_a_meeting_gets_another_date_and_keeps_its_history(plan: Cast) -> None:
    revision = meeting().revision
    post(plan.client("chair"), POSTPONE, to="໐5/໐7/2021", reason__en="Ministry day", reason__lo="ວັນຂອງກະຊວງ")
    assert (meeting().held_on, meeting().state, meeting().address) == (date(2021, 7, 5), "planned", "2021-Q2")
    assert meeting().revision == revision + 1
    post(plan.client("chair"), POSTPONE, reason__lo="ຍັງບໍ່ທັນຮູ້")
    assert (meeting().held_on, meeting().state) == (date(2021, 7, 5), MeetingState.POSTPONED)
    assert history() == [
        ("planned", date(2021, 6, 28), ""),
        ("postponed", date(2021, 7, 5), "Ministry day"),
        ("postponed", date(2021, 7, 5), ""),
    ]
    page = get(plan.client("chair"), SHOW)
    shown = page.text("//section[@aria-labelledby='h-history']")
    assert "Postponed to 05/07/2021: Ministry day Chair Person" in shown
    assert "Postponed, without a new date yet: ຍັງບໍ່ທັນຮູ້" in shown
    assert (
        session.scalars(select(AuditEntry.verb).where(AuditEntry.verb == "meeting.postponed")).all()
        == ["meeting.postponed"] * 2
    )


def test_a_cancelled_meeting_can_be_given_a_date_again(plan: Cast) -> None:
    post(plan.client("secretary"), CANCEL, reason__en="No quorum")
    assert meeting().state == MeetingState.CANCELLED
    assert told("meeting.cancelled").details == {
        "held_on": "2021-06-28", "reason": {"en": "No quorum", "lo": ""}
    }  # fmt: skip
    page = get(plan.client("chair"), SHOW)
    assert "Edit" not in page.links("//main//a")
    assert "Give it a new date…" in page.links("//main//a")
    post(plan.client("chair"), POSTPONE, to="12/07/2021", reason__en="After all")
    assert (meeting().held_on, meeting().state) == (date(2021, 7, 12), MeetingState.PLANNED)


def test_a_meeting_is_marked_as_held(plan: Cast) -> None:
    page = post(plan.client("chair"), HELD)
    assert page.response.headers["Location"] == HERE
    assert (meeting().state, meeting().held_on) == (MeetingState.HELD, date(2021, 6, 28))
    assert history()[-1] == ("held", date(2021, 6, 28), "")
    assert told("meeting.held").subject == "IM-2021-Q2"
    client = plan.client("chair")
    assert "no longer changes" in get(client, SHOW).text("//main")
    send(client, EDIT, form_of(client, EDIT), 422)


def test_nobody_holds_a_meeting_tomorrow(plan: Cast) -> None:
    page = post(plan.client("chair"), HELD, status=422, on="30/06/2021")
    assert "That day is still to come." in page.text("//*[@id='problem']")


def test_what_was_marked_by_mistake_is_put_right_until_minutes_are_written(plan: Cast) -> None:
    post(plan.client("chair"), HELD)
    post(plan.client("chair"), POSTPONE, to="05/07/2021", reason__en="Marked by mistake")
    assert meeting().state == MeetingState.PLANNED
    post(plan.client("chair"), HELD)
    with transaction():
        written = row()
        written.entries.append(
            Entry(key="a", number=1, section="issues", kind="issue", position=1, text=Bilingual("Said"))
        )
    for address in (POSTPONE, CANCEL):
        page = post(plan.client("chair"), address, status=422, reason__en="x")
        assert "minutes are written" in page.text("//*[@id='problem']")


def test_circulated_minutes_keep_their_meeting(plan: Cast) -> None:
    with transaction():
        row().record, row().state = RecordState.CIRCULATED, MeetingState.HELD
    for address in (POSTPONE, CANCEL):
        page = post(plan.client("chair"), address, status=422, reason__en="x")
        assert "The minutes were circulated" in page.text("//*[@id='problem']")


@pytest.mark.parametrize("address", [POSTPONE, CANCEL])
def test_a_reason_is_asked_for(plan: Cast, address: str) -> None:
    assert "Fill this in." in post(plan.client("chair"), address, status=422).text("//*[@id='problem']")
    page = post(plan.client("chair"), address, status=422, reason__en="x" * 100_000)
    assert "at the most" in page.text("//*[@id='problem']")


def test_the_plan_is_edited(plan: Cast) -> None:
    post(plan.client("chair"), EDIT, venue__en="Hall", venue__lo="ຫໍ", starts_at="9.00", purpose__en="To look back")
    assert (meeting().venue.en, f"{meeting().starts_at:%H:%M}", meeting().purpose.en) == (
        "Hall",
        "09:00",
        "To look back",
    )
    changes = (told("meeting.plan_revised").details or {})["changes"]
    assert changes["venue"]["to"] == {"en": "Hall", "lo": "ຫໍ"}
    assert len(history()) == 1
    post(plan.client("chair"), EDIT, held_on="01/07/2021")
    assert history()[-1] == ("planned", date(2021, 7, 1), "")
    client = plan.client("chair")
    post(client, EDIT, held_on="02/07/2021")
    assert "The date lies outside the quarter." in get(client, SHOW).text("//main")


def test_two_who_edit_one_plan_do_not_overwrite_each_other(plan: Cast) -> None:
    first, second = plan.client("chair"), plan.client("secretary")
    mine, theirs = form_of(first, EDIT), form_of(second, EDIT)
    send(first, EDIT, {**mine, "venue-en": "Hall A"})
    page = send(second, EDIT, {**theirs, "venue-en": "Hall B"}, 409)
    assert "Somebody else changed the plan meanwhile." in page.text("//*[@id='problem']")
    assert "Hall A" in page.text("//section[@aria-labelledby='theirs']")
    assert page.root.xpath("//input[@name='venue-en']/@value") == ["Hall B"]
    assert meeting().venue.en == "Hall A"
    again = dict(page.root.xpath("//main//form")[0].form_values())
    send(second, EDIT, again)
    assert meeting().venue.en == "Hall B"


def test_a_step_that_is_sent_twice_is_done_once(plan: Cast) -> None:
    client = plan.client("chair")
    fields = {**form_of(client, POSTPONE), "to": "05/07/2021", "reason-en": "x"}
    send(client, POSTPONE, fields)
    send(client, POSTPONE, fields)
    assert len(history()) == 2
    send(client, POSTPONE, {**form_of(client, POSTPONE), "csrf_token": None}, 400)


@pytest.mark.parametrize("name", ["npa", "mag", "other", "translator"])
def test_a_reader_may_not(plan: Cast, name: str) -> None:
    for address in PAGES:
        get(plan.client(name), address, 403)


def test_a_meeting_of_another_group_is_not_found(plan: Cast) -> None:
    for address in PAGES:
        get(plan.client("chair"), address.replace("im-twg", "clearance-twg"), 404)
        get(plan.client("chair"), address.replace("2021-Q2", "2021-Q3"), 404)


def test_the_service_checks_the_right_itself(plan: Cast) -> None:
    meeting_id = meeting().id
    for name in ("npa", "other", "translator", "management"):
        actor = plan.actor(name)
        with pytest.raises(Forbidden), transaction():
            planning_state.cancel(meeting_id, WHY, by=actor, at=NOON)
    with pytest.raises(Refused, match="Say why"), transaction():
        planning_state.cancel(meeting_id, Bilingual(), by=plan.actor("chair"), at=NOON)
