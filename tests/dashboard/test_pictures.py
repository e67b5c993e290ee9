from hypothesis import given
from hypothesis import strategies as st

from tracker.dashboard.pictures import PLOT_EDGE, PLOT_HIGH, PLOT_WIDE, WIDE, Tone, bars, plot

COUNTS = st.lists(st.lists(st.integers(0, 5_000), min_size=3, max_size=3), max_size=12)


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
