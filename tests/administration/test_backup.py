import hashlib
import itertools
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from applications import KEY, NOON, SAMPLE, dispose, load
from backing import beside, everything, folder_of, made, names, there, with_programs
from filling import fill
from flask import Flask
from postgres import Server
from sqlalchemy import select
from together import at_once

import config
from tracker.administration import backup, jobs_backup
from tracker.administration.backup_troubles import DamagedCopy, DatabaseBusy, NothingWritten, ProgramMissing, WrongKind
from tracker.administration.backups import JOB
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import db, session, transaction
from tracker.files import services as files
from tracker.files.models import StoredFile
from tracker.jobs.jobs_leased import Keeper
from tracker.jobs.queries import run_of
from tracker.organisations.models import Organisation


@pytest.fixture(autouse=True)
def _programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "postgresql" in request.node.name:
        with_programs(monkeypatch)


@pytest.fixture
def server(request: pytest.FixtureRequest, either_app: Flask) -> Server | None:
    is_sqlite = either_app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    return None if is_sqlite else request.getfixturevalue("postgres_server")


@pytest.fixture
def filled(either_app: Flask) -> Flask:
    load(SAMPLE.read_bytes())
    with db.engine.begin() as connection:
        fill(connection)
    return either_app


# Whole


def test_a_backup_put_back_elsewhere_holds_the_same(filled: Flask, server: Server | None, tmp_path: Path) -> None:
    before = everything()
    assert before["file_content"]
    copy = made(filled)
    assert copy.size == copy.path.stat().st_size > 10_000
    with beside(filled, tmp_path / "elsewhere", server):
        backup.copies_of(db.engine).put_back(copy.path)
        assert everything() == before


def test_it_comes_back_over_whatever_was_written_since(filled: Flask) -> None:
    before, copy = everything(), made(filled)
    with transaction() as current:
        current.add(Organisation(short_name="later", name=Bilingual.same("later")))
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE of_a_later_version (id INTEGER PRIMARY KEY)")
    dispose()
    backup.copies_of(db.engine).put_back(copy.path)
    assert everything() == before
    with db.engine.connect() as connection:
        assert "of_a_later_version" not in db.inspect(connection).get_table_names()


def test_nothing_is_left_beside_it_and_only_its_owner_reads_it(filled: Flask) -> None:
    copy = made(filled)
    assert names(filled) == [copy.name]
    assert os.name == "nt" or copy.path.stat().st_mode & 0o777 == 0o600
    assert backup.check(db.engine, copy.path) == session.scalar(db.text("SELECT version_num FROM alembic_version"))
    assert names(filled) == [copy.name]


# While people work


def writer(app: Flask, number: int, stop: threading.Event, answered: list[str]) -> Callable[[], None]:
    """Writes rows and files one after the other, and notes each once it was answered for."""

    def write() -> None:
        with app.app_context():
            for turn in itertools.count():
                if stop.is_set():
                    break
                name = f"{number}-{turn}"
                with transaction() as current:
                    current.add(Organisation(short_name=name, name=Bilingual.same("x" * 500)))
                    files.keep(os.urandom(20_000) + name.encode(), name, "application/pdf", at=NOON)
                answered.append(name)

    return write


def test_what_was_answered_for_before_it_began_is_in_it(
    either_app: Flask, server: Server | None, tmp_path: Path
) -> None:
    stop, answered = threading.Event(), list[str]()
    threads = [threading.Thread(target=writer(either_app, number, stop, answered)) for number in range(4)]
    for thread in threads:
        thread.start()
    copies = []
    try:
        for wanted in (20, 50):
            while len(answered) < wanted:
                threading.Event().wait(0.01)
            before = list(answered)
            copies.append((before, backup_named(either_app, f"{wanted}")))
            assert len(answered) > len(before)  # nobody had to wait for it
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for number, (before, copy) in enumerate(copies):
        with beside(either_app, tmp_path / f"elsewhere{number}", server):
            backup.copies_of(db.engine).put_back(copy)
            assert set(before) <= set(session.scalars(select(Organisation.short_name)))
            stored = session.scalars(select(StoredFile)).all()
            assert {file.name for file in stored} == set(session.scalars(select(Organisation.short_name)))
            assert all(hashlib.sha256(files.read(file)).hexdigest() == file.sha256 for file in stored)


def backup_named(app: Flask, name: str) -> Path:
    copies = backup.copies_of(db.engine)
    target = Path(app.instance_path) / f"{name}{copies.suffix}"
    backup.write(copies, target)
    return target


# What goes wrong

KILLED = """
import sys, threading
from wsgi import app
from tracker.administration import backup, jobs_backup
def stop(*_): print("half", flush=True); threading.Event().wait(60)
backup.finish = stop
with app.app_context(): jobs_backup.back_up()
"""


