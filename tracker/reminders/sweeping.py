"""Finding what falls due in a group, and writing it down once: step by step, never row by row."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, case, delete, exists, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.calendar.workdays import is_working_day, next_working_day
from tracker.core import clock
from tracker.core.columns import Moment
from tracker.core.db import session
from tracker.groups.models import Audience, Trigger, WorkingGroup
from tracker.groups.queries import days_off
from tracker.reminders import skipping
from tracker.reminders.ladder import ladder_of
from tracker.reminders.models import ItemKind, Reminder, ReminderState, Sweep
from tracker.reminders.occurring import Occurring, Stretch, occurring
from tracker.reminders.outstanding import Asked, Rows, day, number
from tracker.reminders.sources import SOURCES

LOOK_BACK = timedelta(days=60)
_DAY = timedelta(days=1)
_c = Reminder.__table__.c


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due on a day, written down or not; `step` is its code."""

    group_id: int
    kind: ItemKind
    item_id: int
    step: str
    occurrence: date
    organisation_id: int | None
    person_id: int | None
    audience: Audience


def to_sweep(on: date) -> list[int]:
    """The groups that are reminded and were not swept on this day, if it is a working day of theirs. One that was swept
    on a later day was so by a clock that went wrong, and is swept anew."""
    today = exists().where(Sweep.group_id == WorkingGroup.id, Sweep.on == on)
    later = exists().where(Sweep.group_id == WorkingGroup.id, Sweep.on > on)
    found = session.scalars(
        select(WorkingGroup.id).where(WorkingGroup.reminders_from <= on, or_(~today, later)).order_by(WorkingGroup.id)
    )
    return [group_id for group_id in found.all() if is_working_day(on, days_off(group_id))]


def sweep(group_id: int, on: date, *, at: datetime) -> int:
    """Write down what became due in a group since it was swept last, and that it was; gives how many rows that made.

    Whoever comes second on a day finds that it is done. Nothing on a day off, nor before the group's first day.
    """
    begin = session.scalar(select(WorkingGroup.reminders_from).where(WorkingGroup.id == group_id))
    off = days_off(group_id)
    if begin is None or begin > on or not is_working_day(on, off):
        return 0
    session.execute(delete(Sweep).where(Sweep.group_id == group_id, Sweep.on > on))
    if not _insert_once(Sweep.__table__, {"group_id": group_id, "on": on, "at": at}):
        return 0
    made = sum(_write(each, on, at) for each in _found(group_id, _stretch(group_id, on, begin, off)))
    skipping.use_up(group_id, on)
    return made


def due_on(group_id: int, on: date, begin: date | None = None) -> list[Due]:
    """What falls due in a group exactly on a day, as the tables stand; writes nothing. On the day that is swept next it
    is all that the sweep will find, what comes late included. `begin` is a first day of its reminders that was not
    settled yet."""
    begin = begin or session.scalar(select(WorkingGroup.reminders_from).where(WorkingGroup.id == group_id))
    off = days_off(group_id)
    if begin is None or begin > on or not is_working_day(on, off):
        return []
    if on == _next_sweep(group_id, off):
        stretch = _stretch(group_id, on, begin, off)
    else:
        stretch = Stretch(on - _DAY, on, begin, off, exactly=True)
    found = [
        Due(*row)
        for each in _found(group_id, stretch)
        for row in session.execute(_first_columns(each.select(), anew=not stretch.exactly))
    ]
    return skipping.without_skipped(found)


def _stretch(group_id: int, on: date, begin: date, off: Collection[date]) -> Stretch:
    """The days whose steps the sweep of a day finds: those since the last one."""
    last = session.scalar(select(func.max(Sweep.on)).where(Sweep.group_id == group_id, Sweep.on < on))
    return Stretch(max(on - LOOK_BACK, begin - _DAY, last or date.min), on, begin, off)


def _next_sweep(group_id: int, off: Collection[date]) -> date:
    today = clock.today()
    swept = exists().where(Sweep.group_id == group_id, Sweep.on == today)
    return next_working_day(today + _DAY if session.scalar(select(swept)) else today, off)


@dataclass(frozen=True, slots=True)
class _Found:
    """One statement's worth: what is outstanding, and for which days to count from a step comes."""

    group_id: int
    rows: Rows
    each: Occurring

    def select(self) -> Select[Any]:
        """The rows that would be reminders, with what becomes of them."""
        rows, step = self.rows, self.each.step
        anchor = rows.anchor(step)
        return rows.base.where(anchor.between(*self.each.range)).add_columns(
            literal(self.group_id).label("group_id"),
            literal(rows.kind, _c.kind.type).label("kind"),
            rows.item.label("item_id"),
            literal(step.code).label("step"),
            (day(self.each.week) if self.each.week else anchor).label("occurrence"),
            number(rows.organisation).label("organisation_id"),
            number(rows.person).label("person_id"),
            literal(step.audience, _c.audience.type).label("audience"),
            self._state().label("state"),
        )

    def _state(self) -> ColumnElement[Any]:
        due, overtaken = (literal(state, _c.state.type) for state in (ReminderState.DUE, ReminderState.OVERTAKEN))
        if self.each.is_over:
            return overtaken
        passed = [self.rows.anchor(later.step).between(*later.range) for later in self.each.passed]
        return case((or_(*passed), overtaken), else_=due) if passed else due


def _found(group_id: int, stretch: Stretch) -> Iterator[_Found]:
    known: dict[tuple[Trigger, Audience], Sequence[Rows]] = {}  # making them takes longer than asking them
    for each in occurring(ladder_of(group_id), stretch):
        key = each.step.trigger, each.step.audience
        if key not in known:
            known[key] = SOURCES[each.step.trigger](Asked(group_id, stretch.until, each.step.audience))
        for rows in known[key]:
            yield _Found(group_id, rows, each)


def _first_columns(rows: Select[Any], *, anew: bool) -> Select[Any]:
    """Without those that a later step passes by on the same day and, where only what is new counts, without those that
    are written down already."""
    found = rows.subquery()
    asked = select(*list(found.c)[:-1]).where(found.c.state == ReminderState.DUE)
    if anew:
        names = ("kind", "item_id", "step", "occurrence")
        same = [_c[name] == found.c[name] for name in names]
        nobodys = _c.organisation_id.is_(None) & found.c.organisation_id.is_(None)
        asked = asked.where(~exists().where(*same, nobodys | (_c.organisation_id == found.c.organisation_id)))
    return asked.order_by(found.c.item_id, found.c.organisation_id)


def _write(found: _Found, on: date, at: datetime) -> int:
    rows = found.select().add_columns(day(on).label("due_on"), literal(at, Moment()).label("made_at"))
    names = [column.name for column in rows.selected_columns]
    return _rows(_insert(Reminder.__table__).from_select(names, rows).on_conflict_do_nothing())


def _insert_once(table: Any, values: dict[str, object]) -> bool:
    adding = _insert(table).values(values).on_conflict_do_nothing().returning(table.c.id)
    return session.scalar(adding) is not None


def _insert(table: Any) -> Any:
    """An insert that can pass over what is there already; the two databases write it alike."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)


def _rows(statement: Any) -> int:
    """How many rows a statement made."""
    done = session.execute(statement.execution_options(preserve_rowcount=True))
    return max(done.rowcount, 0) if isinstance(done, CursorResult) else 0
