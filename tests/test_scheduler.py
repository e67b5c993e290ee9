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

import config
from tracker import scheduler
from tracker.core.db import session
from tracker.mail.models import MailState
from tracker.scheduler import Entry, running, tick


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
    tick(app, scheduler.TIMETABLE[0])
    assert the_mail().state == MailState.BY_HAND


def test_an_application_never_starts_one(tmp_path: Path) -> None:
    before = threading.active_count()
    application(tmp_path)
    assert threading.active_count() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGTERM")
def test_the_command_keeps_the_timetable_and_stops_cleanly(app: Flask) -> None:
    put()
    session.remove()
    settings = {"TRACKER_INSTANCE": app.instance_path, "TRACKER_SECRET_KEY": KEY, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "scheduler"]
    root = Path(config.__file__).parent
    with subprocess.Popen(command, env=os.environ | settings, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "The timetable is kept: mail  (stop with Ctrl-C)\n"
        folder = Path(app.instance_path) / "outbox"
        for _ in range(100):
            if folder.exists() and the_mail().state == MailState.BY_HAND:
                break
            threading.Event().wait(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
        assert process.stdout.read() == "The scheduler has stopped.\n"
    assert the_mail().state == MailState.BY_HAND
