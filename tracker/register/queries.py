"""Reads of the standing register: what a reference stands for."""

import re

from sqlalchemy import select

from tracker.actions.models import Action
from tracker.core.db import session
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import PERIOD, SLUG, Address, Period
from tracker.meetings.models import Entry
from tracker.meetings.queries import at_address

ENTRY = re.compile(rf"({PERIOD})(?:-({SLUG}))?/([A-Za-z0-9._-]+)", re.ASCII)


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
