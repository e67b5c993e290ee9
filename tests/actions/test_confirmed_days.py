"""Which day was settled on for an action as of any day, and since when others know of an action."""

from datetime import date, datetime, timedelta

from acting import CHAPTER_24, action_in
from applications import NOON, SAMPLE, TESTER, load
from cast import Cast
from flask import Flask
from following import WHY, owed
from lives import settle_points, the_meeting
from sqlalchemy import select

from tracker.actions.confirmed import settle_day
from tracker.actions.models import Action
from tracker.actions.moving import lock_action
from tracker.actions.services import Agreement, agree_action
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.docx.outline_json import as_data
from tracker.exchange import action_log
from tracker.exchange.action_log_rows import read_rows
from tracker.exchange.action_log_words import find_headings
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import RecordState
from tracker.minutes import circulation, queries
from tracker.minutes.models import Reason, VersionKind
from tracker.minutes.outline import build
from tracker.minutes.sending import Recipient
from tracker.minutes.versions import Prepared
from tracker.sheets.reader import Row

FIRST = date(2021, 5, 3)
ONE, OTHER = date(2021, 6, 10), date(2021, 6, 20)


def settled(action_id: int, *days: tuple[date, date | None]) -> list[tuple[date, date, date | None]]:
    """The history after these days were settled on, each on its day: the day, from when and until when."""
    for on, day in days:
        with transaction():
            settle_day(lock_action(action_id), day, on)
    session.rollback()
    action = session.get_one(Action, action_id)
    assert action.confirmed_on == (days[-1][1] if days else None)
    return [(each.day, each.from_on, each.until_on) for each in action.confirmed_days]


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


def test_a_day_holds_until_another_one_does(either_cast: Cast) -> None:
    action_id = owed(either_cast, at=NOON)
    assert settled(action_id, (FIRST, ONE), (after(7), OTHER)) == [(ONE, FIRST, after(6)), (OTHER, after(7), None)]


def test_none_ends_the_one_before_and_a_later_one_begins_anew(cast: Cast) -> None:
    action_id = owed(cast, at=NOON)
    assert settled(action_id, (FIRST, ONE), (after(3), None)) == [(ONE, FIRST, after(2))]
    assert settled(action_id, (after(9), ONE)) == [(ONE, FIRST, after(2)), (ONE, after(9), None)]


def test_of_several_on_one_day_the_last_is_kept(cast: Cast) -> None:
    action_id = owed(cast, at=NOON)
    assert settled(action_id, (FIRST, ONE), (after(2), OTHER), (after(2), ONE), (after(2), OTHER)) == [
        (ONE, FIRST, after(1)),
        (OTHER, after(2), None),
    ]
    assert settled(action_id, (after(5), ONE), (after(5), None)) == [
        (ONE, FIRST, after(1)),
        (OTHER, after(2), after(4)),
    ]


def test_one_that_came_and_went_on_its_day_leaves_nothing(cast: Cast) -> None:
    action_id = owed(cast, at=NOON)
    assert settled(action_id, (FIRST, ONE), (FIRST, None)) == []


def test_the_same_day_said_again_changes_nothing(cast: Cast) -> None:
    action_id = owed(cast, at=NOON)
    assert settled(action_id, (FIRST, ONE), (after(4), ONE)) == [(ONE, FIRST, None)]


def test_a_back_dated_one_holds_from_its_day_and_what_was_told_after_it_is_gone(cast: Cast) -> None:
    action_id = owed(cast, at=NOON)
    settled(action_id, (FIRST, ONE), (after(10), OTHER))
    third = date(2021, 7, 1)
    assert settled(action_id, (after(4), third)) == [(ONE, FIRST, after(3)), (third, after(4), None)]


def test_one_from_before_the_beginning_holds_from_its_own_day(cast: Cast) -> None:
    action_id = owed(cast, at=NOON)
    assert settled(action_id, (FIRST, ONE), (after(-5), OTHER)) == [(OTHER, after(-5), None)]


def told_on(reference: str) -> date | None:
    session.rollback()
    return session.scalars(select(Action.told_on).where(Action.reference == reference)).one()


def test_an_action_outside_a_meeting_is_told_on_the_day_it_is_written_down(cast: Cast) -> None:
    at = NOON + timedelta(days=30)
    reference = session.get_one(Action, owed(cast, at=at)).reference
    assert told_on(reference) == clock.day_of(at)


def test_minutes_tell_of_an_action_when_they_first_go_out_and_of_a_new_one_with_the_next_version(cast: Cast) -> None:
    settle_points()
    assert told_on(CHAPTER_24) is None
    _circulate(cast, seen=0, at=NOON)
    assert told_on(CHAPTER_24) == clock.day_of(NOON)
    with transaction() as current:
        meeting = the_meeting()
        agreed = Agreement(on=meeting.held_on, text=WHY)
        new = agree_action(meeting.group, agreed, meeting=meeting, entry=action_in(CHAPTER_24).entry, position=9)
        current.flush()
        reference = new.reference
    assert told_on(reference) is None
    _circulate(cast, seen=1, at=NOON + timedelta(days=4))
    assert told_on(CHAPTER_24) == clock.day_of(NOON)
    assert told_on(reference) == clock.day_of(NOON + timedelta(days=4))


def _circulate(cast: Cast, *, seen: int, at: datetime) -> None:
    session.rollback()
    meeting_id, chair = the_meeting().id, cast.actor("chair")
    data = as_data(build(queries.record_of(meeting_id), RecordState.CIRCULATED))
    made = Prepared(VersionKind.CIRCULATED, data, ())
    to = [Recipient("one@example.org", "One", "lo", Reason.ADDED)]
    with transaction():
        circulation.circulate(meeting_id, made, to, comment_until=date(2021, 4, 9), seen=seen, by=chair, at=at)


def test_a_draft_that_is_loaded_tells_nobody_and_a_loaded_file_since_its_minutes_went_out(app: Flask) -> None:
    del app
    file = SAMPLE.read_text(encoding="utf-8")
    load(file, SAMPLE.name)
    assert told_on(CHAPTER_24) is None
    for _ in range(2):  # loading it again changes nothing
        load(_sent_out(file, "2021-04-12"), SAMPLE.name)
        assert told_on(CHAPTER_24) == date(2021, 4, 12)


def _sent_out(file: str, day: str) -> str:
    assert "  record: draft\n" in file
    return file.replace("  record: draft\n", f"  record: circulated\n  circulated_on: {day}\n")


def test_a_row_of_an_action_log_is_told_since_it_was_agreed(app: Flask) -> None:
    del app
    load(SAMPLE.read_bytes(), SAMPLE.name)
    group = session.scalars(select(WorkingGroup)).one()
    found = find_headings([Row(1, ("Ref", "Raised", "Action EN", "Organisation(s)", "State"))])
    assert found is not None
    row = Row(2, ("IM-A-101", "15/06/2020", "Send the maps", "NPA", "In progress"))
    with transaction():
        action_log.load(group.id, read_rows([row], found.columns, NOON.date()), "log", by=TESTER, at=NOON)
    assert told_on("IM-A-101") == date(2020, 6, 15)
