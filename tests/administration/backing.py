"""Backups as the tests make and read them: of either database, with PostgreSQL's programs on the PATH."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from applications import application, dispose
from filling import contents
from flask import Flask
from postgres import Server
from programs import need

from tracker.administration import backup
from tracker.administration.backups import Backup, kept
from tracker.core import clock
from tracker.core.db import db

Contents = dict[str, list[tuple[Any, ...]]]


def with_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs are found first where the server of the tests has its own."""
    monkeypatch.setenv("PATH", f"{need('postgresql')}{os.pathsep}{os.environ['PATH']}")


def folder_of(app: Flask) -> Path:
    return Path(app.config["TRACKER_BACKUPS"])


def made(app: Flask) -> Backup:
    """A backup that is made now."""
    return backup.make(db.engine, folder_of(app), clock.now())


def names(app: Flask) -> list[str]:
    """What lies in the folder, whole or not."""
    folder = folder_of(app)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def there(app: Flask) -> list[Backup]:
    return kept(folder_of(app))


def everything() -> Contents:
    """All rows of the application's database."""
    with db.engine.connect() as connection:
        return contents(connection)


@contextmanager
def beside(app: Flask, folder: Path, server: Server | None) -> Iterator[Flask]:
    """Another installation of the same kind, with an empty database."""
    if server is None:
        other = application(folder)
    else:
        name = f"beside_{folder.name}".lower().replace("-", "_")[:60]
        other = application(folder, server.create(name))
    with other.app_context():
        yield other
        dispose()
    if server is not None:
        server.drop(name)
    del app
