from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.dashboard.pictures import PLOT_EDGE, PLOT_HIGH, PLOT_WIDE, WIDE, Tone, Window, bars, plot, timeline

COUNTS = st.lists(st.lists(st.integers(0, 5_000), min_size=3, max_size=3), max_size=12)
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


def test_the_longest_bar_reaches_the_end_and_the_others_are_in_proportion() -> None:
    (late, rest), (other,), nothing = bars([
        ((Tone.LATE, 3), (Tone.REST, 6)), ((Tone.LATE, 0), (Tone.REST, 3)), ((Tone.LATE, 0), (Tone.REST, 0)),
    ])  # fmt: skip
    assert (late.tone, late.x, late.width) == (Tone.LATE, 0, 73)
    assert (rest.tone, rest.x, rest.width) == (Tone.REST, 73, 146)
    assert (other.tone, other.x, other.width) == (Tone.REST, 0, 73)
    assert nothing == ()
    assert late.cuts.startswith("M1 18l9-18M9 18l9-18")
    assert not rest.cuts


@given(COUNTS)
def test_bars_lie_one_after_the_other_on_the_ground(rows: list[list[int]]) -> None:
    tones = (Tone.DONE, Tone.LATE, Tone.REST)
    drawn = bars([tuple(zip(tones, row, strict=True)) for row in rows])
    assert [[part.tone for part in bar] for bar in drawn] == [
        [tone for tone, count in zip(tones, row, strict=True) if count] for row in rows
    ]
    for bar in drawn:
        end = 0.0
        for part in bar:
            assert abs(part.x - end) <= 0.11
            end = part.x + part.width
            assert bool(part.cuts) == (part.tone == Tone.LATE)
        assert end <= WIDE


def test_every_point_stands_in_the_middle_of_its_column() -> None:
    drawn = plot([(0, 10), (7, 20)])
    assert (drawn.top, drawn.half) == (20, 10)
    assert [line.points for line in drawn.lines] == ["160,152 480,80", "160,101.6 480,8"]
    assert drawn.lines[0].dots == "M160 152h0M480 80h0"
    assert drawn.rules == (8, 80, 152)


def test_a_ground_without_anything_has_a_scale_all_the_same() -> None:
    assert plot([]).top == 2
    assert plot([(0, 0)]).lines[0].points == "160,152 480,152"
    assert plot([()]).lines[0].points == ""


@given(st.lists(st.lists(st.integers(0, 1_000_000), min_size=8, max_size=8), min_size=1, max_size=4))
def test_lines_stay_on_their_ground(series: list[list[int]]) -> None:
    drawn = plot(series)
    most = max(map(max, series))
    assert most <= drawn.top <= max(2, 5 * most)
    for line in drawn.lines:
        for point in line.points.split():
            x, y = map(float, point.split(","))
            assert 0 < x < PLOT_WIDE
            assert PLOT_EDGE <= y <= PLOT_HIGH - PLOT_EDGE


def test_a_window_its_extension_and_what_was_done() -> None:
    first, day = date(2021, 1, 1), timedelta(days=1)
    drawn = timeline(
        [
            Window(first, first + 55 * day, first + 110 * day, first + 90 * day),
            Window(first + 11 * day), Window(first + 22 * day, first + 44 * day),
        ],
        first + 220 * day,
    )  # fmt: skip
    assert (drawn.first, drawn.last, drawn.now) == (first, first + 220 * day, 220)
    kept, open_, short = drawn.strips
    assert (kept.x, kept.width, kept.more, kept.mark) == (0, 55, 55, 90)
    assert (open_.x, open_.width, open_.more, open_.mark) == (11, 0, 0, None)
    assert (short.x, short.width, short.more) == (22, 22, 0)


@given(st.lists(st.tuples(DAYS, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS), max_size=8), DAYS)
def test_no_window_leaves_its_ground(
    days: list[tuple[date, date | None, date | None, date | None]], today: date
) -> None:
    drawn = timeline([Window(*each) for each in days], today)
    assert drawn.first <= today <= drawn.last
    assert 0 <= drawn.now <= WIDE
    for strip in drawn.strips:
        assert strip.x >= 0
        assert min(strip.width, strip.more) >= 0
        assert strip.x + strip.width + strip.more <= WIDE + 0.3
        assert strip.mark is None or 0 <= strip.mark <= WIDE
