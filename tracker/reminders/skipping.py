"""Leaving out the next step for a thing: saying so, taking it back, and what it then stops. Knows no ladder."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from sqlalchemy import and_, or_, select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions.models import Action, Ask, Assignment
from tracker.actions.moving import lock_action
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.reminders import policy
from tracker.reminders.ladder import NOW
from tracker.reminders.models import ItemKind, Reminder, ReminderState, Skip

_PART_OF_ACTION = and_(
    Skip.kind == ItemKind.ACTION, Reminder.kind == ItemKind.PART,
    Reminder.item_id.in_(select(Assignment.id).where(Assignment.action_id == Skip.item_id).correlate(Skip)),
)  # fmt: skip
_OPEN = (Skip.withdrawn_at.is_(None), Skip.reminder_id.is_(None))


class FallsDue(Protocol):
    """Something that falls due, written down or not."""

    @property
    def kind(self) -> ItemKind: ...
    @property
    def item_id(self) -> int: ...


_Row = TypeVar("_Row", bound=FallsDue)


def skip_next(kind: ItemKind, item_id: int, reason: Bilingual, *, by: Actor, at: datetime) -> Skip:
    """Leave out the next step for an action with all its parts, for one part of it, or for what was asked about one.
    Refused without a reason, and where the next one is left out already."""
    action = _locked(kind, item_id, by)
    if not reason:
        raise Refused(Bilingual.said("Say why the next reminder is left out."))
    if session.scalar(select(Skip.id).where(Skip.kind == kind, Skip.item_id == item_id, *_OPEN)):
        raise Refused(Bilingual.said("The next reminder is left out already."))
    skip = Skip(kind=kind, item_id=item_id, reason=reason, at=at, by=by.label[:200])
    session.add(skip)
    session.flush()
    audit.record("reminder.skip_set", "action", action.id, by=by, at=at, subject=action.reference,
                 of=kind.value, item=item_id, reason=plain(reason))  # fmt: skip
    return skip


def withdraw_skip(skip_id: int, *, by: Actor, at: datetime) -> None:
    """Let the next step be told after all; nothing where it was taken back before. Refused once it has stopped one."""
    skip = session.get(Skip, skip_id, with_for_update=True)
    if skip is None:
        raise NotFound(Bilingual.said("There is no such reminder."))
    action = _locked(skip.kind, skip.item_id, by)
    if skip.reminder_id is not None:
        raise Refused(Bilingual.said("That reminder was left out already."))
    if skip.withdrawn_at is None:
        skip.withdrawn_at = at
        audit.record("reminder.skip_withdrawn", "action", action.id, by=by, at=at, subject=action.reference,
                     of=skip.kind.value, item=skip.item_id)  # fmt: skip


def use_up(group_id: int, on: date) -> None:
    """What became due on this day, and was told nobody yet, is left out where that was wanted; of an action all its
    parts at once."""
    stopped = session.execute(
        select(Skip, Reminder)
        .join(Reminder, or_(and_(Skip.kind == Reminder.kind, Skip.item_id == Reminder.item_id), _PART_OF_ACTION))
        .where(
            Reminder.group_id == group_id, Reminder.due_on == on, Reminder.state == ReminderState.DUE,
            Reminder.step != NOW, ~Reminder.receivers.any(), *_OPEN,
        )
        .order_by(Reminder.id)
    ).all()  # fmt: skip
    for skip, reminder in stopped:
        reminder.state = ReminderState.SKIPPED
        skip.reminder_id = skip.reminder_id or reminder.id
    session.flush()


def without_skipped(rows: Sequence[_Row]) -> list[_Row]:
    """Those of what falls due that would not be left out."""
    skips = session.execute(select(Skip.kind, Skip.item_id).where(*_OPEN)).all()
    if not skips:
        return list(rows)
    whole = [item_id for kind, item_id in skips if kind == ItemKind.ACTION]
    parts = session.scalars(select(Assignment.id).where(Assignment.action_id.in_(whole)))
    left_out = {*skips, *((ItemKind.PART, part_id) for part_id in parts)}
    return [row for row in rows if (row.kind, row.item_id) not in left_out]


def _locked(kind: ItemKind, item_id: int, by: Actor) -> Action:
    """The action that the thing belongs to, locked, for somebody who may leave out its reminders."""
    asked = {
        ItemKind.ACTION: select(Action.id).where(Action.id == item_id),
        ItemKind.PART: select(Assignment.action_id).where(Assignment.id == item_id),
        ItemKind.ASK: select(Assignment.action_id)
        .join(Ask, Ask.assignment_id == Assignment.id)
        .where(Ask.id == item_id),
    }.get(kind)
    action_id = session.scalar(asked) if asked is not None else None
    if action_id is None:
        raise NotFound(Bilingual.said("There is no such reminder."))
    action = lock_action(action_id)
    require(policy.can_remind(by, action.group_id))
    return action
