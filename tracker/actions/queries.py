"""Reads of actions: who may see which, and which are followed up."""

from functools import cache, lru_cache

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from tracker.access.actors import Actor, Role
from tracker.actions.models import Action, Assignment, standing
from tracker.groups.queries import READERS, is_own
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.policy import groups_seen_whole
from tracker.meetings.queries import TOLD, UNSENT


def actions_naming(actor: Actor) -> Select[int]:
    """The ids of the actions in which one of somebody's organisations has a part, in whatever role."""
    return select(Assignment.action_id).where(Assignment.organisation_id.in_(actor.organisations))


def meetings_naming(actor: Actor) -> Select[int | None]:
    """The ids of the meetings whose actions name one of somebody's organisations."""
    return select(Action.meeting_id).where(
        Action.id.in_(actions_naming(actor)), Action.meeting_id.is_not(None), standing(),
    )  # fmt: skip


def agreed_in(meeting_id: int) -> ColumnElement[bool]:
    """Which actions a meeting's minutes tell: those that stand. Also one that became part of another later: only what
    was told can be merged, and what was agreed stays agreed."""
    return and_(Action.meeting_id == meeting_id, standing())


@cache
def live() -> tuple[ColumnElement[bool], ...]:
    """Which actions are followed up, as `policy.is_live`; their meeting and entry are to be joined."""
    told = or_(Action.meeting_id.is_(None), TOLD)
    sent = and_(Entry.deleted_at.is_(None), ~Entry.is_unsent)
    return told, Action.merged_into_id.is_(None), or_(Action.entry_id.is_(None), sent)


@cache
def told_to_all() -> ColumnElement[bool]:
    """Which actions left the drafters' desk: with minutes that were sent, or made outside a meeting."""
    with_minutes = and_(
        Action.meeting_id.in_(select(Meeting.id).where(TOLD)),
        or_(Action.entry_id.is_(None), Action.entry_id.not_in(UNSENT)),
    )
    return or_(Action.meeting_id.is_(None), with_minutes)


@lru_cache(maxsize=READERS)
def actions_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which actions somebody may see: those of a draft only whoever drafts or translates it; the others the members of
    the group, management, and every organisation that is named in one."""
    if Role.ADMINISTRATOR in actor.everywhere:
        return standing()
    readers = true() if Role.MANAGEMENT in actor.everywhere else is_own(Action.group_id, actor)
    seen = or_(
        Action.group_id.in_(groups_seen_whole(actor)),
        and_(told_to_all(), or_(readers, Action.id.in_(actions_naming(actor)))),
    )
    return and_(standing(), seen)


def evidence_open_to(actor: Actor) -> ColumnElement[bool]:
    """Of which actions somebody may open what was handed in: as `policy.can_see_evidence`, for a query."""
    if actor.everywhere & {Role.ADMINISTRATOR, Role.MANAGEMENT}:
        return true()
    return or_(Action.group_id.in_(groups_seen_whole(actor)), Action.id.in_(actions_naming(actor)))
