"""The mails that tell an organisation what the chair answered about its part of an action, or that it owes one now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.voices import How
from tracker.accounts import links
from tracker.accounts.models import LinkPurpose
from tracker.actions import words
from tracker.actions.models import Ask, Assignment, Progress, ProgressKind
from tracker.core import clock, dates
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language, say
from tracker.groups.models import Seat, SeatRole
from tracker.groups.queries import holds_on
from tracker.mail import outbox, reach
from tracker.mail.messages import Message, link
from tracker.mail.rendering import render
from tracker.organisations.models import Organisation, Person

NOTHING = Bilingual()
LASTS = timedelta(days=60)  # as the links of a digest


class Outcome(StrEnum):
    """What the chair answered."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    GRANTED = "granted"
    REFUSED = "refused"
    STAYS = "stays"
    MOVED = "moved"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told, where and in which language."""

    address: str
    name: str
    language: Language
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is told of a part to an organisation: by which template, in which texts, under which key of the outbox."""

    part: Assignment
    organisation: Organisation
    key: str
    template: str = "action_answered"
    outcome: str = ""
    texts: Mapping[str, Bilingual] = field(default_factory=dict)


def tell_step(part: Assignment, told: Progress, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    """Tell whoever handed a part in that it was accepted, or returned with what is missing."""
    handed = session.scalars(
        select(Progress)
        .where(Progress.assignment_id == part.id, Progress.kind == ProgressKind.HANDED_IN)
        .order_by(Progress.id.desc())
        .limit(1)
    ).first()
    person_id = handed.by_person_id if handed and handed.how == How.ITSELF else None
    texts = {"answer": told.note, "asked": NOTHING}
    news = News(part, part.organisation, f"action step {told.id}", outcome=outcome, texts=texts)
    _put(news, _readers(part.organisation, part.action.group_id, person_id, by=by, at=at), at)


def tell_ask(ask: Ask, part: Assignment, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    """Tell whoever asked something what the chair decided; the organisation that asked may not have the part now."""
    organisation = session.get_one(Organisation, ask.organisation_id)
    person_id = ask.asked_by_person_id if ask.how == How.ITSELF else None
    texts = {"answer": ask.answer, "asked": ask.reason}
    news = News(part, organisation, f"action ask {ask.id}", outcome=outcome, texts=texts)
    _put(news, _readers(organisation, part.action.group_id, person_id, by=by, at=at), at)


def tell_owed(parts: Iterable[Assignment], why: Bilingual, *, by: Actor, at: datetime) -> None:
    """Tell organisations that they have a part in an action from now on, outside of any minutes."""
    for part in parts:
        key = f"action part {part.id} of {part.organisation_id} since {at:%Y%m%d%H%M%S%f}"
        texts = {"reason": why, "role": words.role(part.role), "part": part.part}
        news = News(part, part.organisation, key, template="action_owed", texts=texts)
        _put(news, _readers(part.organisation, part.action.group_id, None, by=by, at=at), at)


def reaches(part: Assignment, *, by: Actor, at: datetime) -> bool:
    """Whether anybody of an organisation is told of its part: by mail, or because he says it himself."""
    mine = part.organisation_id in by.organisations
    return mine or bool(_readers(part.organisation, part.action.group_id, None, by=by, at=at))


def _put(news: News, readers: Iterable[Reader], at: datetime) -> None:
    group = news.part.action.group
    for reader in readers:
        language = reader.language
        why = _why(news, language)
        said = {name: _plain(text, language) for name, text in news.texts.items()}
        letter = render(
            news.template, language, why=why, reply_to=group.mailbox, outcome=news.outcome, **said,
            link=_way(news, reader, at), **_facts(news.part, news.organisation, language),
        )  # fmt: skip
        outbox.put(
            Message(
                key=f"{news.key} to {reader.address}", to=reader.address, name=reader.name, language=language,
                subject=letter.subject, text=letter.text, html=letter.html, why=why, reply_to=group.mailbox,
                sender=group.name.in_(language).text,
            ),
            at=at,
        )  # fmt: skip


def _facts(part: Assignment, organisation: Organisation, language: Language) -> dict[str, str]:
    action = part.action
    end = words.told_until(part.window, action.confirmed_on)
    return {
        "reference": action.reference, "text": _plain(words.text_of(action), language),
        "words": _plain(action.words, language), "organisation": organisation.called[language],
        "until": dates.short_date(end) if end else "", "group": action.group.acronym,
    }  # fmt: skip


def _way(news: News, reader: Reader, at: datetime) -> str:
    """Where the reader goes on: to the part by a link that asks for no password; who has it no more, to the action."""
    part = news.part
    if reach.is_private():
        return ""
    if part.organisation_id != news.organisation.id:
        return reach.page(f"/actions/{part.action.id}")
    kept = links.same_for(
        LinkPurpose.ACTION, ("assignment", part.id), person_id=reader.person_id, organisation_id=part.organisation_id,
        lasts=LASTS, at=at,
    )  # fmt: skip
    return link(kept.id)


def _why(news: News, language: Language) -> str:
    called = news.organisation.called[language]
    if news.texts.get("asked"):
        return say(
            "You get this mail because %(organisation)s asked the chair about this action.", language,
            organisation=called,
        )  # fmt: skip
    return say("You get this mail because %(organisation)s has a part in this action.", language, organisation=called)


def _plain(text: Bilingual, language: Language) -> str:
    return " ".join(text.in_(language).text.split())


def _readers(
    organisation: Organisation, group_id: int, person_id: int | None, *, by: Actor, at: datetime
) -> list[Reader]:  # fmt: skip
    """The person who spoke or, where somebody wrote it down or that person has left, the organisation's focal points in
    the group, else its own address; never whoever answers."""
    person = session.get(Person, person_id) if person_id else None
    people = [person] if person and _reachable(person) else _focal_points(organisation.id, group_id, at)
    if people:
        return [
            Reader(each.email, each.name.in_(each.language).text, each.language, each.id)
            for each in people if each.id != by.person_id
        ]  # fmt: skip
    if not organisation.email or organisation.id in by.organisations:
        return []
    return [Reader(organisation.email, organisation.called[organisation.language], organisation.language)]


def _focal_points(organisation_id: int, group_id: int, at: datetime) -> list[Person]:
    rows = session.scalars(
        select(Person)
        .join(Seat, Seat.person_id == Person.id)
        .where(
            Seat.group_id == group_id, Seat.role == SeatRole.FOCAL_POINT, holds_on(clock.day_of(at)),
            Person.organisation_id == organisation_id,
        )
        .order_by(Seat.id)
    ).all()  # fmt: skip
    return [each for each in rows if _reachable(each)]


def _reachable(person: Person) -> bool:
    return person.is_active and bool(person.email)
