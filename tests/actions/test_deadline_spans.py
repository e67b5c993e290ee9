from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.actions import deadline_spans as spans
from tracker.core import dates

DAYS = st.dates(date(1975, 1, 1), date(2199, 12, 31))


@given(DAYS)
def test_every_week_belongs_to_the_month_of_its_thursday(day: date) -> None:
    week = spans.week_of(day)
    thursday = week.start + timedelta(days=3)
    found = spans.week_of_month(thursday.year, thursday.month, (thursday.day + 6) // 7)
    assert found
    assert (found.from_, found.by, found.vague) == (week.from_, week.by, True)
    assert week.start.weekday() == 0
    assert week.start <= day <= week.by


@given(DAYS)
def test_the_last_week_is_followed_by_the_first(day: date) -> None:
    last = spans.week_of_month(day.year, day.month, spans.LAST)
    following = dates.month_span(day.year, day.month)[1] + timedelta(days=1)
    first = spans.week_of_month(following.year, following.month, 1)
    assert last
    assert first
    assert first.start == last.by + timedelta(days=1)


@given(DAYS)
def test_parts_make_the_whole(day: date) -> None:
    month = spans.month(day.year, day.month)
    year = spans.whole_year(day.year)
    for parts, whole in (
        ([spans.part_of_month(day.year, day.month, n) for n in (1, 2, 3)], month),
        ([spans.half_of_month(day.year, day.month, n) for n in (1, 2)], month),
        ([spans.month(day.year, n) for n in range(1, 13)], year),
        ([spans.quarter(day.year, n) for n in range(1, 5)], year),
        ([spans.half_year(day.year, n) for n in (1, 2)], year),
    ):
        assert parts[0].start == whole.start
        assert parts[-1].by == whole.by
        assert all(after.start == one.by + timedelta(days=1) for one, after in pairwise(parts))


@given(DAYS, st.integers(0, 40))
def test_months_later(day: date, n: int) -> None:
    later = spans.months_later(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_weekdays_of_a_month() -> None:
    assert spans.weekday_of_month(2021, 5, 1, 1) == spans.single(date(2021, 5, 3))
    assert spans.weekday_of_month(2021, 5, 5, 1) == spans.single(date(2021, 5, 31))
    assert spans.weekday_of_month(2021, 5, 5, 2) is None
    assert spans.weekday_of_month(2021, 5, spans.LAST, 7) == spans.single(date(2021, 5, 30))


@given(DAYS, st.integers(1, 7))
def test_the_nearest_weekday(day: date, weekday: int) -> None:
    nearest = spans.weekday_around(day, weekday)
    assert nearest.isoweekday() == weekday
    assert abs((nearest - day).days) <= 3
