"""Reads of invitations: how a meeting's stand, what was answered, and for whom somebody may answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor, Via
from tracker.accounts.models import SecretLink
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.groups.models import Membership
from tracker.invitations.guests import Guest, Reason
from tracker.invitations.models import Invitation, Reply
from tracker.invitations.texts import Told
from tracker.meetings.appointments import state_of
from tracker.meetings.models import Attendance, Meeting, MeetingStateChange
from tracker.organisations.models import Organisation, Person
from tracker.register.queries import agenda


@dataclass(frozen=True, slots=True)
class Overview:
    """How a meeting's invitations stand: how many were asked, how many of them know an older date, how many
    organisations come with how many people, can't come, or have not answered since the meeting got its day and hour."""

    asked: int
    behind: int
    coming: int
    people: int
    declined: int
    silent: int


@dataclass(frozen=True, slots=True)
class Answered:
    """An organisation that was asked, or answered without being asked, with its answer, if it gave one."""

    organisation: Organisation
    reply: Reply | None


def told(meeting: Meeting) -> Told:
    """What the invitations to a meeting say now. Four queries."""
    last = session.scalars(
        select(MeetingStateChange.reason)
        .where(MeetingStateChange.meeting_id == meeting.id)
        .order_by(MeetingStateChange.id.desc())
        .limit(1)
    ).first()
    return Told(meeting, agenda(meeting, drafts=False), last or Bilingual())


def guest_of(invitation: Invitation) -> Guest:
    """Whoever an invitation went to, as it went."""
    return Guest(
        invitation.email, invitation.name, invitation.language, Reason.ADDED, invitation.person_id,
        invitation.organisation_id,
    )  # fmt: skip


def answers(meeting_id: int) -> tuple[Answered, ...]:
    """The organisations that were asked to a meeting or answered, each with its answer: those that have not answered
    first, then those that answered before it was moved. Two queries."""
    replies = {each.organisation_id: each for each in _replies(meeting_id)}
    asked = select(Invitation.organisation_id).where(
        Invitation.meeting_id == meeting_id, Invitation.cancelled.is_(False), Invitation.organisation_id.is_not(None)
    )
    found = session.scalars(
        select(Organisation)
        .where(or_(Organisation.id.in_(asked), Organisation.id.in_(replies)))
        .order_by(Organisation.short_name, Organisation.id)
    ).all()
    rows = (Answered(each, replies.get(each.id)) for each in found)
    return tuple(sorted(rows, key=_order))


def overview(meeting: Meeting) -> Overview:
    """How the invitations to a meeting stand, in a fixed number of queries."""
    sent = session.execute(
        select(Invitation.sequence, func.count())
        .where(Invitation.meeting_id == meeting.id, Invitation.cancelled.is_(False))
        .group_by(Invitation.sequence)
    ).all()
    rows = answers(meeting.id)
    given = [each.reply for each in rows if each.reply and not each.reply.is_before_move]
    is_off = state_of(meeting) != "on"
    return Overview(
        asked=sum(count for _, count in sent),
        behind=sum(count for sequence, count in sent if is_off or sequence < meeting.calendar_sequence),
        coming=sum(1 for each in given if each.people), people=sum(each.people for each in given),
        declined=sum(1 for each in given if not each.people), silent=len(rows) - len(given),
    )  # fmt: skip


def answered_before_move(meeting_id: int) -> frozenset[int]:
    """The organisations that answered before a meeting was moved, and not since."""
    return frozenset(each.organisation_id for each in _replies(meeting_id) if each.is_before_move)


def reply_of(meeting_id: int, organisation_id: int) -> Reply | None:
    """What an organisation answered."""
    return session.scalar(select(Reply).where(Reply.meeting_id == meeting_id, Reply.organisation_id == organisation_id))


def answering_for(actor: Actor, meeting: Meeting) -> Sequence[Organisation]:
    """The organisations that somebody may answer a meeting's invitation for: his own and its units, as far as they are
    members of the group, asked to the meeting or on its list. By a link the one that it was made for."""
    expected: ColumnElement[bool] = true()
    if actor.via != Via.LINK:
        members = select(Membership.organisation_id).where(Membership.group_id == meeting.group_id)
        asked = select(Invitation.organisation_id).where(Invitation.meeting_id == meeting.id)
        listed = select(Attendance.organisation_id).where(Attendance.meeting_id == meeting.id)
        expected = or_(*(Organisation.id.in_(each) for each in (members, asked, listed)))
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(actor.organisations), Organisation.is_active, expected)
        .order_by(Organisation.id)
    ).all()


def invitation_of(link: SecretLink) -> Invitation:
    """What a link to answer was sent with. NotFound for a link to anything else, of somebody who has left or works for
    another organisation by now, or of an organisation that was closed."""
    found = session.scalar(
        select(Invitation)
        .where(Invitation.link_id == link.id)
        .options(
            joinedload(Invitation.meeting).joinedload(Meeting.group), joinedload(Invitation.person),
            joinedload(Invitation.organisation),
        )
    )  # fmt: skip
    if found is None or _is_gone(found, link) or link.subject_id != found.meeting_id:
        raise NotFound(Bilingual.said("This link leads to nothing any more. Answer the mail, and you are helped."))
    return found


def _is_gone(invitation: Invitation, link: SecretLink) -> bool:
    person, organisation = invitation.person, invitation.organisation
    if organisation is None or not organisation.is_active or link.organisation_id != organisation.id:
        return True
    return person is not None and (not person.is_active or person.organisation_id != organisation.id)


def link_actor(link: SecretLink, invitation: Invitation) -> Actor:
    """Whoever comes by a link: one organisation's voice on one meeting, and no role anywhere."""
    called = invitation.organisation.short_name if invitation.organisation else ""
    name = invitation.name or invitation.email
    return Actor(
        label=f"{name} ({called})" if called and called not in name else name, via=Via.LINK, person_id=link.person_id,
        link_id=link.id, organisations=frozenset({link.organisation_id} if link.organisation_id else ()),
    )  # fmt: skip


def own_replies(actor: Actor, meetings: Collection[int]) -> dict[int, list[Reply]]:
    """What somebody's organisations answered to some meetings, by meeting. One query, none where nobody is asked."""
    if not (meetings and actor.organisations):
        return {}
    found = session.scalars(
        select(Reply)
        .where(Reply.meeting_id.in_(meetings), Reply.organisation_id.in_(actor.organisations))
        .options(joinedload(Reply.organisation))
        .order_by(Reply.id)
    )
    by_meeting: dict[int, list[Reply]] = {}
    for reply in found:
        by_meeting.setdefault(reply.meeting_id, []).append(reply)
    return by_meeting


def home_of(actor: Actor) -> int | None:
    """The organisation that somebody works for."""
    return session.scalar(select(Person.organisation_id).where(Person.id == (actor.person_id or 0)))


def _order(row: Answered) -> int:
    reply = row.reply
    if reply is None:
        return 0
    return 1 if reply.is_before_move else 2 if reply.people else 3


def _replies(meeting_id: int) -> Sequence[Reply]:
    return session.scalars(select(Reply).where(Reply.meeting_id == meeting_id).order_by(Reply.id)).all()
