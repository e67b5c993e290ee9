"""Who may read and change a group's settings; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS

SETTINGS_READERS = (Role.ADMINISTRATOR, *DRAFTERS)


def groups_drafted_by(actor: Actor) -> frozenset[int]:
    """The groups in which somebody's seat lets him plan meetings, write minutes, and read the group's settings."""
    return frozenset(group_id for group_id, role in actor.seats if role in DRAFTERS)


def can_change_settings(actor: Actor) -> bool:
    """Only the administrator says who belongs to a group, who sits on which seat, and under which letterhead it
    writes."""
    return Role.ADMINISTRATOR in actor.everywhere
