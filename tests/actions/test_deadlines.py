import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.actions.deadline_lexicon import LEXICON
from tracker.actions.deadline_phrases import Phrase
from tracker.actions.deadline_words import tokens
from tracker.actions.deadlines import NO_WINDOW, Basis, Precision, Reading, Window, read
from tracker.core import dates

MEETING = date(2021, 3, 29)  # a Monday
MEETINGS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
FIGURES = [
    "12",
    "3",
    "4.",
    "2021",
    "'21",
    "15/04/2021",
    "04/15/2021",
    "2021-04-15",
    "3rd",
    "4/2021",
    "15/4",
    ",",
    "(",
    ")",
]
PHRASES = st.lists(st.sampled_from([*sorted(LEXICON), *FIGURES]), min_size=1, max_size=7).map(" ".join)


def is_in_order(window: Window) -> bool:
    known = [day for day in (window.from_, window.by, window.latest) if day]
    return known == sorted(known)


def test_the_minutes_of_2021() -> None:
    reading = read("between the 3rd and 4th week of April 2021", MEETING)
    assert reading == Reading(
        "between the 3rd and 4th week of April 2021",
        Window(date(2021, 4, 12), date(2021, 4, 25), date(2021, 5, 2)),
        Precision.WEEK,
        Basis.FIXED,
    )


def test_as_json() -> None:
    assert json.loads(json.dumps(read("by 04/05/2021 ", MEETING).as_json())) == {
        "words": "by 04/05/2021",
        "from": None,
        "by": "2021-05-04",
        "latest": "2021-05-04",
        "precision": "day",
        "basis": "fixed",
        "alternatives": [{"from": None, "by": "2021-04-05"}],
    }
    assert read("next meeting", MEETING).as_json() == {
        "words": "next meeting", "from": None, "by": None, "latest": None, "precision": None, "basis": "next_meeting",
        "alternatives": [],
    }  # fmt: skip
    assert read("when it is dry", MEETING).as_json()["basis"] == "none"


@pytest.mark.parametrize(
    ("phrase", "by", "alternatives"),
    [
        ("04/05/2021", "2021-05-04", ["2021-04-05"]),
        ("05/04", "2021-04-05", ["2021-05-04"]),
        ("04/04/2021", "2021-04-04", []),
        ("15/04/2021", "2021-04-15", []),
        ("2021-04-05", "2021-04-05", []),
        ("04/15/2021", None, ["2021-04-15"]),
        ("by 4/15/21", None, ["2021-04-15"]),
        ("02/30/2021", None, []),
        ("before 04/05/2021", "2021-05-03", ["2021-04-04"]),
        ("04/05/2021 - 06/05/2021", "2021-05-06", ["2021-06-05"]),
        ("12/04/2021 - 16/04/2021", "2021-04-16", []),
        ("Thursday 16 April 2021", "2021-04-16", ["2021-04-15"]),
        ("Sunday, 16 April 2021", "2021-04-16", ["2021-04-18"]),
        ("ວັນພະຫັດ ວັນທີ 16 ເມສາ 2021", "2021-04-16", ["2021-04-15"]),
        ("next Friday", "2021-04-09", ["2021-04-02"]),
        ("by Monday", "2021-04-05", ["2021-03-29"]),
        ("end of the week", "2021-04-04", ["2021-04-02"]),
    ],
)
def test_other_fair_readings_are_offered(phrase: str, by: str | None, alternatives: list[str]) -> None:
    reading = read(phrase, MEETING).as_json()
    assert reading["by"] == by
    assert [other["by"] for other in reading["alternatives"]] == alternatives
    assert reading["basis"] == ("fixed" if by else "none")


@pytest.mark.parametrize(
    ("phrase", "precision"),
    [
        ("15 April", Precision.DAY),
        ("12-16 April", Precision.DAY),
        ("end of Q2", Precision.DAY),
        ("3rd week of April", Precision.WEEK),
        ("mid April", Precision.PART_OF_MONTH),
        ("by April", Precision.MONTH),
        ("Q2", Precision.QUARTER),
        ("H1 2021", Precision.HALF_YEAR),
        ("2021", Precision.YEAR),
        ("12 April to June", Precision.MONTH),
    ],
)
def test_precision(phrase: str, precision: Precision) -> None:
    assert read(phrase, MEETING).precision is precision


