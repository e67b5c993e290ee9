"""`flask demo …`: a generated archive in, and all of it out again."""

from datetime import date, datetime
from time import perf_counter

import click
from flask.cli import AppGroup

from tracker.access.actors import Actor
from tracker.core import clock
from tracker.core.db import transaction
from tracker.core.errors import Refused
from tracker.exchange import archive, archive_removal
from tracker.exchange.archive_plan import Wanted
from tracker.search import jobs

demo = AppGroup("demo", help="A generated archive to try the tracker with.")
EVERY = 20_000  # actions between two lines that say how far it is


@demo.command("archive")
@click.option("--years", type=click.IntRange(1, 40), default=10, show_default=True)
@click.option("--groups", type=click.IntRange(1, 50), default=5, show_default=True)
@click.option("--actions", type=click.IntRange(1, 2_000_000), default=1_000, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed makes the same archive.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The day at which it ends; today if not given.")
@click.option("--name", default="demo", show_default=True, help="To take it away by.")
@click.option("--no-search", is_flag=True, help="Leave it to the timetable to make it searchable.")
@click.option("--accounts", is_flag=True, help="Make a few accounts too and print their passwords.")
def generate(name: str, accounts: bool, no_search: bool, until: datetime | None, **sizes: int) -> None:
    """Generate meetings, minutes and actions of some years, marked as generated."""
    day: date = until.date() if until else clock.today()
    wanted = Wanted(until=day, name=name, **sizes)
    newcomers = archive.newcomers() if accounts else ()
    begun = perf_counter()
    told = _Told()
    try:
        with transaction():
            made = archive.make(
                wanted, newcomers, by=Actor.command("flask demo archive"), at=clock.now(), tell=told.say
            )
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    took = perf_counter() - begun
    if not no_search:
        click.echo("  making it searchable …", err=True)
        jobs.rebuild()
    for table, count in sorted(made.rows.items()):
        click.echo(f"  {table:<24} {count:>10,}")
    rows = sum(made.rows.values())
    click.echo(f"{rows:,} rows in {took:.1f} s; groups: {', '.join(made.groups)}")
    for each in newcomers:
        click.echo(f"  {each.email:<28} {each.password}")
    click.echo(f"To take it away: python3 tasks.py flask demo remove {name}")


class _Told:
    """Says now and then how far it is."""

    def __init__(self) -> None:
        self.next = EVERY
        self.group = 0
        self.before = 0

    def say(self, of_group: int) -> None:
        if of_group < self.group:
            self.before += self.group
        self.group = of_group
        if self.before + of_group >= self.next:
            click.echo(f"  {self.before + of_group:,} actions …", err=True)
            self.next += EVERY


@demo.command("remove")
@click.argument("name", default="demo")
@click.option("--yes", is_flag=True, help="Do not ask.")
def take_away(name: str, yes: bool) -> None:
    """Take the generated archive NAME away, with whatever people wrote in its groups."""
    begun = perf_counter()
    try:
        meetings, actions = archive_removal.size_of(name)
        click.echo(f"The archive {name} holds {meetings:,} meetings and {actions:,} actions.")
        if not yes:
            click.confirm("Take all of it away, with whatever people wrote there?", abort=True)
        with transaction():
            removed = archive_removal.remove(name, by=Actor.command("flask demo remove"), at=clock.now())
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"{sum(removed.rows.values()):,} rows taken away in {perf_counter() - begun:.1f} s.")
    for each in removed.kept:
        click.echo(f"  kept, because something else needs it: {each}")
