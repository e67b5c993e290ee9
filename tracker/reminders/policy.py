"""Who may see and change how a group is reminded; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may

CHANGERS = (Role.ADMINISTRATOR, *DRAFTERS)


def can_change_ladder(actor: Actor, group_id: int) -> bool:
    """Set the first day and the steps of a group's reminders: whoever drafts its minutes."""
    return may(actor, group_id, *DRAFTERS)


def can_remind(actor: Actor, group_id: int) -> bool:
    """Remind now, leave out the next step, revoke a link, note that somebody was told by hand."""
    return may(actor, group_id, *DRAFTERS)


def can_see_mails(actor: Actor, group_id: int) -> bool:
    """Read to whom by name the mails of a group went, and what would go out: its drafters and management. Others see
    the organisations alone."""
    return may(actor, group_id, *DRAFTERS, Role.MANAGEMENT)
