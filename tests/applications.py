"""The application on a real database of the test's own: SQLite and, for what must hold on both, PostgreSQL too."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache
from postgres import Server
from sqlalchemy import create_engine

from config import Config
from tracker.access.actors import Actor
from tracker.app import create_app
from tracker.core import clock
from tracker.core.db import db, transaction
from tracker.exchange import loading, reading
from tracker.exchange.loading import Outcome
from tracker.mail import post

NOON = datetime(2021, 4, 1, 5, 0, tzinfo=UTC)
TESTER = Actor.command("a test")
SAMPLE = Path(reading.__file__).parent / "samples" / "im-twg-2021-q1.yaml"
KEY = "k" * 32
EITHER = "either"  # the database on PostgreSQL that each test gets anew


class Kept(BytecodeCache):
    """Templates that an application of this process has compiled; another reads the same."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = Kept()


def application(folder: Path, database_url: str = "") -> Flask:
    """An application whose data folder is this one."""
    env = {
        "TRACKER_INSTANCE": str(folder), "TRACKER_SECRET_KEY": KEY, "TRACKER_DATABASE_URL": database_url,
        "TRACKER_OFFICE": "off",
    }  # fmt: skip
    app = create_app(Config.of(env))
    app.testing = True
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


def migrated(app: Flask) -> Flask:
    """The same with all its tables, as `flask db upgrade` makes them."""
    with app.app_context():
        upgrade()
        dispose()
    return app


def dispose() -> None:
    """Close the connections that the application holds."""
    db.session.remove()
    db.engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and nothing in them, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    migrated(application(folder))
    file = folder / "tracker.sqlite"
    settled(file)
    return file


def settled(file: Path) -> None:
    """Write out a database file so that it can be copied without the journal beside it."""
    engine = create_engine(f"sqlite:///{file.as_posix()}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@pytest.fixture(scope="session")
def empty_postgres(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with all tables and nothing in them, to be copied."""
    migrated(application(tmp_path_factory.mktemp("empty-pg"), postgres_server.create("tracker_empty")))
    return "tracker_empty"


@pytest.fixture(scope="session")
def lasting_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for many tests, since it keeps its compiled routes and templates; for `app` alone."""
    return application(tmp_path_factory.mktemp("instance"))


@pytest.fixture(scope="session")
def lasting_postgres_app(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The same on PostgreSQL; for `either_app` alone."""
    return application(tmp_path_factory.mktemp("instance-pg"), postgres_server.address(EITHER))


def _empty_folder(app: Flask) -> Path:
    folder = Path(app.instance_path)
    shutil.rmtree(folder)
    folder.mkdir()
    return folder


def _running(app: Flask) -> Iterator[Flask]:
    with as_it_was(app), app.app_context():
        yield app
        dispose()


@pytest.fixture
def app(lasting_app: Flask, empty_sqlite: Path) -> Iterator[Flask]:
    """An application with an empty SQLite database and an empty data folder, its context pushed."""
    shutil.copy(empty_sqlite, _empty_folder(lasting_app) / "tracker.sqlite")
    yield from _running(lasting_app)


@contextmanager
def as_it_was(app: Flask) -> Iterator[None]:
    """Whatever a test changes in the application, or another application in what all of a process share, is put
    back."""
    clock.keep_office_time(ZoneInfo("Asia/Vientiane"))
    post.plug_in(app, app.extensions["tracker.mail"])
    kept = [(part, dict(part)) for part in (app.config, app.view_functions, app.extensions, app.jinja_env.globals)]
    try:
        yield
    finally:
        for part, before in kept:
            part.clear()
            part.update(before)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either_app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on SQLite, and once more on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("app")
        return
    server: Server = request.getfixturevalue("postgres_server")
    template: str = request.getfixturevalue("empty_postgres")
    request.getfixturevalue("full_postgres")  # another application, which may not come into the way of this one
    app: Flask = request.getfixturevalue("lasting_postgres_app")
    _empty_folder(app)
    server.renew(EITHER, template)
    yield from _running(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that speaks English."""
    client = app.test_client()
    client.set_cookie("language", "en")
    return client


Load = Callable[[bytes | str], Outcome]


def load(data: bytes | str, name: str = "meeting.yaml") -> Outcome:
    """Load a meeting file as the command does."""
    file = reading.read(data.encode() if isinstance(data, str) else data, name)
    with transaction():
        return loading.load(file, name, by=TESTER, at=NOON)


@pytest.fixture
def sample(app: Flask) -> Outcome:
    """The sample meeting, loaded."""
    del app
    return load(SAMPLE.read_bytes(), SAMPLE.name)
