"""From which hour of a working day reminders are told; the office's, kept when the application starts."""

from dataclasses import dataclass
from datetime import datetime, time

from tracker.core import clock

DEFAULT = time(7, 30)


@dataclass(slots=True)
class _Installation:
    sending: time = DEFAULT


_installation = _Installation()


def keep_sending_hour(sending: time) -> None:
    """Tell nobody before this time of the day; once, when the application starts."""
    _installation.sending = sending


def sending_hour() -> time:
    """The time of the day from which reminders are told."""
    return _installation.sending


def is_time(at: datetime) -> bool:
    """Whether the sending hour of the day has come at an instant."""
    return clock.at_office(at).time() >= _installation.sending
