"""How long a sweep takes among 100,000 open parts, beside the plain INSERT … SELECT of the same rows in the same
minute: `python3 tasks.py test tests/bench/test_bench_reminders.py --benchmark-enable`; among a million with
TWG_BENCH_PARTS=1000000 in the environment."""

import os
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, delete, func, insert, select, text

from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.groups.models import LadderStep, Trigger, WorkingGroup
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation
from tracker.reminders.jobs_addressing import address_all
from tracker.reminders.ladder import DEFAULT, Step
from tracker.reminders.models import ItemKind, Receiver, Reminder, ReminderState, Sweep
from tracker.reminders.sweeping import sweep

FEW, BATCH, ROUNDS = 500, 50_000, 5
ON = date(2021, 9, 15)
SPREAD = 365  # days over which the deadlines lie
# The same rows without asking anything: of each step the parts of the days that it comes for.
PLAIN = """
    INSERT INTO reminder (group_id, kind, item_id, step, occurrence, organisation_id, person_id, audience, state,
                          due_on, made_at, asked_by)
    SELECT 1, 'part', assignment.id, '{step}', {anchor}, organisation_id, person_id, '{audience}', '{state}',
           '{on}', '{on} 05:00:00', ''
    FROM assignment WHERE closed_at IS NULL AND {anchor} BETWEEN '{first}' AND '{last}'
    ON CONFLICT DO NOTHING
"""


@pytest.fixture
def filled(either_app: Flask, request: pytest.FixtureRequest) -> tuple[int, int, bool]:
    """A group with that many open parts of 50 organisations; whether time is taken."""
    measuring = bool(request.config.getoption("--benchmark-enable"))
    many = int(os.environ.get("TWG_BENCH_PARTS", "100000")) if measuring else FEW
    with transaction() as current:
        group = WorkingGroup(
            slug="im", acronym="IM", name=Bilingual.same("IM"), reminders_from=ON - timedelta(days=400)
        )
        parties = [
            Organisation(short_name=f"P{n:02}", name=Bilingual.same("Party"), email=f"p{n}@twg.example")
            for n in range(50)
        ]
        current.add_all([group, *parties])
        current.flush()
        current.add(
            Meeting(group_id=group.id, held_on=ON, state=MeetingState.PLANNED, period_year=2021, period_quarter=3)
        )
        group_id, ids = group.id, [each.id for each in parties]
    for start in range(0, many, BATCH):
        _fill(group_id, ids, range(start + 1, min(start + BATCH, many) + 1))
    with transaction() as current:
        current.execute(text("ANALYZE"))
    del either_app
    return group_id, many, measuring


def _fill(group_id: int, parties: list[int], numbers: range) -> None:
    actions: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for number in numbers:
        due = ON - timedelta(days=SPREAD // 2) + timedelta(days=number % SPREAD)
        window = {"due_from": due, "due_by": due, "due_latest": due}
        actions.append({
            "id": number, "group_id": group_id, "reference": f"B-A-{number:07}", "agreed_on": ON - timedelta(days=300),
            "text_en": "Count the reports.", "text_lo": "ນັບບົດລາຍງານ.", "version": 1, **window,
        })  # fmt: skip
        parts.append({
            "id": number, "action_id": number, "organisation_id": parties[number % 50], "version": 1,
            "role": AssignmentRole.OWNER, **window,
        })  # fmt: skip
    with transaction() as current:
        current.connection().execute(insert(Action), actions)
        current.connection().execute(insert(Assignment), parts)


def climb(group_id: int, steps: Sequence[Step]) -> None:
    """The group has this ladder."""
    with transaction() as current:
        current.execute(delete(LadderStep))
        current.add_all(
            LadderStep(
                group_id=group_id, position=place, trigger=step.trigger, days=step.days,
                working_days=step.working_days, weekly=step.weekly, audience=step.audience,
            )
            for place, step in enumerate(steps)
        )  # fmt: skip


def emptied() -> None:
    with transaction() as current:
        for table in (Receiver, Reminder, Sweep):
            current.execute(delete(table))


def swept(group_id: int, since: date) -> float:
    """How long the sweep takes after one on that day."""
    emptied()
    with transaction() as current:
        current.add(Sweep(group_id=group_id, on=since, at=clock.midday(since)))
    began = perf_counter()
    with transaction():
        sweep(group_id, ON, at=clock.midday(ON))
    return perf_counter() - began


def plainly(statements: list[str]) -> float:
    """How long the plain statements take that make the same rows."""
    emptied()
    began = perf_counter()
    with transaction() as current:
        for each in statements:
            current.execute(text(each))
    return perf_counter() - began


def plain() -> list[str]:
    """The statements that make the rows of parts which a sweep has just made."""
    made = select(Reminder.step, Reminder.audience, Reminder.state, Reminder.occurrence).where(
        Reminder.kind == ItemKind.PART
    )
    days: dict[tuple[str, str, str], list[date]] = {}
    for step, audience, state, day in session.execute(made.distinct()):
        days.setdefault((step, audience.value, state.value), []).append(day)
    return [
        PLAIN.format(step=step, audience=audience, state=state, on=ON, first=min(found), last=max(found),
                     anchor="due_latest" if "+" in step and "+0" not in step else "due_by")
        for (step, audience, state), found in days.items()
    ]  # fmt: skip


def parts(*wanted: ColumnElement[bool]) -> int:
    """How many reminders of parts there are."""
    counted = select(func.count()).select_from(Reminder).where(Reminder.kind == ItemKind.PART, *wanted)
    return session.scalar(counted) or 0


def pairs(one: Callable[[], float], other: Callable[[], float], rounds: int) -> tuple[float, float, float]:
    """The middle of both and of their ratio, each pair in the same minute."""
    taken = [(one(), other()) for _ in range(rounds)]
    return (
        median(first for first, _ in taken), median(second for _, second in taken),
        median(first / second for first, second in taken),
    )  # fmt: skip


@pytest.mark.parametrize("days", [1, 60])
def test_a_sweep_beside_the_plain_statement(
    filled: tuple[int, int, bool], capsys: pytest.CaptureFixture[str], days: int
) -> None:
    group_id, many, measuring = filled
    since = ON - timedelta(days=days)
    climb(group_id, [step for step in DEFAULT if step.trigger == Trigger.DUE])
    swept(group_id, since)
    made = parts()
    statements = plain()
    plainly(statements)
    assert parts() == made
    ours, theirs, ratio = pairs(lambda: swept(group_id, since), lambda: plainly(statements), ROUNDS if measuring else 1)
    climb(group_id, DEFAULT)
    whole = swept(group_id, since)
    began = perf_counter()
    told = address_all(ON, clock.midday(ON))
    taken = perf_counter() - began
    assert told == parts(Reminder.state == ReminderState.DUE)
    with capsys.disabled():
        if measuring:
            print(f"\n{session.get_bind().dialect.name}, {many:,} open parts, {days} days: sweep {ours:.2f} s, plain "
                  f"{theirs:.2f} s for {made:,} rows, ratio {ratio:.2f}; "
                  f"the whole ladder {whole:.2f} s, {told:,} receivers {taken:.2f} s")  # fmt: skip
            assert ratio < 4 or made < 10_000  # the goal is 2; few rows take less than asking for them
