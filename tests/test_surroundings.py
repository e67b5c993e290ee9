"""The tests' own surroundings: what they must not reach, and the servers they start."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import boundary
import programs
import psycopg
import pytest
from postgres import Server
from refilling import Held, held_by
from sqlalchemy import create_engine, text


@pytest.mark.parametrize("address", [("127.0.0.1", 25), ("::1", 25, 0, 0), ("localhost", 80), "/tmp/socket"])  # noqa: S108
def test_this_machine_is_local(address: object) -> None:
    assert boundary.is_local(address)


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 25), ("smtp.example.org", 587), ("2001:db8::1", 25, 0, 0), ("10.0.0.1", 1)]
)
def test_other_machines_are_not(address: object) -> None:
    assert not boundary.is_local(address)


def test_a_mail_server_elsewhere_is_refused() -> None:
    with socket.socket() as outgoing, pytest.raises(RuntimeError, match="tried to reach"):
        outgoing.connect(("192.0.2.1", 25))
    assert boundary.refused == ["('192.0.2.1', 25)"]
    boundary.refused.clear()


def test_settings_of_the_person_who_runs_the_tests_are_forgotten() -> None:
    assert not [name for name in os.environ if name.startswith("TRACKER_")]


def test_a_missing_program_skips_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(programs, "_where", lambda marker: None)
    with pytest.raises(pytest.skip.Exception, match="apt install chromium"):
        programs.need("chromium")


def test_a_missing_program_fails_where_nothing_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(programs, "_where", lambda marker: None)
    with pytest.raises(pytest.fail.Exception, match="apt install postgresql"):
        programs.need("postgresql")


@pytest.mark.postgresql
def test_a_fresh_database_is_empty_and_speaks_lao(fresh_postgres_url: str) -> None:
    engine = create_engine(fresh_postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0
        assert connection.execute(text("SELECT upper('é') || 'ລາວ'")).scalar() == "Éລາວ"
        assert connection.execute(text("SHOW server_encoding")).scalar() == "UTF8"
    engine.dispose()


@pytest.mark.postgresql
def test_a_database_can_be_copied_from_one_that_is_ready(postgres_server: Server) -> None:
    with psycopg.connect(postgres_server.create("original").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE meeting (id integer)")
    with psycopg.connect(postgres_server.create("copy", template="original").replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM meeting").fetchone() == (0,)
    for name in ("copy", "original"):
        postgres_server.drop(name)


@pytest.fixture(scope="module")
def ready(postgres_server: Server) -> Iterator[Held]:
    """What the database `ready` holds, of which others are made."""
    postgres_server.create("ready")
    with postgres_server.connect("ready") as connection:
        connection.execute("CREATE TABLE meeting (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text)")
        connection.execute("CREATE TABLE entry (id serial PRIMARY KEY, meeting_id integer REFERENCES meeting)")
        connection.execute("INSERT INTO meeting (name) VALUES ('ກອງປະຊຸມ'), (NULL), (E'a\\tb\\n')")
        connection.execute("INSERT INTO entry (meeting_id) VALUES (2)")
        held = held_by(connection)
    yield held
    for name in ("again", "ready"):
        postgres_server.drop(name)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "act",
    [
        "SELECT 1",
        "INSERT INTO entry (meeting_id) VALUES (1), (1)",
        "DELETE FROM entry",
        "SELECT nextval('entry_id_seq')",
        "ALTER TABLE entry ADD COLUMN more integer",
        "ALTER TABLE entry ALTER COLUMN meeting_id SET DEFAULT 1",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "CREATE UNIQUE INDEX one_each ON entry (meeting_id)",
        "DROP TABLE entry",
        "CREATE TABLE point AS SELECT 1 AS id",
    ],
)
def test_a_database_that_is_used_again_is_as_its_template(postgres_server: Server, ready: Held, act: str) -> None:
    postgres_server.renew("again", "ready")
    with postgres_server.connect("again") as open_still:
        open_still.execute(act)
        postgres_server.renew("again", "ready")
        with postgres_server.connect("again") as connection:
            assert held_by(connection) == ready
        with pytest.raises(psycopg.OperationalError):
            open_still.execute("SELECT 1")


@pytest.mark.postgresql
def test_a_stranger_on_the_same_address_is_not_written_to(postgres_server: Server, tmp_path: Path) -> None:
    other = Server(postgres_server.programs, tmp_path, postgres_server.host, postgres_server.port, None)
    with pytest.raises(RuntimeError, match="another PostgreSQL server"):
        other.create("never")
