"""The day that was settled on for an action, together with its history; knows neither who may nor why."""

from datetime import date, timedelta

from tracker.actions.models import Action, ConfirmedDay
from tracker.core.db import session

A_DAY = timedelta(days=1)


def settle_day(action: Action, day: date | None, on: date) -> None:
    """Let this be the day of an action from one day on, or none; of several on one day the last is kept. On a day
    before the history begins it is told so from its beginning."""
    if day == action.confirmed_on:
        return
    action.confirmed_on = day
    for old in [each for each in action.confirmed_days if each.from_on >= on]:
        action.confirmed_days.remove(old)
    last = action.confirmed_days[-1] if action.confirmed_days else None
    if last and (last.until_on is None or last.until_on >= on):
        last.until_on = on - A_DAY
    session.flush()  # only one may be without an end
    if day is not None:
        action.confirmed_days.append(ConfirmedDay(day=day, from_on=on))
