"""How far a part of an action may go by which act, as a table; knows neither who may act nor what is stored."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from tracker.actions.models import AssignmentRole, AssignmentState, ProgressKind
from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused

OPEN, IN_PROGRESS, SUBMITTED, ACCEPTED, POSTPONED, DROPPED = (
    AssignmentState.OPEN, AssignmentState.IN_PROGRESS, AssignmentState.SUBMITTED, AssignmentState.ACCEPTED,
    AssignmentState.POSTPONED, AssignmentState.DROPPED,
)  # fmt: skip


class Act(StrEnum):
    """What can be done with a part; `note` says something without moving it, `take_back` undoes a handing in, `date`
    gives the first date to a part that has none, which is no postponement."""

    NOTE = "note"
    REPORT = "report"
    HAND_IN = "hand_in"
    TAKE_BACK = "take_back"
    RECEIVE = "receive"
    ACCEPT = "accept"
    RETURN = "return"
    POSTPONE = "postpone"
    DATE = "date"
    REASSIGN = "reassign"
    DROP = "drop"
    REOPEN = "reopen"


TABLE: Mapping[Act, Mapping[AssignmentState, AssignmentState]] = {
    Act.NOTE: {OPEN: OPEN, POSTPONED: POSTPONED, IN_PROGRESS: IN_PROGRESS, SUBMITTED: SUBMITTED},
    Act.REPORT: {OPEN: IN_PROGRESS, POSTPONED: IN_PROGRESS, IN_PROGRESS: IN_PROGRESS, SUBMITTED: SUBMITTED},
    Act.HAND_IN: {OPEN: SUBMITTED, POSTPONED: SUBMITTED, IN_PROGRESS: SUBMITTED, SUBMITTED: SUBMITTED},
    Act.TAKE_BACK: {SUBMITTED: IN_PROGRESS},
    Act.RECEIVE: {OPEN: ACCEPTED, POSTPONED: ACCEPTED, IN_PROGRESS: ACCEPTED, ACCEPTED: ACCEPTED},
    Act.ACCEPT: {OPEN: ACCEPTED, POSTPONED: ACCEPTED, IN_PROGRESS: ACCEPTED, SUBMITTED: ACCEPTED},
    Act.RETURN: {SUBMITTED: IN_PROGRESS},
    Act.POSTPONE: {OPEN: POSTPONED, POSTPONED: POSTPONED, IN_PROGRESS: IN_PROGRESS, SUBMITTED: SUBMITTED},
    Act.DATE: {OPEN: OPEN, POSTPONED: POSTPONED, IN_PROGRESS: IN_PROGRESS, SUBMITTED: SUBMITTED},
    Act.REASSIGN: {OPEN: OPEN, POSTPONED: POSTPONED, IN_PROGRESS: OPEN, SUBMITTED: OPEN},
    Act.DROP: {OPEN: DROPPED, POSTPONED: DROPPED, IN_PROGRESS: DROPPED, SUBMITTED: DROPPED},
    Act.REOPEN: {ACCEPTED: IN_PROGRESS, DROPPED: IN_PROGRESS},
}
"""From the state in which a part is to the one that the act leads to; what stands in no row can't be done."""

TOLD_AS: Mapping[Act, ProgressKind] = {
    Act.NOTE: ProgressKind.REPORT,
    Act.REPORT: ProgressKind.REPORT,
    Act.HAND_IN: ProgressKind.HANDED_IN,
    Act.TAKE_BACK: ProgressKind.REPORT,
    Act.RECEIVE: ProgressKind.RECEIVED,
    Act.ACCEPT: ProgressKind.ACCEPTED,
    Act.RETURN: ProgressKind.RETURNED,
    Act.POSTPONE: ProgressKind.POSTPONED,
    Act.DATE: ProgressKind.DATED,
    Act.REASSIGN: ProgressKind.REASSIGNED,
    Act.DROP: ProgressKind.DROPPED,
    Act.REOPEN: ProgressKind.REOPENED,
}
"""As what an act stands in the time line."""

PARTIES_ACTS: Mapping[AssignmentRole, frozenset[Act]] = {
    AssignmentRole.OWNER: frozenset({Act.NOTE, Act.REPORT, Act.HAND_IN, Act.TAKE_BACK}),
    AssignmentRole.SUPPORT: frozenset({Act.NOTE, Act.REPORT}),
    AssignmentRole.FOLLOW_UP: frozenset({Act.NOTE, Act.REPORT}),
    AssignmentRole.RECIPIENT: frozenset({Act.NOTE, Act.RECEIVE}),
}
"""What an organisation may do with its own part, by what it has to do with the action: only owners hand in."""

LEAST_DONE = (OPEN, POSTPONED, IN_PROGRESS, SUBMITTED, ACCEPTED, DROPPED)
BEGUN: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    OPEN: frozenset({IN_PROGRESS, SUBMITTED, ACCEPTED}), POSTPONED: frozenset({IN_PROGRESS, SUBMITTED})
}  # fmt: skip


def state_of(parts: Iterable[AssignmentState]) -> AssignmentState:
    """How an action as a whole stands by the parts of its owners: as the least done of them, but in progress as soon as
    one is begun; open where nobody owns it."""
    states = frozenset(parts)
    least = min(states, key=LEAST_DONE.index, default=OPEN)
    return IN_PROGRESS if states & BEGUN.get(least, frozenset()) else least


def may_follow(act: Act, state: AssignmentState) -> bool:
    """Whether a part in this state can be acted on so."""
    return state in TABLE[act]


def after(act: Act, state: AssignmentState) -> AssignmentState:
    """The state that an act leads to. Raises Refused, in words that say how the part stands, where it can't follow."""
    if may_follow(act, state):
        return TABLE[act][state]
    raise Refused(_why_not(act, state))


def _why_not(act: Act, state: AssignmentState) -> Bilingual:
    if state == ACCEPTED:
        return Bilingual.said("This part was accepted already. Reopen it if it is not done after all.")
    if state == DROPPED:
        return Bilingual.said("This part was dropped. Reopen it if it is to be done after all.")
    if act in {Act.RETURN, Act.TAKE_BACK}:
        return Bilingual.said("Nothing is handed in at this moment; somebody may have answered meanwhile.")
    if act == Act.REOPEN:
        return Bilingual.said("This part is open; there is nothing to reopen.")
    return Bilingual.said("This part is handed in and waits for the chair.")
