"""Making a backup and putting one back, on either database. Knows neither requests nor the timetable."""

import contextlib
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, text

from tracker.administration import copies_postgresql, copies_sqlite
from tracker.administration.backup_troubles import DamagedCopy, NothingWritten, WrongKind
from tracker.administration.backups import Backup, finish, name_at, tidy, unfinished
from tracker.administration.copies_postgresql import PostgresCopies
from tracker.administration.copies_sqlite import SqliteCopies
from tracker.core import clock
from tracker.core.db import session

LINKS_BETWEEN = 1_000_000  # more secret links than are made between a backup and the day it is put back
OURS = {"organisation", "working_group", "meeting", "audit_entry"}  # among the tables of every version
_BEGINNINGS = {copies_sqlite.BEGINNING: SqliteCopies, copies_postgresql.BEGINNING: PostgresCopies}


class Copies(Protocol):
    """What can be done with a database and copies of it."""

    suffix: str

    def write(self, target: Path) -> None: ...
    def check(self, copy: Path) -> str: ...
    def tables(self, copy: Path) -> set[str]: ...
    def is_empty(self) -> bool: ...
    def keep_aside(self, target: Path) -> None: ...
    def put_back(self, copy: Path) -> None: ...


def copies_of(engine: Engine) -> Copies:
    """The copies of the database at hand."""
    if engine.dialect.name == "sqlite":
        return SqliteCopies(Path(engine.url.database or ""))
    return PostgresCopies(engine)


def make(engine: Engine, folder: Path, at: datetime) -> Backup:
    """Make a backup in the folder, and delete what need not be kept any more. Until it is whole and was checked it has
    another name, and one that fails leaves nothing. Raises what backup_troubles names."""
    copies = copies_of(engine)
    target = folder / name_at(at, copies.suffix)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NothingWritten from error
    write(copies, target)
    tidy(folder, at)
    return Backup(target, at, target.stat().st_size)


def write(copies: Copies, target: Path) -> None:
    """Write a checked copy to a file, whole or not at all; only whoever runs the tracker may read it."""
    part = unfinished(target)
    try:
        part.touch(mode=0o600)
        copies.write(part)
        copies.check(part)
        finish(part, target)
    except OSError as error:
        raise NothingWritten from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def check(engine: Engine, file: Path) -> str:
    """The revision of the tables in a backup. Raises DamagedCopy, also for a copy of another program's database, and
    WrongKind for one of the other kind of database."""
    copies = copies_of(engine)
    try:
        with file.open("rb") as opened:
            first = opened.read(16)
    except OSError as error:
        raise DamagedCopy from error
    kind = next((kind for beginning, kind in _BEGINNINGS.items() if first.startswith(beginning)), None)
    if kind is None:
        raise DamagedCopy
    if not isinstance(copies, kind):
        raise WrongKind
    revision = copies.check(file)
    if not copies.tables(file) >= OURS:
        raise DamagedCopy
    return revision


def keep_aside(engine: Engine, folder: Path, at: datetime) -> Path | None:
    """Keep the present database as a file in the folder; None where there is nothing to be kept."""
    copies = copies_of(engine)
    if copies.is_empty():
        return None
    target = _nobodys(folder, f"before-restore-{clock.at_office(at):%Y-%m-%d-%H%M%S}", copies.suffix)
    copies.keep_aside(target)
    return target


def _nobodys(folder: Path, name: str, suffix: str) -> Path:
    """A new file of this name; with a number behind it where somebody restored in the same second."""
    target, number = folder / f"{name}{suffix}", 1
    while True:
        with contextlib.suppress(FileExistsError):
            target.touch(mode=0o600, exist_ok=False)
            return target
        number += 1
        target = folder / f"{name}-{number}{suffix}"


def go_on_far_behind() -> None:
    """Let the ids of secret links go on far behind those in the database, in the open transaction: a link that was sent
    after the backup was made must not lead anywhere once its id is given anew."""
    named = {"name": "secret_link"}
    if session.get_bind().dialect.name == "sqlite":
        last = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), named) or 0
        session.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), named)
        added = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :next)")
    else:
        last = session.scalar(text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id'))"), named) or 0
        added = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next)")
    session.execute(added, named | {"next": last + LINKS_BETWEEN})
