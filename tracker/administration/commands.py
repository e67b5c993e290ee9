"""`flask accounts …`: letting people in from the machine itself, where no mail and no administrator can."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.accounts import links, services_managing
from tracker.accounts.models import SecretLink
from tracker.accounts.queries import account_by_email
from tracker.accounts.services_managing import AccountFacts
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.groups.facts import SeatFacts
from tracker.groups.models import SeatRole, WorkingGroup
from tracker.groups.services_seats import give_seat
from tracker.organisations import services as organisations
from tracker.organisations.facts import OrganisationFacts, PersonFacts
from tracker.organisations.models import Organisation, Person
from tracker.organisations.queries import organisation_named

group = AppGroup("accounts", help="Accounts of those who sign in.")
SeatWanted = tuple[str, SeatRole]


class _Mail(click.ParamType[str]):
    """An e-mail address."""

    name = "email"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return validate_email(value, check_deliverability=False).normalized.lower()
        except EmailNotValidError as error:
            self.fail(str(error), param, ctx)


class _Seat(click.ParamType[SeatWanted]):
    """A group and a role in it: 'im-twg:chair'."""

    name = "group:role"

    def convert(self, value: str | SeatWanted, param: click.Parameter | None, ctx: click.Context | None) -> SeatWanted:
        if not isinstance(value, str):
            return value
        name, _, role = value.partition(":")
        try:
            return name, SeatRole(role.replace("-", "_"))
        except ValueError:
            self.fail(f"write GROUP:ROLE, with one of {', '.join(each.value for each in SeatRole)}", param, ctx)


@group.command()
@click.argument("email", type=_Mail())
@click.option("--name", required=True, metavar="N", help="The person's name, in English or Lao.")
@click.option("--organisation", required=True, metavar="X", help="The organisation's short name or another name of it.")
@click.option("--admin", is_flag=True, help="Sees everything and changes all settings.")
@click.option("--management", is_flag=True, help="Reads what all groups have circulated or issued.")
@click.option("--seat", "seats", type=_Seat(), multiple=True, help="A role in a group, such as im-twg:secretary.")
def add(email: str, name: str, organisation: str, admin: bool, management: bool, seats: Sequence[SeatWanted]) -> None:
    """Add an account for EMAIL and print a link by which its owner chooses a password."""
    actor, at = Actor.command("flask accounts add"), clock.now()
    try:
        with transaction():
            person_id = _person(email, name, organisation, actor, at)
            account = services_managing.add_account(person_id, AccountFacts(email, admin, management), by=actor, at=at)
            for slug, role in seats:
                facts = SeatFacts(person_id=person_id, role=role, from_on=clock.today())
                give_seat(_group(slug).id, facts, by=actor, at=at)
            link = services_managing.make_link(account.id, by=actor, at=at)
            told = _told(link)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(told)


@group.command()
@click.argument("email", type=_Mail())
@click.option("--totp", is_flag=True, help="Ask for no code of the telephone any more.")
def reset(email: str, totp: bool) -> None:
    """Print a link by which the owner of EMAIL's account chooses a new password."""
    actor, at = Actor.command("flask accounts reset"), clock.now()
    try:
        with transaction():
            account = account_by_email(email)
            if account is None:
                raise Refused(Bilingual.said("Nobody signs in by %(email)s.", email=email))
            if totp:
                services_managing.reset_second_factor(account.id, by=actor, at=at)
            told = _told(services_managing.make_link(account.id, by=actor, at=at))
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(told)


def _told(link: SecretLink) -> str:
    lasts: timedelta = link.expires_at - link.created_at
    address = links.address(link, current_app.config["TRACKER_BASE_URL"], current_app.config["SECRET_KEY"])
    return f"Choose a password here, within {lasts.days} days; the link works once:\n{address}"


def _person(email: str, name: str, organisation: str, by: Actor, at: datetime) -> int:
    """Whoever is known by this address already, or somebody new."""
    known = session.scalar(select(Person.id).where(Person.email == email).order_by(Person.id))
    if known is not None:
        return known
    organisation_id = _organisation(organisation, by, at)
    said = Bilingual.of(name)
    facts = PersonFacts(name=said, organisation_id=organisation_id, email=email, language="lo" if said.lo else "en")
    return organisations.add_person(facts, by=by, at=at).id


def _organisation(name: str, by: Actor, at: datetime) -> int:
    """The organisation of exactly this name. The first one of all is made, so that a new tracker has somebody in it."""
    found = organisation_named(name)
    if found is not None:
        return found
    known = ", ".join(session.scalars(select(Organisation.short_name).order_by(Organisation.short_name)))
    if not known:
        return organisations.add_organisation(OrganisationFacts(short_name=name), by=by, at=at).id
    raise Refused(
        Bilingual.said("There is no organisation %(name)s here. These are known: %(known)s.", name=name, known=known)
    )


def _group(name: str) -> WorkingGroup:
    found = session.scalar(select(WorkingGroup).where((WorkingGroup.slug == name) | (WorkingGroup.acronym == name)))
    if found is None:
        raise Refused(Bilingual.said("There is no working group %(slug)s.", slug=name))
    return found
