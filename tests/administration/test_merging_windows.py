from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.actions.models import AssignmentState
from tracker.administration.merging_windows import Stretch, how_far, woven

FIRST = date(2021, 3, 1)
LAST = 40


def stretch(state: AssignmentState, start: int, end: int | None, by: int | None = None) -> Stretch:
    due = None if by is None else FIRST + timedelta(by)
    return Stretch(state, None, due, due, 1, FIRST + timedelta(start), None if end is None else FIRST + timedelta(end))


@st.composite
def lines(draw: st.DrawFn) -> list[Stretch]:
    """How a part stood: from some day on without a gap, the last stretch without an end."""
    cuts = sorted(draw(st.sets(st.integers(0, LAST), max_size=5)))
    ends: list[int | None] = [cut - 1 for cut in cuts[1:]]
    return [
        stretch(draw(st.sampled_from(AssignmentState)), start, end, draw(st.none() | st.integers(0, LAST)))
        for start, end in zip(cuts, [*ends, None] if cuts else [], strict=True)
    ]


def at(line: list[Stretch], day: date) -> list[Stretch]:
    return [each for each in line if each.from_on <= day and (each.until_on is None or day <= each.until_on)]


@given(lines(), lines())
def test_on_every_day_the_one_that_was_less_far_holds(mine: list[Stretch], theirs: list[Stretch]) -> None:
    line = woven(mine, theirs)
    for day in (FIRST + timedelta(n) for n in range(-1, LAST + 3)):
        both = [how_far(each.state, each.due_by) for each in (*at(mine, day), *at(theirs, day))]
        assert [how_far(each.state, each.due_by) for each in at(line, day)] == ([min(both)] if both else [])
    assert sum(each.until_on is None for each in line) == bool(mine or theirs)


@given(lines())
def test_a_line_with_itself_or_with_nothing_stays(line: list[Stretch]) -> None:
    assert woven(line, []) == woven([], line) == woven(line, line)


def test_what_follows_and_says_the_same_is_one_stretch() -> None:
    states = AssignmentState
    mine = [stretch(states.OPEN, 0, 9, by=20), stretch(states.ACCEPTED, 10, None, by=20)]
    theirs = [stretch(states.OPEN, 5, 14, by=20), stretch(states.SUBMITTED, 15, None, by=30)]
    assert woven(mine, theirs) == [stretch(states.OPEN, 0, 14, by=20), stretch(states.SUBMITTED, 15, None, by=30)]
