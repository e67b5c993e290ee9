"""To what a search is narrowed for each kind of what can be found, and for which kinds that can't hold."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select

from tracker.access.actors import Actor
from tracker.documents.models import Document, StageSpan
from tracker.find.asked import ActionsAsked, How, Paper, SearchAsked, What
from tracker.find.queries_actions import asked_of_actions
from tracker.find.visible import texts_visible_to
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import MeetingState, Presence, RecordState
from tracker.meetings.models import Attendance, Entry, EntryAskedOf, EntryRaisedBy, Meeting
from tracker.organisations.models import Organisation, Person
from tracker.organisations.queries import answered_for

OF_MEETINGS = frozenset({What.ENTRY, What.MEETING, What.MINUTES})
IN_A_GROUP = OF_MEETINGS | {What.ACTION}
RECORDS = {
    Paper.DRAFT: (RecordState.DRAFT,),
    Paper.CIRCULATED: (RecordState.CIRCULATED,),
    Paper.ISSUED: (RecordState.ISSUED, RecordState.AMENDED),
}

Conditions = Sequence[ColumnElement[bool]]


def fitting(asked: SearchAsked) -> tuple[What, ...]:
    """The kinds that are searched: the one that is asked for, or all, without those that can't be as is asked."""
    wanted = [asked.kind] if asked.kind else list(What)
    if asked.group or asked.period:
        wanted = [each for each in wanted if each in IN_A_GROUP]
    if asked.state:
        able = OF_MEETINGS if isinstance(asked.state, Paper) else {What.ACTION}
        wanted = [each for each in wanted if each in able]
    return tuple(wanted)


def narrowed(actor: Actor, asked: SearchAsked, *, today: date) -> dict[What, Conditions]:
    """For each kind that is searched the conditions beside its words: one query, where an organisation is asked for."""
    chosen = asked.organisation
    own = (answered_for(chosen) or frozenset({chosen})) if chosen else frozenset()
    return {each: tuple(_of(each, actor, asked, own, today)) for each in fitting(asked)}


def _of(
    kind: What, actor: Actor, asked: SearchAsked, own: frozenset[int], today: date
) -> Iterator[ColumnElement[bool]]:
    met = tuple(_of_meeting(asked))
    match kind:
        case What.ACTION:
            if asked.group or asked.period or own or asked.state:
                yield from asked_of_actions(actor, _as_action(asked), own, today=today)
        case What.ENTRY:
            if met:
                yield Entry.meeting_id.in_(select(Meeting.id).where(*met))
            if own:
                yield _told_by(own)
        case What.MEETING | What.MINUTES:
            yield from met
            if own:
                yield and_(texts_visible_to(actor), Meeting.id.in_(_attended_by(own)))
        case What.DOCUMENT if own:
            yield _held_by(own)
        case What.ORGANISATION if own:
            yield Organisation.id.in_(sorted(own))
        case _:
            pass


def _as_action(asked: SearchAsked) -> ActionsAsked:
    how = asked.state if isinstance(asked.state, How) else How.ALL
    return ActionsAsked(group=asked.group, period=asked.period, organisation=asked.organisation, state=how)


def _of_meeting(asked: SearchAsked) -> Iterator[ColumnElement[bool]]:
    """The minutes of a meeting that is still to come are not drafted yet."""
    if asked.group:
        yield Meeting.group_id == select(WorkingGroup.id).where(WorkingGroup.slug == asked.group).scalar_subquery()
    if asked.period:
        yield Meeting.period_year == asked.period.year
        yield Meeting.period_quarter == asked.period.quarter
    if isinstance(asked.state, Paper):
        yield Meeting.record.in_(RECORDS[asked.state])
        if asked.state == Paper.DRAFT:
            yield Meeting.state == MeetingState.HELD


def _told_by(own: frozenset[int]) -> ColumnElement[bool]:
    """What these organisations raised, or were asked."""
    raised = select(EntryRaisedBy.entry_id).where(EntryRaisedBy.organisation_id.in_(own))
    asked = select(EntryAskedOf.entry_id).where(EntryAskedOf.organisation_id.in_(own))
    return or_(Entry.id.in_(raised), Entry.id.in_(asked))


def _attended_by(own: frozenset[int]) -> Select[int]:
    there = Attendance.presence == Presence.PRESENT
    of_people = select(Person.id).where(Person.organisation_id.in_(own))
    who = or_(Attendance.organisation_id.in_(own), Attendance.person_id.in_(of_people))
    return select(Attendance.meeting_id).where(there, who)


def _held_by(own: frozenset[int]) -> ColumnElement[bool]:
    """What these organisations hold, or a stage of it that has not ended."""
    stages = select(StageSpan.document_id).where(StageSpan.holder_id.in_(own), StageSpan.until_on.is_(None))
    return or_(Document.held_by_id.in_(own), Document.id.in_(stages))
