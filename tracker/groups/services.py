"""The verbs of working groups: so far, giving references to what they agree on."""

from sqlalchemy import select

from tracker.core.db import session
from tracker.groups.models import NumberSeries, WorkingGroup

ACTIONS = "action"


def next_reference(group: WorkingGroup) -> str:
    """A new reference for an action: 'IM-A-015'. The series' row stays locked until the transaction ends."""
    series = _series(group)
    series.last += 1
    return f"{group.acronym}-A-{series.last:03d}"


def keep_reference(group: WorkingGroup, reference: str) -> str:
    """A reference that came from elsewhere; the series goes on behind it, so that it is never given again."""
    head, _, number = reference.rpartition("-")
    if head == f"{group.acronym}-A" and number.isascii() and number.isdigit() and len(number) < 10:
        series = _series(group)
        series.last = max(series.last, int(number))
    return reference


def _series(group: WorkingGroup) -> NumberSeries:
    series = session.scalar(
        select(NumberSeries)
        .where(NumberSeries.group_id == group.id, NumberSeries.kind == ACTIONS, NumberSeries.year == 0)
        .with_for_update()
    )
    if series is None:
        series = NumberSeries(group_id=group.id, kind=ACTIONS, year=0, last=0)
        session.add(series)
        session.flush()
    return series
