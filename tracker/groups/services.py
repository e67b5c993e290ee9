"""The verbs of working groups: giving references to what they agree on, and numbers to their minutes."""

import re
from collections.abc import Callable, Collection

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.core.db import session
from tracker.groups.models import NumberSeries, WorkingGroup

ACTIONS, MINUTES = "action", "minutes"


def next_reference(group: WorkingGroup) -> str:
    """A new reference for an action: 'IM-A-015'. The series' row stays locked until the transaction ends."""
    return next_references(group, 1)[0]


def next_references(group: WorkingGroup, number: int) -> list[str]:
    """So many new references, in their order."""
    series = _locked(group.id, ACTIONS, 0)
    first, series.last = series.last + 1, series.last + number
    return [reference_of(group, each) for each in range(first, series.last + 1)]


def keep_reference(group: WorkingGroup, reference: str) -> str:
    """A reference that came from elsewhere; the series goes on behind it, so that it is never given again."""
    keep_references(group, [reference])
    return reference


def keep_references(group: WorkingGroup, references: Collection[str]) -> None:
    """The same for several."""
    highest = max((number_in(group, each) or 0 for each in references), default=0)
    if highest:
        series = _locked(group.id, ACTIONS, 0)
        series.last = max(series.last, highest)


def reference_of(group: WorkingGroup, number: int) -> str:
    """How a number of the series is written: 'IM-A-015'."""
    return f"{group.acronym}-A-{number:03d}"


def number_in(group: WorkingGroup, reference: str) -> int | None:
    """Which number of the group's series this is, in whatever letters and with however many zeros it is written."""
    found = re.fullmatch(rf"{re.escape(group.acronym)}-A-([0-9]{{1,9}})", reference, re.ASCII | re.IGNORECASE)
    return int(found[1]) if found else None


def next_number(group_id: int, pattern: str, year: int, in_use: Callable[[], Collection[str]]) -> str:
    """The number that follows the highest one in use in a year, by a pattern such as '{n}/NRA'.

    The series' row stays locked until the transaction ends; what is in use is asked only then, so that two who ask at
    the same time get two numbers, and a number that is given back is given again.
    """
    series = _locked(group_id, MINUTES, year)
    given = _highest(pattern, year, in_use()) + 1
    series.last = max(series.last, given)
    return written(pattern, given, year)


def coming_number(pattern: str, year: int, in_use: Collection[str]) -> str:
    """The number that would be given now; nothing is taken."""
    return written(pattern, _highest(pattern, year, in_use) + 1, year)


def lock_numbers(group_id: int, year: int, *, typed: int | None = None) -> None:
    """Let nobody else give or type a number for this group's minutes of a year until the transaction ends; the series
    knows of a running number that was typed."""
    series = _locked(group_id, MINUTES, year)
    series.last = max(series.last, typed or 0)


def last_number(group_id: int, year: int) -> int:
    """How far a group's running numbers came in a year."""
    series = (NumberSeries.group_id == group_id, NumberSeries.kind == MINUTES, NumberSeries.year == year)
    return session.scalar(select(NumberSeries.last).where(*series)) or 0


def written(pattern: str, n: int, year: int) -> str:
    """A number as the pattern has it: the running number for {n}, the year of issue for {year}."""
    return pattern.replace("{n}", str(n)).replace("{year}", str(year))


def running_number(pattern: str, year: int, number: str) -> int | None:
    """Which running number of the pattern this is; None for a number that looks otherwise."""
    head, _, tail = pattern.replace("{year}", str(year)).partition("{n}")
    found = re.fullmatch(f"{re.escape(head)}([0-9]{{1,6}}){re.escape(tail)}", number, re.ASCII)
    return int(found[1]) if found and pattern else None


def _highest(pattern: str, year: int, numbers: Collection[str]) -> int:
    """The highest running number among those in use; what a registry calls otherwise does not count."""
    return max(filter(None, (running_number(pattern, year, number) for number in numbers)), default=0)


def _locked(group_id: int, kind: str, year: int) -> NumberSeries:
    """The row of a series, locked; of two who begin it at the same time the second waits for the first."""
    asked = (
        select(NumberSeries)
        .where(NumberSeries.group_id == group_id, NumberSeries.kind == kind, NumberSeries.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if series := session.scalar(asked):
        return series
    try:
        with session.begin_nested():
            series = NumberSeries(group_id=group_id, kind=kind, year=year, last=0)
            session.add(series)
            session.flush()
    except IntegrityError:
        return session.scalars(asked).one()
    return series
