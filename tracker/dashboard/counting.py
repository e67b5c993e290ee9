"""Counting the tasks that somebody asks for: a fixed number of queries, each one GROUP BY, put together in Python."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, FromClause, case, func, literal, or_, select, true

from tracker.actions.models import Action, ActionKind, AssignmentSpan
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.sql_days import days_between
from tracker.dashboard.asked import Asked
from tracker.dashboard.figures import Cockpit, Counts, OfAge, OfKind, OfOrganisation, OfQuarter
from tracker.dashboard.measures import Condition, Measure, condition
from tracker.dashboard.open_on_days import open_and_late
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.scope import Groups, narrowed, units_of, wanted, whenever
from tracker.dashboard.tasks import tasks, tasks_once
from tracker.organisations.queries import names_and_ways

AGES = ((0, 30), (31, 90), (91, 180), (181, 365), (366, None))
"""The ages of open tasks in days since they were agreed, from the least to the most."""
QUARTERS = 8
NAMES = (*(each.value for each in Measure), "slipped_times", "slipped_days")
DONE = NAMES.index(Measure.DONE)


def by_organisation(groups: Groups, asked: Asked) -> tuple[Counts, Sequence[OfOrganisation]]:
    """What is counted of the tasks that are asked for, and of those of each organisation with its units: three queries
    at most."""
    piles = _piles(groups, asked, units_of(asked))
    return _whole(piles), _of_organisations(piles, asked)


def open_by_organisation(groups: Groups, asked: Asked) -> Sequence[OfOrganisation]:
    """What is open of each organisation with its units, how much of it is late and for how long at the longest, and
    nothing else, which is soon found: three queries at most."""
    task = tasks(asked.as_of, *wanted(groups, asked, units_of(asked)))
    late = _count(condition(Measure.LATE, task, asked.as_of))
    keys = (task.c.organisation_id, task.c.kind)
    rows = session.execute(
        select(*keys, func.count(), late, _longest(task, asked.as_of))
        .where(condition(Measure.OPEN, task, asked.as_of), narrowed(asked, task))
        .group_by(*keys)
    )
    piles = {
        (organisation_id, kind): _Pile(Counter(open=opened, late=passed), longest=longest)
        for organisation_id, kind, opened, passed, longest in rows
    }
    return _of_organisations(piles, asked)


def cockpit(groups: Groups, asked: Asked) -> Cockpit:
    """All that is counted of the tasks that are asked for: six queries at most."""
    units = units_of(asked)
    piles = _piles(groups, asked, units)
    kinds = _gathered(piles, lambda _, kind: kind)
    return Cockpit(
        whole=_whole(piles),
        organisations=_of_organisations(piles, asked),
        kinds=[OfKind(kind, kinds[kind].counts()) for kind in ActionKind if kind in kinds],
        ages=_together(piles.values()).of_ages(),
        trend=_trend(groups, asked, units),
    )


def trend(groups: Groups, asked: Asked) -> Sequence[OfQuarter]:
    """The last eight quarters up to the day of the figures, whenever the tasks were agreed: four queries at most."""
    return _trend(groups, asked, units_of(asked))


@dataclass(slots=True)
class _Pile:
    """What is counted of some tasks, so that piles can be put together: the figures by their names, the open and late
    ones of each age, the longest delay, and how many took so many days."""

    numbers: Counter[str] = field(default_factory=Counter)
    ages: Counter[int] = field(default_factory=Counter)
    longest: int | None = None
    took: Counter[int] = field(default_factory=Counter)

    def add(self, other: Self) -> None:
        self.numbers.update(other.numbers)
        self.ages.update(other.ages)
        self.took.update(other.took)
        self.longest = max((each for each in (self.longest, other.longest) if each is not None), default=None)

    def counts(self) -> Counts:
        return Counts(**self.numbers, longest=self.longest, median=median_of(self.took))

    def of_ages(self) -> list[OfAge]:
        return [
            OfAge(least, most, self.ages[2 * place], self.ages[2 * place + 1])
            for place, (least, most) in enumerate(AGES)
        ]


Key = tuple[int | None, ActionKind]


def median_of(took: Mapping[int, int]) -> float | None:
    """The middle one of numbers of which each stands with how often it comes; None of none."""
    many = sum(took.values())
    if not many:
        return None
    seen, low = 0, None
    for number in sorted(took):
        seen += took[number]
        if low is None and seen > (many - 1) // 2:
            low = number
        if low is not None and seen > many // 2:
            return (low + number) / 2
    return None


def _piles(groups: Groups, asked: Asked, units: frozenset[int]) -> dict[Key, _Pile]:
    """What is counted of each organisation and kind, from what is counted of those that took the same time: one
    query."""
    task = tasks_once(asked.as_of, *wanted(groups, asked, units))
    done = condition(Measure.DONE, task, asked.as_of)
    took = case((done, days_between(task.c.agreed_on, task.c.done_on))).label("took")
    keys = (task.c.organisation_id, task.c.kind, took)
    columns = (*_numbers(task, asked.as_of), *_of_ages(task, asked.as_of))
    piles: dict[Key, _Pile] = {}
    for organisation_id, kind, days, longest, *found in session.execute(
        select(*keys, _longest(task, asked.as_of), *columns).where(narrowed(asked, task)).group_by(*keys)
    ):
        pile = piles.setdefault((organisation_id, kind), _Pile())
        numbers = zip(NAMES, found, strict=False)
        pile.add(
            _Pile(
                Counter({name: int(number) for name, number in numbers if number}),  # PostgreSQL sums to Decimal
                Counter({place: number for place, number in enumerate(found[len(NAMES) :]) if number}),
                longest,
            )
        )
        if days is not None:
            pile.took[days] += found[DONE]
    return piles


def _numbers(task: FromClause, as_of: date) -> list[ColumnElement[int]]:
    later = case((task.c.ends_on > task.c.first_end, days_between(task.c.first_end, task.c.ends_on)))
    return [
        *(_count(condition(measure, task, as_of)) for measure in Measure),
        func.sum(task.c.times), func.sum(later),
    ]  # fmt: skip


def _of_ages(task: FromClause, as_of: date) -> list[ColumnElement[int]]:
    """How many are open, and late, of each age."""
    columns: list[ColumnElement[int]] = []
    for least, most in AGES:
        aged = condition(Measure.OPEN, task, as_of)
        if least:
            aged &= task.c.agreed_on <= as_of - timedelta(days=least)
        if most is not None:
            aged &= task.c.agreed_on >= as_of - timedelta(days=most)
        columns += [_count(aged), _count(aged & condition(Measure.LATE, task, as_of))]
    return columns


def _longest(task: FromClause, as_of: date) -> ColumnElement[int | None]:
    late = condition(Measure.LATE, task, as_of)
    return func.max(case((late, days_between(task.c.ends_on, literal(as_of)))))


def _count(which: Condition) -> ColumnElement[int]:
    return func.count().filter(which)


def _whole(piles: Mapping[Key, _Pile]) -> Counts:
    return _together(piles.values()).counts()


def _together(piles: Iterable[_Pile]) -> _Pile:
    whole = _Pile()
    for each in piles:
        whole.add(each)
    return whole


Of = Callable[[int | None, ActionKind], Any]


def _gathered(piles: Mapping[Key, _Pile], of: Of) -> dict[Any, _Pile]:
    """The piles put together by what their keys are of."""
    found: dict[Any, _Pile] = {}
    for key, pile in piles.items():
        found.setdefault(of(*key), _Pile()).add(pile)
    return found


def _of_organisations(piles: Mapping[Key, _Pile], asked: Asked) -> list[OfOrganisation]:
    """Each organisation with its units, by its name, and what nobody owns last: one query. Where one organisation is
    asked for, its units count as it, however high it stands itself."""
    names, ways = names_and_ways()

    def called(organisation_id: int | None) -> Bilingual:
        return Bilingual.said("Nobody") if organisation_id is None else names[organisation_id]

    def top(organisation_id: int | None) -> int | None:
        if organisation_id is None:
            return None
        way = ways[organisation_id]
        return asked.organisation if asked.organisation in way else way[-1]

    found = _gathered(piles, lambda organisation_id, _: top(organisation_id))
    order = sorted(found, key=lambda each: (each is None, called(each).en.casefold(), each or 0))
    return [OfOrganisation(each, called(each), found[each].counts()) for each in order]


def last_quarters(as_of: date, many: int = QUARTERS) -> list[Quarter]:
    """The quarter of a day and those before it, the oldest first."""
    found = [Quarter.holding(as_of)]
    while len(found) < many:
        found.insert(0, found[0].before)
    return found


def _trend(groups: Groups, asked: Asked, units: frozenset[int]) -> list[OfQuarter]:
    """What came and went in each quarter, and what was there at its end: three queries."""
    quarters = last_quarters(asked.as_of)
    first, which = quarters[0].first, list(wanted(groups, whenever(asked), units))
    came = tasks(asked.as_of, Action.agreed_on >= first, *which)
    lately = or_(AssignmentSpan.from_on >= first, AssignmentSpan.id.is_(None))  # none was done after it was accepted
    went = tasks(asked.as_of, lately, *which)
    agreed = _by_quarter(came.c.agreed_on, true(), quarters)
    done = _by_quarter(went.c.done_on, condition(Measure.DONE, went, asked.as_of), quarters)
    ends = {each: asked.at_end_of(each).as_of for each in quarters}
    there = open_and_late(list(ends.values()), which)
    return [OfQuarter(each, agreed[each], done[each], *there[ends[each]]) for each in quarters]


def _by_quarter(day: ColumnElement[date], which: Condition, quarters: Sequence[Quarter]) -> Counter[Quarter]:
    """How many tasks fall into each quarter by one of their days."""
    days = session.execute(
        select(day, func.count()).where(which, day.between(quarters[0].first, quarters[-1].last)).group_by(day)
    )
    found: Counter[Quarter] = Counter()
    for each, many in days:
        found[Quarter.holding(each)] += many
    return found
