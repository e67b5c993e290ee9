"""Reads of the standing register: what a reference stands for, what is outstanding, and what stands on an agenda."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import PERIOD, SLUG, Address, Period
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.queries import at_address
from tracker.register.items import Item, key_of
from tracker.register.models import AgendaItem
from tracker.register.reading import read_actions, read_entries
from tracker.register.still_open import open_actions, standing_points

ENTRY = re.compile(rf"({PERIOD})(?:-({SLUG}))?/([A-Za-z0-9._-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """A point of an agenda: an item of the register, or words of its own."""

    id: int
    item: Item | None
    text: Bilingual


def item_by_reference(group: WorkingGroup, reference: str) -> Action | Entry | None:
    """The action 'IM-A-003', or the entry 'IM-2021-Q1/3' (by its number or its key), of this group."""
    action = session.scalar(select(Action).where(Action.group_id == group.id, Action.reference == reference))
    if action is not None:
        return action
    found = ENTRY.fullmatch(reference.removeprefix(f"{group.acronym}-"))
    if found is None:
        return None
    period, name, item = found.groups()
    meeting = session.scalar(at_address(group.id, Address(Period.parse(period), name or "")))
    if meeting is None:
        return None
    entries = select(Entry).where(Entry.meeting_id == meeting.id, Entry.deleted_at.is_(None))
    if item.isdigit() and len(item) < 10 and (numbered := session.scalar(entries.where(Entry.number == int(item)))):
        return numbered
    return session.scalar(entries.where(Entry.key == item))


def outstanding(group: WorkingGroup, before: Meeting | date) -> tuple[Item, ...]:
    """Everything that a group has not closed before a day, the oldest first; for a meeting, nothing of its own.

    Actions whose owners' parts are not all over (one that nobody owns: until somebody or a meeting finds it done or
    drops it; one that asks for a special meeting: until that was held and its minutes are told), and points that were
    carried over or answered only in part, that this group referred to a unit or an organisation, that told minutes of
    any group referred to this one, or that ask for a standard's adoption. Two queries.
    """
    day, own = (before.held_on, before.id) if isinstance(before, Meeting) else (before, None)
    actions = read_actions(group.id, open_actions(group.id, day, own), day)
    entries = read_entries(group.id, standing_points(group.id, day, own), day)
    return tuple(sorted((*actions, *entries), key=lambda item: item.order))


def outstanding_now(group: WorkingGroup, today: date) -> tuple[Item, ...]:
    """The same as it stands today: what was agreed or closed today counts."""
    return outstanding(group, today + timedelta(days=1))


def agenda(meeting: Meeting, *, drafts: bool = True) -> tuple[AgendaPoint, ...]:
    """What stands on a meeting's agenda, in its order, each item as the register tells it now. Three queries.

    For a reader who may not see drafts, an item from minutes that were not circulated yet comes without its words.
    """
    rows = session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    listed = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    known = {
        item.key: item
        for item in (
            *read_actions(
                meeting.group_id, Action.id.in_(listed.with_only_columns(AgendaItem.action_id)), meeting.held_on
            ),
            *read_entries(
                meeting.group_id, Entry.id.in_(listed.with_only_columns(AgendaItem.entry_id)), meeting.held_on
            ),
        )
    }
    if not drafts:
        known = {key: item if item.told else replace(item, text=Bilingual()) for key, item in known.items()}
    return tuple(AgendaPoint(row.id, known.get(key_of(row)), row.text) for row in rows)
