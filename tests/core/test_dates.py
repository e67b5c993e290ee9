from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core import dates

DAY = date(2021, 3, 29)
ANY_DAY = st.dates(date(1000, 1, 1), date(9999, 12, 31))


def test_long_date() -> None:
    assert dates.long_date(DAY, "en") == "29 March 2021"
    assert dates.long_date(DAY, "lo") == "29 ມີນາ 2021"
    assert dates.long_date(date(2021, 5, 2), "lo") == "2 ພຶດສະພາ 2021"


def test_short_date() -> None:
    assert dates.short_date(DAY) == "29/03/2021"
    assert dates.short_date(date(2021, 5, 2)) == "02/05/2021"


def test_windows_in_english() -> None:
    assert dates.window(date(2021, 4, 12), date(2021, 4, 25), "en") == "12/04/2021 – 25/04/2021"
    assert dates.window(DAY, DAY, "en") == "29/03/2021"
    assert dates.window(None, DAY, "en") == "by 29/03/2021"
    assert dates.window(DAY, None, "en") == "from 29/03/2021"
    assert dates.window(None, None, "en") == ""


def test_words_in_lao() -> None:
    assert dates.window(date(2021, 4, 12), date(2021, 4, 25), "lo") == "12/04/2021 – 25/04/2021"
    assert dates.window(None, DAY, "lo") == "ພາຍໃນວັນທີ 29/03/2021"
    assert dates.window(DAY, None, "lo") == "ນັບແຕ່ວັນທີ 29/03/2021"
    assert dates.quarter(2021, 1, "lo") == "ໄຕມາດທີ 1 ປີ 2021"
    assert dates.clock_time(time(8, 30), "lo") == "08:30 ໂມງ"


def test_quarters_and_times_in_english() -> None:
    assert dates.quarter(2021, 1, "en") == "Quarter 1, 2021"
    assert dates.clock_time(time(8, 30), "en") == "08:30"
    assert dates.clock_time(time(16, 5, 59), "en") == "16:05"


@pytest.mark.parametrize(
    ("value", "written"),
    [(1250.5, "1,250.5"), (0, "0"), (1_000_000, "1,000,000"), (-12.25, "-12.25"), (Decimal("1250.50"), "1,250.5")],
)
def test_one_convention_for_numbers(value: float | Decimal, written: str) -> None:
    assert dates.number(value, "en") == dates.number(value, "lo") == written


@pytest.mark.parametrize(
    "typed",
    [
        "29/03/2021",
        "29/3/2021",
        " 29 / 03 / 2021 ",
        "29-03-2021",
        "29.03.2021",
        "2021-03-29",
        "2021/3/29",
        "໒໙/໐໓/໒໐໒໑",
    ],
)
def test_dates_as_they_are_typed(typed: str) -> None:
    assert dates.parse_date(typed) == DAY


def test_day_first() -> None:
    assert dates.parse_date("04/05/2021") == date(2021, 5, 4)


@pytest.mark.parametrize(
    "typed", ["", "29", "29/03", "29/03/21", "29 March 2021", "29/03-2021", "29/03/2021x", "๒๙/๐๓/๒๐๒๑"]
)
def test_what_is_no_date(typed: str) -> None:
    with pytest.raises(ValueError, match="day/month/year"):
        dates.parse_date(typed)


@pytest.mark.parametrize("typed", ["30/02/2021", "03/29/2021", "2021-13-01", "0/3/2021", "01/01/0000"])
def test_days_that_do_not_exist(typed: str) -> None:
    with pytest.raises(ValueError, match="no such day"):
        dates.parse_date(typed)


@given(ANY_DAY)
def test_what_is_shown_can_be_typed(day: date) -> None:
    assert dates.parse_date(dates.short_date(day)) == day
    assert dates.parse_date(day.isoformat()) == day


@given(st.text(alphabet="0123456789/.- ໐໙x", max_size=12))
def test_any_text_is_a_date_or_explained(text: str) -> None:
    explained = ""
    try:
        dates.parse_date(text)
    except ValueError as reason:
        explained = str(reason)
    assert explained in ("", dates.NOT_A_DATE, dates.NO_SUCH_DAY)


@given(st.dates())
def test_a_day_lies_in_its_quarter(day: date) -> None:
    first, last = dates.quarter_span(*dates.quarter_of(day))
    assert first <= day <= last
    assert 90 <= (last - first).days + 1 <= 92


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_quarters_and_months_follow_each_other(day: date) -> None:
    _, quarter_end = dates.quarter_span(*dates.quarter_of(day))
    assert dates.quarter_span(*dates.quarter_of(quarter_end + timedelta(days=1)))[0] == quarter_end + timedelta(days=1)
    first, last = dates.month_span(day.year, day.month)
    assert first.day == (last + timedelta(days=1)).day == 1
    assert first <= day <= last


def test_a_day_with_its_weekday() -> None:
    assert dates.weekday_date(DAY, "en") == "Monday, 29 March 2021"
    assert dates.weekday_date(DAY, "lo") == "ວັນຈັນ, ວັນທີ 29 ມີນາ 2021"
