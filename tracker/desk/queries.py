"""Reads for the desk: the meetings that somebody has to do with next, and what their drafts still lack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import contains_eager

from tracker.access.actors import Actor, Role
from tracker.core.db import session
from tracker.dashboard import queries_instructions
from tracker.dashboard.models import Instruction
from tracker.desk import queries_chair, queries_management, queries_minutes, queries_ours, queries_reminders
from tracker.desk.cards import Ours
from tracker.desk.queries_chair import Lead
from tracker.desk.queries_management import Watched
from tracker.desk.queries_minutes import READERS, Arrived, Missed, OnTheirWay, ToAnswer
from tracker.desk.queries_reminders import Reminding
from tracker.drafting.missing import Missing, still_missing
from tracker.groups.models import WorkingGroup
from tracker.groups.policy import groups_drafted_by
from tracker.invitations.models import Reply
from tracker.invitations.queries import own_replies
from tracker.mail.models import MailState
from tracker.mail.queries import in_each_state
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, groups_seen_whole
from tracker.meetings.queries import TOLD, meetings_visible_to
from tracker.minutes.queries import minutes_visible_to
from tracker.organisations.models import Person

DRAFTS, LATEST = 4, 5
OVERSEERS = frozenset({Role.ADMINISTRATOR, Role.MANAGEMENT})


@dataclass(frozen=True, slots=True)
class Draft:
    """Minutes that are being written."""

    meeting: Meeting
    missing: Missing
    may_draft: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for somebody: what his organisation has to do and what his groups' chairs are to answer; drafts,
    minutes that are out for comments or for a signature, meetings to come, and mails that did not go out. And what he
    got: minutes to answer, to acknowledge, to translate, to read. `replies` holds what his organisations answered to
    the meetings to come, by meeting. `is_of_party` says that the actions of his organisation are what he is here for.
    `watched` is what management looks at, `instructions` what it said to those who lead groups and no meeting confirmed
    yet."""

    person: Person | None
    is_of_party: bool
    ours: Ours
    lead: Lead
    drafts: tuple[Draft, ...]
    on_their_way: tuple[OnTheirWay, ...]
    to_answer: tuple[ToAnswer, ...]
    arrived: tuple[Arrived, ...]
    missed: tuple[Missed, ...]
    to_translate: Sequence[Meeting]
    coming: Sequence[Meeting]
    replies: Mapping[int, Sequence[Reply]]
    told: Sequence[Meeting]
    groups: Sequence[WorkingGroup]
    has_groups: bool
    mails: int
    reminding: Reminding
    watched: Watched | None
    instructions: Sequence[Instruction]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing on it at all."""
        minutes = (self.drafts, self.on_their_way, self.to_answer, self.arrived, self.missed, self.to_translate)
        own = not self.ours.is_empty or self.groups or self.mails or self.reminding.unreachable or self.watched
        return not (own or any(minutes) or self.coming or self.told)


def desk_of(actor: Actor, on: date) -> Desk:
    """The desk on a day; six queries for each of a few drafts and twenty-eight besides, however much there is.
    Nothing is asked that a reader's roles rule out."""
    answers = queries_minutes.to_answer(actor, on)
    asked = {each.meeting.id for each in answers}
    coming = session.scalars(_coming(actor), {"today": on}).all()
    return Desk(
        person=session.get(Person, actor.person_id) if actor.person_id else None,
        is_of_party=not (groups_seen_whole(actor) or actor.everywhere & OVERSEERS),
        ours=queries_ours.ours(actor, on),
        lead=queries_chair.lead(actor, on),
        drafts=_drafts(actor, on),
        on_their_way=queries_minutes.on_their_way(actor, on),
        to_answer=answers,
        arrived=tuple(each for each in queries_minutes.arrived(actor) if each.meeting.id not in asked),
        missed=queries_minutes.missed(actor),
        to_translate=queries_minutes.to_translate(actor, on),
        coming=coming,
        replies=own_replies(actor, [each.id for each in coming]),
        told=session.scalars(_told(actor)).all(),
        groups=_drafted_groups(actor),
        has_groups=Role.ADMINISTRATOR not in actor.everywhere or _has_groups(),
        mails=_stuck() if Role.ADMINISTRATOR in actor.everywhere else 0,
        reminding=queries_reminders.reminding(actor),
        watched=queries_management.watched(actor, on),
        instructions=queries_instructions.unconfirmed(actor),
    )


def _drafts(actor: Actor, on: date) -> tuple[Draft, ...]:
    """Minutes that somebody may write or translate, the newest first."""
    groups = groups_seen_whole(actor)
    if not groups:
        return ()
    begun = (Meeting.state == MeetingState.HELD) | (Meeting.state == MeetingState.PLANNED) & (Meeting.held_on <= on)
    found = session.scalars(_meetings(Meeting.group_id.in_(groups), Meeting.record == RecordState.DRAFT, begun)).all()
    return tuple(_draft(each, actor) for each in found[:DRAFTS])


@lru_cache(maxsize=READERS)
def _coming(actor: Actor) -> Select[Meeting]:
    """The next meetings, the soonest first."""
    return _meetings(
        meetings_visible_to(actor), Meeting.state.in_([MeetingState.PLANNED, MeetingState.POSTPONED]),
        Meeting.held_on > bindparam("today"), Meeting.record == RecordState.DRAFT, soonest=True,
    )  # fmt: skip


@lru_cache(maxsize=READERS)
def _told(actor: Actor) -> Select[Meeting]:
    """The last minutes that went out, the newest first."""
    return _meetings(minutes_visible_to(actor), TOLD)


def _has_groups() -> bool:
    return session.scalar(select(WorkingGroup.id).limit(1)) is not None


def _draft(meeting: Meeting, actor: Actor) -> Draft:
    """A draft with what it lacks; who only translates hears of the texts alone."""
    missing, may_draft = still_missing(meeting.id), can_draft(actor, meeting)
    return Draft(meeting, missing if may_draft else missing.in_translation, may_draft)


def _meetings(*wanted: ColumnElement[bool], soonest: bool = False) -> Select[Meeting]:
    order = Meeting.held_on if soonest else Meeting.held_on.desc()
    return (
        select(Meeting)
        .join(Meeting.group)
        .options(contains_eager(Meeting.group))
        .where(*wanted)
        .order_by(order, Meeting.id)
        .limit(LATEST)
    )


def _drafted_groups(actor: Actor) -> Sequence[WorkingGroup]:
    """The groups whose meetings somebody plans."""
    mine = groups_drafted_by(actor)
    if not mine:
        return ()
    return session.scalars(select(WorkingGroup).where(WorkingGroup.id.in_(mine)).order_by(WorkingGroup.acronym)).all()


def _stuck() -> int:
    """How many mails wait for a person: failed, or to be sent by hand."""
    states = in_each_state()
    return states[MailState.FAILED] + states[MailState.BY_HAND]
