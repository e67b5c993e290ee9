"""`flask actions …`: what the tracker makes of the wording of a deadline."""

import json
from datetime import date

import click
from flask.cli import AppGroup

from tracker.actions import deadlines
from tracker.actions.deadlines import Basis, Reading, Window
from tracker.core import clock, dates

group = AppGroup("actions", help="Actions and their deadlines.")


def _day(_context: click.Context, _option: click.Parameter, typed: str | None) -> date:
    try:
        return dates.parse_date(typed) if typed is not None else clock.today()
    except ValueError as reason:
        raise click.ClickException(f"--on {typed}: {reason}") from None


@group.command("deadline")
@click.argument("phrase")
@click.option("--on", callback=_day, metavar="DATE", help="The date of the meeting that agreed it; today if not given.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def deadline(phrase: str, on: date, form: str) -> None:
    """Say how PHRASE is read as a deadline, in English or Lao."""
    reading = deadlines.read(phrase, on)
    click.echo(json.dumps(reading.as_json(), ensure_ascii=False, indent=2) if form == "json" else _in_lines(reading))


def _in_lines(reading: Reading) -> str:
    lines = [("words", reading.words)]
    if reading.window:
        lines += [
            ("from", _shown(reading.window.from_)),
            ("by", _shown(reading.window.by)),
            ("latest", _shown(reading.window.latest)),
            ("precision", str(reading.precision)),
        ]
    elif reading.basis is Basis.NEXT_MEETING:
        lines.append(("due", "at the next meeting"))
    else:
        lines.append(("due", "no date can be read"))
    lines += [("or", _window(other)) for other in reading.alternatives]
    return "\n".join(f"{name + ':':<11}{text}" for name, text in lines)


def _shown(day: date | None) -> str:
    return dates.short_date(day) if day else "-"


def _window(window: Window) -> str:
    return dates.window(window.from_, window.by, "en")
