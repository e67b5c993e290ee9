"""The mail that tells those who lead a group what management said on the page of a quarter."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.voices import How
from tracker.actions import words
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import is_a_day, short_date
from tracker.core.db import session
from tracker.core.i18n import Language, say
from tracker.dashboard.models import Instruction
from tracker.dashboard.quarters import Quarter
from tracker.groups.models import Seat, SeatRole
from tracker.groups.queries import holds_on
from tracker.mail import outbox, reach
from tracker.mail.messages import Message
from tracker.mail.rendering import render
from tracker.organisations.models import Person

LEADING = (SeatRole.CHAIR, SeatRole.ACTING_CHAIR, SeatRole.SECRETARY)


def tell_leading(given: Instruction, name: Bilingual, writer: Bilingual, *, by: Actor, at: datetime) -> None:
    """Tell chair, acting chair and secretary of an instruction that became an action: whose it is, and who wrote it
    down, who is never told himself."""
    for person in _leading(given.group_id, clock.day_of(at)):
        if person.id != by.person_id:
            _put(given, name, writer, person, at)


def reaches_leading(given: Instruction, *, by: Actor, at: datetime) -> bool | None:
    """Whether somebody who leads the group is told of an instruction; None where only its writer leads it."""
    leading = [person.id for person in _leading(given.group_id, clock.day_of(at))]
    if leading == [by.person_id]:
        return None
    return bool(leading)


def _leading(group_id: int, on: date) -> Sequence[Person]:
    seats = select(Seat.person_id).where(Seat.group_id == group_id, Seat.role.in_(LEADING), holds_on(on))
    asked = select(Person).where(Person.id.in_(seats), Person.is_active, Person.email != "")
    return session.scalars(asked.order_by(Person.id)).all()


def _put(given: Instruction, name: Bilingual, writer: Bilingual, to: Person, at: datetime) -> None:
    group, action, language = given.group, given.action, to.language
    why = say("You get this mail because you lead %(groups)s.", language, groups=group.acronym)
    written_by = writer.in_(language).text if given.how is not How.ITSELF else ""
    until = words.told_until(action.first, action.confirmed_on)
    said = _plain(action.words, language)
    letter = render(
        "instruction_given", language, why=why, reply_to=group.mailbox, name=name.in_(language).text,
        reference=action.reference, quarter=Quarter.of(given.period), as_of=given.as_of,
        remark=_plain(given.remark, language), words="" if is_a_day(said) else said,
        until=short_date(until) if until else "", written_by=written_by, how=words.how(given.how)[language],
        owners=", ".join(part.organisation.called[language] for part in action.owners),
        link="" if reach.is_private() else reach.page(f"/actions/{action.id}"),
    )  # fmt: skip
    outbox.put(
        Message(
            key=f"instruction {given.id} to {to.email}"[:200], to=to.email, name=to.name.in_(language).text,
            language=language, subject=letter.subject, text=letter.text, html=letter.html, why=why,
            reply_to=group.mailbox, sender=group.name.in_(language).text,
        ),
        at=at,
    )  # fmt: skip


def _plain(text: Bilingual, language: Language) -> str:
    return " ".join(text.in_(language).text.split())
