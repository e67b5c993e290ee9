"""Actions and points as items of the register, in one query each. Knows no rule of what is outstanding."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Bundle, aliased, joinedload

from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.core.db import session
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Entry, EntryRaisedBy, Meeting
from tracker.organisations.models import Organisation
from tracker.register.items import Item, item_of_action, item_of_entry
from tracker.register.models import Review
from tracker.register.still_open import Day, answered_in_part, of_action, times_carried

NOTHING: Mapping[str, object] = MappingProxyType({})
_GROUP, _MEETING, _HOLDER, _SCHEDULED = aliased(WorkingGroup), aliased(Meeting), aliased(WorkingGroup), aliased(Meeting)
_ENTRY, _PART, _OWNER = aliased(Entry), aliased(Assignment), aliased(Organisation)
_ACTIONS = (  # no whole objects: of their hundred columns the register tells thirty, and making them takes longest
    select(
        Action.id, Action.reference, Action.kind, Action.text, Action.words, Action.first, Action.confirmed_on,
        Action.agreed_on, Action.group_id, Action.meeting_id, Action.entry_id, _GROUP.acronym,
        _MEETING.period_year, _MEETING.period_quarter, _MEETING.name, _MEETING.record, _HOLDER.slug,
        _HOLDER.acronym.label("holder"), _SCHEDULED.held_on.label("scheduled_on"),
        _ENTRY.key, _ENTRY.meeting_id.label("said_in"), Bundle("said", _ENTRY.text),
        _PART.organisation_id, _PART.state, _PART.closed_at, _PART.window, _OWNER.short_name, _OWNER.lao_short_name,
    )
    .join(_GROUP, _GROUP.id == Action.group_id)
    .outerjoin(_MEETING, _MEETING.id == Action.meeting_id)
    .outerjoin(_HOLDER, _HOLDER.id == _MEETING.group_id)
    .outerjoin(_SCHEDULED, _SCHEDULED.id == Action.scheduled_meeting_id)
    .outerjoin(_ENTRY, _ENTRY.id == Action.entry_id)
    .outerjoin(_PART, (_PART.action_id == Action.id) & (_PART.role == AssignmentRole.OWNER))
    .outerjoin(_OWNER, _OWNER.id == _PART.organisation_id)
    .order_by(Action.id, _PART.position, _PART.id)
)  # fmt: skip


def asked_actions(wanted: ColumnElement[bool], day: Day) -> Select[Any]:
    """How the actions of a condition are read on a day, for who puts it together once for many readings."""
    return _ACTIONS.add_columns(times_carried(of_action(), day).label("carried")).where(wanted)


def told_actions(group_id: int, asked: Select[Any], values: Mapping[str, object] = NOTHING) -> Sequence[Item]:
    """The same as a group's register tells them, each place of the condition filled in; one query."""
    rows = session.execute(asked, values).all()
    return [item_of_action(tuple(parts), group_id) for _, parts in groupby(rows, key=itemgetter(0))]


def read_actions(group_id: int, wanted: ColumnElement[bool], day: date) -> Sequence[Item]:
    """The actions of a condition as a group's register tells them on a day; one query."""
    return told_actions(group_id, asked_actions(wanted, day))


def read_entries(group_id: int, wanted: ColumnElement[bool], day: date) -> Sequence[Item]:
    """The same of the points of a condition, which may speak of their meeting; one query."""
    asked: Select[Entry, int, bool] = (
        select(Entry, times_carried(Review.entry_id == Entry.id, day), answered_in_part())
        .join(Entry.meeting)
        .where(wanted)
        .options(
            joinedload(Entry.meeting).joinedload(Meeting.group),
            joinedload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
            joinedload(Entry.referred_to),
        )
    )
    rows = session.execute(asked).unique()
    return [item_of_entry(entry, group_id, carried, in_part=bool(in_part)) for entry, carried, in_part in rows]
