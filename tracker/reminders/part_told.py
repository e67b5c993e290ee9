"""What was said about one part of an action, as whoever answers for it is reminded of it: last by its organisation,
last by the chair, and what was asked. Asks no database."""

from dataclasses import dataclass

from tracker.actions.models import Ask, Assignment, Evidence, Progress, ProgressKind
from tracker.actions.queries_action import ActionTold

SAID = frozenset({ProgressKind.REPORT, ProgressKind.HANDED_IN, ProgressKind.RECEIVED})
ANSWERED = frozenset({
    ProgressKind.ACCEPTED, ProgressKind.RETURNED, ProgressKind.POSTPONED, ProgressKind.DATED, ProgressKind.REOPENED,
})  # fmt: skip
ASKS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PartTold:
    """The last word of each side on a part, with the files that came with the organisation's, and the newest of what
    it asked, the newest first; `has_arrived` says that something may have come that it is to receive."""

    said: Progress | None
    files: tuple[Evidence, ...]
    answered: Progress | None
    is_returned: bool
    asks: tuple[Ask, ...]
    has_arrived: bool


def told_of(part: Assignment, told: ActionTold) -> PartTold:
    """The part's own share of what is told of its action: nothing that another organisation said or handed in."""
    here = (part.id, part.organisation_id)
    own = [each for each in told.steps if (each.assignment_id, each.organisation_id) == here]
    said = next((each for each in own if each.kind in SAID), None)
    asks = [ask for ask in told.asks if (ask.assignment_id, ask.organisation_id) == here]
    return PartTold(
        said=said,
        files=tuple(each for each in told.evidence if said and each.progress_id == said.id),
        answered=next((each for each in own if each.kind in ANSWERED), None),
        is_returned=part.id in told.returned,
        asks=tuple(reversed(asks[-ASKS_SHOWN:])),
        has_arrived=bool(told.waiting) or told.is_done,
    )
