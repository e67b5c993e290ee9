"""The year 2021, morning by morning: every digest that anybody got, whole, in both languages."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from year_events import HAPPENINGS
from year_office import DAY_OFF, FIRST, LAST, Year, kept, office, read

from tracker.calendar.workdays import is_working_day

Full = tuple[Path, int, int]
_DAY = timedelta(days=1)


@pytest.fixture
def year(full_sqlite: Full, tmp_path: Path) -> Iterator[Year]:
    with office(tmp_path, full_sqlite) as year:
        yield year


def test_the_digests_of_a_year_and_their_preview(year: Year) -> None:
    day = date(2021, 1, 1)
    foreseen: dict[date, dict[str, str]] = {}
    import time as T; spent={'m':0.0,'e':0.0,'f':0.0}; every=__import__('os').environ.get('YEAR_PREVIEW')
    while day <= LAST:
        c=T.process_time()
        arrived = year.morning(day)
        spent['m']+=T.process_time()-c; c=T.process_time()
        if day in foreseen:
            assert {each.to: read(each) for each in arrived} == foreseen[day], day
        for happens in HAPPENINGS.get(day, ()):
            year.turn(day, 10, 0)
            happens(year)
        if day in HAPPENINGS:
            year.noon(day)
        spent['e']+=T.process_time()-c; c=T.process_time()
        day += _DAY
        if every: foreseen[day] = year.foreseen(day)
        spent['f']+=T.process_time()-c
        if day.day==1: print(day,spent, flush=True)

    assert min(year.digests) >= FIRST
    assert [each for each in year.digests if not is_working_day(each, {DAY_OFF})] == []
    for day, mails in year.digests.items():
        assert set(Counter(each.to for each in mails).values()) == {1}, day
    assert "".join(f"{number}\n{year.month(number)}" for number in range(1, 13)) == "".join(
        f"{number}\n{kept(number)}" for number in range(1, 13)
    )
