"""`flask reminders …`: what would go out on a day, and doing now what the timetable would do."""

import json
from datetime import date

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from tracker.core import dates
from tracker.core.db import session
from tracker.reminders import jobs
from tracker.reminders.models import Digest, Receiver, Reminder, ReminderState
from tracker.reminders.preview import LONGEST, Previewed, preview, unreached

group = AppGroup("reminders", help="Reminders: what would go out, and sending it.")


def _day(_context: click.Context, _option: click.Parameter, typed: str) -> date:
    try:
        return dates.parse_date(typed)
    except ValueError as reason:
        raise click.ClickException(f"--on {typed}: {reason}") from None


@group.command("preview")
@click.option("--on", callback=_day, required=True, metavar="DATE", help="The day, as 29/03/2021 or 2021-03-29.")
@click.option("--days", type=click.IntRange(0, LONGEST), default=0, help="How many days after it as well.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(on: date, days: int, form: str) -> None:
    """Show the mails that would go out on a day, as the tables stand now; nothing is written or sent."""
    found = preview(on, days)
    if form == "json":
        click.echo(json.dumps([each.as_json() for each in found], ensure_ascii=False, indent=2))
        return
    click.echo("\n".join([_as_text(each) for each in found]) or "Nothing would go out.")
    for each in unreached(on, days):
        click.echo(f"{dates.short_date(each.on)}  {each.person} can't be reached: {_items(each)}")


@group.command("run")
def run() -> None:
    """Do now what the timetable would do, and say what was done: find what is due, and make the mails of the day."""
    before = _counts()
    jobs.remind()
    names = ("due", "overtaken", "skipped", "void", "digests", "told to nobody yet")
    click.echo(
        "\n".join(
            f"{name + ':':<20}{after - start:+d}" for name, start, after in zip(names, before, _counts(), strict=True)
        )
    )


def _counts() -> list[int]:
    """How many reminders of each state there are, how many digests, and how much nobody was told yet."""
    session.rollback()
    asked = select(Reminder.state, func.count()).group_by(Reminder.state)
    states = {row[0]: row[1] for row in session.execute(asked)}
    untold = select(func.count()).where(Receiver.digest_id.is_(None), Receiver.told_on.is_(None))
    others = [session.scalar(each) or 0 for each in (select(func.count(Digest.id)), untold)]
    return [*(states.get(state, 0) for state in ReminderState), *others]


def _as_text(told: Previewed) -> str:
    rule = "=" * 72
    head = f"{dates.short_date(told.on)}  To: {told.person} <{told.email}>\nSubject: {told.letter.subject}"
    return f"{rule}\n{head}\n\n{told.letter.text}"


def _items(told: Previewed) -> str:
    return ", ".join(f"{each.item} ({each.step})" for each in told.items)
