"""The year 2021, morning by morning: every digest that anybody got, whole, in both languages."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from year_events import HAPPENINGS
from year_office import DAY_OFF, FIRST, LAST, TEXTS, Year, kept, office, read

from tracker.calendar.workdays import is_working_day

Full = tuple[Path, int, int]
EVERY_DAY = bool(os.environ.get("YEAR_EVERY_DAY"))
_DAY = timedelta(days=1)
_DATE = re.compile(r"^Date: \w+, (\d\d \w+ \d{4})", re.MULTILINE)


@pytest.fixture
def year(full_sqlite: Full, tmp_path: Path) -> Iterator[Year]:
    with office(tmp_path, full_sqlite) as year:
        yield year


def days_of_mails() -> set[date]:
    """The days on which somebody must be told something."""
    found = "".join(path.read_text("utf-8") for path in TEXTS.glob("*.txt"))
    return {datetime.strptime(each, "%d %b %Y").date() for each in _DATE.findall(found)}  # noqa: DTZ007  a day alone


def is_worth_a_look(day: date, telling: set[date]) -> bool:
    """On other days the machine is off, unless all are asked for: what came on one of them by mistake would come after
    it, and be seen. A day off of the group and the first of each month are looked at all the same."""
    return EVERY_DAY or day in telling or day in HAPPENINGS or day == DAY_OFF or day.day == 1


def test_the_digests_of_a_year_and_their_preview(year: Year) -> None:
    day, telling = date(2021, 1, 1), days_of_mails()
    while day <= LAST:
        if is_worth_a_look(day, telling):
            a_day(year, day)
        day += _DAY
    assert min(year.digests) >= FIRST
    assert [each for each in year.digests if not is_working_day(each, {DAY_OFF})] == []
    for day, mails in year.digests.items():
        assert set(Counter(each.to for each in mails).values()) == {1}, day
    for number in range(1, 13):
        assert year.month(number) == kept(number), number


def a_day(year: Year, day: date) -> None:
    """The digests of the morning, as they were foreseen the day before, and what happens in its course."""
    foreseen = year.foreseen(day) if day.day % 5 == 0 else None
    arrived = year.morning(day)
    if foreseen is not None:
        assert {each.to: read(each) for each in arrived} == foreseen, day
    for happens in HAPPENINGS.get(day, ()):
        year.turn(day, 10, 0)
        happens(year)
    if day in HAPPENINGS:
        year.noon(day)
