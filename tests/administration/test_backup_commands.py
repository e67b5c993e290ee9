import os
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest
from applications import SAMPLE, application, dispose, load
from backing import everything, folder_of, made, there, with_programs
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade
from pages import get
from postgres import Server
from sqlalchemy import select, text

from tracker.accounts import links
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.administration import commands_backup
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import db, session, transaction
from tracker.jobs.jobs_leased import Keeper
from tracker.organisations.models import Organisation

CHANGED = {"audit_entry"}  # that it was put back


@pytest.fixture(autouse=True)
def _programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "postgresql" in request.node.name:
        with_programs(monkeypatch)


@pytest.fixture(autouse=True)
def _nobody_answers(request: pytest.FixtureRequest) -> None:
    """At the port at which a server would."""
    app = request.getfixturevalue("either_app" if "either_app" in request.fixturenames else "app")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        app.config["TRACKER_LISTEN"] = probe.getsockname()


def call(app: Flask, *arguments: str | Path, status: int = 0) -> Result:
    session.remove()
    done = app.test_cli_runner().invoke(args=["backup", *map(str, arguments)])
    assert done.exit_code == status, done.output
    return done


def add(name: str) -> None:
    with transaction() as current:
        current.add(Organisation(short_name=name, name=Bilingual.same(name)))


def known() -> set[str]:
    return set(session.scalars(select(Organisation.short_name)))


def test_make_list_and_check(either_app: Flask) -> None:
    made_ = call(either_app, "make")
    (one,) = there(either_app)
    assert made_.output.startswith(str(one.path))
    assert str(one.path) in call(either_app, "list").output
    revision = session.scalar(text("SELECT version_num FROM alembic_version"))
    assert call(either_app, "check", one.path).output == f"{one.path} is whole; its tables are of version {revision}.\n"


def test_into_a_file_of_ones_own(app: Flask, tmp_path: Path) -> None:
    call(app, "make", "--out", tmp_path / "mine.sqlite")
    assert there(app) == []
    call(app, "check", tmp_path / "mine.sqlite")
    assert "is there already" in call(app, "make", "--out", tmp_path / "mine.sqlite", status=1).output


def test_a_second_one_at_the_same_time_is_refused(app: Flask) -> None:
    keeper, said = Keeper(), []
    keeper.run("backup", lambda: said.append(call(app, "make", status=1).output))
    assert "A backup is being made at this moment." in said[0]


def test_where_backups_are_off_a_file_is_asked_for(app: Flask) -> None:
    app.config["TRACKER_BACKUPS"] = None
    assert "name a file with --out" in call(app, "make", status=1).output


def test_put_back_it_is_as_it_was_and_what_was_there_is_kept(either_app: Flask) -> None:
    load(SAMPLE.read_bytes())
    before, copy = everything(), made(either_app)
    add("later")
    dispose()
    said = call(either_app, "restore", copy.path, "--yes").output
    after = everything()
    assert {name: rows for name, rows in after.items() if name not in CHANGED} == {
        name: rows for name, rows in before.items() if name not in CHANGED
    }
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.verb, entry.subject, entry.via) == ("backup.restored", copy.name, "command")
    (aside,) = Path(either_app.instance_path).glob("before-restore-*")
    assert str(aside) in said
    call(either_app, "restore", aside, "--yes", "--force")
    assert "later" in known()


def test_it_is_put_into_an_empty_place(app: Flask, tmp_path: Path) -> None:
    add("here")
    copy = shutil.move(made(app).path, tmp_path)
    dispose()
    for file in Path(app.instance_path).glob("tracker.sqlite*"):
        file.unlink()
    said = call(app, "restore", copy, "--yes").output
    assert "kept in" not in said
    assert known() == {"here"}
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_a_damaged_database_is_put_aside_as_it_is(app: Flask, tmp_path: Path) -> None:
    add("here")
    copy = shutil.move(made(app).path, tmp_path)
    dispose()
    database = Path(app.instance_path) / "tracker.sqlite"
    for file in Path(app.instance_path).glob("tracker.sqlite*"):
        file.unlink()
    database.write_bytes(b"nothing that can be read" * 1000)
    call(app, "restore", copy, "--yes")
    assert known() == {"here"}
    (aside,) = Path(app.instance_path).glob("before-restore-*")
    assert aside.read_bytes().startswith(b"nothing that can be read")


def test_an_older_one_is_brought_up_to_date(request: pytest.FixtureRequest, either_app: Flask, tmp_path: Path) -> None:
    is_sqlite = db.engine.dialect.name == "sqlite"
    server: Server | None = None if is_sqlite else request.getfixturevalue("postgres_server")
    older = application(tmp_path / "older", server.create("older") if server else "")
    with older.app_context():
        upgrade(revision="0004")
        dispose()
        with db.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO request_key (who, key, answer, at) VALUES ('x', 'y', '/z', '2021-04-01 05:00:00')"
            )
        copy = made(older).path
        dispose()
    if server:
        server.drop("older")
    dispose()
    call(either_app, "restore", copy, "--yes")
    assert everything()["request_key"][0][1:4] == ("x", "y", "/z")
    newest = commands_backup.revisions()[0]
    assert session.scalar(text("SELECT version_num FROM alembic_version")) == newest


def test_one_of_a_newer_version_is_refused(app: Flask) -> None:
    copy = made(app).path
    raw = sqlite3.connect(copy)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    assert "newer version of the tracker" in call(app, "restore", copy, "--yes", status=1).output


def test_without_yes_nothing_happens(app: Flask) -> None:
    copy = made(app).path
    add("later")
    assert "Say --yes" in call(app, "restore", copy, status=1).output
    assert "later" in known()


def test_a_scheduler_that_lives_keeps_it_back_unless_forced(app: Flask) -> None:
    Keeper().beat()
    copy = made(app).path
    add("later")
    assert "A scheduler gave a sign of life" in call(app, "restore", copy, "--yes", status=1).output
    assert "later" in known()
    call(app, "restore", copy, "--yes", "--force")
    assert "later" not in known()


def test_a_server_that_answers_keeps_it_back(app: Flask) -> None:
    copy = made(app).path
    with socket.create_server(("127.0.0.1", 0)) as server:
        app.config["TRACKER_LISTEN"] = server.getsockname()
        assert "A server answers" in call(app, "restore", copy, "--yes", status=1).output


def test_a_link_sent_after_the_backup_never_leads_to_what_comes_later(either_app: Flask) -> None:
    def link() -> SecretLink:
        with transaction():
            lasts = commands_backup.FRESH
            organisation = session.scalars(select(Organisation)).first()
            assert organisation is not None
            return links.make_for(
                LinkPurpose.ACTION, ("x", 1), person_id=None, organisation_id=organisation.id, lasts=lasts,
                at=clock.now(),
            )  # fmt: skip

    add("here")
    first, copy = link().id, made(either_app).path
    lost = [link().id for _ in range(3)]
    dispose()
    call(either_app, "restore", copy, "--yes")
    assert link().id > max(lost) > first
    call(either_app, "restore", copy, "--yes", "--force")
    assert link().id > max(lost)


def test_a_file_that_is_none_is_named(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"PK")
    assert (
        "letter.docx: The file is damaged, or no backup"
        in call(app, "check", tmp_path / "letter.docx", status=1).output
    )


def test_a_tracker_that_was_put_back_serves(app: Flask) -> None:
    copy = made(app).path
    dispose()
    call(app, "restore", copy, "--yes")
    get(app.test_client(), "/")
    assert os.path.commonpath([folder_of(app), copy]) == str(folder_of(app))
