import itertools
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from applications import KEY, dispose
from flask import Flask
from mailing import make_due, post_to, put, the_mail
from sink import Sink, sink
from sqlalchemy import func, select

import config
from tracker.core.db import session
from tracker.mail.delivery import deliver
from tracker.mail.models import MailState, OutgoingMail

KILLS = int(os.environ.get("MAIL_KILLS", "12"))
WORKER = "from wsgi import app\nfrom tracker.mail.jobs import deliver\nwith app.app_context():\n    deliver()\n"


# Has everything in its memory already, so that a process that sends costs milliseconds; ends it when it is told to.
STARTER = """
import os, signal, sys
from wsgi import app
from tracker.core.i18n import LANGUAGES, catalogue
from tracker.mail.jobs import deliver

for language in LANGUAGES:
    catalogue(language)
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        with app.app_context():
            deliver()
        os._exit(0)
    sys.stdin.readline()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


def worker(app: Flask, taken: Sink, program: str = WORKER, **more: Any) -> subprocess.Popen[Any]:
    """A process of its own that sends what is due."""
    settings = {
        "TRACKER_INSTANCE": app.instance_path,
        "TRACKER_SECRET_KEY": KEY,
        "TRACKER_SMTP_URL": f"smtp://127.0.0.1:{taken.port}",
        "TRACKER_MAIL_FROM": "twg@example.la",
        "TRACKER_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    command = [sys.executable, "-c", program]
    return subprocess.Popen(command, env=os.environ | settings, cwd=Path(config.__file__).parent, **more)


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


# Many kills, at any moment

MOMENTS = ("mail", "rcpt", "before it is kept", "after it is kept", "quit", "whenever")


@dataclass
class Trap:
    """Lets the server stop at one moment of the so-manieth mail until the sender is dead."""

    moment: str
    number: int
    go_on: threading.Event
    reached: threading.Event
    seen: int = 0

    def at(self, moment: str) -> None:
        self.seen += moment == "mail"
        if self.moment == moment and self.seen == self.number:
            self.reached.set()
            self.go_on.wait(20)


def set_up(taken: Sink, trap: Trap) -> None:
    """Let the server fall into the trap."""

    async def mail(_server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        trap.at("mail")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def rcpt(_server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:
        trap.at("rcpt")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def data(_server: Any, _session: Any, envelope: Any) -> str:
        trap.at("before it is kept")
        if not (trap.moment == "before it is kept" and trap.go_on.is_set()):
            taken.taken.append(envelope.content)
        trap.at("after it is kept")
        return "250 taken"

    async def end(_server: Any, _session: Any, _envelope: Any) -> str:
        trap.at("quit")
        return "221 bye"

    taken.handle_MAIL, taken.handle_RCPT, taken.handle_DATA = mail, rcpt, data  # type: ignore[method-assign]
    taken.handle_QUIT = end  # type: ignore[attr-defined]


@contextmanager
def starter(app: Flask, taken: Sink) -> Iterator[subprocess.Popen[str]]:
    """What starts senders and kills them."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with worker(app, taken, STARTER, **pipes) as process:
        assert said(process) == "ready"
        yield process
        process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{words}\n")
    process.stdin.flush()


def kill_one(process: subprocess.Popen[str], taken: Sink, moment: str, chance: random.Random) -> None:
    """Start a sender and kill it at this moment."""
    trap = Trap(moment, chance.randint(1, 3), threading.Event(), threading.Event())
    set_up(taken, trap)
    tell(process, "send")
    if moment == "whenever":
        threading.Event().wait(chance.uniform(0, 0.12))
    else:
        assert trap.reached.wait(30)
    tell(process, "kill")
    assert said(process) == "gone"
    trap.go_on.set()


def fill_up(numbers: Iterator[int]) -> None:
    """At least four mails wait."""
    waiting = select(func.count()).where(OutgoingMail.state != MailState.SENT)
    for _ in range(4 - (session.scalar(waiting) or 0)):
        put(str(next(numbers)))


@pytest.mark.skipif(os.name == "nt", reason="Windows forks no process; the test above kills there too")
def test_many_kills_lose_no_mail_and_repeat_one_each_at_most(either_app: Flask) -> None:
    chance, numbers, repeats = random.Random(KILLS), itertools.count(), 0  # noqa: S311  no secret
    with sink() as taken, starter(either_app, taken) as process:
        for number in range(KILLS):
            fill_up(numbers)
            dispose()
            kill_one(process, taken, MOMENTS[number % len(MOMENTS)], chance)
            make_due()
            repeats = len(taken.ids) - len(set(taken.ids))
            assert repeats <= number + 1
        set_up(taken, Trap("", 0, threading.Event(), threading.Event()))
        deliver(post_to(taken.server()), most=100)
    mails = session.execute(select(OutgoingMail.message_id, OutgoingMail.state)).all()
    assert {state for _, state in mails} == {MailState.SENT}
    assert {message_id for message_id, _ in mails} == set(taken.ids)
    assert repeats >= KILLS // len(MOMENTS)  # it was killed after the server had taken a mail
    print(f"{KILLS} kills: {len(mails)} mails, {repeats} repeats")
