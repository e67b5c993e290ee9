"""Who may do what with an action, by role, group and part; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may
from tracker.actions.models import Action, Assignment, Progress
from tracker.actions.states import PARTIES_ACTS, Act
from tracker.meetings.kinds import RecordState

DECIDERS = (Role.CHAIR, Role.ACTING_CHAIR)


def is_live(action: Action) -> bool:
    """Whether it can be answered: its minutes have left the group's desk, its conclusion stands, and it did not become
    part of another one."""
    told = action.meeting is None or action.meeting.record != RecordState.DRAFT
    entry = action.entry
    stands = entry is None or (entry.deleted_at is None and not entry.is_unsent)
    return told and stands and action.merged_into_id is None


def is_party(actor: Actor, action: Action) -> bool:
    """Whether one of somebody's organisations has a part in it, in whatever role."""
    return any(part.organisation_id in actor.organisations for part in action.assignments)


def owns_part(actor: Actor, part: Assignment) -> bool:
    """Whether somebody speaks for the organisation whose part it is: one of its people. Management without a seat in
    any group only watches."""
    only_watches = Role.MANAGEMENT in actor.everywhere and not actor.seats
    return part.organisation_id in actor.organisations and not only_watches


def can_speak_for_others(actor: Actor, action: Action) -> bool:
    """Record what an organisation said by another way: whoever drafts the group's minutes."""
    return may(actor, action.group_id, *DRAFTERS)


def may_act(actor: Actor, part: Assignment, act: Act) -> bool:
    """Whether an organisation's own person may do this with the part."""
    return owns_part(actor, part) and act in PARTIES_ACTS[part.role]


def can_ask(actor: Actor, part: Assignment) -> bool:
    """Ask the chair something about a part: the organisation that has it."""
    return owns_part(actor, part)


def can_decide(actor: Actor, action: Action) -> bool:
    """Accept, return, grant, refuse, reassign, split, merge, drop, reopen: the chair and the acting chair."""
    return not actor.roles_in(action.group_id).isdisjoint(DECIDERS)


def is_own_work(actor: Actor, part: Assignment, handed: Progress | None) -> bool:
    """Whether accepting a part would be accepting one's own work: it is that of one's organisation, and nobody else of
    it has handed it in."""
    return owns_part(actor, part) and (handed is None or handed.by_person_id == actor.person_id)


def may_add(actor: Actor, group_id: int) -> bool:
    """Make an action outside a meeting: whoever drafts the group's minutes; the next meeting confirms it."""
    return may(actor, group_id, *DRAFTERS)


def may_instruct(actor: Actor, group_id: int) -> bool:
    """Make an action of what the direction wishes: the direction itself, and whoever drafts the group's minutes writes
    it down; the next meeting confirms it."""
    return may(actor, group_id, Role.MANAGEMENT, *DRAFTERS)


def can_see_evidence(actor: Actor, action: Action) -> bool:
    """Files that were handed in: whoever has a part in the action, drafts or translates for the group, or watches over
    all of them. Other members see the action, and not a byte of these."""
    watches = not actor.everywhere.isdisjoint({Role.ADMINISTRATOR, Role.MANAGEMENT})
    return watches or is_party(actor, action) or may(actor, action.group_id, *DRAFTERS, Role.TRANSLATOR)
