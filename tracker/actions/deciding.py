"""What the chair answers: accepting, returning, more time, dropping, reopening. Nobody accepts its own work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions import mails, policy
from tracker.actions.asking import lock_ask, require_later, settle_asks
from tracker.actions.confirmed import settle_day
from tracker.actions.deadlines import Window
from tracker.actions.mails import Outcome
from tracker.actions.models import (
    Action,
    Ask,
    AskKind,
    Assignment,
    AssignmentRole,
    Progress,
    ProgressKind,
)
from tracker.actions.moving import Step, later, lock_actions_of, lock_live, lock_part, step, tell
from tracker.actions.states import Act
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import refuse_stale, require_reason
from tracker.core.errors import Refused
from tracker.meetings.addresses import FIRST_YEAR, LAST_YEAR
from tracker.meetings.kinds import MeetingState

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class Seen:
    """A part as the chair's page showed it: an answer to something else than that is refused."""

    assignment_id: int
    version: int


def accept(seen: Seen, note: Bilingual = NOTHING, *, by: Actor, at: datetime) -> Progress:
    """Find that a part is done. With the last owner's part the action is done, and whoever supported, followed up or
    received it has nothing more to do."""
    part = lock_seen(seen, by=by)
    refuse_own_work(part, by)
    told = accept_part(part, Step(note=note), by=by, at=at)
    mails.tell_step(part, told, Outcome.ACCEPTED, by=by, at=at)
    return told


def accept_part(part: Assignment, said: Step, *, by: Actor, at: datetime) -> Progress:
    """The same of a part that is locked, on behalf of whoever was asked already: the chair, or a meeting's verdict."""
    told = step(part, Act.ACCEPT, said, by=by, at=at)
    settle_asks(part, at)
    _record("action.accepted", part, said.note, by=by, at=at)
    if part.role == AssignmentRole.OWNER and part.action.is_over:
        _close_with_owners(part.action, said, by=by, at=at)
    return told


def accept_several(seen: Sequence[Seen], *, by: Actor, at: datetime) -> list[Progress]:
    """Accept several parts, all or none."""
    lock_actions_of([each.assignment_id for each in seen])
    return [accept(each, by=by, at=at) for each in seen]


def return_with_reason(seen: Seen, reason: Bilingual, *, by: Actor, at: datetime) -> Progress:
    """Give back what was handed in, and say what is missing."""
    part = lock_seen(seen, by=by)
    require_reason(reason)
    told = step(part, Act.RETURN, Step(note=reason), by=by, at=at)
    _record("action.returned", part, reason, by=by, at=at)
    mails.tell_step(part, told, Outcome.RETURNED, by=by, at=at)
    return told


def grant_time(ask_id: int, window: Window | None, answer: Bilingual, *, by: Actor, at: datetime) -> Progress:
    """Grant more time: until when it was asked for, or until another day. The first window stays on record."""
    ask, part = lock_asked(ask_id, AskKind.MORE_TIME, by=by)
    until = ask.window if window is None else window
    require_later(part, until, clock.day_of(at))
    note_decision(ask, granted=True, answer=answer, by=by, at=at)
    told = step(part, later(part), Step(note=answer, window=until, ask_id=ask.id), by=by, at=at)
    _record("action.time_granted", part, answer, by=by, at=at, until=until.end, ask=ask.id)
    mails.tell_ask(ask, part, Outcome.GRANTED, by=by, at=at)
    return told


def refuse_ask(ask_id: int, answer: Bilingual, *, by: Actor, at: datetime) -> Ask:
    """Refuse more time, or that a part is not the organisation's, with a reason; everything stays as it was."""
    ask, part = lock_ask(ask_id)
    require(policy.can_decide(by, part.action))
    require_reason(answer)
    if ask.kind == AskKind.QUESTION:
        raise Refused(Bilingual.said("A question is answered; there is nothing to refuse."))
    note_decision(ask, granted=False, answer=answer, by=by, at=at)
    _record("action.ask_refused", part, answer, by=by, at=at, ask=ask.id, kind=ask.kind)
    refused = Outcome.REFUSED if ask.kind == AskKind.MORE_TIME else Outcome.STAYS
    mails.tell_ask(ask, part, refused, by=by, at=at)
    return ask


def answer_question(ask_id: int, answer: Bilingual, *, by: Actor, at: datetime) -> Ask:
    """Answer a question; the secretary may as well."""
    ask, part = lock_ask(ask_id)
    require(policy.can_decide(by, part.action) or policy.can_speak_for_others(by, part.action))
    if ask.kind != AskKind.QUESTION:
        raise Refused(Bilingual.said("This is to be granted or refused."))
    if not answer:
        raise Refused(Bilingual.said("Write the answer, in one language at least."))
    note_decision(ask, granted=None, answer=answer, by=by, at=at)
    _record("action.question_answered", part, answer, by=by, at=at, ask=ask.id)
    mails.tell_ask(ask, part, Outcome.ANSWERED, by=by, at=at)
    return ask


