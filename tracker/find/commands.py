"""`flask find …`: writing the texts that are searched anew."""

import click
from flask.cli import AppGroup

from tracker.find import indexed
from tracker.search import jobs

group = AppGroup("find", help="What the search looks in.")


@group.command("rebuild")
def rebuild() -> None:
    """Write every text that is searched anew, and the index that makes a search quick where the database has it."""
    counts = jobs.rebuild()
    click.echo(", ".join(f"{counts.get(source.kind, 0)} {source.kind}" for source in (
        indexed.ACTIONS, indexed.ENTRIES, indexed.MEETINGS, indexed.MINUTES_READ, indexed.DOCUMENTS,
        indexed.ORGANISATIONS,
    )))  # fmt: skip
