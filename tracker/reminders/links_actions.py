"""Answering for one organisation's part of an action by a secret link: who comes by it, why it may lead nowhere any
more, and taking it back. Knows no page and no mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor, Via
from tracker.access.policy import DRAFTERS, may, require
from tracker.accounts import links
from tracker.accounts.links import DeadLink
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.accounts.queries import has_left
from tracker.actions import policy
from tracker.actions.models import Action, Assignment, AssignmentState
from tracker.actions.moving import lock_part
from tracker.actions.reporting import require_role
from tracker.actions.states import Act, after
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.meetings.models import Entry
from tracker.organisations.models import Person
from tracker.organisations.queries import answered_for

PART = "assignment"
LONGEST_IN_LABEL = 80  # so that the address behind the name fits too


@dataclass(frozen=True, slots=True)
class Answering:
    """Whoever comes by a link: the part that it leads to, the person it was made for, where it was sent, and until when
    it holds."""

    link_id: int
    part: Assignment
    person: Person | None
    sent_to: str
    until: datetime

    def actor(self, name: str = "") -> Actor:
        """One organisation's voice, with no role anywhere. Its label names whoever says to be answering, and behind
        that the address that the link was sent to, so that a mail that was passed on is seen."""
        called = self.part.organisation.short_name
        said = f"{name[:LONGEST_IN_LABEL]} ({called})" if name else called
        return Actor(
            label=f"{said}, {self.sent_to}", via=Via.LINK, person_id=self.person.id if self.person else None,
            link_id=self.link_id, organisations=frozenset({self.part.organisation_id}),
        )  # fmt: skip


def answering(link: SecretLink, at: datetime) -> Answering:
    """Who comes by a link now, and to which part. Raises DeadLink, in words that say what became of the part or of its
    receiver, where it leads nowhere any more."""
    part = _part(link)
    ask_at = part.action.group.mailbox
    person = session.get(Person, link.person_id) if link.person_id else None
    why = links.why_over(link, at) or _why_not(part) or _who_not(link, part, person)
    if why:
        raise DeadLink(why, ask_at)
    address = (person.email if person else "") or part.organisation.email
    sent_to = address or (person.name.in_("en").text if person else part.organisation.short_name)
    return Answering(link.id, part, person, sent_to, link.expires_at)


def take_up(link_id: int, act: Act | None, name: str, *, at: datetime) -> Actor:
    """Who answers by a link under this name, with the action locked and everything asked again, in the transaction in
    which it is said. Without an act it is about asking."""
    link = session.get_one(SecretLink, link_id, populate_existing=True)
    lock_part(link.subject_id or 0)
    who = answering(link, at)
    require_possible(who.part, act)
    return who.actor(name)


def require_possible(part: Assignment, act: Act | None) -> None:
    """Refuse what can't be done with a part as it stands, and say what can. What waits for the chair is not handed in
    twice."""
    if part.closed_at is not None:
        raise Refused(Bilingual.said("This part is over. Nothing more is to be done."))
    if act == Act.HAND_IN and part.state == AssignmentState.SUBMITTED:
        raise Refused(
            Bilingual.said(
                "This part is handed in already and waits for the chair. To add something, report it as progress; to "
                "change it, take the handing in back first."
            )
        )
    if act is not None:
        require_role(part, act)
        after(act, part.state)


def revoke_link(link_id: int, *, by: Actor, at: datetime) -> SecretLink:
    """Let a link to a part lead nowhere from now on; whoever drafts the group's minutes may. Conflict where somebody
    did so before."""
    link = session.scalar(
        select(SecretLink)
        .where(SecretLink.id == link_id, SecretLink.purpose == LinkPurpose.ACTION)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if link is None:
        raise NotFound(Bilingual.said("There is no such link."))
    action = _part(link).action
    require(may(by, action.group_id, *DRAFTERS))
    if link.revoked_at is not None:
        raise Conflict(Bilingual.said("This link was withdrawn already."))
    link.revoked_at = at
    audit.record(
        "link.revoked", "action", action.id, by=by, at=at, subject=action.reference, link=link.id, part=link.subject_id,
        person=link.person_id, organisation=link.organisation_id,
    )  # fmt: skip
    return link


def _part(link: SecretLink) -> Assignment:
    of_action = joinedload(Assignment.action, innerjoin=True)
    part = session.scalar(
        select(Assignment)
        .where(Assignment.id == link.subject_id)
        .options(
            joinedload(Assignment.organisation, innerjoin=True), of_action.joinedload(Action.group, innerjoin=True),
            of_action.joinedload(Action.meeting), of_action.joinedload(Action.entry).joinedload(Entry.meeting),
        )
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if part is None or link.subject_kind != PART:
        raise NotFound(Bilingual.said("This link leads to nothing any more. Answer the mail, and you are helped."))
    return part


def _why_not(part: Assignment) -> Bilingual | None:
    """What became of the part or its action, where it can't be answered any more."""
    if part.action.merged_into_id is not None:
        return Bilingual.said("This action became part of another one, which goes on. Nothing is asked here any more.")
    if not policy.is_live(part.action):
        return Bilingual.said("The minutes of this action are being changed. Nothing is asked here for now.")
    if part.state == AssignmentState.DROPPED:
        return Bilingual.said("This part was dropped. Nothing is to be done any more.")
    return None


def _who_not(link: SecretLink, part: Assignment, person: Person | None) -> Bilingual | None:
    """What became of the link's receiver, where nobody can answer by it any more."""
    if link.organisation_id != part.organisation_id:
        return Bilingual.said("This part was given to another organisation. Nothing is asked of yours any more.")
    if not part.organisation.is_active:
        return Bilingual.said("The organisation that this link was made for is closed.")
    if person is None:
        return None
    is_named = part.person_id == person.id
    if has_left(person) or not (is_named or part.organisation_id in answered_for(person.organisation_id)):
        return Bilingual.said("The person that this link was made for no longer answers for the organisation.")
    return None
