"""Generating an archive and taking it away: `python3 tasks.py test tests/bench --benchmark-enable`."""

from datetime import date

import pytest
from applications import NOON, TESTER
from flask import Flask
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import func, select

from tracker.actions.models import Action
from tracker.core.db import session, transaction
from tracker.exchange import archive, archive_removal
from tracker.exchange.archive_plan import Wanted


def make(actions: int) -> None:
    wanted = Wanted(years=10, groups=5, actions=actions, seed=7, until=date(2026, 3, 1))
    with transaction():
        archive.make(wanted, by=TESTER, at=NOON)


def remove() -> None:
    with transaction():
        archive_removal.remove("demo", by=TESTER, at=NOON)


@pytest.mark.benchmark(group="generate an archive")
@pytest.mark.parametrize("actions", [100, 1_000, 20_000])
@pytest.mark.usefixtures("app")
def test_generate(benchmark: BenchmarkFixture, actions: int) -> None:
    if benchmark.disabled and actions > 100:
        pytest.skip("a thousand and more only when measuring")
    benchmark.pedantic(make, (actions,), rounds=1)  # type: ignore[no-untyped-call]
    assert session.scalar(select(func.count()).select_from(Action)) == actions


@pytest.mark.benchmark(group="take an archive away")
@pytest.mark.parametrize("actions", [100, 1_000])
def test_remove(benchmark: BenchmarkFixture, app: Flask, actions: int) -> None:
    del app
    if benchmark.disabled and actions > 100:
        pytest.skip("a thousand only when measuring")
    make(actions)
    benchmark.pedantic(remove, rounds=1)  # type: ignore[no-untyped-call]
    assert not session.scalar(select(func.count()).select_from(Action))
