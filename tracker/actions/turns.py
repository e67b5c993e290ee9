"""Whose turn it is with an action, and what else somebody may do with each part; asks no database."""

from dataclasses import dataclass

from tracker.access.actors import Actor
from tracker.actions import policy
from tracker.actions.models import ActionKind, Ask, AskKind, Assignment, AssignmentRole, AssignmentState
from tracker.actions.queries_action import ActionTold
from tracker.actions.states import PARTIES_ACTS, Act, may_follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What waits for one reader of an action's page, and what he may do besides.

    `to_do` are parts that his organisation owes, `to_confirm` those whose receipt it confirms, `to_accept` and
    `to_answer` what waits for him as chair; `own_work` are parts that another has to accept. `own` and `others` are
    the parts that he speaks for himself, and writes down for.
    """

    to_do: tuple[Assignment, ...] = ()
    to_confirm: tuple[Assignment, ...] = ()
    to_accept: tuple[Assignment, ...] = ()
    own_work: tuple[Assignment, ...] = ()
    to_answer: tuple[Ask, ...] = ()
    own: tuple[Assignment, ...] = ()
    others: tuple[Assignment, ...] = ()
    decides: bool = False
    drafts: bool = False

    def __bool__(self) -> bool:
        return bool(self.to_do or self.to_confirm or self.to_accept or self.own_work or self.to_answer)

    def may(self, act: str, part: Assignment) -> bool:
        """Whether the part can be acted on so, by its role and as it stands."""
        wanted = Act(act)
        if wanted == Act.HAND_IN and not self.hands_in(part):
            return False
        return wanted in PARTIES_ACTS[part.role] and may_follow(wanted, part.state)

    def hands_in(self, part: Assignment) -> bool:
        """Whether its end is something to hand in; a special meeting is done once it was held and is told of."""
        return part.action.kind != ActionKind.SPECIAL_MEETING


NOBODYS = Turn()


def turn_of(actor: Actor, told: ActionTold) -> Turn:
    """Whose turn it is: nobody's while the minutes are a draft, nor once the action became part of another."""
    action = told.action
    if not policy.is_live(action):
        return NOBODYS
    own = tuple(part for part in action.assignments if policy.owns_part(actor, part))
    decides, drafts = policy.can_decide(actor, action), policy.can_speak_for_others(actor, action)
    handed_in = told.waiting if decides else []
    return Turn(
        to_do=tuple(part for part in own if _owes(part)),
        to_confirm=tuple(part for part in own if _can_confirm(part, told)),
        to_accept=tuple(part for part in handed_in if not policy.is_own_work(actor, part, told.handed_in(part))),
        own_work=tuple(part for part in handed_in if policy.is_own_work(actor, part, told.handed_in(part))),
        to_answer=tuple(ask for ask in told.open_asks if _answers(decides, drafts, ask)),
        own=own,
        others=tuple(part for part in action.assignments if drafts and part.closed_at is None),
        decides=decides,
        drafts=drafts,
    )


def _owes(part: Assignment) -> bool:
    waits = part.state == AssignmentState.SUBMITTED
    return part.role == AssignmentRole.OWNER and part.closed_at is None and not waits


def _can_confirm(part: Assignment, told: ActionTold) -> bool:
    """Something can have arrived once an owner has handed in."""
    return part.role == AssignmentRole.RECIPIENT and part.closed_at is None and bool(told.waiting)


def _answers(decides: bool, drafts: bool, ask: Ask) -> bool:
    return decides or (drafts and ask.kind == AskKind.QUESTION)
