"""On which days somebody is written to, by his wishes, and which days' reminders such a mail carries. Knows no rows but
wishes."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from tracker.calendar.workdays import is_working_day, next_working_day
from tracker.core.db import session
from tracker.groups.models import Trigger
from tracker.reminders.models import Wish
from tracker.reminders.receivers import Reader

LONGEST = timedelta(days=60)
PRESSING = (f"{Trigger.MEETING}-", f"{Trigger.COMMENT_DATE}-")
"""How the codes of those steps begin that tell of a day which is over before the next week."""
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
    weekly = wish is not None and wish.weekly
    return _is_mail_day_unless_paused(on, wish) and (not weekly or on == first_of_week(on))


def cannot_wait(step: str) -> bool:
    """Whether a step is over before the mail of the next week: a meeting, or the last day for comments."""
    return step.startswith(PRESSING)


def carries(on: date, due: date, step: str, reader: Reader, wished: Wishes) -> bool:
    """Whether the mail of a day tells this reader of a step that came on that or an earlier one."""
    wish = wished.get(reader.person_id or 0)
    weekly = wish is not None and wish.weekly and not cannot_wait(step)
    if due == on:
        return reader.escalates or (is_mail_day(on, wish) if weekly else _is_mail_day_unless_paused(on, wish))
    if wish is None or reader.escalates or (wish.weekly and not weekly):
        return False
    return is_mail_day(on, wish) and due >= _after_last(on, wish)


def first_carried(on: date, wished: Wishes) -> date:
    """The first day whose reminders somebody's mail of this day carries."""
    return min([on, *(_after_last(on, wish) for wish in wished.values() if is_mail_day(on, wish))])


def may_tell(on: date, due: date, step: str, reader: Reader, wished: Wishes) -> bool:
    """Whether what is written down and untold may be told on a day; as `ripe`, for a value."""
    wish = wished.get(reader.person_id or 0)
    if wish is None or reader.escalates:
        return True
    if _is_paused(on, wish):
        return False
    return not wish.weekly or cannot_wait(step) or due <= first_of_week(on)


def _is_paused(on: date, wish: Wish | None) -> bool:
    return wish is not None and wish.paused_until is not None and wish.paused_until > on


def _is_mail_day_unless_paused(on: date, wish: Wish | None) -> bool:
    return is_working_day(on) and not _is_paused(on, wish)


def _after_last(on: date, wish: Wish) -> date:
    """The day after the last one before this on which he was written to; 60 days back at the most."""
    day = on
    while day > on - LONGEST and not is_mail_day(day - _DAY, wish):
        day -= _DAY
    return day
