"""Working days in Laos: Monday to Friday without public holidays and the days off that the caller names."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

from tracker.core.bilingual import Bilingual

_DAY = timedelta(days=1)


@lru_cache
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year with the days given in lieu; none are known before 1976 or after 2100."""
    return frozenset(country_holidays("LA", years=year))


@lru_cache
def _named(year: int, language: str) -> Mapping[date, str]:
    return country_holidays("LA", years=year, language=language)


def holiday(day: date) -> Bilingual:
    """What a public holiday is called; nothing where the day is none."""
    return Bilingual(en=_named(day.year, "en_US").get(day, ""), lo=_named(day.year, "lo").get(day, ""))


def is_working_day(day: date, days_off: Collection[date] = ()) -> bool:
    """Whether offices work on this day."""
    return day.weekday() < 5 and day not in public_holidays(day.year) and day not in days_off


def next_working_day(day: date, days_off: Collection[date] = ()) -> date:
    """This day, or the first working day after it."""
    while not is_working_day(day, days_off):
        day += _DAY
    return day


def add_working_days(day: date, n: int, days_off: Collection[date] = ()) -> date:
    """The nth working day after this day, before it where n is negative; the day itself for 0."""
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day, days_off):
            day += step
    return day
