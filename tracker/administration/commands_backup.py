"""`flask backup …`: making backups, looking at them, and putting one back on the machine itself."""

import contextlib
import socket
import sys
from datetime import timedelta
from pathlib import Path

import click
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy.exc import SQLAlchemyError

from tracker.access.actors import Actor
from tracker.administration import backup
from tracker.administration.backups import JOB, kept
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.db import db, session, transaction
from tracker.core.errors import Refused
from tracker.jobs import queries as jobs
from tracker.jobs.jobs_leased import BEAT, Keeper

group = AppGroup("backup", help="Backups of the database, files included.")
FRESH = timedelta(seconds=2 * BEAT)  # a sign of life of somebody who is still there


@group.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Into this file instead of the folder.")
def make(out: Path | None) -> None:
    """Make a backup now, also while people work."""
    made: list[Path] = []

    def write() -> None:
        made.append(_write(out))

    try:
        if out is not None:
            write()
        else:
            Keeper().run(JOB, write)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    if not made:
        raise click.ClickException("A backup is being made at this moment.")
    click.echo(f"{made[0]}  {_megabytes(made[0].stat().st_size)}")


def _write(out: Path | None) -> Path:
    if out is None:
        return backup.make(db.engine, _folder(), clock.now()).path
    if out.exists():
        raise click.ClickException(f"{out} is there already.")
    backup.write(backup.copies_of(db.engine), out.resolve())
    return out


@group.command("list")
def list_backups() -> None:
    """Show the backups that are kept, the newest first."""
    for each in kept(_folder()):
        click.echo(f"{clock.at_office(each.at):%d/%m/%Y %H:%M}  {_megabytes(each.size):>10}  {each.path}")


@group.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check(file: Path) -> None:
    """Say whether FILE is whole, and of which version its tables are."""
    click.echo(f"{file} is whole; its tables are of version {_checked(file)}.")


@group.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Needed: everything written since FILE was made goes.")
@click.option("--force", is_flag=True, help="Also where a scheduler or a server seems to run.")
def restore(file: Path, yes: bool, force: bool) -> None:
    """Put FILE in the place of the database, and bring its tables up to date. Stop the tracker before."""
    revision = _checked(file)
    if revision not in revisions():
        raise click.ClickException("The backup is of a newer version of the tracker. Install that version first.")
    if not yes:
        raise click.ClickException("Everything that was written since the backup goes. Say --yes if that is meant.")
    if not force and (seen := _sign_of_life()):
        raise click.ClickException(f"{seen} Stop the tracker, wait a minute, and try again; or say --force.")
    db.session.remove()
    db.engine.dispose()
    _put_in_place(file, revision)


def _put_in_place(file: Path, revision: str) -> None:
    at, aside = clock.now(), None
    try:
        aside = backup.keep_aside(db.engine, Path(current_app.instance_path), at)
        backup.copies_of(db.engine).put_back(file)
        if revision != revisions()[0]:
            upgrade()
            db.engine.dispose()
        with transaction():
            backup.go_on_far_behind()
            by = Actor.command("flask backup restore")
            audit.record("backup.restored", "backup", None, by=by, at=at, subject=file.name, revision=revision)
    except Refused as refused:
        raise click.ClickException(f"{refused}{_where(aside)}") from None
    except Exception:
        click.echo(f"The backup could not be put back.{_where(aside)}", err=True)
        raise
    click.echo(f"The database is that of {file}.{_where(aside)}")


def _where(aside: Path | None) -> str:
    return f" What was there before is kept in {aside}." if aside else ""


def _checked(file: Path) -> str:
    try:
        return backup.check(db.engine, file)
    except Refused as refused:
        raise click.ClickException(f"{file}: {refused}") from None


def revisions() -> list[str]:
    """The versions of the tables that this program knows, the newest first."""
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    return [script.revision for script in scripts.walk_revisions()]


def _sign_of_life() -> str:
    """What says that somebody works with the database; '' where nothing does."""
    with contextlib.suppress(SQLAlchemyError):
        beat = None if backup.copies_of(db.engine).is_empty() else jobs.last_beat()
        if beat is not None and abs(clock.now() - beat) < FRESH:
            return "A scheduler gave a sign of life less than a minute ago."
    session.rollback()
    host, port = current_app.config["TRACKER_LISTEN"]
    with contextlib.suppress(OSError), socket.create_connection((_near(host), port), timeout=2):
        return f"A server answers at {host}:{port}."
    return ""


def _near(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  where a server of all addresses is asked


def _folder() -> Path:
    folder = current_app.config["TRACKER_BACKUPS"]
    if folder is None:
        sys.exit("TRACKER_BACKUPS is off; name a file with --out.")
    return Path(folder)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
