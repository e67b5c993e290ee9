"""Power cuts, clocks that go wrong and a mail server that is down: one mail at once, and nothing due is lost."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from mailing import post_to
from mornings import moment
from sink import Sink, sink
from sqlalchemy import select
from sweeps import a_group, an_action, organisation

from tracker.actions.deadlines import Window
from tracker.actions.models import Assignment
from tracker.calendar.workdays import next_working_day
from tracker.core.db import session, transaction
from tracker.groups.models import Trigger
from tracker.mail import post
from tracker.mail.delivery import deliver
from tracker.mail.models import MailState
from tracker.reminders import jobs
from tracker.reminders.days import day_of
from tracker.reminders.ladder import DEFAULT, Step
from tracker.reminders.models import Reminder, ReminderState

START, FRIDAY = date(2021, 5, 10), date(2021, 5, 14)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("NPA", "HI", "MAG", "WEI")
LADDER = [step for step in DEFAULT if step.trigger == Trigger.DUE]


@pytest.fixture
def server(app: Flask) -> Iterator[Sink]:
    """A group that four parties owe much, and the mail server of its office."""
    group_id = a_group(START)
    with transaction():
        for name in NAMES:
            organisation(name, email=f"office@{name.lower()}.example")
    for number in range(16):
        end = START + timedelta(days=4 * number - 6)
        an_action(group_id, NAMES[number % 4], window=Window(None, end, end))
    with sink() as taken:
        post.plug_in(app, post_to(taken.server(), base_url="https://twg.example"))
        yield taken


def tick(at: datetime, schedulers: int = 1) -> None:
    """What the timetable does at an instant by the clock of the machine."""
    with time_machine.travel(at, tick=False):
        for _ in range(schedulers):
            jobs.remind()
        for _ in range(schedulers):
            deliver(post.current_post())


def worked(first: date, last: date) -> None:
    """The machine runs on these days, in the hours of the office."""
    for number in range((last - first).days + 1):
        for hour in (8, 15):
            tick(moment(first + number * DAY, time(hour)))


def first_hour(at: datetime, server: Sink) -> Counter[str]:
    """How many mails each got in an hour in which two schedulers tick every quarter."""
    before = len(server.receivers)
    for minutes in range(0, 60, 15):
        tick(at + timedelta(minutes=minutes), schedulers=2)
    return Counter(server.receivers[before:])


def forgotten(until: date) -> list[tuple[int, str]]:
    """The steps whose day came, by the calendar alone, and that neither a mail told nor a later one that was told has
    passed by."""
    session.rollback()
    rows = session.scalars(select(Reminder).execution_options(populate_existing=True)).all()
    told = {(row.item_id, row.step) for row in rows if is_told(row)}
    passed = {(row.item_id, row.step) for row in rows if row.state == ReminderState.OVERTAKEN}
    places = {step.code: step.place for step in LADDER}
    found = []
    for item_id, step in came(until):
        later = any(item == item_id and places[code] > step.place for item, code in told if code in places)
        if (item_id, step.code) not in told and not ((item_id, step.code) in passed and later):
            found.append((item_id, step.code))
    return found


def came(until: date) -> Iterator[tuple[int, Step]]:
    """The parts and steps whose day lies between the first day and this one."""
    for part in session.scalars(select(Assignment)):
        for step in LADDER:
            assert part.window.by
            if START <= day_of(step, part.window.by) <= until:
                yield part.id, step


def is_told(row: Reminder) -> bool:
    """Whether everybody who is to be told of it has a mail that went out."""
    mails = [each.digest.mail for each in row.receivers if each.digest]
    return len(mails) == len(row.receivers) > 0 and all(mail and mail.state == MailState.SENT for mail in mails)


@pytest.mark.parametrize("days", [1, 3, 10, 30])
def test_after_days_without_power_everybody_gets_one_mail(server: Sink, days: int) -> None:
    last = START + 8 * DAY
    worked(START, last)
    assert forgotten(last) == []
    back = next_working_day(last + (days + 1) * DAY)
    got = first_hour(moment(back, time(10, 17)), server)
    assert set(got.values()) == {1}
    assert forgotten(back) == []
    assert not first_hour(moment(back, time(13)), server)


@pytest.mark.parametrize(
    ("shift", "hour"), [(DAY, 8), (-DAY, 8), (HOUR, 7), (HOUR, 8), (-HOUR, 7), (-HOUR, 8)],
    ids=["day ahead", "day back", "hour ahead early", "hour ahead", "hour back early", "hour back"],
)  # fmt: skip
def test_a_clock_that_jumps_tells_nothing_twice_and_misses_nothing(server: Sink, shift: timedelta, hour: int) -> None:
    wrong, end = START + 8 * DAY, START + 14 * DAY
    worked(START, wrong - DAY)
    tick(moment(wrong, time(hour)))
    got = first_hour(moment(wrong, time(hour, 40)) + shift, server)
    assert not got or set(got.values()) == {1}
    tick(moment(wrong, time(hour + 2)))
    worked(wrong + DAY, end)
    assert forgotten(end) == []
    assert_nothing_was_told_twice()
    assert len(server.ids) == len(set(server.ids))


@pytest.mark.parametrize(("hours", "begin"), [(24, START), (24, FRIDAY), (72, START), (72, FRIDAY)])
def test_a_mail_server_that_was_down_gets_one_mail_for_each(server: Sink, hours: int, begin: date) -> None:
    server.mail = "421 out of order"
    for number in range(0, hours, 3):
        tick(moment(begin) + number * HOUR)
    assert not server.taken
    server.mail = ""
    up = moment(begin) + timedelta(hours=hours)
    got = first_hour(up, server)
    worked(begin + timedelta(hours=hours + 2), begin + 12 * DAY)
    assert not got or set(got.values()) == {1}
    assert forgotten(begin + 12 * DAY) == []
    assert_nothing_was_told_twice()


def assert_nothing_was_told_twice() -> None:
    """Each step of each part stands once, in one mail for each who is told."""
    rows = session.scalars(select(Reminder)).all()
    assert max(Counter((row.item_id, row.step, row.occurrence) for row in rows).values()) == 1
    told = Counter((each.digest.address, each.digest.on) for row in rows for each in row.receivers if each.digest)
    mails = {
        (each.digest.address, each.digest.on, each.digest.mail_id)
        for row in rows
        for each in row.receivers
        if each.digest
    }
    assert len(mails) == len(told)
