"""A PostgreSQL server that lives for one test run, with a fresh database for each test that asks."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from programs import need
from psycopg import sql
from refilling import Held, held_by, refill

OWNER = "tracker"
WINDOWS = os.name == "nt"
QUICK = (  # a database of a test was too young for autovacuum before it was used again
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "autovacuum=off",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """A server of ours: on a Unix socket in its own folder or, on Windows, on a free port of the loopback."""

    programs: Path
    data: Path
    host: str
    port: int
    user: str | None  # who runs it; None: whoever runs the tests
    held: dict[str, Held] = field(default_factory=dict, compare=False, repr=False)  # by template

    def address(self, database: str) -> str:
        """The address of one of its databases, as SQLAlchemy reads it."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.host}&port={self.port}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection for its own affairs, made only to the server that has our data folder."""
        connection = psycopg.connect(host=self.host, port=self.port, user=OWNER, dbname=database, autocommit=True)
        row = connection.execute("show data_directory").fetchone()
        if row is None or Path(str(row[0])).resolve() != self.data.resolve():
            connection.close()
            raise RuntimeError(f"another PostgreSQL server answers on {self.host}:{self.port}")
        return connection

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database as a copy of a template and answer with its address."""
        with self.connect() as connection:
            names = {"new": sql.Identifier(database), "old": sql.Identifier(template)}
            command = "CREATE DATABASE {new} TEMPLATE {old}"
            # Since PostgreSQL 15 each page is written to the log by default, which takes twice as long.
            files = " STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
            connection.execute(sql.SQL(command + files).format(**names))
        return self.address(database)

    def renew(self, database: str, template: str) -> None:
        """Let a database be a copy of a template, whatever it was before; connections that are still open end."""
        with self.connect() as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
            is_there = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount
        if not (is_there and self._refilled(database, template)):
            self.drop(database)
            self.create(database, template)

    def _refilled(self, database: str, template: str) -> bool:
        if template not in self.held:
            with self.connect(template) as connection:
                self.held[template] = held_by(connection)
        with self.connect(database) as connection:
            return refill(connection, self.held[template])

    def drop(self, database: str) -> None:
        """Remove a database, ending the connections that are still open to it."""
        self.held.pop(database, None)
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        locale = "--no-locale" if WINDOWS else "--locale=C.UTF-8"
        data = f"--pgdata={self.data}"
        self._call("initdb", data, f"--username={OWNER}", "--auth=trust", "--encoding=UTF8", locale, "--no-sync")
        where = f"listen_addresses={self.host}" if WINDOWS else f"unix_socket_directories={self.host}"
        settings = [*QUICK, f"port={self.port}", where, *([] if WINDOWS else ["listen_addresses="])]
        options = " ".join(f"-c {setting}" for setting in settings)
        self._call("pg_ctl", "start", "--wait", data, f"--log={self.data / 'log.txt'}", f"--options={options}")

    def stop(self) -> None:
        """End it at once; nothing of it is kept."""
        if (self.data / "postmaster.pid").exists():
            self._call("pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={self.data}")

    def _call(self, program: str, *arguments: str) -> None:
        # The server would keep a pipe open for as long as it lives, hence the file.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [self.programs / program, *arguments],
                cwd=self.data.parent,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                user=self.user,
                extra_groups=[] if self.user else None,
            )
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed: {output.read().decode(errors='replace')}")


def _hand_over(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root, so root gives the folder to the user `postgres` or, without one, `nobody`."""
    if WINDOWS or os.geteuid() != 0:
        return None
    for user in ("postgres", "nobody"):
        try:
            shutil.chown(folder, user)
        except LookupError:
            continue
        return user
    raise RuntimeError("there is neither a user `postgres` nor `nobody` to run the server as")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One server for the whole run; without PostgreSQL's programs the test says so."""
    programs = need("postgresql")
    # Not under pytest's own folder: other users can't enter it, and a socket's path may have 107 bytes.
    with tempfile.TemporaryDirectory(prefix="tracker-pg-") as name:
        folder = Path(name)
        host, port = ("127.0.0.1", _free_port()) if WINDOWS else (name, 5432)
        server = Server(programs, folder / "data", host, port, _hand_over(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server) -> str:
    """The address of one database that the whole run shares, empty at first."""
    return postgres_server.create("shared")


@pytest.fixture
def fresh_postgres_url(postgres_server: Server) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    name = f"test_{uuid4().hex}"
    yield postgres_server.create(name)
    postgres_server.drop(name)
