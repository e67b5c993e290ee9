from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.administration.backups import Backup, is_due, kept, latest, name_at, superfluous, tidy
from tracker.core import clock

NOW = datetime(2021, 11, 23, 3, 0, tzinfo=UTC)  # ten in the morning at the office
TODAY = date(2021, 11, 23)


def at(day: date, hour: int = 1, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.office()).astimezone(UTC)


def made(moment: datetime) -> Backup:
    return Backup(Path(name_at(moment, ".sqlite")), moment, 1)


def nights(first: date, days: int) -> list[Backup]:
    return [made(at(first + timedelta(days=number))) for number in range(days)]


def left(backups: list[Backup], today: date = TODAY) -> list[Backup]:
    gone = superfluous(backups, today)
    return [each for each in backups if each not in gone]


# Which are kept


def test_of_two_years_of_nights_fourteen_days_and_the_first_of_twelve_months_stay() -> None:
    backups = nights(date(2019, 11, 23), 732)
    days = [each.on for each in left(backups)]
    assert days[-14:] == [TODAY - timedelta(days=number) for number in reversed(range(14))]
    assert [each.isoformat() for each in days[:-14]] == [
        "2020-12-01", "2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01", "2021-05-01", "2021-06-01", "2021-07-01",
        "2021-08-01", "2021-09-01", "2021-10-01", "2021-11-01",
    ]  # fmt: skip


def test_one_a_day_stays_but_all_of_today() -> None:
    yesterday = TODAY - timedelta(days=1)
    backups = [made(at(day, hour)) for day in (date(2021, 11, 1), yesterday, TODAY) for hour in (1, 9, 16)]
    assert [(each.on.day, clock.at_office(each.at).hour) for each in left(backups)] == [
        (1, 1), (1, 16), (22, 16), (23, 1), (23, 9), (23, 16),
    ]  # fmt: skip


def test_after_a_year_without_power_the_last_ones_stay() -> None:
    backups = nights(date(2020, 6, 1), 20)
    assert left(backups)[-1] == backups[-1]
    assert len(left(backups)) == 15


HOURS = st.integers(-20_000, 80_000)


@given(st.lists(HOURS, unique=True, max_size=80), st.dates())
def test_whatever_the_clock_said_the_newest_stay(hours: list[int], today: date) -> None:
    backups = [made(NOW + timedelta(hours=each)) for each in sorted(hours)]
    stay = left(backups, today)
    assert bool(stay) == bool(backups)
    if backups:
        assert backups[-1] in stay
        assert len([each for each in stay if each.on != today]) <= 14 + 12
        assert len({each.on for each in stay}) >= min(14, len({each.on for each in backups}))
    assert left(stay, today) == stay


# Whether one is due


@pytest.mark.parametrize(
    ("newest", "now", "due"),
    [
        (None, NOW, True),
        (at(TODAY, 1, 0), NOW, False),
        (at(TODAY, 0, 59), NOW, True),
        (at(TODAY, 0, 59), at(TODAY, 0, 59), False),
        (at(TODAY - timedelta(days=1), 23), at(TODAY, 0, 30), False),
        (at(TODAY - timedelta(days=1), 1), at(TODAY, 0, 30), False),
        (at(TODAY - timedelta(days=2), 23), at(TODAY, 0, 30), True),
        (at(TODAY - timedelta(days=1), 23), at(TODAY, 1, 0), True),
        (at(TODAY - timedelta(days=30)), NOW, True),
        (at(TODAY + timedelta(days=1)), NOW, True),  # made while the clock was wrong
    ],
)
def test_one_is_due_after_one_in_the_night(newest: datetime | None, now: datetime, due: bool) -> None:
    assert is_due([made(newest)] if newest else [], now) is due


def test_one_of_the_future_is_not_the_latest() -> None:
    good, future = made(at(TODAY)), made(at(TODAY + timedelta(days=900)))
    assert latest([future, good], NOW) == good
    assert latest([future], NOW) is None


# In the folder


def test_only_whole_ones_by_their_own_names_count(tmp_path: Path) -> None:
    for name in (
        "tracker-2021-11-23-010000.sqlite", "tracker-2021-11-22-010000.dump", "tracker-2021-11-24-010000.dump.1.part",
        "tracker-2021-13-24-010000.sqlite", "before-restore-2021-11-23-010000.sqlite", "notes.txt",
    ):  # fmt: skip
        (tmp_path / name).write_text("x")
    (tmp_path / "tracker-2021-11-21-010000.dump").mkdir()
    assert [(each.name, each.size) for each in kept(tmp_path)] == [
        ("tracker-2021-11-23-010000.sqlite", 1), ("tracker-2021-11-22-010000.dump", 1),
    ]  # fmt: skip
    assert kept(tmp_path)[0].at == at(TODAY)
    assert kept(tmp_path / "nowhere") == []


def test_what_need_not_be_kept_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    for each in nights(TODAY - timedelta(days=40), 41):
        (tmp_path / each.name).write_text("x")
    (tmp_path / "mine.txt").write_text("x")
    tidy(tmp_path, NOW)
    assert len(kept(tmp_path)) == 16
    assert (tmp_path / "mine.txt").exists()
