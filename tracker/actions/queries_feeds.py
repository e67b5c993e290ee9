"""Reads for calendar feeds: whose address it is, and what that reader may see at this moment. Knows no calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.access.actors import Actor, Role, Via
from tracker.accounts.models import Account, LinkPurpose, SecretLink
from tracker.actions.models import Action, Assignment
from tracker.actions.queries import actions_visible_to, told_to_all
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.groups.queries import is_own, seats_held
from tracker.meetings.models import Meeting
from tracker.meetings.queries import meetings_visible_to
from tracker.organisations.models import Organisation, Person
from tracker.organisations.queries import answered_for

PAST = timedelta(days=365)
DUE = Assignment.__table__.c.due_by
MOST_MEETINGS, MOST_PARTS = 500, 1000


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a feed, in which language; an organisation's own feed shows what all of its people may see."""

    actor: Actor
    language: Language
    name: Bilingual


def living(account_id: int, organisation_id: int | None, at_: date) -> SecretLink | None:
    """The address that an account has for itself or, where one is named, for its organisation; None where there is
    none."""
    return session.scalars(
        select(SecretLink)
        .where(
            SecretLink.purpose == LinkPurpose.FEED, SecretLink.subject_kind == "account",
            SecretLink.subject_id == account_id, SecretLink.organisation_id == organisation_id
            if organisation_id else SecretLink.organisation_id.is_(None),
            SecretLink.revoked_at.is_(None), SecretLink.expires_at > clock.midday(at_),
        )
        .order_by(SecretLink.id.desc())
        .limit(1)
    ).first()  # fmt: skip


def reader_of(link: SecretLink, today: date) -> Reader:
    """Who reads by an address, with the rights of today. NotFound where the account was closed, the person has left or
    works elsewhere by now, or the organisation is no more."""
    account = session.scalar(
        select(Account)
        .where(Account.id == link.subject_id, Account.is_active)
        .join(Account.person)
        .where(Person.is_active, Person.id == link.person_id)
        .options(contains_eager(Account.person).joinedload(Person.organisation))
    )
    if account is None or link.subject_kind != "account":
        raise _gone()
    person = account.person
    if link.organisation_id is not None:
        if link.organisation_id != person.organisation_id or not person.organisation.is_active:
            raise _gone()
        return Reader(_of_organisation(person.organisation, link), person.language, person.organisation.called)
    return Reader(_of_person(account, link, today), person.language, person.name)


def meetings_in(reader: Reader, today: date) -> Sequence[Meeting]:
    """The meetings of the reader's groups, of the past year and to come, the newest first."""
    return session.scalars(
        select(Meeting)
        .where(meetings_visible_to(reader.actor), is_own(Meeting.group_id, reader.actor))
        .where(Meeting.held_on >= today - PAST)
        .options(joinedload(Meeting.group))
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(MOST_MEETINGS)
    ).all()


def parts_in(reader: Reader, today: date) -> Sequence[Assignment]:
    """The parts that the reader's organisations have in actions of told minutes: all that are open, and those that
    were over within the past year."""
    return session.scalars(
        select(Assignment)
        .join(Assignment.action)
        .where(Assignment.organisation_id.in_(reader.actor.organisations), Action.merged_into_id.is_(None))
        .where(actions_visible_to(reader.actor), told_to_all())
        .where(or_(Assignment.closed_at.is_(None), Assignment.closed_at >= clock.midday(today - PAST)))
        .options(
            contains_eager(Assignment.action).options(
                joinedload(Action.entry), joinedload(Action.meeting).load_only(Meeting.calendar_uid),
                joinedload(Action.scheduled_meeting).load_only(Meeting.calendar_uid),
            )
        )
        .order_by(Assignment.closed_at.is_not(None), DUE.is_(None), DUE, Assignment.id)
        .limit(MOST_PARTS)
    ).all()  # fmt: skip


def _of_organisation(organisation: Organisation, link: SecretLink) -> Actor:
    return Actor(
        label=organisation.short_name, via=Via.LINK, link_id=link.id, organisations=answered_for(organisation.id)
    )  # fmt: skip


def _of_person(account: Account, link: SecretLink, today: date) -> Actor:
    everywhere = {Role.ADMINISTRATOR: account.is_admin, Role.MANAGEMENT: account.is_management, Role.PARTY: True}
    return Actor(
        label=account.person.name.in_("en").text, via=Via.LINK, person_id=account.person_id, link_id=link.id,
        organisations=answered_for(account.person.organisation_id),
        everywhere=frozenset(role for role, held in everywhere.items() if held),
        seats=seats_held(account.person_id, today),
    )  # fmt: skip


def _gone() -> NotFound:
    return NotFound(Bilingual.said("This address leads to nothing any more."))
