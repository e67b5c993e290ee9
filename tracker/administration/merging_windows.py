"""How two parts of one action stood, woven into one: on every day the one that was less far. Knows no table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.actions.models import AssignmentState

HOW_FAR = {
    AssignmentState.OPEN: 0,
    AssignmentState.POSTPONED: 1,
    AssignmentState.IN_PROGRESS: 2,
    AssignmentState.SUBMITTED: 3,
    AssignmentState.ACCEPTED: 4,
    AssignmentState.DROPPED: 5,  # after accepted: what was dropped as a double does not undo what was done
}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """How a part stood from one day until another, both included; without an end it stands so now."""

    state: AssignmentState
    due_from: date | None
    due_by: date | None
    due_latest: date | None
    organisation_id: int
    from_on: date
    until_on: date | None


def how_far(state: AssignmentState, due_by: date | None) -> tuple[int, date]:
    """Less is less far; of two in one state that is the one which is due first."""
    return HOW_FAR[state], due_by or date.max


def woven(mine: Sequence[Stretch], theirs: Sequence[Stretch]) -> list[Stretch]:
    """One line of time from two: where both say something, what is less far holds; mine where they are alike."""
    both = [*mine, *theirs]
    cuts = sorted({each.from_on for each in both} | {each.until_on + DAY for each in both if each.until_on})
    found: list[Stretch] = []
    for place, start in enumerate(cuts, 1):
        end = cuts[place] if place < len(cuts) else None
        there = [each for each in both if each.from_on <= start and (each.until_on is None or each.until_on >= start)]
        if there:
            least = min(there, key=lambda each: how_far(each.state, each.due_by))
            found.append(replace(least, from_on=start, until_on=end - DAY if end else least.until_on))
    return list(_joined(found))


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for each in stretches:
        before = found[-1] if found else None
        follows = before is not None and before.until_on is not None and before.until_on + DAY == each.from_on
        if before and follows and replace(each, from_on=before.from_on, until_on=before.until_on) == before:
            found[-1] = replace(before, until_on=each.until_on)
        else:
            found.append(each)
    return found
