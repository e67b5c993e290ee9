"""Who may say whether the page of a quarter is sent to management; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may

SENDERS = (Role.ADMINISTRATOR, *DRAFTERS)


def can_set_sending(actor: Actor, group_id: int) -> bool:
    """Say whether the page of a quarter is sent, and how many days after it: whoever drafts the group's minutes."""
    return may(actor, group_id, *DRAFTERS)
