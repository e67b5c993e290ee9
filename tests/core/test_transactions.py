import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from applications import KEY
from flask import Flask
from shelf import names, organisation, stored
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from together import at_once

import config
from tracker.core.bilingual import Bilingual
from tracker.core.db import db, session, transaction
from tracker.groups import services as groups
from tracker.groups.models import NumberSeries, WorkingGroup
from tracker.organisations.models import Organisation

WRITERS = 8
WRITES = 15


# Whole or not at all


def test_what_was_done_is_stored(either_app: Flask) -> None:
    stored("NRA")
    assert names() == {"NRA"}


def test_after_an_error_nothing_is_stored(either_app: Flask) -> None:
    def fail(error: type[BaseException]) -> None:
        with transaction() as current:
            current.add(organisation("NRA"))
            current.flush()
            raise error

    for error in (ValueError, KeyboardInterrupt, SystemExit):
        with pytest.raises(error):
            fail(error)
        assert names() == set()
    stored("NPA")
    assert names() == {"NPA"}


def test_an_error_of_the_database_itself_undoes_all(either_app: Flask) -> None:
    def add_twice() -> None:
        with transaction() as current:
            current.add(organisation("NPA"))
            current.flush()
            current.add_all([organisation("NRA"), organisation("NRA")])

    with pytest.raises(IntegrityError):
        add_twice()
    assert names() == set()
    assert session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_a_transaction_does_not_open_inside_another(either_app: Flask) -> None:
    with transaction() as current:
        current.add(organisation("NRA"))
        with pytest.raises(RuntimeError, match="only the outermost caller opens one"), transaction():
            pass
        current.add(organisation("NPA"))
    assert names() == {"NRA", "NPA"}


def test_what_was_read_before_is_read_again(either_app: Flask) -> None:
    row = stored("NRA")
    assert row.email == ""
    with db.engine.begin() as connection:
        connection.execute(update(Organisation).values(email="im@nra.example"))
    with transaction():
        assert row.email == "im@nra.example"


# What was changed before is not swallowed


def test_changes_from_before_are_refused(either_app: Flask) -> None:
    row = stored("NRA")

    def add() -> None:
        session.add(organisation("NPA"))

    def change() -> None:
        row.email = "im@nra.example"

    def remove() -> None:
        session.delete(row)

    for before in (add, change, remove):
        before()
        with pytest.raises(RuntimeError, match="changed before the transaction"), transaction():
            pytest.fail("the transaction began")
        session.rollback()
    assert names() == {"NRA"}


def test_a_change_that_a_query_would_write_out_is_refused(either_app: Flask) -> None:
    row = stored("NRA")
    row.email = "im@nra.example"
    with pytest.raises(RuntimeError, match="outside a transaction"):
        session.scalars(select(Organisation)).all()
    session.rollback()
    assert stored("NPA").email == ""
    assert row.email == ""


def test_a_statement_outside_is_refused(either_app: Flask) -> None:
    stored("NRA")
    for statement in (
        update(Organisation).values(email="x"),
        delete(Organisation),
        insert(Organisation).values(short_name="NPA"),
    ):
        with pytest.raises(RuntimeError, match="outside a transaction"):
            session.execute(statement)
    session.rollback()
    assert names() == {"NRA"}


# Many at once


def new_group() -> int:
    with transaction() as current:
        group = WorkingGroup(slug="im-twg", acronym="IM", name=Bilingual.same("IM"))
        current.add(group)
        current.flush()
        groups.next_reference(group)
        return group.id


def take_references(group_id: int) -> list[str]:
    taken = []
    for _ in range(WRITES):
        with transaction() as current:
            taken.append(groups.next_reference(current.get_one(WorkingGroup, group_id)))
    return taken


def test_writers_at_once_wait_for_each_other_and_lose_nothing(either_app: Flask) -> None:
    group_id = new_group()
    taken = at_once(either_app, [lambda: take_references(group_id)] * WRITERS)
    assert sorted(reference for each in taken for reference in each) == [
        f"IM-A-{number:03d}" for number in range(2, WRITERS * WRITES + 2)
    ]
    with db.engine.connect() as connection:
        assert connection.scalars(select(NumberSeries.last)).one() == WRITERS * WRITES + 1


WRITER = f"""
from config import Config
from tracker.app import create_app
from tracker.core.db import session, transaction
from tracker.groups import services
from tracker.groups.models import WorkingGroup

with create_app(Config.from_environment()).app_context():
    print("ready", flush=True)
    input()
    for _ in range({WRITES}):
        with transaction():
            reference = services.next_reference(session.get_one(WorkingGroup, 1))
        print(reference)
"""


@contextmanager
def processes(instance: str, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Programs that wait for a line before they begin."""
    env = os.environ | {"TRACKER_INSTANCE": instance, "TRACKER_SECRET_KEY": KEY, "PYTHONUNBUFFERED": "1"}
    root = Path(config.__file__).parent
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", WRITER], env=env, cwd=root, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(number)
    ]  # fmt: skip
    try:
        for each in started:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        yield started
    finally:
        for each in started:
            each.kill()
            each.communicate()


def test_four_programs_at_once_never_find_the_database_locked(app: Flask) -> None:
    new_group()
    with processes(app.instance_path, 4) as started:
        for each in started:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        answers = [each.communicate(timeout=60) for each in started]
    assert [errors for _, errors in answers] == [""] * 4
    references = [line for said, _ in answers for line in said.split()]
    assert sorted(references) == [f"IM-A-{number:03d}" for number in range(2, 4 * WRITES + 2)]


def test_the_lock_is_taken_at_the_start(app: Flask) -> None:
    """A transaction that reads first and writes later can't be overtaken in between."""
    with transaction(), db.engine.connect() as other:
        assert other.scalar(select(func.count()).select_from(Organisation)) == 0
        other.rollback()
        other.exec_driver_sql("PRAGMA busy_timeout=0")
        other.rollback()
        with pytest.raises(OperationalError, match="database is locked"):
            other.execution_options(writes=True).execute(text("SELECT 1"))
        other.invalidate()


def test_a_reader_takes_no_lock_and_sees_one_moment(app: Flask) -> None:
    stored("NRA")
    read, written = Event(), Event()
    seen: list[int] = []

    def reader() -> None:
        count = select(func.count()).select_from(Organisation)
        seen.append(session.scalar(count) or 0)
        read.set()
        assert written.wait(10)
        seen.append(session.scalar(count) or 0)
        session.rollback()
        seen.append(session.scalar(count) or 0)

    def writer() -> None:
        assert read.wait(10)
        stored("NPA")
        written.set()

    at_once(app, [reader, writer])
    assert seen == [1, 1, 2]


# Connections


def test_every_connection_keeps_the_promises(app: Flask) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}
    connections = [db.engine.connect() for _ in range(6)]
    for connection in connections:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        assert found == wanted
        connection.close()
    db.engine.dispose()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_reference_to_nothing_is_refused(either_app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction() as current:
        current.execute(insert(NumberSeries).values(group_id=99, kind="action", year=0, last=0))
