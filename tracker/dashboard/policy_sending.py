"""Who may say whether the page of a quarter is sent to management; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may

SENDERS = (Role.ADMINISTRATOR, *DRAFTERS)
SENDERS_OF_ALL = (Role.ADMINISTRATOR, Role.MANAGEMENT)


def can_set_sending(actor: Actor, group_id: int | None) -> bool:
    """Say whether the page of a quarter is sent, and how many days after it: whoever drafts the group's minutes or, of
    the page of all groups (None), management, which gets it."""
    if group_id is None:
        return not actor.everywhere.isdisjoint(SENDERS_OF_ALL)
    return may(actor, group_id, *DRAFTERS)
