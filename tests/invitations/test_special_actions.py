from datetime import date

import pytest
from applications import NOON
from cast import Cast, form_of, send
from inviting_cast import DAY, PLAN, TODAY, meeting, special
from lives import organisation, the_meeting
from pages import get
from sqlalchemy import select

from tracker.actions import changing
from tracker.actions import special as specials
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.models import Action, ActionKind, Assignment, AssignmentState, Progress
from tracker.actions.services import Agreement
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.drafting import agenda, planning_state
from tracker.groups.models import DayOff
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.register.models import AgendaItem

WHY = Bilingual("The hall is taken", "ຫ້ອງບໍ່ຫວ່າງ")
FORM = "/meetings/im-twg/special"
REFERENCE = "IM-A-002"


@pytest.fixture(autouse=True)
def spring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def action() -> Action:
    session.rollback()
    asked = select(Action).where(Action.reference == REFERENCE).execution_options(populate_existing=True)
    return session.scalars(asked).one()


def owned(short_name: str = "NRA") -> None:
    """Let the action have an owner."""
    number = organisation(short_name).id
    with transaction():
        window = Window(date(2021, 4, 12), date(2021, 4, 25), date(2021, 5, 2))
        action_row = session.scalars(select(Action).where(Action.reference == REFERENCE)).one()
        action_row.assignments.append(Assignment(organisation_id=number, window=window))


def planned(cast: Cast) -> int:
    with transaction():
        the_meeting().record = RecordState.CIRCULATED
    return special(cast, f"action-{action().id}")


def steps() -> list[tuple[str, str, date | None]]:
    session.rollback()
    rows = session.scalars(select(Progress).where(Progress.action_id == action().id).order_by(Progress.id))
    return [(row.kind.value, row.note.en, row.window.by) for row in rows]


def do(cast: Cast, verb: str, *args: object) -> None:
    actor, number = cast.actor("chair"), meeting().id
    session.rollback()
    with transaction():
        getattr(planning_state, verb)(number, *args, by=actor, at=NOON)


def circulate(cast: Cast) -> None:
    actor = cast.actor("chair")
    session.rollback()
    with transaction():
        told = meeting_now()
        told.record = RecordState.CIRCULATED
        specials.meeting_circulated(told, by=actor, at=NOON)


def meeting_now() -> Meeting:
    return session.scalars(select(Meeting).where(Meeting.name != "")).one()


def test_the_form_shows_every_day_of_the_window(cast: Cast) -> None:
    with transaction() as current:
        current.add(DayOff(group_id=cast.group_id, day=date(2021, 4, 13), name=Bilingual("Stocktaking", "ກວດສາງ")))
    special(cast)
    client = cast.client("chair")
    address = f"{FORM}?for=action-{action().id}"
    page = get(client, address)
    days = page.texts("//section[@aria-labelledby='h-days']//li")
    assert len(days) == 14
    assert days[0] == "Monday, 12 April 2021"
    assert days[1:6] == [
        "Tuesday, 13 April 2021: Stocktaking", "Wednesday, 14 April 2021: Lao New Year's Day",
        "Thursday, 15 April 2021: Lao New Year's Day", "Friday, 16 April 2021: Lao New Year's Day",
        "Saturday, 17 April 2021: weekend",
    ]  # fmt: skip
    assert days[8] == "Tuesday, 20 April 2021 meeting IM-2021-Q2-incomplete-data is on that day"
    assert form_of(client, address)["held_on"] == "12/04/2021"
    assert form_of(client, f"{address}&on=2021-04-21")["held_on"] == "21/04/2021"
    assert form_of(client, f"{address}&on=2021-04-14")["held_on"] == "12/04/2021"
    assert "NPA" in page.text("//section[@aria-labelledby='h-list']")


def test_whoever_the_action_names_is_on_the_list(cast: Cast) -> None:
    owned("MRE Unit")
    special(cast, f"action-{action().id}")
    listed = [row.organisation.short_name for row in meeting().attendance if row.organisation]
    assert listed[-1] == "MRE Unit"
    assert listed.count("NPA") == 1


def test_planning_it_schedules_the_action(cast: Cast) -> None:
    number = planned(cast)
    assert (action().scheduled_meeting_id, action().confirmed_on) == (number, DAY)
    assert steps()[-1] == ("scheduled", "", DAY)
    told = session.scalars(select(AuditEntry).where(AuditEntry.verb == "action.scheduled")).one()
    assert (told.subject, (told.details or {})["meeting"]) == (REFERENCE, "IM-2021-Q2-incomplete-data")


def test_a_second_meeting_does_not_take_it_from_the_first(cast: Cast) -> None:
    number = planned(cast)
    special(cast, f"action-{action().id}", plan=PLAN)
    assert action().scheduled_meeting_id == number


