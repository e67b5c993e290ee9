"""Who reads what of a group's register, by role and group; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import may
from tracker.meetings.policy import SEE_DRAFTS


def sees_drafts(actor: Actor, group_id: int) -> bool:
    """Read also what comes from minutes that were not circulated yet: whoever drafts or translates them."""
    return may(actor, group_id, *SEE_DRAFTS)


def reads_minutes_of_all(actor: Actor) -> bool:
    """Follow a link into another group's told minutes: management and the administrator."""
    return not actor.everywhere.isdisjoint({Role.ADMINISTRATOR, Role.MANAGEMENT})
