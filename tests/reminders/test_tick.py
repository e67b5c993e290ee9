from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sweeps import a_group, an_action, reminders, swept
from time_machine import travel

from tracker.core import clock
from tracker.core.db import session
from tracker.mail.models import OutgoingMail
from tracker.reminders import jobs, sweeping
from tracker.reminders.models import Sweep

DAY = date(2021, 4, 12)
MIDNIGHT = clock.midday(DAY) - timedelta(hours=12)
EARLY, LATE = MIDNIGHT + timedelta(hours=7, minutes=29), MIDNIGHT + timedelta(hours=7, minutes=30)


def mails() -> list[str]:
    session.rollback()
    return list(session.scalars(select(OutgoingMail.to_address).order_by(OutgoingMail.to_address)))


def test_nothing_happens_before_the_sending_hour_and_everything_once_after_it(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    with travel(EARLY, tick=False):
        jobs.remind()
    assert reminders() == []
    for minutes in (0, 1, 60, -20, 61):
        with travel(LATE + timedelta(minutes=minutes), tick=False):
            jobs.remind()
    assert [row.step for row in reminders()] == ["due-14"]
    assert mails() == ["focal@twg.example"]


def test_nothing_happens_on_a_day_off(app: Flask) -> None:
    del app
    group_id = a_group()
    an_action(group_id, "NPA")
    with travel(LATE + timedelta(days=2), tick=False):  # Pi Mai
        jobs.remind()
    assert session.scalars(select(Sweep)).all() == []


def test_a_group_that_fails_does_not_stop_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    del app
    bad, good = a_group(), a_group(acronym="GOOD")
    for group_id in (bad, good):
        an_action(group_id, "NPA")
    whole = sweeping.sweep

    def sweep(group_id: int, on: date, *, at: object) -> int:
        if group_id == bad:
            raise RuntimeError("broken")
        return whole(group_id, on, at=clock.now())

    monkeypatch.setattr(sweeping, "sweep", sweep)
    with travel(LATE, tick=False):
        jobs.remind()
    assert {row.group_id for row in reminders()} == {good}
    assert f"what is due in group {bad} could not be found" in caplog.text
    monkeypatch.undo()
    swept(bad, DAY)
    assert {row.group_id for row in reminders()} == {bad, good}
