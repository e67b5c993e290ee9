"""How long all figures take of 100,000 actions, beside the plain statements of the same figures in the same minute:
`python3 tasks.py test tests/bench/test_bench_dashboard.py --benchmark-enable`; of another number with TWG_BENCH=… in
the environment."""

import os
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from many_followed import UNTIL, follow
from sqlalchemy import text

from tracker.core.db import session, transaction
from tracker.dashboard.asked import Asked
from tracker.dashboard.counting import cockpit, last_quarters

FEW, ROUNDS = 500, 5
GOAL = 3
AS_OF = "span.from_on <= :day AND (span.until_on IS NULL OR span.until_on >= :day)"
OPEN = "span.state NOT IN ('accepted', 'dropped')"
LATE = f"{OPEN} AND span.state <> 'submitted' AND span.due_latest < :day"
PARTS = f"""FROM assignment_span span JOIN assignment ON assignment.id = span.assignment_id
    JOIN action ON action.id = assignment.action_id WHERE {AS_OF} AND action.told_on <= :day"""
HANDED = """(SELECT max(before.from_on) FROM assignment_span before
    WHERE before.assignment_id = span.assignment_id AND before.state = 'submitted')"""
DONE_ON = f"CASE WHEN span.state = 'accepted' THEN coalesce({HANDED}, span.from_on) END"
# The same figures of owners' parts alone, asked one after the other, without anything that was said about them.
PLAIN = (
    f"""SELECT span.organisation_id, action.kind, count(*), sum(CASE WHEN span.state = 'accepted' THEN 1 END),
        sum(CASE WHEN span.state = 'dropped' THEN 1 END), sum(CASE WHEN {OPEN} THEN 1 END),
        sum(CASE WHEN {LATE} THEN 1 END), sum(CASE WHEN {DONE_ON} <= span.due_latest THEN 1 END) {PARTS}
        GROUP BY 1, 2""",
    f"""SELECT span.organisation_id, action.kind, action.agreed_on, {DONE_ON}, count(*) {PARTS}
        AND span.state = 'accepted' GROUP BY 1, 2, 3, 4""",
    f"SELECT action.agreed_on, count(*) {PARTS} AND {OPEN} GROUP BY 1",
    f"SELECT action.agreed_on, count(*) {PARTS} GROUP BY 1",
    f"SELECT {DONE_ON}, count(*) {PARTS} AND span.state = 'accepted' GROUP BY 1",
)
AT_END = f"SELECT count(*), sum(CASE WHEN {LATE} THEN 1 END) {PARTS} AND {OPEN}"


@pytest.fixture
def filled(either_app: Flask, request: pytest.FixtureRequest) -> tuple[int, bool]:
    """So many actions; whether time is taken."""
    measuring = bool(request.config.getoption("--benchmark-enable"))
    many = int(os.environ.get("TWG_BENCH", "100000")) if measuring else FEW
    follow(many)
    with transaction() as current:
        current.execute(text("ANALYZE"))
    del either_app
    return many, measuring


def taken(what: Callable[[], object]) -> float:
    session.rollback()
    began = perf_counter()
    what()
    return perf_counter() - began


def plainly() -> None:
    for each in PLAIN:
        session.execute(text(each), {"day": UNTIL}).all()
    for quarter in last_quarters(UNTIL):
        session.execute(text(AT_END), {"day": min(quarter.last, UNTIL)}).all()


def test_all_figures_beside_their_plain_statements(
    filled: tuple[int, bool], capsys: pytest.CaptureFixture[str]
) -> None:
    many, measuring = filled
    asked = Asked(today=UNTIL, as_of=UNTIL)
    found = cockpit(None, asked)
    assert found.whole.agreed == many
    owned = [each.counts.open for each in found.organisations if each.id is not None]
    assert sum(owned) == sum(many for _, many in session.execute(text(PLAIN[2]), {"day": UNTIL}).all())
    pairs = [(taken(lambda: cockpit(None, asked)), taken(plainly)) for _ in range(ROUNDS if measuring else 1)]
    if measuring:
        ours, theirs = median(first for first, _ in pairs), median(second for _, second in pairs)
        ratio = median(first / second for first, second in pairs)
        with capsys.disabled():
            print(f"\n{session.get_bind().dialect.name}, {many:,} actions: all figures {ours:.2f} s, plain statements "
                  f"{theirs:.2f} s, ratio {ratio:.2f}")  # fmt: skip
        assert ratio <= GOAL
