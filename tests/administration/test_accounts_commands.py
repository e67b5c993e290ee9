import re

import pytest
from cast import Cast, post
from click.testing import Result
from flask import Flask
from pages import get
from sqlalchemy import select

from tracker.accounts.models import Account
from tracker.audit.models import AuditEntry
from tracker.core.db import session, transaction
from tracker.groups.models import Seat
from tracker.organisations.models import Organisation, Person

NEW = "nine quiet buffaloes"


def run(app: Flask, *arguments: str) -> Result:
    done = app.test_cli_runner().invoke(args=["accounts", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    session.rollback()
    return done


def link_in(done: Result) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/password/\S+)", done.output)
    assert found, done.output
    return found[1]


def test_the_first_administrator_of_an_empty_tracker(app: Flask) -> None:
    done = run(app, "add", "Admin@Example.org", "--name", "ບຸນມີ", "--organisation", "NRA", "--admin")
    assert done.exit_code == 0
    account = session.scalars(select(Account)).one()
    assert (account.email, account.is_admin, account.is_management) == ("admin@example.org", True, False)
    assert (account.person.name.lo, account.person.language) == ("ບຸນມີ", "lo")
    assert account.person.organisation.short_name == "NRA"
    client = app.test_client()
    assert post(client, link_in(done), password=NEW, password_again=NEW).response.location == "/sign-in"
    post(client, "/sign-in", email="admin@example.org", password=NEW)
    client.set_cookie("language", "en")
    assert get(client, "/settings/accounts").heading == "Accounts"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.added")).one()
    assert (entry.actor, entry.via) == ("flask accounts add", "command")


def test_an_account_with_seats(cast: Cast) -> None:
    arguments = ("--name", "Second", "--organisation", "uxo lao", "--management")
    seats = ("--seat", "im-twg:secretary", "--seat", "CL:acting-chair")
    done = run(cast.app, "add", "second@x.example", *arguments, *seats)
    assert done.exit_code == 0, done.output
    person = session.scalars(select(Person).where(Person.email == "second@x.example")).one()
    assert person.organisation.short_name == "UXO Lao"
    held = session.scalars(select(Seat).where(Seat.person_id == person.id).order_by(Seat.id)).all()
    assert [(seat.group.slug, seat.role.value) for seat in held] == [
        ("im-twg", "secretary"),
        ("clearance-twg", "acting_chair"),
    ]
    assert all(seat.from_on for seat in held)


def test_whoever_is_known_by_the_address_stays_one_person(cast: Cast) -> None:
    with transaction() as current:
        nra = current.scalars(select(Organisation).where(Organisation.short_name == "NRA")).one()
        current.add(Person(key="known", organisation=nra, email="known@x.example"))
    run(cast.app, "add", "known@x.example", "--name", "Other", "--organisation", "NRA")
    account = session.scalars(select(Account).where(Account.email == "known@x.example")).one()
    assert account.person.key == "known"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new@x.example", "--name", "N", "--organisation", "Nobody"), "There is no organisation Nobody here."),
        (("chair@twg.example", "--name", "N", "--organisation", "NRA"), "has an account already"),
        (
            ("new@x.example", "--name", "N", "--organisation", "NRA", "--seat", "no-twg:chair"),
            "no working group no-twg",
        ),
        (("new@x.example", "--name", "N", "--organisation", "NRA", "--seat", "im-twg:boss"), "acting_chair"),
        (("no address", "--name", "N", "--organisation", "NRA"), "email"),
        (("new@x.example", "--name", " ", "--organisation", "NRA"), "needs a name"),
        (("new@x.example",), "--name"),
    ],
)
def test_what_can_not_be_done_is_said_and_nothing_stays(cast: Cast, arguments: tuple[str, ...], said: str) -> None:
    done = run(cast.app, "add", *arguments)
    assert done.exit_code != 0
    assert said in done.output
    assert "Traceback" not in done.output
    assert not session.scalars(select(Person).where(Person.email == "new@x.example")).all()


def test_a_reset_prints_a_link(cast: Cast) -> None:
    with transaction():
        cast_account = session.scalars(select(Account).where(Account.email == "chair@twg.example")).one()
        cast_account.totp_secret = "A" * 32
    done = run(cast.app, "reset", "CHAIR@twg.example")
    assert get(cast.client(), link_in(done)).heading == "Choose a password"
    assert cast.account("chair").totp_secret
    done = run(cast.app, "reset", "chair@twg.example", "--totp")
    assert not cast.account("chair").totp_secret
    assert get(cast.client(), link_in(done)).heading == "Choose a password"


def test_a_reset_for_nobody(cast: Cast) -> None:
    done = run(cast.app, "reset", "nobody@x.example")
    assert done.exit_code == 1
    assert "Nobody signs in by nobody@x.example." in done.output
