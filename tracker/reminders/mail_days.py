"""On which days somebody is written to, by his wishes, and which days' reminders such a mail carries. Knows no rows but
wishes."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from tracker.calendar.workdays import is_working_day, next_working_day
from tracker.core.db import session
from tracker.reminders.models import Wish
from tracker.reminders.receivers import Reader

LONGEST = timedelta(days=60)
_DAY = timedelta(days=1)
Wishes = Mapping[int, Wish]


def wishes() -> Wishes:
    """What everybody wishes, by person; one query."""
    return {wish.person_id: wish for wish in session.scalars(select(Wish))}


def first_of_week(on: date) -> date:
    """The first working day of the week that holds a day: on it go the mails of those who want one a week."""
    return next_working_day(on - timedelta(days=on.weekday()))


def is_mail_day(on: date, wish: Wish | None) -> bool:
    """Whether somebody who wishes this is written to on a day, of what does not escalate."""
    if not is_working_day(on):
        return False
    if wish is None:
        return True
    is_over = wish.paused_until is None or wish.paused_until <= on
    return is_over and (not wish.weekly or on == first_of_week(on))


def carries(on: date, due: date, reader: Reader, wished: Wishes) -> bool:
    """Whether the mail of a day tells this reader what fell due on that or an earlier one."""
    wish = wished.get(reader.person_id or 0)
    if due == on:
        return reader.escalates or is_mail_day(on, wish)
    return wish is not None and not reader.escalates and is_mail_day(on, wish) and due >= _after_last(on, wish)


def first_carried(on: date, wished: Wishes) -> date:
    """The first day whose reminders somebody's mail of this day carries."""
    return min([on, *(_after_last(on, wish) for wish in wished.values() if is_mail_day(on, wish))])


def may_tell(on: date, due: date, reader: Reader, wished: Wishes) -> bool:
    """Whether what is written down and untold may be told on a day."""
    wish = wished.get(reader.person_id or 0)
    if wish is None or reader.escalates:
        return True
    if wish.paused_until is not None and wish.paused_until > on:
        return False
    return not wish.weekly or due <= first_of_week(on)


def _after_last(on: date, wish: Wish) -> date:
    """The day after the last one before this on which he was written to; 60 days back at the most."""
    day = on
    while day > on - LONGEST and not is_mail_day(day - _DAY, wish):
        day -= _DAY
    return day
