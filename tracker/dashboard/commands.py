"""`flask dashboard …`: the figures for scripts."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import true

from tracker.actions import words
from tracker.actions.models import ActionKind
from tracker.core import clock, dates
from tracker.core.bilingual import Bilingual
from tracker.core.errors import NotFound
from tracker.dashboard import asked_words
from tracker.dashboard.asked import FIRST_DAY, Asked
from tracker.dashboard.cockpit_facts import told
from tracker.dashboard.counting import cockpit
from tracker.dashboard.figures import Cockpit
from tracker.dashboard.filters import ends_too_early, turned_round
from tracker.dashboard.measures import Measure, Summary
from tracker.dashboard.plain_figures import plain_counts, plain_figures
from tracker.groups.queries import visible_group
from tracker.organisations.queries import names_and_ways, organisation_named

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
    """Count the follow-up as it stood on a day; nothing is written. Dates are typed as 29/03/2021 or 2021-03-29.

    As JSON it gives all that the page and its workbook show, counted in the same way: days as 2021-03-29, texts in both
    languages ("en", "lo"), null where there is nothing. What is not of tasks is about all organisations and kinds, as
    on the page; minutes and attendance are of the meetings held from --from to --to, attendance of --organisation.

    \b
    as_of, asked      the day, and what was asked (group, organisation, kind, from, to)
    whole             tasks together: agreed, done, dated, on_time, on_time_rate, dropped,
                      open, late, longest, no_owner, no_date, waiting, slipped, later,
                      slipped_times, slipped_days, median
    organisations     the same of each: id, organisation (null is nobody)
    kinds             the same of each kind
    ages              open and late of what was agreed least to most days ago
    trend             the last eight quarters: year, quarter, agreed, done, open, late
    stages            each stage of standards: now, standards (code, title, held_by, since,
                      until, days, days_late), finished (times, median_days, longest_days)
    minutes           held, sent, acknowledged, acknowledged_rate; to_circulation, to_issue
                      and not_circulated (times, median_days, longest_days); meetings
                      (reference, group, kind, held_on, circulated_on, issued_on,
                      days_to_circulation, days_to_issue, days_not_circulated, sent,
                      acknowledged)
    attendance        meetings; organisations (id, organisation, meetings, of, people)
    special_meetings  reference, group, text, organisations, agreed_on, deadline, from, to,
                      state, planned_for, held_on, times_postponed, days_late
    carried_over      three times or more: reference, group, text, times, since
    """
    today = clock.today()
    if as_of and as_of > today:
        raise click.ClickException(f"--as-of {as_of}: nothing is known of that day yet.")
    if as_of and as_of < FIRST_DAY:
        raise click.ClickException(f"--as-of {as_of}: write {FIRST_DAY} or a later day.")
    wanted = Asked(today=today, as_of=as_of or today, kind=ActionKind(kind) if kind else None, **asked)
    if turned_round(wanted):
        raise click.ClickException(f"--to {wanted.to}: {ends_too_early().en}")
    found = cockpit(None, wanted)
    if form == "json":
        click.echo(json.dumps(plain_figures(wanted, found, told(None, wanted)), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(wanted, found)))


def _said(asked: Asked) -> str:
    """What is asked, in the words of the page."""
    groups = [visible_group(asked.group, true())] if asked.group else []
    names, _ = names_and_ways()
    organisation = names[asked.organisation] if asked.organisation else Bilingual()
    said = ", ".join(each.in_("en").text for each in asked_words.of_tasks(asked, groups, organisation))
    return said[:1].upper() + said[1:]


def _lines(asked: Asked, found: Cockpit) -> Iterator[str]:
    yield _said(asked)
    values = plain_counts(found.whole)
    for each in (*Measure, *Summary):
        value = values[each.value]
        yield f"  {each.called.en:<30}{'–' if value is None else f'{value:g}':>8}"
    columns = (Measure.AGREED, Measure.DONE, Measure.ON_TIME, Measure.OPEN, Measure.LATE)
    named = [(each.name.en, each.counts) for each in found.organisations]
    named += [(words.kind(each.kind).en, each.counts) for each in found.kinds]
    if named:
        yield f"{'':<32}" + "".join(f"{each.called.en:>14}" for each in columns)
    for name, counts in named:
        yield f"  {name:<30}" + "".join(f"{getattr(counts, each.value):>14}" for each in columns)
