"""Sending in points by a secret link: who comes by it, for which meeting, and why it may lead nowhere any more. Knows
no page and no mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor, Via
from tracker.accounts import links
from tracker.accounts.links import DeadLink
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.accounts.queries import has_left
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, Person
from tracker.organisations.queries import answered_for

MEETING = "meeting"
LASTS = timedelta(days=60)
LONGEST_IN_LABEL = 80  # so that the address behind the name fits too


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever comes by a link: the meeting that it leads to, the organisation it speaks for, the person it was made
    for, and where it was sent."""

    link_id: int
    meeting: Meeting
    organisation: Organisation
    person: Person | None

    @property
    def sent_to(self) -> str:
        """The address that the link was sent to or, where none is known, whose it is."""
        address = (self.person.email if self.person else "") or self.organisation.email
        return address or (self.person.name.in_("en").text if self.person else self.organisation.short_name)

    def actor(self, name: str = "") -> Actor:
        """One organisation's voice, with no role anywhere. Its label names whoever says to be writing, and behind that
        the address that the link was sent to, so that a mail that was passed on is seen."""
        called = self.organisation.short_name
        said = (name or (self.person.name.in_("en").text if self.person else called))[:LONGEST_IN_LABEL]
        return Actor(
            label=f"{said} ({called}), {self.sent_to}", via=Via.LINK, person_id=self.person.id if self.person else None,
            link_id=self.link_id, organisations=frozenset({self.organisation.id}),
        )  # fmt: skip


def make_link(meeting_id: int, organisation_id: int, person_id: int | None, *, at: datetime) -> SecretLink:
    """A link by which a person, or whoever reads an organisation's mail, sends in points for a meeting."""
    return links.make_for(
        LinkPurpose.POINTS, (MEETING, meeting_id), person_id=person_id, organisation_id=organisation_id, lasts=LASTS,
        at=at,
    )  # fmt: skip


def caller_of(link: SecretLink, at: datetime) -> Caller:
    """Who comes by a link now, and to which meeting. Raises DeadLink, in words that say what became of the link or its
    receiver, where it leads nowhere any more."""
    asked = select(Meeting).where(Meeting.id == (link.subject_id or 0)).options(joinedload(Meeting.group))
    meeting = session.scalar(asked) if link.subject_kind == MEETING else None
    organisation = session.get(Organisation, link.organisation_id or 0, populate_existing=True)
    if meeting is None or organisation is None:
        raise NotFound(Bilingual.said("This link leads to nothing any more. Answer the mail, and you are helped."))
    person = session.get(Person, link.person_id, populate_existing=True) if link.person_id else None
    why = links.why_over(link, at) or _who_not(organisation, person)
    if why:
        raise DeadLink(why, meeting.group.mailbox)
    return Caller(link.id, meeting, organisation, person)


def take_up(link_id: int, name: str, *, at: datetime) -> Actor:
    """Who sends in by a link under this name, with everything asked again in the transaction in which it is kept."""
    return caller_of(session.get_one(SecretLink, link_id, populate_existing=True), at).actor(name)


def _who_not(organisation: Organisation, person: Person | None) -> Bilingual | None:
    """What became of the link's receiver, where nobody can send in by it any more."""
    if not organisation.is_active:
        return Bilingual.said("The organisation that this link was made for is closed.")
    if person is None:
        return None
    if has_left(person) or organisation.id not in answered_for(person.organisation_id):
        return Bilingual.said("The person that this link was made for no longer answers for the organisation.")
    return None
