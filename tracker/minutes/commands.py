"""`flask minutes …`: the minutes of a meeting as a Word file or as an outline."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from tracker.core import clock
from tracker.core.errors import Refused
from tracker.docx.layouts import Layout
from tracker.docx.outline_json import as_data
from tracker.docx.writer import write as write_document
from tracker.meetings.kinds import RecordState
from tracker.meetings.queries import meeting_at
from tracker.minutes import outline
from tracker.minutes.handing_out import file_for
from tracker.minutes.queries import read_version

group = AppGroup("minutes", help="Minutes of meetings.")


@group.command()
@click.argument("slug", metavar="GROUP")
@click.argument("address", metavar="PERIOD")
@click.option(
    "--layout",
    type=click.Choice([each.value for each in Layout]),
    default=Layout.LAO_THEN_ENGLISH.value,
    show_default=True,
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The Word file to write.")
@click.option("--outline", "as_outline", is_flag=True, help="Print the outline as JSON.")
def write(slug: str, address: str, layout: str, out: Path | None, as_outline: bool) -> None:
    """Write the minutes of GROUP's meeting PERIOD (2021-Q1, or 2021-Q2/NAME for a special one) as they are read now:
    those that went out as they were kept."""
    if out is None and not as_outline:
        raise click.UsageError("Say where to write with --out FILE.docx, or ask for --outline.")
    try:
        meeting = meeting_at(slug, address)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    version = read_version(meeting.id) if meeting.record != RecordState.DRAFT else None
    made = outline.current(meeting)
    if as_outline:
        click.echo(json.dumps(as_data(made), ensure_ascii=False, indent=2))
    if out is not None:
        try:
            if version:
                data, _ = file_for(version, layout, ".docx")
            else:
                data = write_document(made, Layout(layout), at=clock.now())
            out.write_bytes(data)
        except OSError as error:
            raise click.ClickException(f"{out} can't be written: {error.strerror}") from None
        if not as_outline:
            click.echo(f"{out} written ({layout}).")
