from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tracker.core import clock


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2021-03-28T16:59:59Z", date(2021, 3, 28)), ("2021-03-28T17:00:00Z", date(2021, 3, 29))],
)
def test_the_day_begins_at_midnight_in_vientiane(instant: str, day: date) -> None:
    with time_machine.travel(instant, tick=False):
        assert clock.today() == day
        assert clock.now() == datetime.fromisoformat(instant)


def test_midday_is_that_of_the_office() -> None:
    assert clock.midday(date(2021, 3, 29)) == datetime(2021, 3, 29, 5, tzinfo=UTC)


def test_another_office_has_its_own_day() -> None:
    try:
        clock.keep_office_time(ZoneInfo("Pacific/Auckland"))
        with time_machine.travel("2021-03-28T12:00:00Z", tick=False):
            assert clock.today() == date(2021, 3, 29)
    finally:
        clock.keep_office_time(ZoneInfo("Asia/Vientiane"))
