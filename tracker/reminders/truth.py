"""Whether something is left to do of what a reminder tells, asked again when it is told. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import literal

from tracker.core import clock
from tracker.core.db import session
from tracker.groups.models import Audience
from tracker.groups.queries import days_off
from tracker.reminders.days import WEEK, day_of
from tracker.reminders.ladder import Step, step_of
from tracker.reminders.models import ItemKind, Reminder
from tracker.reminders.outstanding import Asked, Rows, number
from tracker.reminders.sources import SOURCES
from tracker.reminders.sources_actions import by_hand

BATCH = 5000
_SUNDAY = timedelta(days=6)

Key = tuple[ItemKind, int, int | None]
Question = tuple[int, str, Audience]


def still_true(rows: Sequence[Reminder], on: date | None = None) -> list[Reminder]:
    """Those of some reminders of which something is left to do on a day, or today; one whose deadline has moved is told
    again when its new day comes. A few queries for each step."""
    today = on or clock.today()
    asked: defaultdict[Question, list[Reminder]] = defaultdict(list)
    for row in rows:
        asked[row.group_id, row.step, row.audience].append(row)
    held: set[int] = set()
    for (group_id, code, audience), found in asked.items():
        anchors = _outstanding(Asked(group_id, today, audience), code, found)
        off = days_off(group_id)
        step = step_of(code)
        held.update(row.id for row in found if _holds(row, step, anchors.get(_key(row), ()), off))
    return [row for row in rows if row.id in held]


def _holds(row: Reminder, step: Step | None, anchors: Collection[date | None], off: Collection[date]) -> bool:
    """Whether the thing is outstanding and, of a step, the day from which it counts is the same; a weekly one counts
    from its week, and holds as long as the first time was before."""
    if step is None:
        return bool(anchors)
    return any(
        anchor is not None and (anchor == row.occurrence or _came_before(row, step, anchor, off)) for anchor in anchors
    )


def _came_before(row: Reminder, step: Step, anchor: date, off: Collection[date]) -> bool:
    is_a_week = row.occurrence.weekday() == 0
    return is_a_week and day_of(step, anchor, off) + WEEK <= row.occurrence + _SUNDAY


def _outstanding(asked: Asked, code: str, rows: Sequence[Reminder]) -> dict[Key, list[date | None]]:
    """What of these things is outstanding, with the days from which the step counts."""
    step = step_of(code)
    found: defaultdict[Key, list[date | None]] = defaultdict(list)
    for source in SOURCES[step.trigger](asked) if step else by_hand(asked):
        ids = [row.item_id for row in rows if row.kind == source.kind]
        for item, organisation, anchor in _anchors(source, step, ids):
            found[source.kind, item, organisation].append(anchor)
    return found


def _anchors(source: Rows, step: Step | None, ids: Sequence[int]) -> Iterator[tuple[int, int | None, date | None]]:
    anchor = source.anchor(step) if step else literal(None)
    for start in range(0, len(ids), BATCH):
        wanted = source.base.where(source.item.in_(ids[start : start + BATCH]))
        yield from session.execute(wanted.add_columns(source.item, number(source.organisation), anchor))


def _key(row: Reminder) -> Key:
    return row.kind, row.item_id, row.organisation_id
