"""How somebody wants to be reminded: in which language, once a week instead of at each step, or not before a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.access.actors import Actor, Role
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.core.i18n import Language
from tracker.organisations.models import Person
from tracker.reminders.models import Wish

LONGEST_PAUSE = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Wished:
    """What a person wishes; of one who never said anything, each step as it comes."""

    language: Language
    weekly: bool = False
    paused_until: date | None = None


def can_wish(actor: Actor, person_id: int) -> bool:
    """Whoever it is about, signed in or by the link of his own mails, and the administrator."""
    return actor.person_id == person_id or Role.ADMINISTRATOR in actor.everywhere


def wish_of(person_id: int) -> Wished:
    """How a person wants to be reminded. NotFound where there is no such person."""
    person = _person(person_id)
    wish = session.scalar(select(Wish).where(Wish.person_id == person_id))
    return Wished(person.language, wish.weekly, wish.paused_until) if wish else Wished(person.language)


def set_wish(
    person_id: int, weekly: bool, paused_until: date | None, language: Language | None = None, *, by: Actor,
    at: datetime,
) -> Wished:  # fmt: skip
    """Keep how a person wants to be reminded; what escalates comes all the same. Refused where the pause would last
    longer than three months; a day that is over is no pause."""
    person = _person(person_id, lock=True)
    require(can_wish(by, person_id))
    today = clock.day_of(at)
    if paused_until is not None and paused_until > today + LONGEST_PAUSE:
        last = short_date(today + LONGEST_PAUSE)
        raise Refused(
            Bilingual.said("A pause lasts three months at the most: write %(date)s or earlier.", date=last),
            about="paused_until",
        )
    before, wish = wish_of(person_id), session.scalar(select(Wish).where(Wish.person_id == person_id))
    if wish is None:
        wish = Wish(person_id=person_id)
        session.add(wish)
    wish.weekly, wish.paused_until = weekly, paused_until if paused_until and paused_until > today else None
    person.language = language or person.language
    after = Wished(person.language, wish.weekly, wish.paused_until)
    if after != before:
        audit.record(
            "reminders.wished", "person", person_id, by=by, at=at, subject=person.name.in_("en").text,
            weekly=after.weekly, paused_until=after.paused_until, language=after.language,
        )  # fmt: skip
    session.flush()
    return after


def _person(person_id: int, *, lock: bool = False) -> Person:
    found = session.get(
        Person, person_id, populate_existing=lock, with_for_update={"key_share": True} if lock else None
    )
    if found is None:
        raise NotFound(Bilingual.said("There is no such person."))
    return found
