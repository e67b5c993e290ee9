"""Who may see, add and change documents; knows no group by name."""

from collections.abc import Collection

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may

READERS = (Role.ADMINISTRATOR, *DRAFTERS)


def can_add(actor: Actor) -> bool:
    """Whoever drafts in any group may add a document that a meeting named, its editions and their files."""
    return not actor.roles.isdisjoint(READERS)


def can_revise(actor: Actor) -> bool:
    """Only the administrator changes what every group shares."""
    return Role.ADMINISTRATOR in actor.roles


def can_keep(actor: Actor, driving: Collection[int]) -> bool:
    """Move a document on and record what became of it: whoever drafts in a group that drives it or, while none does, in
    any group; and the administrator."""
    return any(may(actor, group_id, *DRAFTERS) for group_id in driving) if driving else can_add(actor)


def sees_every_file(actor: Actor) -> bool:
    """Also those of other people's minutes: whoever drafts in any group, the administrator and management."""
    return can_add(actor) or Role.MANAGEMENT in actor.everywhere
