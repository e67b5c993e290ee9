"""A generated archive in which people have done much, for all tests of a module, on either database."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from applications import application, dispose
from flask import Flask
from lived import ACTS, UNTIL, Lived, generate
from postgres import Server
from sqlalchemy import select

from tracker.actions.models import Assignment, AssignmentRole
from tracker.core.db import transaction
from tracker.organisations.models import Organisation

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


def busy_app(request: pytest.FixtureRequest, folder: Path) -> Iterator[Flask]:
    """An application with that archive on the database that a fixture asks for, its context pushed; the last act was
    some weeks after UNTIL."""
    address = ""
    if request.param == "sqlite":
        empty: Path = request.getfixturevalue("empty_sqlite")
        shutil.copy(empty, folder / empty.name)
    else:
        server: Server = request.getfixturevalue("postgres_server")
        address = server.create("busy", request.getfixturevalue("empty_postgres"))
    app = application(folder, address)
    with app.app_context():
        try:
            fill()
            yield app
        finally:
            dispose()
    if address:
        server.drop("busy")


def fill() -> None:
    """Generate the archive and let people work in it."""
    generate()
    with transaction() as current:
        owners = select(Assignment.organisation_id).where(Assignment.role == AssignmentRole.OWNER)
        units = current.scalars(select(Organisation).where(Organisation.id.in_(owners)).order_by(Organisation.id)).all()
        for unit in units[-4:]:
            unit.parent_id = units[0].id
    lived = Lived(Random(3), datetime(UNTIL.year, UNTIL.month, UNTIL.day, 3, tzinfo=UTC))  # noqa: S311  no secret
    for name in [*ACTS, *ACTS, *ACTS]:
        lived.act(name)
    assert set(lived.done) == set(ACTS)
