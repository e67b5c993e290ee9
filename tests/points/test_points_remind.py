from datetime import date

import pytest
from calling import DAY, HERE, TODAY, called, organisation, sent, trail
from cast import Cast, form_of, post, send
from pages import get
from sqlalchemy import select

from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.groups.models import WorkingGroup
from tracker.reminders.models import Reminder
from tracker.reminders.truth import still_true

REMIND, LIST = f"{HERE}/points/remind", f"{HERE}/points/received"


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: clock.midday(TODAY))


@pytest.fixture
def call(cast: Cast) -> Cast:
    called(cast)
    with transaction():
        session.get_one(WorkingGroup, cast.group_id).reminders_from = date(2021, 4, 1)
    return cast


def made() -> list[Reminder]:
    session.rollback()
    return list(session.scalars(select(Reminder).order_by(Reminder.id)))


def test_those_who_have_not_answered_are_reminded_in_one_press(call: Cast) -> None:
    sent(call)
    client = call.client("chair")
    assert get(client, LIST).links()["Remind who has not answered…"] == REMIND
    assert "NPA" not in get(client, REMIND).text("//main//form")
    fields = form_of(client, REMIND)
    send(client, REMIND, fields)
    send(client, REMIND, fields)
    names = {each.organisation.short_name for each in made() if each.organisation}
    assert names == {"NRA", "UXO Lao", "Army 58", "HI", "MAG", "WEI"}
    assert {(each.step, each.occurrence, each.due_on, each.asked_by) for each in made()} == {
        ("call-14", DAY, TODAY, "Chair Person")
    }
    told = next(each for each in made() if each.organisation_id == organisation("MAG"))
    assert [each.person_id for each in told.receivers] == [call.account("mag").person_id]
    assert len(trail("reminder.asked")) == 1
    page = post(client, REMIND, status=422)
    assert "They were reminded today already." in page.text("//*[@id='problem']")


def test_who_answers_before_the_mail_goes_is_left_alone(call: Cast) -> None:
    post(call.client("secretary"), REMIND)
    before = len(still_true(made(), TODAY))
    sent(call, "mag")
    left = still_true(made(), TODAY)
    assert (before, len(left)) == (7, 6)
    assert organisation("MAG") not in {each.organisation_id for each in left}


def test_a_group_that_sends_no_reminders_says_so(call: Cast) -> None:
    with transaction():
        session.get_one(WorkingGroup, call.group_id).reminders_from = None
    page = post(call.client("chair"), REMIND, status=422)
    assert "No reminders are sent for this group yet." in page.text("//*[@id='problem']")
    assert made() == []


def test_only_those_who_draft_remind(call: Cast) -> None:
    for name, status in (("npa", 403), ("translator", 403), ("other", 403), ("party", 403)):
        client = call.client(name)
        get(client, REMIND, status)
        send(client, REMIND, form_of(client, "/account"), status)
    assert made() == []
