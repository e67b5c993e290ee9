"""The only place that reads the time. Dates are local to the office, instants are UTC."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

OFFICE = ZoneInfo("Asia/Vientiane")


def now() -> datetime:
    """This instant, UTC, with its zone."""
    return datetime.now(UTC)


def today(zone: ZoneInfo = OFFICE) -> date:
    """The date on the office's calendar."""
    return now().astimezone(zone).date()
