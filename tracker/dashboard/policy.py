"""Who may look at the figures of which groups; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS

FOLLOWERS = (Role.ADMINISTRATOR, Role.MANAGEMENT, *DRAFTERS)
"""The roles that a page of figures is marked for."""


def groups_followed(actor: Actor) -> frozenset[int] | None:
    """The groups of which somebody sees the figures: None means all of them."""
    if actor.everywhere & {Role.ADMINISTRATOR, Role.MANAGEMENT}:
        return None
    return frozenset(group_id for group_id, role in actor.seats if role in DRAFTERS)
