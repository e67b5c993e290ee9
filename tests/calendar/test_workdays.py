from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calendar import workdays

DAYS = st.dates(date(1990, 1, 1), date(2099, 1, 1))
FEW_DAYS_OFF = st.sets(st.dates(date(2021, 1, 1), date(2021, 12, 31)), max_size=30)


@pytest.mark.parametrize(
    "day",
    [
        date(2021, 4, 14),  # Pi Mai
        date(2021, 4, 16),
        date(2021, 5, 3),  # in lieu of Labour Day on a Saturday
        date(2021, 12, 2),  # National Day
        date(2021, 1, 1),
        date(2021, 3, 8),
        date(2021, 3, 28),  # a Sunday
        date(2021, 3, 27),
    ],
)
def test_days_without_work(day: date) -> None:
    assert not workdays.is_working_day(day)


@pytest.mark.parametrize("day", [date(2021, 3, 29), date(2021, 4, 13), date(2021, 12, 25 - 1), date(2150, 1, 1)])
def test_working_days(day: date) -> None:
    assert workdays.is_working_day(day)


def test_days_off_of_the_office_count() -> None:
    monday = date(2021, 3, 29)
    assert not workdays.is_working_day(monday, {monday})
    assert workdays.next_working_day(monday, {monday, date(2021, 3, 30)}) == date(2021, 3, 31)


def test_next_working_day_is_that_day_or_the_next() -> None:
    assert workdays.next_working_day(date(2021, 4, 13)) == date(2021, 4, 13)
    assert workdays.next_working_day(date(2021, 4, 14)) == date(2021, 4, 19)


def test_counting_over_pi_mai() -> None:
    assert workdays.add_working_days(date(2021, 4, 12), 2) == date(2021, 4, 19)
    assert workdays.add_working_days(date(2021, 4, 19), -2) == date(2021, 4, 12)
    assert workdays.add_working_days(date(2021, 4, 17), 0) == date(2021, 4, 17)
    assert workdays.add_working_days(date(2021, 4, 12), 2, {date(2021, 4, 13)}) == date(2021, 4, 20)


@given(DAYS, st.integers(1, 60), FEW_DAYS_OFF)
def test_exactly_n_working_days_are_passed(day: date, n: int, days_off: set[date]) -> None:
    later = workdays.add_working_days(day, n, days_off)
    passed = (day + timedelta(days=ahead) for ahead in range(1, (later - day).days + 1))
    assert sum(workdays.is_working_day(each, days_off) for each in passed) == n
    assert workdays.is_working_day(later, days_off)


@given(DAYS, st.integers(1, 60), FEW_DAYS_OFF)
def test_back_and_forth(day: date, n: int, days_off: set[date]) -> None:
    start = workdays.next_working_day(day, days_off)
    assert workdays.add_working_days(workdays.add_working_days(start, n, days_off), -n, days_off) == start
