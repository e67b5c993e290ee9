"""Four processes remind and deliver on one database while they are killed: nothing is lost, nothing is told twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from applications import KEY, dispose
from flask import Flask
from sink import Sink, sink
from sqlalchemy import func, or_, select
from sweeps import a_group, an_action, organisation

import config
from tracker.actions.deadlines import Window
from tracker.calendar.workdays import add_working_days
from tracker.core import clock
from tracker.core.db import session, transaction
from tracker.groups.models import Audience, LadderStep, Trigger
from tracker.mail.models import MailState, OutgoingMail
from tracker.reminders.models import Digest, Receiver, Reminder, ReminderState, Sweep

KILLS = int(os.environ.get("REMINDER_KILLS", "12"))  # CI; all of them: REMINDER_KILLS=500
TOGETHER = 4
BEGIN = date(2021, 1, 4)
NAMES = tuple(f"Party {number}" for number in range(6))
MOMENTS = ("after it is kept", "quit", "before it is kept", "whenever")
PATIENCE = 30.0

# Does the first day itself, so that it has everything in its memory and a process that reminds costs milliseconds. Each
# of those sends under an address of its own, so that the server knows whom it kills.
STARTER = """
import os, sys, time
from dataclasses import replace
from datetime import datetime
from wsgi import app
from tracker.core import clock
from tracker.core.db import db
from tracker.mail.jobs import deliver
from tracker.reminders.jobs import remind

def at(line):
    now = datetime.fromisoformat(line.strip())
    clock.now = lambda: now

at(sys.argv[2])
with app.app_context():
    remind()
    deliver()
    db.session.remove()
    db.engine.dispose()
print("ready", flush=True)
for line in sys.stdin:
    at(line)
    children, parent = [], os.getpid()
    for _ in range(int(sys.argv[1])):
        child = os.fork()
        if not child:
            post = app.extensions["tracker.mail"]
            app.extensions["tracker.mail"] = replace(post, sender=f"{os.getpid()}@example.la")
            while os.getppid() == parent:
                with app.app_context():
                    remind()
                    deliver()
                time.sleep(0.05)
            os._exit(0)
        children.append(child)
    print(*children, flush=True)
    if not sys.stdin.readline():
        break
    for child in children:
        os.waitpid(child, 0)
    print("gone", flush=True)
