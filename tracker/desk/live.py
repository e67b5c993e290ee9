"""Which actions a desk tells of: those that are followed up. Knows no database session."""

from sqlalchemy import ColumnElement, or_

from tracker.actions.models import Action
from tracker.meetings.models import Entry
from tracker.meetings.queries import TOLD


def live() -> tuple[ColumnElement[bool], ...]:
    """That an action is followed up, as `actions.policy.is_live`; its meeting and entry are to be joined."""
    told = or_(Action.meeting_id.is_(None), TOLD)
    return told, Action.merged_into_id.is_(None), or_(Action.entry_id.is_(None), Entry.deleted_at.is_(None))
