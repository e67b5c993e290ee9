"""Copies of an SQLite database: made while people write, checked, put back. Knows nothing of when and where to."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tracker.administration.backup_troubles import DamagedCopy, DatabaseBusy, NothingWritten

BEGINNING = b"SQLite format 3\x00"
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
PATIENCE, TRIES = 5.0, 4  # seconds that each try waits for a lock


class SqliteCopies:
    """The database in a file, and copies of it."""

    suffix = ".sqlite"

    def __init__(self, file: Path) -> None:
        self._file = file

    def write(self, target: Path) -> None:
        """Write a copy as the database is at one moment. All pages go in one step: in WAL mode nobody waits for that,
        while a copy in several steps begins anew at every write of others."""
        if not self._file.is_file():
            raise DamagedCopy
        try:
            with closing(_opened(self._file)) as source, closing(_opened(target)) as copy:
                copy.execute("PRAGMA journal_mode=OFF")
                copy.execute("PRAGMA synchronous=OFF")
                _copy(source, copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        except sqlite3.OperationalError as error:
            raise NothingWritten from error
        except sqlite3.DatabaseError as error:
            raise DamagedCopy from error

    def check(self, copy: Path) -> str:
        """The revision of the tables in a copy; DamagedCopy unless it is whole and no row refers to nothing."""
        try:
            with closing(_opened(copy, "ro")) as opened:
                whole = opened.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
                if whole and opened.execute("PRAGMA foreign_key_check").fetchone() is None:
                    return _revision(opened)
        except sqlite3.DatabaseError as error:
            raise DamagedCopy from error
        raise DamagedCopy

    def tables(self, copy: Path) -> set[str]:
        """The names of the tables in a copy that was checked."""
        with closing(_opened(copy, "ro")) as opened:
            return {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def is_empty(self) -> bool:
        """Whether there is nothing that a copy could put an end to."""
        if not self._file.is_file() or not self._file.stat().st_size:
            return True
        try:
            with closing(_opened(self._file, "ro")) as opened:
                return opened.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
        except sqlite3.DatabaseError:
            return False

    def keep_aside(self, target: Path) -> None:
        """Keep the present database as a file; one that can't be read any more is put there as it is."""
        try:
            self.write(target)
        except DamagedCopy:
            target.unlink(missing_ok=True)
            for ending in ("", "-wal", "-shm"):
                part = Path(f"{self._file}{ending}")
                if part.exists():
                    shutil.move(part, Path(f"{target}{ending}"))

    def put_back(self, copy: Path) -> None:
        """Make the database what a copy holds, in one transaction: after a power cut it is the one or the other."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(_opened(copy, "ro")) as source, closing(_opened(self._file, "rwc")) as target:
                target.execute("PRAGMA synchronous=FULL")
                _copy(source, target)
        except sqlite3.OperationalError as error:
            raise NothingWritten from error


def _opened(file: Path, mode: str = "rw") -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=PATIENCE)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    source.backup(target, progress=_patience())


def _patience() -> Callable[[int, int, int], None]:
    """Python tries a locked database again for ever; this ends it."""
    tries = 0

    def after(status: int, _remaining: int, _total: int) -> None:
        nonlocal tries
        tries += status in BUSY
        if tries > TRIES:
            raise DatabaseBusy

    return after


def _revision(opened: sqlite3.Connection) -> str:
    found = opened.execute("SELECT version_num FROM alembic_version").fetchall()
    if len(found) != 1:
        raise DamagedCopy
    return str(found[0][0])
