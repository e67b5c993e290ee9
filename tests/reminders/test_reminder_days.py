from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.calendar.workdays import is_working_day
from tracker.groups.models import Audience, Trigger
from tracker.reminders.days import anchors, day_of, first_of_week, weeks
from tracker.reminders.ladder import DEFAULT, Step, code_words, step_of, twice

DAYS = st.dates(date(2020, 12, 1), date(2022, 2, 1))
STEPS = st.builds(Step, st.just(Trigger.DUE), st.integers(-40, 40), working_days=st.booleans())
OFF = st.frozensets(DAYS, max_size=12)
DAY = timedelta(days=1)


@given(STEPS, DAYS, OFF)
def test_a_step_never_comes_on_a_day_off(step: Step, anchor: date, off: frozenset[date]) -> None:
    assert is_working_day(day_of(step, anchor, off), off)


@given(STEPS, DAYS, st.integers(0, 30), OFF)
def test_a_step_never_comes_earlier_for_a_later_day(step: Step, anchor: date, more: int, off: frozenset[date]) -> None:
    assert day_of(step, anchor, off) <= day_of(step, anchor + more * DAY, off)


@given(STEPS, DAYS, st.integers(0, 20), DAYS, OFF)
def test_the_days_to_count_from_are_those_for_which_it_comes(
    step: Step, first: date, long: int, anchor: date, off: frozenset[date]
) -> None:
    last = first + long * DAY
    found = anchors(step, first, last, off)
    comes = first <= day_of(step, anchor, off) <= last
    assert comes == (found is not None and found[0] <= anchor <= found[1])


@given(STEPS, DAYS, st.integers(0, 20), OFF)
def test_both_ends_of_the_days_to_count_from_belong_to_them(
    step: Step, first: date, long: int, off: frozenset[date]
) -> None:
    last = first + long * DAY
    found = anchors(step, first, last, off)
    if found:
        assert all(first <= day_of(step, each, off) <= last for each in found)


def test_nothing_comes_within_a_weekend() -> None:
    assert anchors(Step(Trigger.DUE, 3), date(2021, 4, 24), date(2021, 4, 25)) is None


@pytest.mark.parametrize(
    ("step", "anchor", "day"),
    [
        (Step(Trigger.DUE, -14), date(2021, 4, 28), date(2021, 4, 19)),  # Pi Mai and a weekend lie on the 14th to 18th
        (Step(Trigger.DUE, 0), date(2021, 4, 25), date(2021, 4, 26)),
        (Step(Trigger.DUE, 3, working_days=True), date(2021, 4, 12), date(2021, 4, 20)),
        (Step(Trigger.CALL, -10, working_days=True), date(2021, 4, 26), date(2021, 4, 7)),
    ],
)  # fmt: skip
def test_days_around_pi_mai(step: Step, anchor: date, day: date) -> None:
    assert day_of(step, anchor) == day


def test_a_week_begins_with_its_first_working_day() -> None:
    assert first_of_week(date(2021, 3, 12)) == date(2021, 3, 9)  # Monday was a holiday
    week_off = [date(2021, 4, 19) + n * DAY for n in range(5)]
    assert first_of_week(date(2021, 4, 21), week_off) is None
    assert weeks(date(2021, 4, 5), date(2021, 4, 28), week_off) == [date(2021, 4, 26), date(2021, 4, 12)]


def test_every_default_step_has_a_code_of_its_own_that_is_read_back() -> None:
    assert twice(DEFAULT) is None
    for step in DEFAULT:
        assert step_of(step.code) == Step(step.trigger, step.days, step.audience, step.working_days)


def test_codes_and_words() -> None:
    step = Step(Trigger.DUE, 3, working_days=True)
    assert (step.code, step.words.en) == ("due+3w", "3 working days after the deadline")
    step = Step(Trigger.NO_OWNER, 0, Audience.CHAIR, weekly=True)
    assert step.code == "no_owner+0-chair"
    assert step.words.en == "on the day since which an action has no owner, then every week"
    assert Step(Trigger.DUE, -1).words.en == "1 day before the deadline"
    assert step_of("now") is None
    assert code_words("now").en == "asked for by hand"
    assert twice((*DEFAULT, Step(Trigger.DUE, 10))) == Step(Trigger.DUE, 10)
