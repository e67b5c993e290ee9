"""The figures of the database against a plain recount in Python, for whatever is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from busy_archive import BOTH, busy_app
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lived import UNTIL
from recount import Records
from sqlalchemy import select

from tracker.actions.models import ActionKind
from tracker.core.db import session
from tracker.dashboard import counting
from tracker.dashboard.asked import NOBODY, Asked
from tracker.dashboard.figures import Counts
from tracker.dashboard.measures import Measure, Summary
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.rows import all_rows, rows
from tracker.dashboard.scope import Groups
from tracker.groups.models import WorkingGroup
from tracker.organisations.models import Organisation

LAST = UNTIL + timedelta(days=400)  # after everything that was done
FIRST = UNTIL - timedelta(days=800)
SUMS = [each.value for each in Measure] + ["slipped_times", "slipped_days"]
DAYS = st.dates(FIRST, LAST)
QUARTERS = st.builds(Quarter, st.integers(FIRST.year, LAST.year), st.integers(1, 4))


@pytest.fixture(scope="module", params=BOTH)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield from busy_app(request, tmp_path_factory.mktemp("busy"))


@pytest.fixture(scope="module")
def records(busy: Flask) -> Records:
    del busy
    return Records()


@st.composite
def wishes(draw: st.DrawFn, records: Records) -> Asked:
    """Whatever can be asked for."""
    owners = [*records.organisations, NOBODY, max(records.organisations) + 1]
    period = draw(st.none() | QUARTERS)
    return Asked(
        today=LAST, as_of=draw(DAYS), group=draw(st.sampled_from(["", "", *records.groups, "none"])),
        organisation=draw(st.none() | st.sampled_from(owners)), kind=draw(st.none() | st.sampled_from(ActionKind)),
        period=period, from_=period.first if period else draw(st.none() | DAYS),
        to=period.last if period else draw(st.none() | DAYS), done=draw(st.none() | QUARTERS),
    )  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_figure_is_what_a_recount_finds(records: Records, data: st.DataObject) -> None:
    asked = data.draw(wishes(records))
    groups = data.draw(st.none() | st.frozensets(st.sampled_from([0, *records.groups.values()])))
    assert counting.cockpit(groups, asked) == records.recount(groups, asked)


@pytest.mark.usefixtures("busy")
def test_every_figure_is_the_number_of_its_rows() -> None:
    asked = Asked(today=LAST, as_of=UNTIL + timedelta(days=20))
    found = counting.cockpit(None, asked)
    _leads_to_its_rows(found.whole, asked)
    first, last, kind = found.organisations[0], found.organisations[-1], found.kinds[0]
    narrower = (
        (first.counts, asked.of_organisation(first.id)), (last.counts, asked.of_organisation(last.id)),
        (kind.counts, asked.of_kind(kind.kind)),
    )  # fmt: skip
    for place, (counts, of) in enumerate(narrower):
        for measure in list(Measure)[place::3]:
            assert rows(None, of, measure).total == getattr(counts, measure.value), measure
    for age in found.ages:
        assert (age.open, age.late) == _numbers(asked.of_age(age), Measure.OPEN, Measure.LATE)
    for each in found.trend[-3:]:
        assert (each.agreed,) == _numbers(asked.agreed_in(each.quarter), Measure.AGREED)
        assert (each.done,) == _numbers(asked.done_in(each.quarter), Measure.DONE)
        assert (each.open, each.late) == _numbers(asked.at_end_of(each.quarter), Measure.OPEN, Measure.LATE)


def _leads_to_its_rows(counts: Counts, asked: Asked) -> None:
    for measure in Measure:
        found = rows(None, asked, measure)
        assert found.total == getattr(counts, measure.value), measure
        out = next((each for each in Summary if each.is_of is measure), None)
        assert found.worked_out == ((out, getattr(counts, out.value)) if out else None)
    assert sum(each.times for each in all_rows(None, asked, Measure.SLIPPED)) == counts.slipped_times
    assert sum(each.later for each in all_rows(None, asked, Measure.LATER)) == counts.slipped_days
    late = [each.late or 0 for each in all_rows(None, asked, Measure.LATE)]
    assert (len(late), max(late, default=None)) == (counts.late, counts.longest)


def _numbers(asked: Asked, *measures: Measure) -> tuple[int, ...]:
    return tuple(rows(None, asked, each).total for each in measures)


@pytest.mark.usefixtures("busy")
def test_the_whole_is_the_sum_of_its_organisations_and_of_its_kinds_and_nothing_stays_uncounted() -> None:
    for days in (-300, -90, 0, 90):
        found = counting.cockpit(None, Asked(today=LAST, as_of=UNTIL + timedelta(days=days)))
        for name in SUMS:
            whole = getattr(found.whole, name)
            assert whole == sum(getattr(each.counts, name) for each in found.organisations)
            assert whole == sum(getattr(each.counts, name) for each in found.kinds)
        assert sum(each.open for each in found.ages) == found.whole.open
        assert found.whole.agreed == found.whole.done + found.whole.dropped + found.whole.open
    assert all(getattr(found.whole, name) > 0 for name in SUMS)


def _whole(groups: Groups, asked: Asked) -> Counts:
    return counting.by_organisation(groups, asked)[0]


@pytest.mark.usefixtures("busy")
def test_units_count_with_the_organisation_they_belong_to() -> None:
    unit = session.scalars(select(Organisation).where(Organisation.parent_id.is_not(None))).first()
    assert unit is not None
    asked = Asked(today=LAST, as_of=LAST)
    top, alone = asked.of_organisation(unit.parent_id), asked.of_organisation(unit.id)
    assert 0 < _whole(None, alone).agreed < _whole(None, top).agreed
    shown = {each.id: each.counts for each in counting.cockpit(None, asked).organisations}
    assert unit.id not in shown
    assert shown[unit.parent_id] == _whole(None, top)
    assert [each.id for each in counting.cockpit(None, alone).organisations] == [unit.id]


@pytest.mark.usefixtures("busy")
def test_parts_of_it_count_as_the_cockpit_does() -> None:
    asked = Asked(today=LAST, as_of=UNTIL)
    found = counting.cockpit(None, asked)
    assert counting.by_organisation(None, asked) == (found.whole, found.organisations)
    assert counting.trend(None, asked) == found.trend
    open_ones = {each.id: each.counts for each in counting.open_by_organisation(None, asked)}
    assert {of: (each.open, each.late, each.longest) for of, each in open_ones.items()} == {
        each.id: (each.counts.open, each.counts.late, each.counts.longest)
        for each in found.organisations if each.counts.open
    }  # fmt: skip


@pytest.mark.usefixtures("busy")
def test_a_group_that_somebody_may_not_follow_is_not_counted() -> None:
    first, second = session.scalars(select(WorkingGroup).order_by(WorkingGroup.id))
    asked = Asked(today=LAST, as_of=LAST)
    assert _whole(frozenset(), asked) == Counts()
    mine = _whole(frozenset({first.id}), asked)
    assert mine == _whole(None, replace(asked, group=first.slug))
    assert mine.agreed + _whole(frozenset({second.id}), asked).agreed == _whole(None, asked).agreed
    assert _whole(frozenset({first.id}), replace(asked, group=second.slug)) == Counts()


@pytest.mark.usefixtures("busy")
def test_rows_come_a_page_at_a_time_those_due_first_before_the_others() -> None:
    asked = Asked(today=LAST, as_of=LAST)
    every = all_rows(None, asked, Measure.AGREED)
    first, last = rows(None, asked, Measure.AGREED), rows(None, asked, Measure.AGREED, 999)
    assert (len(first.rows), first.page, first.total) == (50, 1, len(every))
    assert [*first.rows] == every[:50]
    assert [*last.rows] == every[(last.pages - 1) * 50 :]
    dated = [each.ends_on or date.max for each in every]
    assert dated == sorted(dated)
