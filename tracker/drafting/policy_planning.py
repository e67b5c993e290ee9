"""Who may plan meetings and enter old ones: whoever drafts the group's minutes. Knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may

PLANNERS = (Role.ADMINISTRATOR, *DRAFTERS)


def can_plan(actor: Actor, group_id: int) -> bool:
    """Plan, postpone and cancel meetings of a group, and enter old ones: chair, acting chair and secretary."""
    return may(actor, group_id, *DRAFTERS)
