from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sweeps import (
    APRIL,
    BEGIN,
    a_group,
    a_meeting,
    an_action,
    days_of,
    move,
    parts_of,
    reminders,
    states,
    swept,
    swept_on,
)

from tracker.actions.deadlines import Window
from tracker.actions.models import Assignment, AssignmentState
from tracker.calendar.workdays import add_working_days
from tracker.core import clock
from tracker.core.db import db, session, transaction
from tracker.groups.models import Audience, DayOff, LadderStep, Trigger
from tracker.reminders.models import Reminder, ReminderState, Sweep
from tracker.reminders.sweeping import due_on, sweep, to_sweep
from tracker.reminders.truth import still_true

DAY = timedelta(days=1)
LADDER = {  # due by 25 April, a Sunday, and late after 2 May, a Sunday before a day in lieu
    date(2021, 4, 12): ["due-14"],
    date(2021, 4, 22): ["due-3"],
    date(2021, 4, 26): ["due+0"],
    date(2021, 5, 6): ["due+3w"],
    date(2021, 5, 12): ["due+10"],
    date(2021, 5, 19): ["due+17"],
    date(2021, 5, 26): ["due+24"],
    date(2021, 6, 2): ["due+31-chair"],
    date(2021, 6, 9): ["due+38-management"],
}


def test_the_default_ladder_day_by_day(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    told = swept_on(group_id, *days_of(date(2021, 4, 9), date(2021, 6, 10)))
    steps = {day: found for day, found in told.items() if any(each.startswith("due") for each in found)}
    assert {day: [each for each in found if each.startswith("due")] for day, found in steps.items()} == LADDER


@pytest.mark.parametrize("day", [*LADDER, date(2021, 4, 13)])
def test_the_preview_of_a_day_is_what_the_sweep_of_that_day_finds(app: Flask, day: date) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    swept(group_id, date(2021, 4, 5))
    foreseen = [(each.step, each.occurrence, each.organisation_id) for each in due_on(group_id, day)]
    swept(group_id, add_working_days(day, -1))
    swept(group_id, day)
    found = [(row.step, row.occurrence, row.organisation_id) for row in reminders() if row.due_on == day]
    assert foreseen == found
    assert [step for step, *_ in found] == LADDER.get(day, [])


@pytest.mark.parametrize("last", [date(2021, 5, 3), date(2021, 5, 14)])
def test_the_preview_of_the_next_sweep_holds_what_comes_late(
    app: Flask, monkeypatch: pytest.MonkeyPatch, last: date
) -> None:
    del app
    group_id, monday = a_group(), date(2021, 5, 17)
    an_action(group_id, "NPA")
    swept(group_id, last)
    monkeypatch.setattr(clock, "today", lambda: date(2021, 5, 15))
    an_action(group_id, "HI", window=Window(None, None, None))
    a_meeting(group_id, date(2021, 5, 25))  # six working days ahead, so that the first day of its call is over
    foreseen = sorted((each.step, each.occurrence, each.organisation_id or 0) for each in due_on(group_id, monday))
    swept(group_id, monday)
    rows = [row for row in reminders() if row.due_on == monday and row.state == ReminderState.DUE]
    assert foreseen == sorted((row.step, row.occurrence, row.organisation_id or 0) for row in rows)
    assert ("due+10" in [step for step, *_ in foreseen]) is (last < date(2021, 5, 12))
    assert "next_meeting-10w" in [step for step, *_ in foreseen]
    monkeypatch.setattr(clock, "today", lambda: monday)
    assert due_on(group_id, monday + DAY) == []


@pytest.mark.parametrize(
    ("days", "due", "overtaken"),
    [
        (1, ["due+3w"], []),
        (3, ["due+3w"], []),
        (10, ["due+10"], ["due+3w"]),
        (30, ["due+31-chair"], ["due+24", "due+17", "due+10", "due+3w"]),
    ],
)
def test_after_days_off_only_the_newest_step_is_told(
    either_app: Flask, days: int, due: list[str], overtaken: list[str]
) -> None:
    del either_app
    group_id = a_group()
    an_action(group_id, "NPA")
    swept(group_id, date(2021, 5, 5))
    today = date(2021, 5, 5) + max(days, 2) * DAY
    while today.weekday() > 4:
        today += DAY
    swept(group_id, today)
    found = [row for row in reminders() if row.due_on > date(2021, 5, 5) and row.step.startswith("due")]
    assert sorted(row.step for row in found if row.state == ReminderState.DUE) == due
    assert sorted(row.step for row in found if row.state == ReminderState.OVERTAKEN) == sorted(overtaken)


def test_weekly_steps_come_on_the_first_working_day_of_each_week(either_app: Flask) -> None:
    del either_app
    group_id = a_group()
    an_action(group_id, agreed_on=date(2021, 4, 1))
    told = swept_on(
        group_id, date(2021, 4, 1), date(2021, 4, 2), date(2021, 4, 5), date(2021, 4, 12), date(2021, 4, 13),
        date(2021, 4, 19), date(2021, 4, 27), date(2021, 5, 4), date(2021, 5, 5), date(2021, 5, 10),
    )  # fmt: skip
    days = [day for day, steps in told.items() if "no_owner+0-chair" in steps]
    assert days == [
        date(2021, 4, 1), date(2021, 4, 12), date(2021, 4, 19), date(2021, 4, 27), date(2021, 5, 4), date(2021, 5, 10)
    ]  # fmt: skip


def test_of_weeks_that_were_missed_only_the_last_is_told(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, agreed_on=date(2021, 4, 1))
    swept(group_id, date(2021, 4, 1))
    swept(group_id, date(2021, 5, 7))
    found = {row.occurrence: row.state.value for row in reminders("no_owner+0-chair")}
    assert found == {
        date(2021, 4, 1): "due", date(2021, 4, 12): "overtaken", date(2021, 4, 19): "overtaken",
        date(2021, 4, 26): "overtaken", date(2021, 5, 3): "due",
    }  # fmt: skip


def test_a_second_sweep_of_a_day_finds_nothing(either_app: Flask) -> None:
    del either_app
    group_id = a_group()
    an_action(group_id, "NPA", "MAG")
    assert swept(group_id, date(2021, 4, 12)) == 2
    assert swept(group_id, date(2021, 4, 12)) == 0
    assert len(reminders()) == 2


def test_two_sweeps_at_once_write_each_row_once(either_app: Flask) -> None:
    group_id = a_group()
    for _ in range(5):
        an_action(group_id, "NPA", "MAG")
    an_action(group_id)
    db.session.remove()

    def once(_number: int) -> int:
        with either_app.app_context():
            try:
                return swept(group_id, date(2021, 4, 12))
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(once, range(4)))
    assert sorted(made) == [0, 0, 0, 12]
    assert session.scalar(select(func.count()).select_from(Reminder)) == 12
    assert session.scalar(select(func.count()).select_from(Sweep)) == 1


