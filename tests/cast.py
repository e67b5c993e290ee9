"""The people of the tests, each with an account and a seat, and a browser for each of them.

The chair, secretary and translator work in the sample's group; NPA owns one of its conclusions; MAG's focal point sits
in it as a stranger to that conclusion, 'other' chairs another group, 'party' belongs to an organisation without a seat.
"""

import shutil
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from applications import EITHER, NOON, SAMPLE, application, dispose, load, settled
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from pages import Page
from postgres import Server
from records import GROUP as RECORDED
from sqlalchemy import select

from tracker.access.actors import Actor, Role, Via
from tracker.accounts import sessions
from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import db, session, transaction
from tracker.core.i18n import Language
from tracker.groups.models import Seat, SeatRole, WorkingGroup
from tracker.groups.queries import seats_held
from tracker.meetings.kinds import Disposition, Extent
from tracker.meetings.models import Answer, Entry
from tracker.organisations.models import Organisation, Person
from tracker.organisations.queries import answered_for

GROUP, OTHER_GROUP = "im-twg", "clearance-twg"
ROLES = {
    "chair": ("NRA", SeatRole.CHAIR),
    "secretary": ("NRA", SeatRole.SECRETARY),
    "translator": ("NRA", SeatRole.TRANSLATOR),
    "npa": ("NPA", SeatRole.FOCAL_POINT),
    "mag": ("MAG", SeatRole.FOCAL_POINT),
    "party": ("WEI", None),
    "other": ("HI", SeatRole.CHAIR),
    "management": ("NRA", None),
    "admin": ("NRA", None),
}
PASSWORD = "seven lively mangoes"  # noqa: S105  of the people of the tests


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who may ask something of the tracker in a test."""

    app: Flask
    group_id: int
    other_group_id: int

    def account(self, name: str) -> Account:
        return session.scalars(select(Account).where(Account.email == f"{name}@twg.example")).one()

    def actor(self, name: str) -> Actor:
        account = self.account(name)
        everywhere = {
            Role.ADMINISTRATOR: account.is_admin, Role.MANAGEMENT: account.is_management, Role.PARTY: True,
        }  # fmt: skip
        return Actor(
            label=account.person.name.in_("en").text, via=Via.SESSION, person_id=account.person_id,
            account_id=account.id, organisations=answered_for(account.person.organisation_id),
            everywhere=frozenset(role for role, held in everywhere.items() if held),
            seats=seats_held(account.person_id, clock.today()),
        )  # fmt: skip

    def client(self, name: str = "", language: Language = "en") -> FlaskClient:
        """A browser in which somebody has signed in; nobody has where no name is given."""
        return browser(self.app, self.account(name) if name else None, language)


def browser(app: Flask, account: Account | None, language: Language = "en") -> FlaskClient:
    """A browser in which this account has signed in, or nobody."""
    client = app.test_client()
    client.set_cookie("language", language)
    if account is not None:
        with transaction():
            token = sessions.begin(account, address="127.0.0.1", browser="a test", at=clock.now())
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
    return client


def administrator(app: Flask) -> FlaskClient:
    """The browser of an administrator whom an otherwise empty tracker knows."""
    with transaction() as current:
        office = Organisation(short_name="Office", name=Bilingual.same("Office"))
        person = Person(key="administrator", name=Bilingual.same("Administrator"), organisation=office)
        account = Account(person=person, email="administrator@twg.example", created_at=NOON, is_admin=True)
        current.add(account)
    return browser(app, account)


@pytest.fixture(scope="session")
def full_sqlite(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """A database file with the sample and everybody in it, to be copied, and the ids of the two groups."""
    folder = tmp_path_factory.mktemp("full")
    file = folder / empty_sqlite.name
    shutil.copy(empty_sqlite, file)
    app = application(folder)
    with app.app_context():
        cast = next(cast_of(app))
        dispose()
    settled(file)
    return file, cast.group_id, cast.other_group_id


@pytest.fixture
def cast(app: Flask, full_sqlite: tuple[Path, int, int]) -> Cast:
    """The sample and everybody in it."""
    file, *groups = full_sqlite
    assert session.scalar(select(Organisation.id).limit(1)) is None  # what a test wrote before would be lost
    dispose()
    shutil.copy(file, Path(app.instance_path) / file.name)
    return Cast(app, *groups)


@pytest.fixture(scope="session")
def full_postgres(
    postgres_server: Server, empty_postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, int, int]:
    """The same on PostgreSQL, by the name of the database."""
    name = "tracker_full"
    app = application(tmp_path_factory.mktemp("full-pg"), postgres_server.create(name, empty_postgres))
    with app.app_context():
        cast = next(cast_of(app))
        dispose()
    return name, cast.group_id, cast.other_group_id


@pytest.fixture
def either_cast(either_app: Flask, full_sqlite: tuple[Path, int, int], request: pytest.FixtureRequest) -> Cast:
    """The sample and everybody in it, on SQLite and once more on PostgreSQL."""
    del full_sqlite
    if db.engine.dialect.name == "sqlite":
        found: Cast = request.getfixturevalue("cast")
        return found
    assert session.scalar(select(Organisation.id).limit(1)) is None  # what a test wrote before would be lost
    server: Server = request.getfixturevalue("postgres_server")
    name, *groups = request.getfixturevalue("full_postgres")
    dispose()
    server.renew(EITHER, name)
    return Cast(either_app, *groups)


@pytest.fixture
def parts_noted(request: pytest.FixtureRequest) -> None:
    """What the sample answers only in part is noted, for those who look at whatever else is outstanding."""
    request.getfixturevalue("either_cast" if "either_cast" in request.fixturenames else "cast")
    in_part = select(Answer.entry_id).where(Answer.extent == Extent.PART)
    with transaction() as current:
        for point in current.scalars(select(Entry).where(Entry.id.in_(in_part))):
            point.disposition = Disposition.NOTED


def cast_of(app: Flask) -> Iterator[Cast]:
    """The same on any application with an empty database."""
    load(SAMPLE.read_bytes(), SAMPLE.name)
    with transaction() as current:
        group = current.scalars(select(WorkingGroup).where(WorkingGroup.slug == GROUP)).one()
        other = WorkingGroup(slug=OTHER_GROUP, acronym="CL", name=Bilingual(**RECORDED["name"]))
        current.add(other)
        for name, (short_name, role) in ROLES.items():
            organisation = current.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()
            person = Person(
                key=f"cast-{name}", name=Bilingual(f"{name.title()} Person", ""), organisation=organisation,
                email=f"{name}@twg.example", language="en",
            )  # fmt: skip
            current.add(person)
            if role:
                (other if name == "other" else group).seats.append(Seat(person=person, role=role))
            current.add(
                Account(
                    person=person, email=f"{name}@twg.example", created_at=NOON, is_admin=name == "admin",
                    is_management=name == "management",
                )
            )  # fmt: skip
        current.flush()
        ids = group.id, other.id
    yield Cast(app, *ids)


def post(client: FlaskClient, address: str, page: str = "", status: int = 302, **fields: Any) -> Page:
    """Fill in the form of a page that is sent to an address, as a browser does, and send it.

    `page` is where the form stands, if not at the address itself; a field named with __ stands for one with a dash.
    """
    form = form_of(client, page or address, address)
    return send(client, address, {**form, **{name.replace("__", "-"): value for name, value in fields.items()}}, status)


def form_of(client: FlaskClient, page: str, action: str = "") -> dict[str, Any]:
    """What a page's form would send as it stands."""
    response = Context().run(client.get, page)
    assert response.status_code == 200, response.text
    root = html.document_fromstring(response.text)
    forms = [
        form
        for form in root.forms  # type: ignore[attr-defined] # HTML elements know their forms
        if (form.get("action") or page).split("?")[0] == (action or page).split("?")[0]
    ]
    forms = [form for form in forms if form.method == "POST"]
    assert forms, f"{page} has no form for {action or page}"
    values: dict[str, Any] = {}
    for name, value in forms[0].form_values():
        values[name] = [*_listed(values[name]), value] if name in values else value
    return values


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def send(client: FlaskClient, address: str, fields: dict[str, Any], status: int = 302) -> Page:
    """Send these fields, and nothing else."""
    sent = {name: value for name, value in fields.items() if value is not None}
    response = Context().run(client.post, address, data=sent)
    assert response.status_code == status, response.text
    return Page(response, html.document_fromstring(response.text or "<html></html>"))
