"""Copies of a PostgreSQL database by its own programs: made while people write, checked, put back. Knows nothing of
when and where to."""

import logging
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import URL

from tracker.administration.backup_troubles import DamagedCopy, ProgramFailed, ProgramMissing

BEGINNING = b"PGDMP"
SECRETS = {"password": "PGPASSWORD", "sslpassword": ""}
LEFT_OUT = ("EXTENSION", "COMMENT - EXTENSION", "SCHEMA", "ACL", "DEFAULT ACL")
_TABLE = re.compile(r"^\d+; \d+ \d+ TABLE \S+ (\S+) ", re.MULTILINE)
_REVISION = re.compile(r"^COPY \S*alembic_version [^\n]*\n([^\n]+)\n\\\.", re.MULTILINE)
_log = logging.getLogger(__name__)


class PostgresCopies:
    """A database of a server, and copies of it."""

    suffix = ".dump"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, target: Path) -> None:
        """Write a copy as the database is at one moment (a snapshot of one transaction); nobody waits for it."""
        arguments = ["--format=custom", "--no-password", "--no-owner", "--no-privileges"]
        self._run("pg_dump", *arguments, f"--file={target}", f"--dbname={_address(self._engine.url)}")

    def check(self, copy: Path) -> str:
        """The revision of the tables in a copy that can be read to its end; else DamagedCopy."""
        try:
            self._run("pg_restore", f"--file={os.devnull}", str(copy))
            found = _REVISION.search(
                self._run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", copy)
            )
        except ProgramFailed as error:
            raise DamagedCopy from error
        if found is None:
            raise DamagedCopy
        return found[1].strip()

    def tables(self, copy: Path) -> set[str]:
        """The names of the tables in a copy that was checked."""
        return set(_TABLE.findall(self._run("pg_restore", "--list", copy)))

    def is_empty(self) -> bool:
        """Whether there is nothing that a copy could put an end to."""
        return not inspect(self._engine).get_table_names()

    def keep_aside(self, target: Path) -> None:
        """Keep the present database as a file."""
        self.write(target)

    def put_back(self, copy: Path) -> None:
        """Make the database what a copy holds, in one transaction. Tables that the copy does not know go before."""
        listed = self._run("pg_restore", "--list", copy)
        self._make_room(listed)
        wanted = [line for line in listed.splitlines() if not _is_left_out(line)]
        with tempfile.TemporaryDirectory() as folder:
            contents = Path(folder) / "contents"
            contents.write_text("\n".join(wanted), encoding="utf-8")
            arguments = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
            arguments += ["--exit-on-error", "--no-password", f"--use-list={contents}"]
            self._run("pg_restore", *arguments, f"--dbname={_address(self._engine.url)}", copy)

    def _make_room(self, listed: str) -> None:
        known = set(_TABLE.findall(listed))
        quoted = self._engine.dialect.identifier_preparer.quote
        extra = [quoted(name) for name in inspect(self._engine).get_table_names() if name not in known]
        with self._engine.begin() as connection:
            if " EXTENSION - pg_trgm" in listed:
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            if extra:
                connection.execute(text(f"DROP TABLE {', '.join(extra)} CASCADE"))

    def _run(self, name: str, *arguments: str | Path) -> str:
        """What a program says, once it has ended well. The password goes by the environment: arguments can be read by
        everybody on the machine."""
        program = shutil.which(name)
        if program is None:
            raise ProgramMissing
        secrets = _secrets(self._engine.url)
        done = subprocess.run(  # noqa: S603  a program of PostgreSQL with arguments of ours
            [program, *map(str, arguments)], env={**os.environ, "PGOPTIONS": "-c lock_timeout=30s", **secrets},
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
        if done.returncode:
            said = " ".join(done.stderr.split())[-1000:]
            for secret in filter(None, secrets.values()):
                said = said.replace(secret, "***")
            _log.error("%s ended with %s: %s", name, done.returncode, said)
            raise ProgramFailed
        return done.stdout


def _address(url: URL) -> str:
    """The database as libpq reads it, without the password."""
    bare = url.set(drivername="postgresql").difference_update_query(SECRETS)
    return URL.create(
        "postgresql", username=bare.username, host=bare.host, port=bare.port, database=bare.database, query=bare.query
    ).render_as_string()


def _secrets(url: URL) -> dict[str, str]:
    given = url.password or url.query.get("password")
    return {"PGPASSWORD": str(given)} if given else {}


def _is_left_out(line: str) -> bool:
    """What belongs to the server's own settings, or needs more rights than the tracker's user has."""
    kind = re.sub(r"^\d+; \d+ \d+ ", "", line)
    return kind.startswith(LEFT_OUT)