"""


@dataclass
class Traps:
    """At which moments of which mail the server kills who sends it, and whom it killed."""

    waiting: list[tuple[str, int]] = field(default_factory=list)
    alive: set[int] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)

    def at(self, moment: str, sender: str) -> bool:
        """Whether the sender is dead now."""
        self.seen[moment] += 1
        trap = next((each for each in self.waiting if each[0] == moment and each[1] <= self.seen[moment]), None)
        pid = int(sender.partition("@")[0])
        if trap is None or pid not in self.alive:
            return False
        self.waiting.remove(trap)
        self.kill(pid)
        return True

    def kill(self, pid: int) -> None:
        self.alive.discard(pid)
        os.kill(pid, signal.SIGKILL)


def set_up(taken: Sink, traps: Traps) -> None:
    """Let the server kill those who send."""

    async def data(_server: Any, _session: Any, envelope: Any) -> str:
        if traps.at("before it is kept", envelope.mail_from):
            return "451 nobody is there any more"
        taken.taken.append(envelope.content)
        traps.at("after it is kept", envelope.mail_from)
        _session.sent_by = envelope.mail_from
        return "250 taken"

    async def end(_server: Any, session: Any, _envelope: Any) -> str:
        traps.at("quit", session.sent_by)  # it has read the 250, and has not written so down
        return "221 bye"

    taken.handle_DATA, taken.handle_QUIT = data, end  # type: ignore[method-assign, attr-defined]


@contextmanager
def starter(app: Flask, taken: Sink) -> Iterator[subprocess.Popen[str]]:
    """What starts four processes at a time."""
    settings = {
        "TRACKER_INSTANCE": app.instance_path, "TRACKER_SECRET_KEY": KEY, "TRACKER_OFFICE": "off",
        "TRACKER_SMTP_URL": f"smtp://127.0.0.1:{taken.port}", "TRACKER_MAIL_FROM": "twg@example.la",
        "TRACKER_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "TRACKER_BASE_URL": "https://twg.example",
    }  # fmt: skip
    command = [sys.executable, "-c", STARTER, str(TOGETHER), clock.midday(BEGIN).isoformat()]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=os.environ | settings, cwd=Path(config.__file__).parent, **pipes) as process:
        assert told(process) == "ready"
        yield process
        process.kill()


def told(process: subprocess.Popen[str], words: str = "") -> str:
    """What it answers."""
    assert process.stdin is not None
    assert process.stdout is not None
    if words:
        process.stdin.write(f"{words}\n")
        process.stdin.flush()
    return process.stdout.readline().strip()


def a_group_with_parties() -> int:
    """A group that reminds its parties of each thing once, three days before."""
    group_id = a_group(BEGIN)
    with transaction() as current:
        for name in NAMES:
            organisation(name, email=f"{name.replace(' ', '')}@twg.example")
        step = LadderStep(group_id=group_id, position=0, trigger=Trigger.DUE, days=-3, audience=Audience.OWNER)
        current.add(step)
    return group_id


def fall_due(group_id: int, day: date) -> None:
    """Each party owes something of which it is to be reminded on this day."""
    end = day + timedelta(days=3)
    an_action(group_id, *NAMES, window=Window(None, end, end))


def a_round(process: subprocess.Popen[str], taken: Sink, at: datetime, chance: random.Random) -> None:
    """Four processes work until the last of them is killed: three by the server, one at any time; or when nothing is
    left to be done."""
    traps = Traps([(moment, chance.randint(1, 4)) for moment in MOMENTS[:-1]])
    set_up(taken, traps)
    traps.alive |= {int(pid) for pid in told(process, at.isoformat()).split()}
    begin, sudden = time.monotonic(), chance.uniform(0, 1.5)
    while traps.alive:
        time.sleep(0.02)
        gone = time.monotonic() - begin
        if gone > sudden and len(traps.alive) == TOGETHER - len(MOMENTS[:-1]) + len(traps.waiting):
            traps.kill(chance.choice(sorted(traps.alive)))
        if gone > PATIENCE or (gone > sudden and all_is_told(at)):
            for pid in sorted(traps.alive):
                traps.kill(pid)
    assert told(process, "reap") == "gone"
    set_up(taken, Traps())


def all_is_told(at: datetime) -> bool:
    """Whether nobody has anything to do any more at this time."""
    session.rollback()
    made = session.scalar(select(func.count()).select_from(Digest).where(Digest.on == clock.day_of(at))) or 0
    waits = select(OutgoingMail.id).where(OutgoingMail.state == MailState.WAITING, OutgoingMail.next_try_at <= at)
    return made == len(NAMES) and session.scalar(waits.limit(1)) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows forks no process")
def test_kills_lose_nothing_and_tell_nothing_twice(either_app: Flask) -> None:
    chance, rounds = random.Random(KILLS), -(-KILLS // TOGETHER)  # noqa: S311  no secret
    group_id, day = a_group_with_parties(), BEGIN
    fall_due(group_id, day)
    dispose()
    with sink() as taken, starter(either_app, taken) as process:
        for _ in range(rounds):
            day = add_working_days(day, 1)
            fall_due(group_id, day)
            dispose()
            a_round(process, taken, clock.midday(day), chance)
        for hours in range(0, 12, 4):  # what was put off is tried again within four hours
            finish(process, taken, clock.midday(add_working_days(day, 1)) + timedelta(hours=hours))
        ids = taken.ids
    assert_nothing_is_lost(ids, rounds + 1)
    assert_nothing_is_there_twice(rounds + 1)
    repeats = len(ids) - len(set(ids))
    assert rounds // 2 <= repeats <= rounds * TOGETHER  # it was killed after the server had taken a mail
    print(f"{rounds * TOGETHER} kills: {len(set(ids))} mails, {repeats} repeats")


def finish(process: subprocess.Popen[str], taken: Sink, at: datetime) -> None:
    """Four processes work on the next day, and nobody kills them before all that can be done now is done."""
    traps = Traps()
    set_up(taken, traps)
    traps.alive |= {int(pid) for pid in told(process, at.isoformat()).split()}
    late = (OutgoingMail.state == MailState.LEASED, OutgoingMail.next_try_at <= at)
    unsent = select(OutgoingMail.id).where(OutgoingMail.state.in_((MailState.WAITING, MailState.LEASED)), or_(*late))
    untold = select(Receiver.id).where(Receiver.digest_id.is_(None)).limit(1)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(0.1)
        session.rollback()
        if session.scalar(unsent.limit(1)) is None and session.scalar(untold) is None:
            break
    for pid in sorted(traps.alive):
        traps.kill(pid)
    assert told(process, "reap") == "gone"


def assert_nothing_is_lost(ids: list[str], days: int) -> None:
    """Every party was told of everything by a mail that the server has."""
    session.rollback()
    rows = session.execute(
        select(Reminder.state, Receiver.organisation_id, OutgoingMail.state, OutgoingMail.message_id)
        .outerjoin(Receiver, Receiver.reminder_id == Reminder.id)
        .outerjoin(Digest, Digest.id == Receiver.digest_id)
        .outerjoin(OutgoingMail, OutgoingMail.id == Digest.mail_id)
    ).all()
    assert len(rows) == days * len(NAMES)
    assert {(row[0], row[2]) for row in rows} == {(ReminderState.DUE, MailState.SENT)}
    assert {row[3] for row in rows} <= set(ids)
    states = session.execute(select(OutgoingMail.state, OutgoingMail.message_id)).all()
    assert {state for state, _ in states} <= {MailState.SENT, MailState.GIVEN_UP}
    assert {message_id for state, message_id in states if state == MailState.SENT} == set(ids)


def assert_nothing_is_there_twice(days: int) -> None:
    """One reminder for each party and day, one receiver of each, one digest a party and day, one sweep a day."""
    assert session.scalar(select(func.count()).select_from(Reminder)) == days * len(NAMES)
    assert session.scalar(select(func.count()).select_from(Receiver)) == days * len(NAMES)
    for table in (Digest, Sweep):
        columns = (table.on, Digest.organisation_id) if table is Digest else (table.on,)
        twice = select(*columns).group_by(*columns).having(func.count() > 1)
        assert session.execute(twice).all() == []
    taken_twice = select(OutgoingMail.key).group_by(OutgoingMail.key).having(func.count() > 1)
    assert session.scalars(taken_twice).all() == []
