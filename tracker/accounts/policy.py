"""Who may manage accounts, and who needs a second factor; pure."""

from tracker.access.actors import Actor, Role

NEEDS_SECOND_FACTOR = frozenset({Role.CHAIR, Role.ACTING_CHAIR, Role.SECRETARY, Role.ADMINISTRATOR})


def can_manage_accounts(actor: Actor) -> bool:
    """Only the administrator, and whoever has a terminal on the machine."""
    return Role.ADMINISTRATOR in actor.everywhere


def can_end_sign_ins(actor: Actor, account_id: int) -> bool:
    """Those of an account: its owner and the administrator."""
    return actor.account_id == account_id or can_manage_accounts(actor)


def needs_second_factor(actor: Actor) -> bool:
    """Whether somebody's roles let him change what others rely on."""
    return not actor.roles.isdisjoint(NEEDS_SECOND_FACTOR)
