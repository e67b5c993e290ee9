"""Writing down what a meeting found about older items when its minutes are frozen, and what follows from it when they
are issued."""

from datetime import datetime

from sqlalchemy import delete, select

from tracker.access.actors import Actor
from tracker.actions.asking import settle_asks
from tracker.actions.confirmed import settle_day
from tracker.actions.deadlines import Window
from tracker.actions.deciding import accept_part, close_the_rest, drop_part
from tracker.actions.models import Action, AskKind, AssignmentState, ProgressKind
from tracker.actions.moving import Step, later, lock_action, step, tell
from tracker.actions.policy import is_live
from tracker.actions.states import Act
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.meetings.models import Meeting
from tracker.register.items import Item, key_of
from tracker.register.models import CLOSING, Review, Verdict
from tracker.register.review import Reviewed, stored, under_review

OVER = (AssignmentState.ACCEPTED.value, AssignmentState.DROPPED.value)


def write_verdicts(meeting: Meeting) -> int:
    """Keep what is printed about every older item, in its order, with how the item stands now; gives back on how many
    of them nobody had given a verdict. Refused where something is dropped without a reason. A state that was noted
    before stays."""
    rows = {key_of(row): row for row in _reviews(meeting)}
    looked_at = under_review(meeting)
    _require_reasons(looked_at)
    for place, each in enumerate(looked_at, 1):
        row = rows.get(each.item.key)
        if row is None:
            session.add(_proposed(meeting, each, place))
        else:
            row.position, row.state_then = place, row.state_then or state_of(each.item)
    session.flush()
    return sum(not each.given for each in looked_at)


def note_states(meeting: Meeting) -> None:
    """Note with each verdict that has none how its item stands now."""
    states = {each.item.key: state_of(each.item) for each in stored(meeting)}
    for row in _reviews(meeting):
        row.state_then = row.state_then or states[key_of(row)]


def unwrite_verdicts(meeting: Meeting) -> None:
    """Take back what was written by itself; the verdicts that the meeting gave stay."""
    session.execute(delete(Review).where(Review.meeting_id == meeting.id, ~Review.given))
    for row in _reviews(meeting):
        row.state_then = ""


def carry_out_verdicts(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Let the verdicts of minutes that are issued take effect: what the meeting found done or dropped is closed by a
    step that names it, what it deferred gets its new day, and what was agreed outside a meeting is confirmed. What was
    over already when the minutes were frozen is left as it is now."""
    rows = {row.action_id: row for row in _reviews(meeting) if row.action_id}
    for action_id in sorted(rows):
        action = lock_action(action_id)
        if not is_live(action):
            continue
        row = rows[action_id]
        if row.given and row.state_then not in OVER:
            _carry_out(action, row, by=by, at=at)
        if action.meeting_id is None and action.confirmed_at_id is None:
            action.confirmed_at_id = meeting.id
            tell(action, ProgressKind.CONFIRMED, Step(meeting_id=meeting.id), by=by, at=at)
            _record("action.confirmed", action, meeting, by=by, at=at)


def _carry_out(action: Action, row: Review, *, by: Actor, at: datetime) -> None:
    said = Step(note=row.remark, meeting_id=row.meeting_id)
    parts = [part for part in action.owners if part.closed_at is None]
    if row.verdict == Verdict.DEFERRED and row.deferred_until and row.deferred_until > clock.day_of(at):
        until = Window(row.deferred_until, row.deferred_until, row.deferred_until)
        said = Step(note=row.remark, meeting_id=row.meeting_id, window=until)
        for part in parts:
            settle_asks(part, at, (AskKind.MORE_TIME,))
            step(part, later(part), said, by=by, at=at)
        if not action.owners:
            tell(action, ProgressKind.POSTPONED, said, by=by, at=at)
        if action.confirmed_on or not action.owners:
            settle_day(action, row.deferred_until, clock.day_of(at))
    elif row.verdict in CLOSING:
        done = row.verdict == Verdict.DONE
        for part in parts:
            if part.closed_at is None:
                (accept_part if done else drop_part)(part, said, by=by, at=at)
        if not action.owners:
            tell(action, ProgressKind.ACCEPTED if done else ProgressKind.DROPPED, said, by=by, at=at)
            close_the_rest(action, Act.ACCEPT if done else Act.DROP, said, by=by, at=at)
    else:
        return
    _record(f"action.{row.verdict}_by_meeting", action, row.meeting, by=by, at=at)


def state_of(item: Item) -> str:
    """How an item stands, as a verdict notes it."""
    found = item.state or item.disposition
    return found.value if found else ""


def _require_reasons(looked_at: tuple[Reviewed, ...]) -> None:
    without = [each.item.reference for each in looked_at if each.given and lacks_reason(each)]
    if without:
        raise Refused(unexplained(without))


def lacks_reason(each: Reviewed) -> bool:
    """Whether something is to be dropped, and nobody says why."""
    return each.verdict == Verdict.DROPPED and not each.remark


def unexplained(references: list[str]) -> Bilingual:
    """What is said of items that are dropped without a reason."""
    return Bilingual.said("Say why in the review: %(items)s is dropped.", items=", ".join(references))


def _reviews(meeting: Meeting) -> list[Review]:
    asked = select(Review).where(Review.meeting_id == meeting.id).order_by(Review.position, Review.id)
    return list(session.scalars(asked))


def _proposed(meeting: Meeting, each: Reviewed, place: int) -> Review:
    item = each.item
    return Review(
        meeting_id=meeting.id, position=place, verdict=each.verdict, remark=each.printed, given=False,
        state_then=state_of(item), action_id=item.id if item.which == "action" else None,
        entry_id=item.id if item.which == "entry" else None,
    )  # fmt: skip


def _record(verb: str, action: Action, meeting: Meeting, *, by: Actor, at: datetime) -> None:
    audit.record(
        verb, "action", action.id, by=by, at=at, subject=action.reference, meeting=meeting.reference
    )  # fmt: skip
