"""The two questions that every feature asks of its policy; knows no feature."""

from tracker.access.actors import Actor, Role
from tracker.core.bilingual import Bilingual
from tracker.core.errors import Forbidden

DRAFTERS = (Role.CHAIR, Role.ACTING_CHAIR, Role.SECRETARY)


def may(actor: Actor, group_id: int, *roles: Role) -> bool:
    """Whether somebody has one of these roles in a group; the administrator may do whatever any of them may."""
    return not actor.roles_in(group_id).isdisjoint({Role.ADMINISTRATOR, *roles})


def require(allowed: bool) -> None:
    """Raise Forbidden unless allowed: for a reader who may see a thing, but not do this to it."""
    if not allowed:
        raise Forbidden(Bilingual.said("Your account may look at this, but not do it."))
