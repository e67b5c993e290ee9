"""Saying by a secret link how one wants to be reminded: who comes by it, and why it may lead nowhere any more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor, Via
from tracker.accounts import links
from tracker.accounts.links import DeadLink
from tracker.accounts.models import SecretLink
from tracker.accounts.queries import has_left
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.organisations.models import Person


@dataclass(frozen=True, slots=True)
class Wishing:
    """Whoever comes by a link to his own wishes."""

    link_id: int
    person: Person

    @property
    def actor(self) -> Actor:
        """The person itself, with no role anywhere and no account."""
        name = self.person.name.in_("en").text
        return Actor(
            label=f"{name}, {self.person.email}"[:200], via=Via.LINK, person_id=self.person.id, link_id=self.link_id
        )


def wishing(link: SecretLink, at: datetime) -> Wishing:
    """Who comes by a link now; DeadLink where it leads nowhere any more."""
    person = person_of(link.person_id or 0)
    why = links.why_over(link, at)
    if why is None and has_left(person):
        why = Bilingual.said("The person that this link was made for no longer answers for the organisation.")
    if why:
        raise DeadLink(why)
    return Wishing(link.id, person)


def person_of(person_id: int) -> Person:
    """A person with its organisation; NotFound where there is none."""
    asked = select(Person).where(Person.id == person_id).options(joinedload(Person.organisation))
    found = session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(Bilingual.said("There is no such person."))
    return found
