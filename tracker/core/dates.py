"""Dates, times and numbers as people read and type them in both languages, and quarters; knows no working days."""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from tracker.core.i18n import Language, say
from tracker.core.lao import western_digits

NOT_A_DATE = "Write the date as day/month/year, for example 29/03/2021."
NO_SUCH_DAY = "There is no such day in the calendar."

_LOCALE = {"en": "en_GB", "lo": "lo"}
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})", re.ASCII)


def long_date(day: date, language: Language) -> str:
    """'29 March 2021', '29 ມີນາ 2021'; the word ວັນທີ belongs to the sentence around it."""
    return f"{day.day} {format_date(day, 'MMMM', locale=_LOCALE[language])} {day.year}"


def weekday_date(day: date, language: Language) -> str:
    """'Monday, 29 March 2021', 'ວັນຈັນ, ວັນທີ 29 ມີນາ 2021'."""
    weekday = format_date(day, "EEEE", locale=_LOCALE[language])
    between = ", ວັນທີ " if language == "lo" else ", "
    return f"{weekday}{between}{long_date(day, language)}"


def short_date(day: date) -> str:
    """'29/03/2021' in both languages."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def window(from_: date | None, by: date | None, language: Language) -> str:
    """'12/04/2021 – 25/04/2021', one date where both are the same, 'by …' or 'from …' where one is open."""
    if from_ and by:
        return short_date(by) if from_ == by else f"{short_date(from_)} – {short_date(by)}"
    if by:
        return say("by %(date)s", language, date=short_date(by))
    return say("from %(date)s", language, date=short_date(from_)) if from_ else ""


def clock_time(at: time, language: Language) -> str:
    """'08:30', '08:30 ໂມງ'; always the 24-hour clock."""
    return say("%(clock)s", language, clock=f"{at.hour:02d}:{at.minute:02d}")


def number(value: int | float | Decimal, language: Language) -> str:
    """'1,250.5' in both languages (Babel's Lao would write 1.250,5); at most three decimals."""
    return format_decimal(value, locale="en")


def parse_date(text: str) -> date:
    """A typed date: day first (29/03/2021, 29-3-2021, 29.03.2021) or ISO, Lao digits too, never month first.

    Raises ValueError with a message of the catalogue.
    """
    typed = western_digits(text).strip()
    if found := _YEAR_FIRST.fullmatch(typed):
        year, _, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(typed):
        day, _, month, year = found.groups()
    else:
        raise ValueError(NOT_A_DATE)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(NO_SUCH_DAY) from None


def is_a_day(text: str) -> bool:
    """Whether a text is nothing but a typed date."""
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def quarter(year: int, n: int, language: Language) -> str:
    """'Quarter 1, 2021', 'ໄຕມາດທີ 1 ປີ 2021'."""
    return say("Quarter %(quarter)s, %(year)s", language, quarter=n, year=year)


def quarter_of(day: date) -> tuple[int, int]:
    """The year and the quarter (1 to 4) that hold the day."""
    return day.year, (day.month + 2) // 3


def quarter_span(year: int, n: int) -> tuple[date, date]:
    """The first and the last day of a quarter (1 to 4)."""
    return date(year, 3 * n - 2, 1), month_span(year, 3 * n)[1]


def month_span(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = date(year, month, 1)
    return first, date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)
