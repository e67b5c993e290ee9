"""What is done later never changes the figures of a day that is over; what is imported for that day does."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from applications import NOON, SAMPLE, TESTER, application, dispose, load, settled
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lived import ACTS, UNTIL, Lived, generate
from sqlalchemy import select

from tracker.core.db import session, transaction
from tracker.dashboard import counting
from tracker.dashboard.asked import Asked
from tracker.dashboard.figures import Cockpit
from tracker.exchange import action_log, action_log_words
from tracker.exchange.action_log_rows import read_rows
from tracker.groups.models import WorkingGroup
from tracker.sheets.reader import Row

LAST = UNTIL + timedelta(days=300)
BEGIN = datetime(UNTIL.year, UNTIL.month, UNTIL.day, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def generated(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with a small archive, to be copied."""
    folder = tmp_path_factory.mktemp("generated")
    shutil.copy(empty_sqlite, folder / empty_sqlite.name)
    app = application(folder)
    with app.app_context():
        generate(actions=60, years=1)
        dispose()
    settled(folder / empty_sqlite.name)
    return folder / empty_sqlite.name


@pytest.fixture(scope="module")
def archive(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of an application whose context is pushed."""
    folder = tmp_path_factory.mktemp("history")
    with application(folder).app_context():
        yield folder / generated.name
        dispose()


def _anew(archive: Path, generated: Path) -> None:
    dispose()
    for left in archive.parent.glob(f"{archive.name}*"):
        left.unlink()
    shutil.copy(generated, archive)


def _told(days: list[date]) -> list[Cockpit]:
    session.rollback()
    return [counting.cockpit(None, Asked(today=LAST, as_of=day)) for day in days]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    before=st.lists(st.sampled_from([*ACTS]), max_size=6),
    later=st.lists(st.sampled_from([*ACTS]), min_size=4, max_size=14),
)
def test_later_acts_leave_the_figures_of_past_days(
    archive: Path, generated: Path, seed: int, before: list[str], later: list[str]
) -> None:
    _anew(archive, generated)
    lived = Lived(Random(seed), BEGIN)  # noqa: S311  no secret
    for name in before:
        lived.act(name)
    days = [UNTIL - timedelta(days=120), UNTIL - timedelta(days=1), lived.today]
    then = _told(days)
    lived.now += timedelta(days=1)
    for name in later:
        lived.act(name)
    assert _told(days) == then


def test_each_act_by_itself_leaves_the_figures_of_past_days_and_most_change_those_of_its_own(
    archive: Path, generated: Path
) -> None:
    _anew(archive, generated)
    lived, changing = Lived(Random(5), BEGIN), set()  # noqa: S311  no secret
    long_ago = UNTIL - timedelta(days=60)
    past, now = _told([long_ago, LAST])
    for name in ACTS:
        today = lived.today
        (then,) = _told([today])
        lived.now += timedelta(days=1)
        after = now
        for _ in range(6):  # one may do what shows in no figure, such as taking up again what is open
            lived.act(name)
            (after,) = _told([LAST])
            if after != now:
                break
        assert _told([long_ago, today]) == [past, then], name
        if after != now:
            changing.add(name)
        now = after
    assert set(lived.done) == set(ACTS)
    assert set(ACTS) - changing <= {"report"}


def test_what_is_imported_for_an_earlier_day_counts_on_it(app: Flask) -> None:
    del app
    load(SAMPLE.read_bytes(), SAMPLE.name)
    group = session.scalars(select(WorkingGroup)).one()
    day = date(2020, 8, 1)
    (before,) = _told([day])
    heads = ("Ref", "Raised", "Action EN", "Organisation(s)", "Deadline words", "State")
    told = ("IM-A-101", "15/06/2020", "Send the maps", "NPA, MAG", "before the end of July 2020", "In progress")
    found = action_log_words.find_headings([Row(1, heads)])
    assert found is not None
    with transaction():
        action_log.load(group.id, read_rows([Row(2, told)], found.columns, NOON.date()), "log", by=TESTER, at=NOON)
    (after,) = _told([day])
    assert (before.whole.agreed, after.whole.agreed, after.whole.late) == (0, 2, 2)
