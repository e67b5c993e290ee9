"""Which entries, actions and minutes somebody finds: those that he may see by their own rules, and nothing more."""

from sqlalchemy import ColumnElement, and_, or_, select, true

from tracker.access.actors import Actor, Role
from tracker.actions.models import Action
from tracker.actions.queries import actions_visible_to
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.policy import groups_seen_whole
from tracker.meetings.queries import TOLD
from tracker.minutes.queries import minutes_visible_to


def texts_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Of which meetings somebody may read what was said: as `minutes.policy.can_read_minutes`, for a query."""
    if Role.ADMINISTRATOR in actor.everywhere:
        return true()
    return or_(Meeting.group_id.in_(groups_seen_whole(actor)), and_(TOLD, minutes_visible_to(actor)))


def entries_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which entries somebody may see: those that stand in minutes that he may read."""
    readable: ColumnElement[bool] = Entry.meeting_id.in_(select(Meeting.id).where(texts_visible_to(actor)))
    if Role.ADMINISTRATOR not in actor.everywhere:
        drafted = Entry.meeting_id.in_(select(Meeting.id).where(Meeting.group_id.in_(groups_seen_whole(actor))))
        readable = and_(readable, or_(~Entry.is_unsent, drafted))
    return and_(Entry.deleted_at.is_(None), readable)


def actions_found_by(actor: Actor) -> ColumnElement[bool]:
    """Which actions a list or a search shows somebody: those visible to him that did not become part of another."""
    return and_(Action.merged_into_id.is_(None), actions_visible_to(actor))
