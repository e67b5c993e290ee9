import pytest

from tracker.actions.models import AssignmentState
from tracker.actions.states import state_of

OPEN, DOING, HANDED_IN, POSTPONED, DONE, DROPPED = (
    AssignmentState.OPEN, AssignmentState.IN_PROGRESS, AssignmentState.SUBMITTED, AssignmentState.POSTPONED,
    AssignmentState.ACCEPTED, AssignmentState.DROPPED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], OPEN), ([OPEN, OPEN], OPEN), ([OPEN, POSTPONED], OPEN), ([OPEN, DROPPED], OPEN),
        ([OPEN, DOING], DOING), ([OPEN, HANDED_IN], DOING), ([OPEN, DONE], DOING), ([POSTPONED, DOING], DOING),
        ([POSTPONED, DONE], POSTPONED), ([DOING, HANDED_IN], DOING), ([HANDED_IN, DONE], HANDED_IN),
        ([DONE, DROPPED], DONE), ([DROPPED], DROPPED),
    ],
)  # fmt: skip
def test_an_action_is_in_progress_as_soon_as_one_part_is(parts: list[AssignmentState], whole: AssignmentState) -> None:
    assert state_of(parts) == state_of(reversed(parts)) == whole
