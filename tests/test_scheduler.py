import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from applications import KEY, application
from flask import Flask, current_app
from mailing import put, the_mail
from sink import free_port

import config
from tracker import scheduler
from tracker.core.db import session
from tracker.jobs import queries
from tracker.jobs.jobs_leased import Keeper
from tracker.mail.models import MailState
from tracker.scheduler import Entry, running, tick

TERMINATES = pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGTERM")


def test_every_job_has_a_name_of_its_own_and_a_time() -> None:
    names = [entry.name for entry in scheduler.TIMETABLE]
    assert len(set(names)) == len(names)
    assert all(5 <= entry.seconds <= 86_400 for entry in scheduler.TIMETABLE)


def test_an_error_is_logged_and_the_next_run_comes(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[str] = []
    done = threading.Event()

    def job() -> None:
        runs.append(current_app.name)
        if len(runs) > 1:
            done.set()
        raise RuntimeError("broken")

    monkeypatch.setattr(scheduler, "TIMETABLE", (Entry("broken", 1, job),))
    with caplog.at_level(logging.ERROR), running(app):
        assert done.wait(10)
    assert "the job broken failed" in caplog.text


def test_a_run_that_is_busy_is_waited_for_and_none_comes_after(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), []

    def job() -> None:
        begun.set()
        threading.Event().wait(0.3)
        ended.append(True)

    monkeypatch.setattr(scheduler, "TIMETABLE", (Entry("slow", 100, job),))
    with running(app):
        assert begun.wait(10)
    assert ended == [True]


def test_the_timetable_delivers_mails(app: Flask) -> None:
    put()
    session.remove()
    tick(app, scheduler.TIMETABLE[0], Keeper())
    assert the_mail().state == MailState.BY_HAND


def test_who_keeps_it_gives_signs_of_life_and_tells_what_ran(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()

    def job() -> None:
        done.set()

    monkeypatch.setattr(scheduler, "TIMETABLE", (Entry("quick", 100, job),))
    with running(app):
        assert done.wait(10)
    assert queries.last_beat() is not None
    runs = [(run.name, run.lease, run.trouble) for run in queries.rows() if run.name != queries.SCHEDULER]
    assert runs == [("quick", None, "")]


def test_a_database_that_does_not_answer_is_waited_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("no database")

    keeper = Keeper()
    monkeypatch.setattr(keeper, "beat", broken)
    scheduler.beat(app, keeper)
    assert "no sign of life could be left" in caplog.text


def test_what_is_on_the_timetable_is_told() -> None:
    assert scheduler.told().startswith("The timetable is kept: mail")


def test_an_application_never_starts_one(tmp_path: Path) -> None:
    before = threading.active_count()
    application(tmp_path)
    assert threading.active_count() == before


def started(app: Flask, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """A command of the tracker in a process of its own."""
    mine = {"TRACKER_INSTANCE": app.instance_path, "TRACKER_SECRET_KEY": KEY, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.Popen(
        command, env=os.environ | mine | settings, cwd=Path(config.__file__).parent, stdout=subprocess.PIPE, text=True
    )


def becomes_by_hand(seconds: int) -> bool:
    """Whether the mail is delivered within so many seconds."""
    for _ in range(seconds * 10):
        if the_mail().state == MailState.BY_HAND:
            return True
        session.remove()
        threading.Event().wait(0.1)
    return False


@TERMINATES
@pytest.mark.parametrize(("switch", "delivers"), [("on", True), ("off", False)])
def test_a_server_keeps_the_timetable_unless_told_not_to(app: Flask, switch: str, delivers: bool) -> None:
    put()
    session.remove()
    listen = f"127.0.0.1:{free_port()}"
    with started(app, "serve", TRACKER_SCHEDULER=switch, TRACKER_LISTEN=listen) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("The tracker answers at")
        assert not delivers or process.stdout.readline() == f"{scheduler.told()}\n"
        assert becomes_by_hand(20 if delivers else 2) is delivers
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert process.stdout.read() == "The tracker has stopped.\n"


@TERMINATES
def test_the_command_keeps_the_timetable_and_stops_cleanly(app: Flask) -> None:
    put()
    session.remove()
    with started(app, "scheduler") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{scheduler.told()}  (stop with Ctrl-C)\n"
        assert becomes_by_hand(20)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert process.stdout.read() == "The scheduler has stopped.\n"
