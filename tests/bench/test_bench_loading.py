"""How long it takes to load an archive: `python3 tasks.py test tests/bench --benchmark-enable`."""

from datetime import date

import pytest
from applications import SAMPLE, load
from flask import Flask
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import func, select

from tracker.core.db import session
from tracker.exchange import dumping, reading, writing
from tracker.exchange.loading import Outcome
from tracker.meetings.models import Meeting


def archive(number: int) -> list[str]:
    """As many meetings as asked for, each with the sample's content under references of its own."""
    text = SAMPLE.read_text(encoding="utf-8")
    files = []
    for index in range(number):
        year, quarter = 1980 + index // 4, index % 4 + 1
        year, group = 1980 + (year - 1980) % 120, (year - 1980) // 120
        files.append(
            text.replace("2021-Q1", f"{year}-Q{quarter}")
            .replace("held_on: 2021-03-29", f"held_on: {date(year, quarter * 3, 20)}")
            .replace("slug: im-twg", f"slug: im-twg-{group}")
            .replace("acronym: IM", f"acronym: IM{group}")
            .replace("IM-A-0", f"IM{group}-A-{index:04d}")
        )
    return files


@pytest.mark.benchmark(group="load meetings")
@pytest.mark.parametrize("number", [10, 1_000])
def test_load(benchmark: BenchmarkFixture, app: Flask, number: int) -> None:
    if benchmark.disabled and number > 10:
        pytest.skip("a thousand only when measuring")
    files = archive(number)
    benchmark.pedantic(lambda: [load(file) for file in files], rounds=1)  # type: ignore[no-untyped-call]
    assert session.scalar(select(func.count()).select_from(Meeting)) == number


@pytest.mark.benchmark(group="one meeting")
def test_load_again(benchmark: BenchmarkFixture, sample: Outcome) -> None:
    assert benchmark(load, SAMPLE.read_bytes()).changes == 0


@pytest.mark.benchmark(group="one meeting")
def test_read(benchmark: BenchmarkFixture) -> None:
    assert benchmark(reading.read, SAMPLE.read_bytes(), "sample").meeting.entries


@pytest.mark.benchmark(group="one meeting")
def test_dump(benchmark: BenchmarkFixture, sample: Outcome) -> None:
    assert "im-twg" in benchmark(lambda: writing.write(dumping.dump(sample.meeting_id)))