def test_a_kill_in_the_middle_leaves_the_last_good_one(either_app: Flask) -> None:
    good = made(either_app).path
    good.rename(good.with_name(f"tracker-2021-04-01-010000{good.suffix}"))
    settings = {
        "TRACKER_INSTANCE": either_app.instance_path, "TRACKER_SECRET_KEY": KEY,
        "TRACKER_DATABASE_URL": either_app.config["SQLALCHEMY_DATABASE_URI"],
    }  # fmt: skip
    command, root = [sys.executable, "-c", KILLED], Path(config.__file__).parent
    with subprocess.Popen(command, env=os.environ | settings, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        process.kill()
    assert len(names(either_app)) == 2
    (left,) = there(either_app)
    assert left.on.isoformat() == "2021-04-01"
    assert backup.check(db.engine, left.path)
    old = clock.now().timestamp() - 7 * 3600
    for part in folder_of(either_app).glob("*.part"):
        os.utime(part, (old, old))
    made(either_app)
    assert [each.on.isoformat() for each in there(either_app)] == [clock.today().isoformat(), "2021-04-01"]
    assert len(names(either_app)) == 2


def test_a_copy_that_is_damaged_is_not_kept(app: Flask) -> None:
    raw = sqlite3.connect(str(db.engine.url.database))
    raw.execute("INSERT INTO seat (group_id, person_id, role) VALUES (99, 99, 'chair')")
    raw.commit()
    raw.close()
    with pytest.raises(DamagedCopy):
        made(app)
    assert names(app) == []


def test_a_folder_that_cannot_be_made_is_told(app: Flask) -> None:
    folder_of(app).write_text("a file stands where the folder should")
    with pytest.raises(NothingWritten):
        made(app)


def test_what_is_no_backup_is_refused(app: Flask, tmp_path: Path) -> None:
    copy = made(app).path
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(copy.read_bytes()[:50_000])
    other = tmp_path / "other.sqlite"
    sqlite3.connect(other).execute("CREATE TABLE a (b)").connection.close()
    with_number = tmp_path / "number.sqlite"  # another program's, whose tables are numbered alike
    with closing(sqlite3.connect(with_number)) as raw:
        raw.execute("CREATE TABLE alembic_version AS SELECT '0005' AS version_num")
        raw.commit()
    words = tmp_path / "words.sqlite"
    words.write_text("no database")
    for file in (cut, other, with_number, words, tmp_path / "nowhere.sqlite"):
        with pytest.raises(DamagedCopy):
            backup.check(db.engine, file)
    (tmp_path / "pg.dump").write_bytes(b"PGDMP and so on")
    with pytest.raises(WrongKind):
        backup.check(db.engine, tmp_path / "pg.dump")


def test_a_database_that_is_locked_is_not_waited_for_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.administration.copies_sqlite.PATIENCE", 0.01)
    copy = made(app).path
    dispose()
    holder = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        backup.copies_of(db.engine).put_back(copy)
    holder.execute("ROLLBACK")
    holder.close()


@pytest.mark.postgresql
@pytest.mark.parametrize("either_app", ["postgresql"], indirect=True)
def test_without_postgresqls_programs_the_job_says_so(either_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder_of(either_app)))
    with pytest.raises(ProgramMissing):
        Keeper().run(JOB, jobs_backup.back_up)
    run = run_of(JOB)
    assert run is not None
    assert run.trouble == "ProgramMissing"
    assert names(either_app) == []


@pytest.mark.postgresql
@pytest.mark.parametrize("either_app", ["postgresql"], indirect=True)
def test_the_password_stands_in_no_argument_and_no_log(
    either_app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    called: list[tuple[list[str], str]] = []

    def run(command: list[str], env: dict[str, str], **_more: object) -> subprocess.CompletedProcess[str]:
        called.append((command, env["PGPASSWORD"]))
        return subprocess.CompletedProcess(command, 1, "", "password s3cret! was refused")

    monkeypatch.setattr(subprocess, "run", run)
    told = "s3cret!"
    engine = db.create_engine(db.engine.url.set(password=told))
    with pytest.raises(Exception, match="ended with an error"):
        backup.make(engine, folder_of(either_app), clock.now())
    ((command, given),) = called
    assert given == told
    assert "s3cret!" not in " ".join(command)
    assert "s3cret!" not in caplog.text
    assert "password *** was refused" in caplog.text


# Ten at once


def test_ten_schedulers_at_once_make_one(either_app: Flask) -> None:
    at_once(either_app, [lambda: Keeper().run(JOB, jobs_backup.back_up)] * 10)
    Keeper().run(JOB, jobs_backup.back_up)
    assert len(there(either_app)) == 1
    assert len(names(either_app)) == 1


def test_where_it_is_off_none_is_made(app: Flask) -> None:
    app.config["TRACKER_BACKUPS"] = None
    jobs_backup.back_up()
    assert not (Path(app.instance_path) / "backups").exists()
