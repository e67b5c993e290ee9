import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from applications import KEY, dispose
from flask import Flask
from mailing import make_due, post_to, put, the_mail
from sink import Sink, sink

import config
from tracker.mail.delivery import deliver
from tracker.mail.models import MailState

WORKER = "from wsgi import app\nfrom tracker.mail.jobs import deliver\nwith app.app_context():\n    deliver()\n"


def worker(app: Flask, taken: Sink) -> subprocess.Popen[bytes]:
    """A process of its own that sends what is due."""
    settings = {
        "TRACKER_INSTANCE": app.instance_path,
        "TRACKER_SECRET_KEY": KEY,
        "TRACKER_SMTP_URL": f"smtp://127.0.0.1:{taken.port}",
        "TRACKER_MAIL_FROM": "twg@example.la",
        "TRACKER_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=os.environ | settings, cwd=Path(config.__file__).parent)


def killed_in_the_middle(app: Flask, taken: Sink, number: int, *, accepted: bool) -> None:
    """Kill a worker at its so-manieth mail: after the server has the mail, before or after it keeps it."""
    reached, go_on = threading.Event(), threading.Event()
    seen: list[bytes] = []

    async def wait(_server: object, _session: object, envelope: object) -> str:
        seen.append(envelope.content)  # type: ignore[attr-defined]
        last = len(seen) == number
        if accepted or not last:
            taken.taken.append(seen[-1])
        if last:
            reached.set()
            go_on.wait(20)
        return "250 taken"

    taken.handle_DATA = wait  # type: ignore[method-assign]
    with worker(app, taken) as process:
        assert reached.wait(30)
        process.kill()
        process.wait(20)
        go_on.set()
    del taken.handle_DATA


def test_a_kill_loses_no_mail_and_repeats_one_at_most(either_app: Flask) -> None:
    keys = [str(number) for number in range(6)]
    for key in keys:
        put(key, subject=key)
    ids = {the_mail(key).message_id for key in keys}
    dispose()
    with sink() as taken:
        for number, accepted in ((2, True), (1, False), (3, True)):
            killed_in_the_middle(either_app, taken, number, accepted=accepted)
            make_due()
            dispose()
        deliver(post_to(taken.server()))
    assert {the_mail(key).state for key in keys} == {MailState.SENT}
    assert set(taken.ids) == ids
    repeats = [count for count in Counter(taken.ids).values() if count > 1]
    assert repeats == [2, 2]  # of three kills, two came after the server had taken the mail
