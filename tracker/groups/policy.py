"""Who may read and change a group's settings; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may
from tracker.groups.models import WorkingGroup

SETTINGS_READERS = (Role.ADMINISTRATOR, *DRAFTERS)


def can_read_settings(actor: Actor, group: WorkingGroup) -> bool:
    """Members, seats and letterheads of a group: the administrator, and whoever drafts its minutes."""
    return may(actor, group.id, *DRAFTERS)


def can_change_settings(actor: Actor) -> bool:
    """Only the administrator says who belongs to a group, who sits on which seat, and under which letterhead it
    writes."""
    return Role.ADMINISTRATOR in actor.everywhere
