"""`flask access …`: who may call what, as the routes themselves say it."""

import json
from collections.abc import Iterator, Sequence
from typing import Literal

import click
from flask import current_app
from flask.cli import AppGroup

from tracker.access.actors import Role
from tracker.access.routes import matrix

group = AppGroup("access", help="Who may call what.")


@group.command("matrix")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def print_matrix(form: Literal["text", "json"]) -> None:
    """Print every route and method with the roles that may call it.

    What a caller then gets to see depends on the group as well: somebody without a seat in it finds nothing there.
    """
    routes = matrix(current_app.url_map, current_app.view_functions)
    rows = [(rule, method, roles or frozenset()) for rule, method, roles in routes]
    if form == "json":
        told = [
            {"route": rule, "method": method, "roles": [role.value for role in Role if role in roles]}
            for rule, method, roles in rows
        ]
        click.echo(json.dumps(told, indent=2))
        return
    for line in _table(rows):
        click.echo(line)


def _table(rows: Sequence[tuple[str, str, frozenset[Role]]]) -> Iterator[str]:
    """A column for each role, an x where it may call."""
    width = max(len(rule) for rule, _, _ in rows)
    yield "  ".join(["method", "route".ljust(width), *(role.value for role in Role)])
    for rule, method, roles in rows:
        marks = [("x" if role in roles else "-").center(len(role.value)) for role in Role]
        yield "  ".join([method.ljust(6), rule.ljust(width), *marks]).rstrip()