@pytest.mark.parametrize(
    ("phrase", "on", "from_", "by"),
    [
        ("3 January", "2020-12-03", "2021-01-03", "2021-01-03"),
        ("Q1", "2020-12-03", "2021-01-01", "2021-03-31"),
        ("next month", "2020-12-03", "2021-01-01", "2021-01-31"),
        ("next quarter", "2020-12-03", "2021-01-01", "2021-03-31"),
        ("Dec", "2020-12-03", "2020-12-01", "2020-12-31"),
        ("29 February", "2023-06-01", "2024-02-29", "2024-02-29"),
        ("the 31st", "2021-04-12", "2021-05-31", "2021-05-31"),
        ("the 10th", "2021-12-12", "2022-01-10", "2022-01-10"),
        ("within one month", "2021-01-31", "2021-01-31", "2021-02-28"),
        ("15/04/95", "1999-01-01", "1995-04-15", "1995-04-15"),
        ("1/1/01", "1999-01-01", "2001-01-01", "2001-01-01"),
        ("Friday", "2021-04-02", "2021-04-09", "2021-04-09"),
        ("this Friday", "2021-04-02", "2021-04-02", "2021-04-02"),
        ("next week", "2021-04-04", "2021-04-05", "2021-04-11"),
        ("28 December to 5 January", "2021-01-02", "2020-12-28", "2021-01-05"),
    ],
)
def test_seen_from_other_meetings(phrase: str, on: str, from_: str, by: str) -> None:
    assert read(phrase, date.fromisoformat(on)).window == Window(
        date.fromisoformat(from_), date.fromisoformat(by), date.fromisoformat(by)
    )


def test_days_off_are_no_working_days() -> None:
    assert read("within 2 working days", MEETING, {date(2021, 3, 30)}).window.by == date(2021, 4, 1)


def test_the_words_are_kept_as_agreed() -> None:
    assert read("  By  15 APRIL\u200b", MEETING).words == "By  15 APRIL"


def test_a_window_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match="window"):
        Window(MEETING, MEETING - timedelta(days=1))
    assert not NO_WINDOW
    assert Window(by=MEETING)


@given(st.text(max_size=60), st.dates())
def test_any_text_on_any_date(text: str, on: date) -> None:
    reading = read(text, on)
    assert is_in_order(reading.window)
    assert (reading.precision is None) == (not reading.window) == (reading.basis is not Basis.FIXED)


@given(PHRASES, st.dates())
def test_any_known_words_on_any_date(phrase: str, on: date) -> None:
    reading = read(phrase, on)
    assert is_in_order(reading.window)
    assert (reading.precision is None) == (not reading.window) == (reading.basis is not Basis.FIXED)
    assert reading.window not in reading.alternatives
    json.dumps(reading.as_json())


@given(PHRASES, MEETINGS)
def test_known_words_need_no_rescue_in_our_times(phrase: str, on: date) -> None:
    for span in Phrase(on).readings(tokens(phrase) or ()):
        assert span.by >= span.start
        assert span.window.latest


@given(st.dates(date(1975, 1, 1), date(2199, 12, 31)), MEETINGS)
def test_a_full_date_means_itself(day: date, on: date) -> None:
    for phrase in (
        day.isoformat(),
        dates.short_date(day),
        dates.long_date(day, "en"),
        f"ວັນທີ {dates.long_date(day, 'lo')}",
        f"{day:%A} {dates.long_date(day, 'en')}",
    ):
        assert read(phrase, on).window == Window(day, day, day)


@given(MEETINGS, st.integers(0, 365))
def test_a_day_without_its_year_is_the_next_such_day(on: date, ahead: int) -> None:
    day = on + timedelta(days=ahead)
    if (day.month, day.day) != (2, 29):
        year = day.year if date(on.year, day.month, day.day) < on else on.year
        assert read(f"{day.day} {day:%B}", on).window.by == day.replace(year=year)


@given(
    MEETINGS,
    st.sampled_from(["April", "Q3", "2nd week of May", "late June", "H2", "the 15th", "Tuesday", "end of May"]),
)
def test_what_has_no_year_is_never_over(on: date, phrase: str) -> None:
    window = read(phrase, on).window
    assert window.by
    assert on <= window.by <= on + timedelta(days=372)


@given(MEETINGS, st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 90))
def test_ranges_mean_their_ends(on: date, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    for phrase in (
        f"{first} to {last}",
        f"between {first:%d %B %Y} and {last:%d %B %Y}",
        f"{first:%d/%m/%Y} - {last:%d/%m/%Y}",
    ):
        assert read(phrase, on).window == Window(first, last, last)