def test_off_the_agenda_it_waits_for_another_meeting(cast: Cast) -> None:
    number = planned(cast)
    actor, point = cast.actor("chair"), session.scalars(select(AgendaItem.id)).one()
    session.rollback()
    with transaction():
        agenda.take_off(number, point, by=actor, at=NOON)
    assert (action().scheduled_meeting_id, action().confirmed_on) == (None, None)
    assert [kind for kind, _, _ in steps()] == ["scheduled", "reopened"]


def test_a_later_day_is_a_new_window_with_its_reason(cast: Cast) -> None:
    owned()
    planned(cast)
    do(cast, "postpone", date(2021, 5, 12), WHY)
    day = date(2021, 5, 12)
    (part,) = action().assignments
    assert (part.state, part.window) == (AssignmentState.POSTPONED, Window(day, day, day))
    assert (action().confirmed_on, action().first.by) == (day, date(2021, 4, 25))
    assert steps()[-1] == ("postponed", "The hall is taken", day)
    assert [span.window.by for span in part.spans][-1] == day


def test_another_day_inside_the_window_is_no_delay(cast: Cast) -> None:
    owned()
    planned(cast)
    do(cast, "postpone", date(2021, 4, 22), WHY)
    (part,) = action().assignments
    assert (part.state, part.window.by) == (AssignmentState.OPEN, date(2021, 4, 25))
    assert steps()[-1] == ("dated", "The hall is taken", date(2021, 4, 22))


def test_without_a_day_yet_it_is_postponed_and_stays_scheduled(cast: Cast) -> None:
    number = planned(cast)
    do(cast, "postpone", None, WHY)
    assert (action().scheduled_meeting_id, action().confirmed_on) == (number, None)
    assert steps()[-1] == ("postponed", "The hall is taken", None)


def test_called_off_it_is_open_again_and_taken_up_again(cast: Cast) -> None:
    number = planned(cast)
    do(cast, "cancel", WHY)
    assert action().scheduled_meeting_id is None
    assert steps()[-1] == ("reopened", "The hall is taken", None)
    do(cast, "postpone", date(2021, 4, 23), WHY)
    assert (action().scheduled_meeting_id, action().confirmed_on) == (number, date(2021, 4, 23))


@pytest.mark.parametrize("owner", [True, False])
def test_held_and_circulated_is_done(cast: Cast, owner: bool) -> None:
    if owner:
        owned()
    planned(cast)
    circulate(cast)
    assert steps()[-1][0] == "scheduled"  # not held yet
    with transaction():
        meeting_now().record = RecordState.DRAFT
    do(cast, "hold", DAY, DAY)
    assert meeting().state == MeetingState.HELD
    circulate(cast)
    circulate(cast)
    assert [kind for kind, _, _ in steps()] == ["scheduled", "accepted"]
    assert all(part.closed_at is not None for part in action().assignments)


def test_sent_twice_it_is_planned_once(cast: Cast) -> None:
    client = cast.client("chair")
    address = f"{FORM}?for=action-{action().id}"
    fields = {**form_of(client, address), "title-en": "Incomplete data"}
    first = send(client, address, fields).response.location
    assert send(client, address, fields).response.location == first
    assert [kind for kind, _, _ in steps()] == ["scheduled"]


def asked_for_today(cast: Cast) -> Action:
    """An action that asks for a special meeting, agreed outside a meeting on the day that it is."""
    actor, at = cast.actor("chair"), clock.midday(TODAY)
    window = Window(date(2021, 4, 12), date(2021, 4, 25), date(2021, 5, 2))
    agreed = Agreement(on=TODAY, text=Bilingual("Meet about maps."), kind=ActionKind.SPECIAL_MEETING, window=window)
    with transaction():
        made = changing.add_action(cast.group_id, NewAction(agreed=agreed, reason=WHY), by=actor, at=at)
        return session.get_one(Action, made.id)


@pytest.mark.parametrize("held_on", ["", "06/04/2021"])
def test_what_was_agreed_today_can_be_scheduled_today(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, held_on: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: clock.midday(TODAY))
    made = asked_for_today(cast)
    number, client = made.id, cast.client("chair")
    address = f"{FORM}?for=action-{number}"
    fields = form_of(client, address)
    assert (fields["held_on"], fields["purpose-en"].strip(), fields["picked"]) == (
        "12/04/2021", "Meet about maps.", f"action-{number}"
    )  # fmt: skip
    assert len(get(client, address).texts("//section[@aria-labelledby='h-days']//li")) == 14
    send(client, address, {**fields, "title-en": "Maps", "held_on": held_on or fields["held_on"]})
    session.rollback()
    assert session.get_one(Action, number).scheduled_meeting_id == meeting().id
