"""`flask report …`: the one page of a quarter as a file."""

from datetime import date
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from tracker.access.actors import Actor
from tracker.core import clock, dates
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.dashboard import page_files
from tracker.dashboard.asked import FIRST_DAY
from tracker.dashboard.page import ALL_GROUPS, day_of, page_of
from tracker.dashboard.page_words import LAYOUTS
from tracker.dashboard.quarters import Quarter
from tracker.docx.layouts import Layout
from tracker.groups.queries import group_for

group = AppGroup("report", help="Reports for management.")
SUFFIXES = tuple(f".{suffix}" for suffix in page_files.MEDIA_TYPES)


def _quarter(_context: click.Context, _argument: click.Parameter, typed: str) -> Quarter:
    found = Quarter.of(typed)
    if found is None:
        raise click.BadParameter(f"{typed} is no quarter; write it as 2021-Q2.")
    return found


def _day(_context: click.Context, _option: click.Parameter, typed: str | None) -> date | None:
    if not typed:
        return None
    try:
        day = dates.parse_date(typed)
    except ValueError as reason:
        raise click.BadParameter(str(reason)) from None
    if day > clock.today():
        raise click.BadParameter("That day is still to come.")
    if day < FIRST_DAY:
        raise click.BadParameter(f"Write {FIRST_DAY} or a later day.")
    return day


def _file(_context: click.Context, _option: click.Parameter, out: Path) -> Path:
    if out.suffix.lower() not in SUFFIXES:
        raise click.BadParameter(f"the name ends in {', '.join(SUFFIXES)}.")
    return out


@group.command("quarter")
@click.argument("slug", metavar="GROUP|all")
@click.argument("quarter", metavar="PERIOD", callback=_quarter)
@click.option(
    "--layout",
    type=click.Choice([each.value for each in LAYOUTS]),
    default=Layout.LAO_THEN_ENGLISH.value,
    show_default=True,
)
@click.option("--as-of", callback=_day, metavar="DATE", help="As it stood on that day, as 30/06/2021 or 2021-06-30.")
@click.option(
    "--out", callback=_file, required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .docx, .pdf or .xlsx.",
)  # fmt: skip
def quarter_report(slug: str, quarter: Quarter, layout: str, as_of: date | None, out: Path) -> None:
    """Write the page of a quarter (2021-Q2) for management: of one group, or of all."""
    today = clock.today()
    try:
        chosen = None if slug == ALL_GROUPS else group_for(Actor.command("report"), slug)
        page = page_of(None, chosen, quarter, as_of or day_of(quarter, today), today)
        session.rollback()  # no transaction is open while LibreOffice works
        suffix = out.suffix.lower().removeprefix(".")
        data = page_files.made(page, Layout(layout), suffix, clock.now(), current_app.config["TRACKER_OFFICE"])
        out.write_bytes(data)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except OSError as error:
        raise click.ClickException(f"{out} can't be written: {error.strerror}") from None
    click.echo(f"{out} written ({layout}, as of {dates.short_date(page.as_of)}).")
