"""Writing down to whom the reminders that are due are told: for all of one sort at once, never row by row."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, literal, select, union_all

from tracker.core.db import session
from tracker.groups.models import WorkingGroup
from tracker.reminders.models import Receiver, Reminder, ReminderState
from tracker.reminders.receivers import Reader, Readers

LONGEST = timedelta(days=60)
TOGETHER = 100  # receivers of a statement; SQLite joins no more than 500 Selects

_reminder, _receiver = Reminder.__table__.c, Receiver.__table__.c
_SORT = (_reminder.audience, _reminder.organisation_id, _reminder.person_id, _reminder.step)

Sort = tuple[Any, Any, Any, Any]


def address(group_id: int, readers: Readers, on: date) -> int:
    """The receivers of what is due in one group; its row is locked meanwhile: of two who come only one writes."""
    session.execute(select(WorkingGroup.id).where(WorkingGroup.id == group_id).with_for_update())
    mine = and_(_reminder.group_id == group_id, lacking(on))
    sorts = [tuple(row) for row in session.execute(select(*_SORT).where(mine).distinct().order_by(*_SORT))]
    made = 0
    for batch in _batches(sorts, readers, group_id):
        done = session.execute(_insert(batch, mine).execution_options(preserve_rowcount=True))
        made += done.rowcount  # type: ignore[attr-defined]
    return made


def lacking(on: date) -> ColumnElement[bool]:
    """Which reminders are due and have nobody who is told."""
    told = select(_receiver.id).where(_receiver.reminder_id == _reminder.id).correlate(Reminder.__table__).exists()
    return and_(
        _reminder.state == ReminderState.DUE, _reminder.due_on > on - LONGEST, _reminder.due_on <= on, ~told
    )  # fmt: skip


def _batches(sorts: Sequence[Sort], readers: Readers, group_id: int) -> Iterator[Sequence[tuple[Sort, Reader]]]:
    """The receivers of each sort of reminders; those of one sort go together, or it would seem to have them."""
    batch: list[tuple[Sort, Reader]] = []
    for sort in sorts:
        audience, organisation_id, person_id, step = sort
        found = readers.of(group_id, audience, organisation_id, person_id, step)
        if len(batch) + len(found) > TOGETHER and batch:
            yield batch
            batch = []
        batch += [(sort, reader) for reader in found]
    if batch:
        yield batch


def _insert(batch: Sequence[tuple[Sort, Reader]], mine: ColumnElement[bool]) -> Any:
    asked = union_all(*(_row(sort, reader) for sort, reader in batch)).subquery("asked")
    same = and_(
        asked.c.audience == _reminder.audience, asked.c.step == _reminder.step,
        asked.c.of_organisation == func.coalesce(_reminder.organisation_id, 0),
        asked.c.of_person == func.coalesce(_reminder.person_id, 0),
    )  # fmt: skip
    names = ("reminder_id", "person_id", "organisation_id", "is_reachable", "escalates")
    found = select(_reminder.id, *(asked.c[name] for name in names[1:])).join(asked, same).where(mine)
    return insert(Receiver).from_select(names, found.order_by(_reminder.id))


def _row(sort: Sort, reader: Reader) -> Select[Any]:
    audience, organisation_id, person_id, step = sort
    return select(
        literal(audience, _reminder.audience.type).label("audience"),
        literal(step, _reminder.step.type).label("step"),
        literal(organisation_id or 0).label("of_organisation"),
        literal(person_id or 0).label("of_person"),
        literal(reader.person_id, _receiver.person_id.type).label("person_id"),
        literal(reader.organisation_id, _receiver.organisation_id.type).label("organisation_id"),
        literal(reader.is_reachable, _receiver.is_reachable.type).label("is_reachable"),
        literal(reader.escalates, _receiver.escalates.type).label("escalates"),
    )
