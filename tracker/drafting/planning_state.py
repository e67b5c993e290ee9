"""Whether a meeting is planned, postponed, cancelled or held, with its history; and who may decide that."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions import special
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import require_reason
from tracker.core.errors import NotFound, Refused
from tracker.drafting.policy_planning import can_plan
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import FIRST_YEAR, LAST_YEAR
from tracker.meetings.appointments import Appointment, count_change
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Entry, Meeting, MeetingStateChange
from tracker.meetings.services import lock_meeting
from tracker.register.models import AgendaItem

OPEN = (MeetingState.PLANNED, MeetingState.POSTPONED)


def locked_group(group_id: int, by: Actor) -> WorkingGroup:
    """The group with its row locked, for somebody who may plan in it: of two who plan at once the second waits."""
    group = session.scalar(select(WorkingGroup).where(WorkingGroup.id == group_id).with_for_update(key_share=True))
    if group is None:
        raise NotFound(Bilingual.said("There is no such working group."))
    require(can_plan(by, group.id))
    return group


def locked_meeting(meeting_id: int, by: Actor) -> Meeting:
    """The meeting with its row locked, for somebody who may plan in its group."""
    meeting = lock_meeting(meeting_id)
    require(can_plan(by, meeting.group_id))
    return meeting


def require_open(meeting: Meeting) -> None:
    """Refuse what can only be done before a meeting."""
    if meeting.state == MeetingState.HELD:
        raise Refused(Bilingual.said("The meeting was held; its plan no longer changes."))
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(Bilingual.said("The meeting was cancelled. Give it a new date first."))


def postpone(meeting_id: int, to: date | None, reason: Bilingual, *, by: Actor, at: datetime) -> Meeting:
    """Give a meeting another date, or none yet; also one that was cancelled, or that was marked as held by mistake.
    Its quarter stays: a quarter's meeting may be held in the next one."""
    meeting = locked_meeting(meeting_id, by)
    _require_nothing_written(meeting)
    require_reason(reason)
    shown, was_off = Appointment.of(meeting), meeting.state == MeetingState.CANCELLED
    if to is not None:
        require_year(to)
        if to == meeting.held_on and meeting.state == MeetingState.PLANNED:
            raise Refused(Bilingual.said("That is the date it has already."))
        meeting.held_on = to
    meeting.state = MeetingState.POSTPONED if to is None else MeetingState.PLANNED
    count_change(meeting, shown)
    _note(meeting, MeetingState.POSTPONED, reason, by=by, at=at)
    for action_id in _on_agenda(meeting) if was_off else ():
        special.schedule(action_id, meeting, by=by, at=at)  # it is the one that was asked for after all
    special.meeting_moved(meeting, to, reason, by=by, at=at)
    return meeting


def cancel(meeting_id: int, reason: Bilingual, *, by: Actor, at: datetime) -> Meeting:
    """Call a meeting off; what was on its agenda stays outstanding."""
    meeting = locked_meeting(meeting_id, by)
    _require_nothing_written(meeting)
    require_reason(reason)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(Bilingual.said("The meeting is cancelled already."))
    shown = Appointment.of(meeting)
    meeting.state = MeetingState.CANCELLED
    count_change(meeting, shown)
    _note(meeting, MeetingState.CANCELLED, reason, by=by, at=at)
    special.meeting_cancelled(meeting, reason, by=by, at=at)
    return meeting


def hold(meeting_id: int, on: date, today: date, *, by: Actor, at: datetime) -> Meeting:
    """Record that a meeting took place, and on which day."""
    meeting = locked_meeting(meeting_id, by)
    require_open(meeting)
    require_year(on)
    if on > today:
        raise Refused(Bilingual.said("That day is still to come. Mark the meeting as held on the day, or later."))
    shown = Appointment.of(meeting)
    meeting.held_on, meeting.state = on, MeetingState.HELD
    count_change(meeting, shown)
    _note(meeting, MeetingState.HELD, Bilingual(), by=by, at=at)
    return meeting


def require_year(day: date) -> None:
    """Refuse a year in which no meeting of ours can lie."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(Bilingual.said("The year must lie between 1975 and 2100."))


def keep_in_history(meeting: Meeting, state: MeetingState, reason: Bilingual, *, by: Actor, at: datetime) -> None:
    """Keep what was decided about a meeting, for which date and why."""
    session.add(
        MeetingStateChange(
            meeting=meeting, at=at, by=by.label[:200], by_person_id=by.person_id, state=state, held_on=meeting.held_on,
            reason=reason,
        )
    )  # fmt: skip


def _on_agenda(meeting: Meeting) -> Sequence[int]:
    """The actions on a meeting's agenda, in the order in which they are locked."""
    listed = (AgendaItem.meeting_id == meeting.id, AgendaItem.action_id.is_not(None))
    return [
        number or 0
        for number in session.scalars(select(AgendaItem.action_id).where(*listed).order_by(AgendaItem.action_id))
    ]


def _note(meeting: Meeting, state: MeetingState, reason: Bilingual, *, by: Actor, at: datetime) -> None:
    keep_in_history(meeting, state, reason, by=by, at=at)
    meeting.revision += 1
    audit.record(
        f"meeting.{state}", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, held_on=meeting.held_on,
        reason={"en": reason.en, "lo": reason.lo},
    )  # fmt: skip


def _require_nothing_written(meeting: Meeting) -> None:
    if meeting.record != RecordState.DRAFT:
        raise Refused(Bilingual.said("The minutes were circulated; the meeting can't be postponed or cancelled."))
    written = select(Entry.id).where(Entry.meeting_id == meeting.id, Entry.deleted_at.is_(None)).limit(1)
    if meeting.state == MeetingState.HELD and session.scalar(written) is not None:
        raise Refused(
            Bilingual.said("The meeting was held and minutes are written; it can't be postponed or cancelled.")
        )