def test_a_clock_a_day_ahead_tells_nothing_twice_and_misses_nothing(either_app: Flask) -> None:
    del either_app
    group_id = a_group()
    an_action(group_id, "NPA")
    swept_on(group_id, date(2021, 4, 12), date(2021, 4, 21))
    swept(group_id, date(2021, 4, 22))  # tomorrow, by the wrong clock
    an_action(group_id, "MAG", window=Window(None, date(2021, 4, 25), date(2021, 4, 25)))
    assert to_sweep(date(2021, 4, 21)) == [group_id]
    swept(group_id, date(2021, 4, 21))
    assert to_sweep(date(2021, 4, 21)) == []
    assert to_sweep(date(2021, 4, 22)) == [group_id]
    swept(group_id, date(2021, 4, 22))
    assert [row.organisation.short_name for row in reminders("due-3") if row.organisation] == ["NPA", "MAG"]


def test_a_clock_a_day_behind_tells_nothing_twice_and_misses_nothing(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    swept_on(group_id, date(2021, 4, 12), date(2021, 4, 22))
    swept(group_id, date(2021, 4, 21))
    swept(group_id, date(2021, 4, 22))
    swept(group_id, date(2021, 4, 23))
    assert states() == {"due-14": "due", "due-3": "due"}


def test_a_changed_window_starts_a_ladder_of_its_own(app: Flask) -> None:
    del app
    group_id = a_group()
    a_meeting(group_id, date(2021, 6, 29))
    part_id = parts_of(an_action(group_id, "NPA"))["NPA"]
    swept_on(group_id, date(2021, 4, 12), date(2021, 4, 22))
    with transaction() as current:
        current.get_one(Assignment, part_id).window = Window(None, date(2021, 5, 20), date(2021, 5, 20))
    assert still_true(reminders()) == []
    swept_on(group_id, date(2021, 5, 6), date(2021, 5, 17), date(2021, 5, 20))
    assert [(row.step, row.occurrence) for row in reminders()] == [
        ("due-14", APRIL.by), ("due-3", APRIL.by), ("due-14", date(2021, 5, 20)), ("due-3", date(2021, 5, 20)),
        ("due+0", date(2021, 5, 20)),
    ]  # fmt: skip


def test_a_confirmed_day_replaces_both_ends_of_the_window(either_app: Flask) -> None:
    del either_app
    group_id = a_group()
    an_action(group_id, "NPA", confirmed_on=date(2021, 5, 10))
    a_meeting(group_id, date(2021, 6, 29))
    days = [date(2021, 4, 26), date(2021, 5, 7), date(2021, 5, 10), date(2021, 5, 13), date(2021, 5, 20)]
    told = swept_on(group_id, date(2021, 4, 12), *days)
    assert told == dict(zip(days, (["due-14"], ["due-3"], ["due+0"], ["due+3w"], ["due+10"]), strict=True))


def test_nothing_is_told_before_the_first_day_nor_what_came_before_it(app: Flask) -> None:
    del app
    assert to_sweep(date(2021, 4, 12)) == []
    no_day, later = a_group(None), a_group(date(2021, 4, 23), "LATER")
    for group_id in (no_day, later):
        an_action(group_id, "NPA")
        an_action(group_id, agreed_on=date(2021, 4, 1))
    assert swept_on(no_day, date(2021, 4, 12), date(2021, 4, 26)) == {}
    assert to_sweep(date(2021, 4, 22)) == []
    assert swept_on(later, date(2021, 4, 12), date(2021, 4, 23), date(2021, 4, 26)) == {date(2021, 4, 26): ["due+0"]}
    assert due_on(no_day, date(2021, 4, 26)) == []
    assert [each.step for each in due_on(no_day, date(2021, 4, 26), BEGIN)] == ["due+0", "no_owner+0-chair"]


def test_nothing_is_told_on_a_day_off_of_the_group(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    with transaction() as current:
        current.add(DayOff(group_id=group_id, day=date(2021, 4, 22)))
    assert to_sweep(date(2021, 4, 22)) == []
    told = swept_on(group_id, date(2021, 4, 12), date(2021, 4, 22), date(2021, 4, 23))
    assert told == {date(2021, 4, 12): ["due-14"], date(2021, 4, 23): ["due-3"]}


def test_a_ladder_of_its_own_replaces_the_default_one(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    with transaction() as current:
        for place, days in enumerate((-7, 5)):
            current.add(
                LadderStep(
                    group_id=group_id, position=place, trigger=Trigger.DUE, days=days, audience=Audience.OWNER,
                    weekly=days > 0,
                )
            )  # fmt: skip
    on = [date(2021, 4, 19), date(2021, 5, 7), date(2021, 5, 17), date(2021, 5, 24)]
    told = swept_on(group_id, *on[:2], date(2021, 5, 10), *on[2:])
    assert told == dict(zip(on, (["due-7"], ["due+5"], ["due+5"], ["due+5"]), strict=True))


def test_what_is_done_meanwhile_is_not_true_any_more(either_app: Flask) -> None:
    del either_app
    group_id = a_group()
    done, open_ = (parts_of(an_action(group_id, name))[name] for name in ("NPA", "MAG"))
    an_action(group_id, agreed_on=date(2021, 4, 12))
    swept(group_id, date(2021, 4, 12))
    assert len(still_true(reminders(), date(2021, 4, 12))) == 3
    move(done, AssignmentState.SUBMITTED)
    assert [row.item_id for row in still_true(reminders("due-14"), date(2021, 4, 12))] == [open_]


def test_a_sweep_that_fails_leaves_the_day_to_be_swept(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    with pytest.raises(ZeroDivisionError), transaction():
        1 / (sweep(group_id, date(2021, 4, 12), at=clock.midday(date(2021, 4, 12))) - 1)
    assert to_sweep(date(2021, 4, 12)) == [group_id]
    assert swept(group_id, date(2021, 4, 12)) == 1
