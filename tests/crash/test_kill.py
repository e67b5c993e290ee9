"""A real program is killed while it writes; what it had answered for must be there afterwards."""

import os
import subprocess
import sys
from pathlib import Path

from applications import KEY, dispose
from flask import Flask
from sqlalchemy import select

import config
from tracker.core.db import db, session
from tracker.organisations.models import Organisation

WRITER = """
import sys
from config import Config
from tracker.app import create_app
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.organisations.models import Organisation

with create_app(Config.from_environment()).app_context():
    for number in range(100_000):
        name = f"{sys.argv[1]}-{number}"
        with transaction():
            session.add_all([
                Organisation(short_name=name, name=Bilingual.same("x" * 2000)),
                Organisation(short_name=name + "b", name=Bilingual.same("y" * 2000)),
            ])
        print(name, flush=True)
"""


def killed_after(instance: str, run: int, answers: int) -> list[str]:
    """What a writer had answered for when it was killed."""
    env = os.environ | {"TRACKER_INSTANCE": instance, "TRACKER_SECRET_KEY": KEY}
    root = Path(config.__file__).parent
    command = [sys.executable, "-c", WRITER, str(run)]
    with subprocess.Popen(command, env=env, cwd=root, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        answered = [writer.stdout.readline().strip() for _ in range(answers)]
        writer.kill()
        answered += [line.strip() for line in writer.stdout if line.endswith("\n")]
    assert all(answered)
    return answered


def test_what_was_answered_for_outlives_a_kill(app: Flask) -> None:
    answered: list[str] = []
    for run, answers in enumerate((1, 40)):
        answered += killed_after(app.instance_path, run, answers)
        dispose()
        there = set(session.scalars(select(Organisation.short_name)))
        assert set(answered) <= there
        assert {name.removesuffix("b") for name in there} == {name for name in there if not name.endswith("b")}
        assert len(there) % 2 == 0
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
