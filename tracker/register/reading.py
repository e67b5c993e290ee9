"""Actions and points as items of the register, in one query each. Knows no rule of what is outstanding."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from tracker.actions.models import Action, Assignment
from tracker.core.db import session
from tracker.meetings.models import Entry, EntryRaisedBy, Meeting
from tracker.register.items import Item, item_of_action, item_of_entry
from tracker.register.models import Review
from tracker.register.still_open import times_carried


def read_actions(group_id: int, wanted: ColumnElement[bool], day: date) -> Sequence[Item]:
    """The actions of a condition as a group's register tells them on a day; one query."""
    asked: Select[Action, int] = (
        select(Action, times_carried(Review.action_id == Action.id, day))
        .where(wanted)
        .options(
            joinedload(Action.group),
            joinedload(Action.entry),
            joinedload(Action.scheduled_meeting),
            joinedload(Action.meeting).joinedload(Meeting.group),
            joinedload(Action.assignments).joinedload(Assignment.organisation),
        )
    )
    return [item_of_action(action, group_id, carried) for action, carried in session.execute(asked).unique()]


def read_entries(group_id: int, wanted: ColumnElement[bool], day: date) -> Sequence[Item]:
    """The same of the points of a condition, which may speak of their meeting; one query."""
    asked: Select[Entry, int] = (
        select(Entry, times_carried(Review.entry_id == Entry.id, day))
        .join(Entry.meeting)
        .where(wanted)
        .options(
            joinedload(Entry.meeting).joinedload(Meeting.group),
            joinedload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
        )
    )
    return [item_of_entry(entry, group_id, carried) for entry, carried in session.execute(asked).unique()]
