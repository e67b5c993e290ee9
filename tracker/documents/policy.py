"""Who may see, add and change documents; knows no group by name."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS

READERS = (Role.ADMINISTRATOR, *DRAFTERS)


def can_add(actor: Actor) -> bool:
    """Whoever drafts in any group may add a document that a meeting named, its editions and their files."""
    return not actor.roles.isdisjoint(READERS)


def can_revise(actor: Actor) -> bool:
    """Only the administrator changes what every group shares."""
    return Role.ADMINISTRATOR in actor.roles
