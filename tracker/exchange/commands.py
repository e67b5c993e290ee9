"""`flask meetings …` and `flask samples …`: meeting files in and out, the sample that shows the tracker."""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError

from tracker.access.actors import Actor
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.exchange import dumping, loading, reading, sample, schema, writing
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.problems import FileProblems, Problem
from tracker.exchange.yaml_nodes import MOST_BYTES
from tracker.meetings.queries import meeting_at
from tracker.search import jobs

meetings = AppGroup("meetings", help="Meetings as files.")
samples = AppGroup("samples", help="The sample meeting.")


class _DryRun(Exception):
    """Ends a transaction that was only tried."""


@meetings.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
def load(files: tuple[Path, ...], dry_run: bool) -> None:
    """Load meeting files; each is taken whole or not at all."""
    failed = _try(files) if dry_run else sum(not _load(file) for file in files)
    sys.exit(1 if failed else 0)


def _load(path: Path) -> bool:
    name = _name(path)
    try:
        file = reading.read(_bytes(path, name), name)
        outcome = store(file, name)
    except FileProblems as problems:
        return _complain(problems)
    except Refused as refused:
        return _complain(FileProblems([Problem(name, 1, refused.message)]))
    return _tell(outcome, name)


def store(file: MeetingFile, name: str) -> loading.Outcome:
    """Load a file for good. On PostgreSQL somebody else may add the same organisation at this very moment; the second
    try finds it there."""
    try:
        with transaction():
            return _apply(file, name)
    except IntegrityError:
        with transaction():
            return _apply(file, name)


def _try(paths: tuple[Path, ...]) -> int:
    """Load all in one transaction, so that a later file finds what an earlier one would have brought, and undo it."""
    failed = 0
    try:
        with transaction():
            for path in paths:
                name = _name(path)
                try:
                    file = reading.read(_bytes(path, name), name)
                    with session.begin_nested():
                        outcome = _apply(file, name)
                    _tell(outcome, name)
                except FileProblems as problems:
                    _complain(problems)
                    failed += 1
            raise _DryRun
    except _DryRun:
        click.echo("Dry run: nothing was changed.")
    return failed


def _apply(file: MeetingFile, name: str) -> loading.Outcome:
    return loading.load(file, name, by=Actor.command("flask meetings load"), at=clock.now())


def _name(path: Path) -> str:
    """The file's name as it can be printed on one line and stored, whatever bytes it is made of."""
    return "".join(letter if letter.isprintable() else "?" for letter in click.format_filename(path))


def _bytes(path: Path, name: str) -> bytes:
    """The file's bytes, and only so many that one too large is seen to be."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = Bilingual.said("can't be read: %(why)s", why=error.strerror or str(error))
        raise FileProblems([Problem(name, 1, reason)]) from None


def _tell(outcome: loading.Outcome, name: str) -> bool:
    line = f"{name}: {outcome.told.en}"
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(line.encode(encoding, "replace").decode(encoding))  # Windows may lack the letters of the name
    for warning in outcome.warnings:
        click.echo(f"{name}: note: {warning.en}", err=True)
    return True


def _complain(problems: FileProblems) -> bool:
    for problem in problems.problems:
        click.echo(str(problem), err=True)
    return False


@meetings.command()
@click.argument("slug", metavar="GROUP")
@click.argument("address", metavar="PERIOD")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file instead of the screen.")
def dump(slug: str, address: str, out: Path | None) -> None:
    """Print the meeting file of GROUP's meeting PERIOD (2021-Q1, or 2021-Q2/NAME for a special one)."""
    try:
        text = writing.write(dumping.dump(meeting_at(slug, address).id))
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    if out is None:
        sys.stdout.buffer.write(text.encode())  # UTF-8 also where the terminal speaks something else
        return
    try:
        out.write_bytes(text.encode())
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}") from None


@meetings.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of meeting files."""
    click.echo(json.dumps(schema.meeting_file_schema(), ensure_ascii=False, indent=2))


@samples.command("load")
@click.option("--if-empty", is_flag=True, help="Only into a tracker without any group.")
def load_sample(if_empty: bool) -> None:
    """Load the sample meeting and make accounts to try the tracker with; prints their fresh passwords."""
    if if_empty and not sample.is_wanted():
        return
    accounts = sample.newcomers()
    try:
        with transaction():
            new = sample.load(accounts, by=Actor.command("flask samples load"), at=clock.now())
    except FileProblems as problems:
        _complain(problems)
        sys.exit(1)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo("The sample meeting of Q1 2021 is loaded." if new else "The sample meeting is there already.")
    for each in new:
        click.echo(f"  {each.email:<28} {each.password}   {each.what.en}")
    if new:
        click.echo(
            "These passwords are shown this once. To take the sample away: python3 tasks.py flask samples remove"
        )


@samples.command("remove")
def remove_sample() -> None:
    """Take the sample away: its group with everything in it, its accounts, and the parties nothing else needs."""
    try:
        with transaction():
            kept = sample.remove(by=Actor.command("flask samples remove"), at=clock.now())
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    jobs.heal()
    click.echo("The sample is removed.")
    for name in kept:
        click.echo(f"  kept, because something else needs it: {name}")
