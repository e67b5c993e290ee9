"""Reads of a group's register as one reader may see it."""

from datetime import date

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.actions.models import Action
from tracker.core.db import session
from tracker.find.visible import actions_found_by, entries_visible_to
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Entry
from tracker.register.items import Item
from tracker.register.queries import outstanding


def register_items(actor: Actor, group: WorkingGroup, *, today: date) -> list[Item]:
    """Everything outstanding in a group that somebody may see, the oldest first."""
    actions = set(session.scalars(select(Action.id).where(Action.group_id == group.id, actions_found_by(actor))))
    entries = set(session.scalars(select(Entry.id).where(entries_visible_to(actor))))
    seen = {"action": actions, "entry": entries}
    return [item for item in outstanding(group, today) if item.id in seen[item.which]]
