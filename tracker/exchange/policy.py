"""Who may bring meeting files in and take them out; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may

LOADERS = (Role.ADMINISTRATOR, *DRAFTERS)


def can_load_anywhere(actor: Actor) -> bool:
    """Load into every group, make new ones, and give seats by a file."""
    return Role.ADMINISTRATOR in actor.everywhere


def can_dump(actor: Actor, group_id: int) -> bool:
    """Take a meeting of the group out as a file, with all that its draft says."""
    return may(actor, group_id, *DRAFTERS)


def can_load_log(actor: Actor, group_id: int) -> bool:
    """Take an existing action log into the group, and take it back."""
    return may(actor, group_id, *DRAFTERS)
