"""`flask dashboard …`: the figures for scripts."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import true

from tracker.actions.models import ActionKind
from tracker.core import clock, dates
from tracker.core.errors import NotFound
from tracker.dashboard.asked import FIRST_DAY, Asked
from tracker.dashboard.counting import cockpit
from tracker.dashboard.figures import Cockpit, Counts
from tracker.dashboard.measures import Measure, Summary
from tracker.groups.queries import visible_group
from tracker.organisations.queries import organisation_named

group = AppGroup("dashboard", help="Follow-up in figures.")


def _day(_context: click.Context, option: click.Parameter, typed: str | None) -> date | None:
    try:
        return dates.parse_date(typed) if typed else None
    except ValueError as reason:
        raise click.ClickException(f"{option.opts[0]} {typed}: {reason}") from None


def _group(_context: click.Context, _option: click.Parameter, slug: str) -> str:
    try:
        return visible_group(slug, true()).slug if slug else ""
    except NotFound as missing:
        raise click.ClickException(missing.message.en) from None


def _organisation(_context: click.Context, _option: click.Parameter, name: str) -> int | None:
    found = organisation_named(name) if name else None
    if name and found is None:
        raise click.ClickException(f"There is no organisation {name}.")
    return found


@group.command("figures")
@click.option("--group", callback=_group, default="", metavar="SLUG", help="Of one working group.")
@click.option("--organisation", callback=_organisation, default="", metavar="NAME", help="Of one, with its units.")
@click.option("--kind", type=click.Choice([each.value for each in ActionKind]), help="Of one kind of actions.")
@click.option("--from", "from_", callback=_day, metavar="DATE", help="What was agreed on that day or later.")
@click.option("--to", callback=_day, metavar="DATE", help="What was agreed on that day or before it.")
@click.option("--as-of", callback=_day, metavar="DATE", help="As it stood at the end of that day; today if not given.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def figures(form: str, as_of: date | None, kind: str | None, **asked: Any) -> None:
    """Count the follow-up as it stood on a day; nothing is written. Dates are typed as 29/03/2021 or 2021-03-29."""
    today = clock.today()
    if as_of and as_of > today:
        raise click.ClickException(f"--as-of {as_of}: nothing is known of that day yet.")
    if as_of and as_of < FIRST_DAY:
        raise click.ClickException(f"--as-of {as_of}: write {FIRST_DAY} or a later day.")
    wanted = Asked(today=today, as_of=as_of or today, kind=ActionKind(kind) if kind else None, **asked)
    found = cockpit(None, wanted)
    if form == "json":
        click.echo(json.dumps(as_json(wanted, found), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(wanted, found)))


def as_json(asked: Asked, found: Cockpit) -> dict[str, Any]:
    """The figures as plain values, with what was asked for; dates are ISO."""
    return {
        "as_of": asked.as_of.isoformat(),
        "asked": {name: value for name, value in asked.args().items() if name != "as_of"},
        "whole": _counts(found.whole),
        "organisations": [
            {"id": each.id, "organisation": each.name.en if each.id else None, **_counts(each.counts)}
            for each in found.organisations
        ],
        "kinds": [{"kind": each.kind.value, **_counts(each.counts)} for each in found.kinds],
        "ages": [asdict(each) for each in found.ages],
        "trend": [{"year": each.quarter.year, **asdict(each), "quarter": each.quarter.number} for each in found.trend],
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {**asdict(counts), "on_time_rate": counts.on_time_rate}


def _lines(asked: Asked, found: Cockpit) -> Iterator[str]:
    said = "".join(f", {name} {value}" for name, value in asked.args().items() if name != "as_of")
    yield f"As of {dates.short_date(asked.as_of)}{said}"
    values = _counts(found.whole)
    for each in (*Measure, *Summary):
        value = values[each.value]
        yield f"  {each.called.en:<30}{'–' if value is None else f'{value:g}':>8}"
    columns = (Measure.AGREED, Measure.DONE, Measure.ON_TIME, Measure.OPEN, Measure.LATE)
    named = [(each.name.en, each.counts) for each in found.organisations]
    named += [(each.kind.value, each.counts) for each in found.kinds]
    if named:
        yield f"{'':<32}" + "".join(f"{each.called.en:>14}" for each in columns)
    for name, counts in named:
        yield f"  {name:<30}" + "".join(f"{getattr(counts, each.value):>14}" for each in columns)