def give_time(seen: Seen, window: Window, reason: Bilingual, *, by: Actor, at: datetime) -> Progress:
    """Give a part more time that nobody asked for, with the reason."""
    part = lock_seen(seen, by=by)
    require_reason(reason)
    require_later(part, window, clock.day_of(at))
    settle_asks(part, at, (AskKind.MORE_TIME,))
    told = step(part, later(part), Step(note=reason, window=window), by=by, at=at)
    _record("action.time_given", part, reason, by=by, at=at, until=window.end)
    return told


def drop(seen: Seen, reason: Bilingual, *, by: Actor, at: datetime) -> Progress:
    """Drop a part with a reason; it stays on record, and can be reopened."""
    part = lock_seen(seen, by=by)
    require_reason(reason)
    return drop_part(part, Step(note=reason), by=by, at=at)


def drop_part(part: Assignment, said: Step, *, by: Actor, at: datetime) -> Progress:
    """The same of a part that is locked, on behalf of whoever was asked already."""
    told = step(part, Act.DROP, said, by=by, at=at)
    settle_asks(part, at)
    _record("action.dropped", part, said.note, by=by, at=at)
    if part.role == AssignmentRole.OWNER and part.action.is_over:
        _close_with_owners(part.action, said, by=by, at=at)
    return told


def reopen(seen: Seen, reason: Bilingual, *, by: Actor, at: datetime) -> Progress:
    """Open a part again that was accepted or dropped, with a reason. What asked for a special meeting that was held
    asks for another one."""
    part = lock_seen(seen, by=by)
    require_reason(reason)
    called = part.action.scheduled_meeting
    held = called if called is not None and called.state == MeetingState.HELD else None
    told = step(part, Act.REOPEN, Step(note=reason, meeting_id=held.id if held else None), by=by, at=at)
    if held is not None:
        part.action.scheduled_meeting_id = None
        settle_day(part.action, None, clock.day_of(at))
    _record("action.reopened", part, reason, by=by, at=at)
    return told


def confirm_date(action_id: int, on: date | None, *, by: Actor, at: datetime) -> Progress:
    """Note the day that was settled on inside the window that was agreed, or that it no longer holds; whoever drafts
    the group's minutes may."""
    action = lock_live(action_id)
    require(policy.can_decide(by, action) or policy.can_speak_for_others(by, action))
    if on == action.confirmed_on:
        raise Refused(Bilingual.said("That is the day that is confirmed already."))
    if on is not None and not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise Refused(Bilingual.said("The year must lie between 1975 and 2100."))
    settle_day(action, on, clock.day_of(at))
    window = Window(on, on, on) if on else None
    audit.record("action.dated", "action", action.id, by=by, at=at, subject=action.reference, confirmed_on=on)
    return tell(action, ProgressKind.DATED, Step(window=window), by=by, at=at)


def refuse_own_work(part: Assignment, by: Actor) -> None:
    """Refuse to let somebody accept what is his own: a part of his organisation is accepted by its chair only where
    another person has handed it in."""
    handed = session.scalars(
        select(Progress)
        .where(Progress.assignment_id == part.id, Progress.kind == ProgressKind.HANDED_IN)
        .order_by(Progress.id.desc())
        .limit(1)
    ).first()
    if policy.is_own_work(by, part, handed):
        raise Refused(
            Bilingual.said(
                "Nobody accepts its own work. Let another person hand it in, or let the acting chair or the next"
                " meeting accept it."
            )
        )


def lock_seen(seen: Seen, *, by: Actor) -> Assignment:
    """The part that the chair's page showed, locked. Raises Conflict where it is not as it was shown."""
    part = lock_part(seen.assignment_id)
    require(policy.can_decide(by, part.action))
    refuse_stale(part.version, seen.version)
    return part


def close_the_rest(action: Action, act: Act, said: Step, *, by: Actor, at: datetime) -> None:
    """Close what is left of an action that is over, done or dropped: nobody waits for those who only helped, watched or
    were to receive."""
    for part in action.assignments:
        if part.closed_at is None:
            step(part, act, Step(meeting_id=said.meeting_id), by=by, at=at)
            settle_asks(part, at)


def _close_with_owners(action: Action, said: Step, *, by: Actor, at: datetime) -> None:
    close_the_rest(action, Act.ACCEPT if action.is_accepted else Act.DROP, said, by=by, at=at)


def lock_asked(ask_id: int, kind: AskKind, *, by: Actor) -> tuple[Ask, Assignment]:
    """What was asked of this kind and waits for the chair, with its part, locked."""
    ask, part = lock_ask(ask_id)
    require(policy.can_decide(by, part.action))
    if ask.kind != kind:
        raise Refused(Bilingual.said("That is not what was asked."))
    return ask, part


def note_decision(ask: Ask, *, granted: bool | None, answer: Bilingual, by: Actor, at: datetime) -> None:
    """Keep what was decided about something that was asked, and by whom."""
    ask.granted, ask.answer, ask.decided_at = granted, answer, at
    ask.decided_by, ask.decided_by_person_id = by.label[:200], by.person_id


def _record(verb: str, part: Assignment, note: Bilingual, *, by: Actor, at: datetime, **more: object) -> None:
    audit.record(
        verb, "action", part.action_id, by=by, at=at, subject=part.action.reference, part=part.id,
        organisation=part.organisation.short_name, state=part.state, note={"en": note.en, "lo": note.lo}, **more,
    )  # fmt: skip
