"""What is outstanding around meetings: points and minutes that are waited for, meetings that come, and the one of a
quarter that nobody planned."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from tracker.core.dates import quarter_of, quarter_span
from tracker.groups.models import Membership, WorkingGroup
from tracker.invitations.models import Invitation, Reply
from tracker.meetings.kinds import MeetingKind, MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.minutes.models import Correction, Delivery, Stance, Version, VersionKind
from tracker.organisations.models import Organisation
from tracker.points.queries import not_answered
from tracker.reminders.models import ItemKind
from tracker.reminders.outstanding import Asked, Column, Rows, base, day

_meeting, _organisation = Meeting.__table__.c, Organisation.__table__.c


def called_for_points(asked: Asked) -> Sequence[Rows]:
    """The members that sent in nothing for a regular meeting, by its day."""
    silent = not_answered().subquery()
    rows = base(silent).join(Meeting, Meeting.id == silent.c.meeting_id).where(Meeting.group_id == asked.group_id)
    return (_of_meeting(rows, silent.c.organisation_id),)


def coming(asked: Asked) -> Sequence[Rows]:
    """The meetings that are planned, by their day, for the organisations that were invited, or all members where nobody
    was; not for those that can't come."""
    invited = _invited().where(Invitation.organisation_id == Organisation.id)
    members = exists().where(Membership.group_id == Meeting.group_id, Membership.organisation_id == Organisation.id)
    absent = exists().where(
        Reply.meeting_id == Meeting.id, Reply.organisation_id == Organisation.id, Reply.people == 0
    )  # fmt: skip
    rows = base(Meeting).join(Organisation, Organisation.is_active.is_(True)).where(
        Meeting.group_id == asked.group_id, Meeting.state == MeetingState.PLANNED,
        or_(invited.exists(), and_(~_invited().exists(), members)), ~absent,
    )  # fmt: skip
    return (_of_meeting(rows, _organisation.id),)


def without_minutes(asked: Asked) -> Sequence[Rows]:
    """The meetings that were held and whose minutes are still on the group's desk, by the day they were held."""
    rows = base(Meeting).where(
        Meeting.group_id == asked.group_id, Meeting.state == MeetingState.HELD, Meeting.record == RecordState.DRAFT
    )
    return (_of_meeting(rows, None),)


def not_planned(asked: Asked) -> Sequence[Rows]:
    """The group, where it has no regular meeting in this quarter, by the quarter's first day."""
    year, quarter = quarter_of(asked.on)
    first, last = quarter_span(year, quarter)
    this = or_(
        and_(Meeting.period_year == year, Meeting.period_quarter == quarter), Meeting.held_on.between(first, last)
    )
    planned = exists().where(
        Meeting.group_id == WorkingGroup.id, Meeting.kind == MeetingKind.REGULAR,
        Meeting.state.in_((MeetingState.PLANNED, MeetingState.HELD)), this,
    )  # fmt: skip
    rows = base(WorkingGroup).where(WorkingGroup.id == asked.group_id, ~planned)
    return (Rows(ItemKind.GROUP, WorkingGroup.__table__.c.id, day(first), day(first), rows),)


def unanswered(asked: Asked) -> Sequence[Rows]:
    """The organisations that got the minutes that are out for comments and said nothing, by the comment date."""
    newer = aliased(Version)
    replaced = exists().where(
        newer.meeting_id == Version.meeting_id, newer.number > Version.number, newer.sealed_at.is_not(None)
    )
    rows = (
        base(Version)
        .join(Meeting, Meeting.id == Version.meeting_id)
        .join(Organisation, Organisation.is_active.is_(True))
        .where(
            Meeting.group_id == asked.group_id, Meeting.record == RecordState.CIRCULATED,
            Version.kind == VersionKind.CIRCULATED, Version.edition == "", Version.sealed_at.is_not(None),
            Version.silence_noted_at.is_(None), ~replaced,
            _said(Delivery).exists(), ~_said(Stance).exists(), ~_said(Correction).exists(),
        )
    )  # fmt: skip
    until = func.coalesce(Meeting.comment_until, Version.comment_until, type_=Date)
    return (Rows(ItemKind.VERSION, Version.__table__.c.id, until, until, rows, _organisation.id),)


def _said(what: type[Delivery] | type[Stance] | type[Correction]) -> Select[Any]:
    """What went to the organisation, or came from it, about the number of the version at hand in any language."""
    same = aliased(Version)
    return (
        select(what.id)
        .join(same, same.id == what.version_id)
        .where(
            same.meeting_id == Version.meeting_id, same.number == Version.number,
            what.organisation_id == Organisation.id,
        )
        .correlate(Version, Organisation)
    )  # fmt: skip


def _invited() -> Select[Any]:
    return (
        select(Invitation.id)
        .where(Invitation.meeting_id == Meeting.id, ~Invitation.cancelled)
        .correlate(Meeting, Organisation)
    )


def _of_meeting(rows: Select[Any], organisation: Column | None) -> Rows:
    whose = {} if organisation is None else {"organisation": organisation}
    return Rows(ItemKind.MEETING, _meeting.id, _meeting.held_on, _meeting.held_on, rows, **whose)
