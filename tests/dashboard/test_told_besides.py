from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from busy_archive import BOTH, busy_app
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from later import LATER, Later
from lived import ACTS, UNTIL
from retold import Retold, middle
from sqlalchemy import select

from tracker.core.db import session
from tracker.dashboard.asked import Asked
from tracker.dashboard.carried_over import carried
from tracker.dashboard.cockpit_facts import told
from tracker.dashboard.decisions import decisions, grounds
from tracker.dashboard.facts import Stages
from tracker.dashboard.measures_besides import OfMinutes
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.rows_behind import deliveries_behind, people_behind
from tracker.meetings.models import Attendance

LAST = UNTIL + timedelta(days=120)
FIRST = UNTIL - timedelta(days=760)
SOME = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", params=BOTH)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield from busy_app(request, tmp_path_factory.mktemp("busy"))


@pytest.fixture(scope="module")
def retold(busy: Flask) -> Iterator[Retold]:
    del busy
    earlier = Later(Random(4), datetime(UNTIL.year, UNTIL.month, UNTIL.day, 3, tzinfo=UTC) + timedelta(days=60))  # noqa: S311  no secret
    for name in ["ask for a special meeting", "ask for a special meeting", *LATER]:
        earlier.do(name)
    yield Retold()
    session.rollback()


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    as_of = draw(st.dates(FIRST, LAST))
    period = draw(st.none() | st.dates(FIRST, LAST).map(Quarter.holding))
    return Asked(
        today=LAST, as_of=as_of, group=draw(st.sampled_from(["", "g1", "g2"])), period=period,
        from_=period.first if period else None, to=period.last if period else None,
        organisation=draw(st.none() | st.sampled_from(range(1, 12))),
    )  # fmt: skip


@SOME
@given(questions())
def test_all_that_is_told_besides_is_told_as_it_is_recorded(retold: Retold, asked: Asked) -> None:
    facts = told(None, asked)
    again = retold.minutes(asked)
    assert {
        row.reference: (row.to_circulate, row.to_issue, row.waiting, row.sent, row.acknowledged)
        for row in facts.minutes.meetings
    } == again
    assert facts.minutes.to_circulate.median == middle(row[0] for row in again.values())
    assert facts.minutes.to_issue.times == sum(row[1] is not None for row in again.values())
    assert (facts.minutes.waiting.longest or 0) == max((row[2] or 0 for row in again.values()), default=0)
    attended = retold.attended(asked)
    assert {each.id: (each.meetings, each.of, each.people) for each in facts.attended.organisations} == attended
    for figure, place in ((OfMinutes.SENT, 3), (OfMinutes.ACKNOWLEDGED, 4)):
        assert deliveries_behind(None, asked, figure).total == sum(row[place] for row in again.values())
    assert people_behind(None, asked, 1)[0] == sum(people for _, _, people in attended.values())
    assert _by_stage(facts.stages) == {
        stage: (sorted(codes), len(days), middle(days))
        for stage, (codes, days) in retold.stages(asked.group, asked.as_of).items()
    }
    assert {
        each.reference: (each.state.value, each.held_on or each.planned_for, each.postponed, each.passed)
        for each in facts.special_meetings
    } == retold.special(asked.group, asked.as_of)
    assert {each.reference: each.times for each in facts.carried} == retold.carried(asked.group, asked.as_of)


def _by_stage(found: Stages) -> dict[str, tuple[list[str], int, float | None]]:
    told_by = {
        each.stage.value: (sorted(one.code for one in each.standards), each.took.times, each.took.median)
        for each in found.stages
    }
    return told_by | {"": (sorted(one.code for one in found.still), 0, None)}


def test_the_archive_has_something_of_everything(retold: Retold) -> None:
    asked = Asked(today=LAST, as_of=LAST)
    assert {each.state.value for each in told(None, asked).special_meetings} >= {"held", "not_planned"}
    assert any("/" in each.reference for each in carried(None, "", UNTIL))
    assert {row[4] for row in retold.minutes(asked).values()} >= {0, 1}
    assert session.scalar(select(Attendance.id).where(Attendance.person_id.is_not(None)).limit(1))


def test_what_is_done_later_changes_nothing_of_an_earlier_day(busy: Flask) -> None:
    del busy
    days = [UNTIL - timedelta(days=number) for number in (500, 250, 90, 30, 0)] + [UNTIL + timedelta(days=30)]
    before = [_all_of(day) for day in days]
    later = Later(Random(5), datetime(2021, 9, 1, 3, tzinfo=UTC))  # noqa: S311  no secret
    for name in [*LATER, *ACTS, *LATER]:
        later.do(name)
    assert set(later.done) >= set(LATER)
    for day, was in zip(days, before, strict=True):
        assert _all_of(day) == was
    assert _all_of(later.today) != before[-1]


def _all_of(day: date) -> list[object]:
    """Each thing that is told of a day, one by one."""
    session.rollback()
    facts = told(None, Asked(today=LAST, as_of=day))
    return [
        day, *facts.stages.stages, *facts.stages.still, *facts.stages.published, *facts.minutes.meetings,
        *facts.attended.organisations, *facts.special_meetings, *facts.carried, *decisions(grounds(None, "", day)),
        *decisions(grounds(None, "g1", day)),
    ]  # fmt: skip
