"""The only place that reads the time. Dates are those of the office, instants are UTC."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_office = ZoneInfo("Asia/Vientiane")


def keep_office_time(zone: ZoneInfo) -> None:
    """Tell the time of another office; once, when the application starts."""
    global _office  # noqa: PLW0603  one installation is one office
    _office = zone


def now() -> datetime:
    """This instant, UTC, with its zone."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the office's calendar."""
    return now().astimezone(_office).date()


def office() -> ZoneInfo:
    """The zone of the office, for what carries its own: calendars."""
    return _office


def midday(day: date) -> datetime:
    """The instant at which a day of the office is half over: for what happened on a day, nobody knows when."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=_office).astimezone(UTC)


def at_office(moment: datetime) -> datetime:
    """An instant as the clock on the office's wall shows it."""
    return moment.astimezone(_office)


def day_of(moment: datetime) -> date:
    """The date on the office's calendar at an instant."""
    return at_office(moment).date()
