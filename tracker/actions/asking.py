"""What an organisation asks the chair about its part: more time, that it is not its own, a question."""

from datetime import date, datetime

from sqlalchemy import Select, select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.access.voices import Voice
from tracker.actions import policy
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.models import Ask, AskKind, Assignment
from tracker.actions.moving import lock_part
from tracker.actions.reporting import require_voice
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import require_reason
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.organisations.models import Organisation


def ask_for_time(
    assignment_id: int, window: Window, reason: Bilingual, voice: Voice, *, by: Actor, at: datetime
) -> Ask:  # fmt: skip
    """Ask for a later window, with the reason; what was agreed first stays on record whatever the answer."""
    part = _lock(assignment_id, voice, by=by)
    require_later(part, window, clock.day_of(at))
    return _ask(part, Ask(kind=AskKind.MORE_TIME, reason=reason, window=window), voice, by=by, at=at)


def say_not_ours(
    assignment_id: int, suggested_id: int | None, reason: Bilingual, voice: Voice, *, by: Actor, at: datetime
) -> Ask:  # fmt: skip
    """Say that a part is not one's own, and whose it should be, where that is known; the chair decides."""
    part = _lock(assignment_id, voice, by=by)
    if suggested_id is not None and session.get(Organisation, suggested_id) is None:
        raise Refused(Bilingual.said("There is no such organisation."))
    if suggested_id == part.organisation_id:
        raise Refused(Bilingual.said("That is the organisation that has it now."))
    ask = Ask(kind=AskKind.NOT_OURS, reason=reason, window=NO_WINDOW, suggested_id=suggested_id)
    return _ask(part, ask, voice, by=by, at=at)


def ask_question(assignment_id: int, question: Bilingual, voice: Voice, *, by: Actor, at: datetime) -> Ask:
    """Ask the chair something; several questions may be open at once."""
    part = _lock(assignment_id, voice, by=by)
    return _ask(part, Ask(kind=AskKind.QUESTION, reason=question, window=NO_WINDOW), voice, by=by, at=at)


def withdraw_ask(ask_id: int, *, by: Actor, at: datetime) -> Ask:
    """Take back what was asked and is not answered; the organisation itself, or whoever writes down for it."""
    ask, part = lock_ask(ask_id)
    require(policy.can_ask(by, part) or policy.can_speak_for_others(by, part.action))
    ask.withdrawn_at = at
    audit.record("action.ask_withdrawn", "action", part.action_id, by=by, at=at, subject=part.action.reference,
                 ask=ask.id, kind=ask.kind)  # fmt: skip
    return ask


def lock_ask(ask_id: int) -> tuple[Ask, Assignment]:
    """A question that waits for an answer, with its part, the action locked. Raises Conflict where it has one, or was
    taken back."""
    assignment_id = session.scalar(select(Ask.assignment_id).where(Ask.id == ask_id))
    if assignment_id is None:
        raise NotFound(Bilingual.said("There is no such question."))
    part = lock_part(assignment_id)
    ask = session.get_one(Ask, ask_id, populate_existing=True)
    if ask.withdrawn_at is not None:
        raise Conflict(Bilingual.said("This was taken back meanwhile."))
    if ask.decided_at is not None:
        raise Conflict(Bilingual.said("This was answered meanwhile."))
    return ask, part


def settle_asks(part: Assignment, at: datetime, kinds: tuple[AskKind, ...] = tuple(AskKind)) -> None:
    """Close what was asked about a part and needs no answer any more, as taken back."""
    for ask in session.scalars(_waiting(part.id).where(Ask.kind.in_(kinds))):
        ask.withdrawn_at = at


def require_later(part: Assignment, window: Window, today: date) -> None:
    """Refuse a new window without an end, one that ends before today, and one that is not later than the one that
    holds."""
    end, now = window.end, part.window.end
    if end is None:
        raise Refused(Bilingual.said("Say until when."))
    if end < today:
        raise Refused(Bilingual.said("That day is over already."))
    if now is not None and end <= now:
        raise Refused(Bilingual.said("That is no later than the date that holds now."))


def _lock(assignment_id: int, voice: Voice, *, by: Actor) -> Assignment:
    part = lock_part(assignment_id)
    require_voice(part, voice, by=by)
    if part.closed_at is not None:
        raise Refused(Bilingual.said("This part is over; there is nothing left to ask."))
    return part


def _waiting(assignment_id: int) -> Select[Ask]:
    return select(Ask).where(Ask.assignment_id == assignment_id, Ask.decided_at.is_(None), Ask.withdrawn_at.is_(None))


def _ask(part: Assignment, ask: Ask, voice: Voice, *, by: Actor, at: datetime) -> Ask:
    require_reason(ask.reason)
    waiting = session.scalars(_waiting(part.id).where(Ask.kind == ask.kind)).all()
    if any(ask.kind != AskKind.QUESTION or each.reason == ask.reason for each in waiting):
        raise Refused(Bilingual.said("The same was asked already and waits for the chair. Take it back to ask anew."))
    ask.assignment, ask.organisation_id, ask.answer = part, part.organisation_id, Bilingual()
    ask.asked_at, ask.asked_by, ask.asked_by_person_id = at, by.label[:200], by.person_id
    ask.how, ask.said_by = voice.how, voice.said_by
    session.add(ask)
    session.flush()
    audit.record(
        "action.asked", "action", part.action_id, by=by, at=at, subject=part.action.reference, part=part.id, ask=ask.id,
        kind=ask.kind, organisation=part.organisation.short_name, how=voice.how, said_by=voice.said_by,
        until=ask.window.end, reason={"en": ask.reason.en, "lo": ask.reason.lo},
    )  # fmt: skip
    return ask
