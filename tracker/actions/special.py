"""Actions that ask for a special meeting: scheduled, postponed and called off with it, and done when its minutes are
circulated. Knows nothing of who plans meetings or circulates minutes: whoever calls these was asked."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.actions.asking import settle_asks
from tracker.actions.confirmed import settle_day
from tracker.actions.deadlines import Window
from tracker.actions.deciding import accept_part, close_the_rest
from tracker.actions.models import Action, ActionKind, AskKind, Progress, ProgressKind
from tracker.actions.moving import Step, lock_action, step, tell
from tracker.actions.states import Act
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.meetings.kinds import MeetingKind, MeetingState
from tracker.meetings.models import Meeting

NOTHING = Bilingual()


def schedule(action_id: int, meeting: Meeting, *, by: Actor, at: datetime) -> bool:
    """Note that this special meeting is the one that an action asks for; whether that is so now. One for which another
    meeting is on the way keeps that one, and its day is not confirmed anew."""
    action = lock_action(action_id)
    if action.kind != ActionKind.SPECIAL_MEETING or meeting.kind != MeetingKind.SPECIAL:
        return False
    if action.merged_into_id is not None or action.scheduled_meeting_id not in {None, meeting.id}:
        return False
    if action.scheduled_meeting_id == meeting.id:
        return True
    action.scheduled_meeting_id, day = meeting.id, meeting.held_on
    settle_day(action, day, clock.day_of(at))
    tell(action, ProgressKind.SCHEDULED, _said(meeting, window=Window(day, day, day)), by=by, at=at)
    _record("action.scheduled", action, meeting, by=by, at=at, on=day)
    return True


def unschedule(action_id: int, meeting: Meeting, reason: Bilingual = NOTHING, *, by: Actor, at: datetime) -> None:
    """Note that a meeting is not, or no more, the one that an action asks for: it waits for another one."""
    action = lock_action(action_id)
    if action.scheduled_meeting_id != meeting.id:
        return
    action.scheduled_meeting_id = None
    settle_day(action, None, clock.day_of(at))
    tell(action, ProgressKind.REOPENED, _said(meeting, reason), by=by, at=at)
    _record("action.unscheduled", action, meeting, by=by, at=at)


def meeting_moved(
    meeting: Meeting, to: date | None, reason: Bilingual = NOTHING, *, by: Actor, at: datetime
) -> None:  # fmt: skip
    """The meeting was given another day, or none yet. A day that lies after the window is a new window: each open part
    of an owner is postponed to it, with the reason."""
    for action in _asking_for(meeting):
        if to is not None and to == action.confirmed_on:
            continue
        settle_day(action, to, clock.day_of(at))
        later = to is None or to > (_ends(action) or to)
        window = Window(to, to, to) if to else None
        said = _said(meeting, reason, window=window)
        parts = [part for part in action.owners if part.closed_at is None]
        for part in parts if later else ():
            settle_asks(part, at, (AskKind.MORE_TIME,))
            step(part, Act.POSTPONE, said, by=by, at=at)
        if not (parts and later):
            tell(action, ProgressKind.POSTPONED if later else ProgressKind.DATED, said, by=by, at=at)
        _record("action.meeting_moved", action, meeting, by=by, at=at, on=to)


def meeting_cancelled(meeting: Meeting, reason: Bilingual, *, by: Actor, at: datetime) -> None:
    """The meeting was called off: whatever asks for it waits for another one."""
    for action in _asking_for(meeting):
        unschedule(action.id, meeting, reason, by=by, at=at)


def meeting_circulated(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """The meeting was held and its minutes go out: what asked for it is done. Nobody accepts its own work by that: it
    is the meeting that took place."""
    if meeting.kind != MeetingKind.SPECIAL or meeting.state != MeetingState.HELD:
        return
    for action in _asking_for(meeting):
        parts = action.owners
        for part in parts:
            if part.closed_at is None:
                accept_part(part, _said(meeting), by=by, at=at)
        if not parts and not _is_found_done(action, meeting):
            tell(action, ProgressKind.ACCEPTED, _said(meeting), by=by, at=at)
            close_the_rest(action, Act.ACCEPT, _said(meeting), by=by, at=at)
            _record("action.held", action, meeting, by=by, at=at)


def _asking_for(meeting: Meeting) -> Sequence[Action]:
    """The actions that a meeting was planned for, each locked, always in the same order."""
    if meeting.kind != MeetingKind.SPECIAL:
        return ()
    wanted = select(Action.id).where(Action.scheduled_meeting_id == meeting.id, Action.merged_into_id.is_(None))
    return [lock_action(number) for number in session.scalars(wanted.order_by(Action.id)).all()]


def _ends(action: Action) -> date | None:
    """The last day of what is agreed: of the open parts' windows, or of the first one where nobody owns it."""
    windows = [part.window for part in action.owners if part.closed_at is None] or [action.first]
    return max((day for each in windows if (day := each.end)), default=None)


def _is_found_done(action: Action, meeting: Meeting) -> bool:
    told = (Progress.action_id == action.id, Progress.kind == ProgressKind.ACCEPTED, Progress.meeting_id == meeting.id)
    return session.scalar(select(Progress.id).where(*told).limit(1)) is not None


def _said(meeting: Meeting, note: Bilingual = NOTHING, *, window: Window | None = None) -> Step:
    return Step(note=note, window=window, meeting_id=meeting.id)


def _record(verb: str, action: Action, meeting: Meeting, *, by: Actor, at: datetime, **more: object) -> None:
    audit.record(
        verb, "action", action.id, by=by, at=at, subject=action.reference, meeting=meeting.reference, **more
    )  # fmt: skip
