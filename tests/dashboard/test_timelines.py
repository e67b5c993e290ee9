from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.dashboard.pictures import WIDE
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.timelines import NEAR, OF_YEAR, Reach, Step, Window, timeline

LATER = st.none() | st.dates(date(1990, 1, 1), date(2040, 12, 31))
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
FIRST, DAY = date(2021, 1, 1), timedelta(days=1)


def test_a_window_its_extension_and_what_was_done() -> None:
    drawn = timeline(
        [
            Window(FIRST, FIRST + 90 * DAY, FIRST + 181 * DAY, FIRST + 100 * DAY),
            Window(FIRST + 90 * DAY), Window(FIRST, FIRST + 181 * DAY, late=True),
        ],
        date(2021, 10, 1),
    )  # fmt: skip
    assert (drawn.first, drawn.last, drawn.now) == (FIRST, date(2021, 12, 31), 164.5)
    kept, open_, late = drawn.strips
    assert (kept.x, kept.width, kept.more, kept.start, kept.mark) == (0, 54.2, 54.9, None, 60.3)
    assert (open_.x, open_.width, open_.more, open_.start, open_.mark) == (54.2, 0, 0, 54.2, None)
    assert late.late
    assert (late.late.x, late.late.width) == (109.1, 55.4)
    assert not drawn.is_cut


def test_a_ground_is_as_long_as_what_is_shown_and_names_its_quarters() -> None:
    drawn = timeline([Window(date(2020, 11, 5), date(2021, 1, 31))], date(2021, 5, 5))
    assert (drawn.first, drawn.last) == (date(2020, 10, 1), date(2021, 6, 30))
    assert drawn.scale == (Step(0, 1, 2020, 4), Step(74.1, 1, 2021, 1), Step(146.7, 1, 2021, 2))


def test_of_many_quarters_the_years_are_named() -> None:
    drawn = timeline([Window(date(2019, 8, 1), date(2020, 6, 30))], date(2021, 2, 1))
    assert [(each.year, each.columns, each.number) for each in drawn.scale] == [
        (2019, 2, None), (2020, 4, None), (2021, 1, None),
    ]  # fmt: skip


def test_what_is_long_ago_comes_in_from_the_edge_and_leaves_room_for_a_quarter() -> None:
    today = date(2026, 11, 24)
    drawn = timeline(
        [
            Window(date(2022, 1, 1), date(2022, 3, 31), late=True), Window(date(2022, 1, 1), done=date(2022, 2, 2)),
            Window(date(2026, 7, 1), date(2026, 9, 30), done=date(2029, 1, 1)),
        ],
        today, NEAR,
    )  # fmt: skip
    assert (drawn.first, drawn.last) == (date(2025, 1, 1), date(2027, 12, 31))
    assert drawn.is_cut
    late, held, planned = drawn.strips
    assert late.before
    assert late.late
    assert (late.width, late.late.x, late.late.width) == (0, 0, drawn.now)
    assert (held.before, held.width, held.start, held.mark) == (True, 0, None, None)
    assert (planned.before, planned.after, planned.mark) == (False, True, None)
    assert planned.width > WIDE / (sum(NEAR) + 2)


@given(
    st.lists(st.tuples(DAYS, LATER, LATER, LATER), max_size=8),
    DAYS,
    st.sampled_from([None, NEAR]),
)
def test_no_window_leaves_its_ground(
    days: list[tuple[date, date | None, date | None, date | None]], today: date, reach: Reach | None
) -> None:
    drawn = timeline([Window(*each, late=True) for each in days], today, reach)
    assert drawn.first <= today <= drawn.last
    assert Quarter.holding(drawn.first).first == drawn.first
    assert Quarter.holding(drawn.last).last == drawn.last
    assert 0 <= drawn.now <= WIDE
    assert 1 <= len(drawn.scale) <= 6
    assert not reach or sum(step.columns for step in drawn.scale) <= sum(reach) + 1
    for strip, named in zip(drawn.strips, days, strict=True):
        assert strip.x >= 0
        assert min(strip.width, strip.more) >= 0
        assert strip.x + strip.width + strip.more <= WIDE + 0.3
        assert strip.mark is None or 0 <= strip.mark <= WIDE
        inside = all(drawn.first <= day <= drawn.last for day in named if day)
        assert inside is not (strip.before or strip.after)
        assert inside or reach


def test_of_very_many_years_some_are_named_at_equal_distances() -> None:
    drawn = timeline([Window(date(1999, 8, 1))], date(2021, 2, 1))
    assert [each.year for each in drawn.scale] == [1997, 2002, 2007, 2012, 2017]
    assert {each.columns for each in drawn.scale} == {OF_YEAR}
    assert drawn.last == date(2021, 12, 31)
    assert timeline([Window(date.min, date.max)], date(2021, 2, 1)).strips[0].width == WIDE
