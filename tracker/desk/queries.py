"""Reads for the desk: the meetings that somebody has to do with next, and what their drafts still lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from tracker.access.actors import Actor, Role
from tracker.core.db import session
from tracker.desk import queries_minutes
from tracker.desk.queries_minutes import Arrived, Missed, OnTheirWay, ToAnswer
from tracker.drafting.missing import Missing, still_missing
from tracker.groups.models import WorkingGroup
from tracker.groups.policy import groups_drafted_by
from tracker.mail.models import MailState
from tracker.mail.queries import in_each_state
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, groups_seen_whole
from tracker.meetings.queries import TOLD, meetings_visible_to
from tracker.minutes.queries import minutes_visible_to
from tracker.organisations.models import Person

DRAFTS, COMING, LATEST = 4, 5, 5


@dataclass(frozen=True, slots=True)
class Draft:
    """Minutes that are being written."""

    meeting: Meeting
    missing: Missing
    may_draft: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for somebody: drafts, minutes that are out for comments or for a signature, meetings to come, and
    mails that did not go out. And what he got: minutes to answer, to acknowledge, to translate, to read."""

    person: Person | None
    drafts: tuple[Draft, ...]
    on_their_way: tuple[OnTheirWay, ...]
    to_answer: tuple[ToAnswer, ...]
    arrived: tuple[Arrived, ...]
    missed: tuple[Missed, ...]
    to_translate: Sequence[Meeting]
    coming: Sequence[Meeting]
    told: Sequence[Meeting]
    groups: Sequence[WorkingGroup]
    has_groups: bool
    mails: int


def desk_of(actor: Actor, on: date) -> Desk:
    """The desk on a day; six queries for each of a few drafts and eleven besides, however much there is."""
    written = Meeting.group_id.in_(groups_seen_whole(actor))
    drafts = _meetings(
        written, Meeting.record == RecordState.DRAFT,
        (Meeting.state == MeetingState.HELD) | (Meeting.state == MeetingState.PLANNED) & (Meeting.held_on <= on),
    )  # fmt: skip
    coming = _meetings(
        meetings_visible_to(actor), Meeting.state.in_([MeetingState.PLANNED, MeetingState.POSTPONED]),
        Meeting.held_on > on, Meeting.record == RecordState.DRAFT, soonest=True,
    )  # fmt: skip
    answers = queries_minutes.to_answer(actor, on)
    asked = {each.meeting.id for each in answers}
    return Desk(
        person=session.get(Person, actor.person_id) if actor.person_id else None,
        drafts=tuple(_draft(each, actor) for each in drafts[:DRAFTS]),
        on_their_way=queries_minutes.on_their_way(actor, on),
        to_answer=answers,
        arrived=tuple(each for each in queries_minutes.arrived(actor) if each.meeting.id not in asked),
        missed=queries_minutes.missed(actor),
        to_translate=queries_minutes.to_translate(actor, on),
        coming=coming[:COMING],
        told=_meetings(minutes_visible_to(actor), TOLD)[:LATEST],
        groups=_drafted_groups(actor),
        has_groups=session.scalar(select(WorkingGroup.id).limit(1)) is not None,
        mails=_stuck() if Role.ADMINISTRATOR in actor.everywhere else 0,
    )


def _draft(meeting: Meeting, actor: Actor) -> Draft:
    """A draft with what it lacks; who only translates hears of the texts alone."""
    missing, may_draft = still_missing(meeting.id), can_draft(actor, meeting)
    return Draft(meeting, missing if may_draft else missing.in_translation, may_draft)


def _meetings(*wanted: ColumnElement[bool], soonest: bool = False) -> Sequence[Meeting]:
    order = Meeting.held_on if soonest else Meeting.held_on.desc()
    return session.scalars(
        select(Meeting)
        .join(Meeting.group)
        .options(contains_eager(Meeting.group))
        .where(*wanted)
        .order_by(order, Meeting.id)
        .limit(COMING)
    ).all()


def _drafted_groups(actor: Actor) -> Sequence[WorkingGroup]:
    """The groups whose meetings somebody plans."""
    mine = WorkingGroup.id.in_(groups_drafted_by(actor))
    return session.scalars(select(WorkingGroup).where(mine).order_by(WorkingGroup.acronym)).all()


def _stuck() -> int:
    """How many mails wait for a person: failed, or to be sent by hand."""
    states = in_each_state()
    return states[MailState.FAILED] + states[MailState.BY_HAND]
