"""When the groups of a generated archive meet, and how many actions each meeting agrees on. Knows no words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tracker.core.dates import quarter_of, quarter_span
from tracker.meetings.kinds import MeetingKind, MeetingState, RecordState

MOST_ACTIONS = 100  # of one meeting; what is more is agreed in working sessions
OUTSIDE = 0.03  # of the actions, agreed between meetings
LAST = (-6, 18, -24, 33, -12)  # days from the end of the archive to each group's last meeting but one that is planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an archive is to hold; the same wish gives the same archive."""

    years: int
    groups: int
    actions: int
    seed: int
    until: date
    name: str = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlan:
    """One meeting before anything was said at it."""

    year: int
    quarter: int
    held_on: date
    state: MeetingState
    record: RecordState
    kind: MeetingKind = MeetingKind.REGULAR
    name: str = ""
    actions: int = 0

    @property
    def took_place(self) -> bool:
        """Whether anything was said at it."""
        return self.state == MeetingState.HELD

    @property
    def is_told(self) -> bool:
        """Whether its minutes have left the group's desk."""
        return self.record != RecordState.DRAFT

    @property
    def circulated_on(self) -> date | None:
        """When they did."""
        return self.held_on + timedelta(days=9) if self.is_told else None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """The meetings of one group in the order of their days, and how many actions are agreed between them."""

    meetings: tuple[MeetingPlan, ...]
    outside: int

    @property
    def actions(self) -> int:
        """How many actions the group agrees on."""
        return self.outside + sum(meeting.actions for meeting in self.meetings)


def plan(wanted: Wanted, group: int, chance: Random) -> GroupPlan:
    """What one of the groups does, counted from 0."""
    actions = _share(wanted.actions, wanted.groups, group)
    outside = int(actions * OUTSIDE)
    regular = list(_regular(wanted, group, chance))
    held = [place for place, meeting in enumerate(regular) if meeting.took_place]
    inside = min(actions - outside, MOST_ACTIONS * len(held))
    for place, count in zip(held, _spread(inside, len(held), chance), strict=True):
        regular[place] = _with_actions(regular[place], count)
    sessions = _sessions(wanted, actions - outside - inside, chance)
    return GroupPlan(meetings=tuple(sorted((*regular, *sessions), key=_day)), outside=outside)


def state_of(held_on: date, until: date, chance: Random) -> tuple[MeetingState, RecordState]:
    """Whether a meeting of a day was held by the end of the archive, and how far its minutes came."""
    age = (until - held_on).days
    if age < 0:
        return MeetingState.PLANNED, RecordState.DRAFT
    if age < 10:
        return MeetingState.HELD, RecordState.DRAFT
    if age < 120 and (age < 40 or chance.random() < 0.5):
        return MeetingState.HELD, RecordState.CIRCULATED
    return MeetingState.HELD, RecordState.AMENDED if chance.random() < 0.04 else RecordState.ISSUED


def weekday(day: date) -> date:
    """The day itself or, where it is on a weekend, the Monday after."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _regular(wanted: Wanted, group: int, chance: Random) -> Iterator[MeetingPlan]:
    year, quarter = quarter_of(wanted.until)
    first = year * 4 + quarter - 1 - (wanted.years * 4 - 1)
    before = date.min
    last = weekday(wanted.until + timedelta(days=LAST[group % len(LAST)]))
    numbers = range(first, first + wanted.years * 4)
    for number in numbers:
        if number == numbers[-1]:
            day = max(last, before + timedelta(days=7)) if before > date.min else last
        else:
            day = _day_in(number, chance)
            day = min(day, weekday(last - timedelta(days=45))) if number == numbers[-2] else day
        before = day
        yield _meeting(number, day, wanted.until, chance)
    if before <= wanted.until:
        yield _meeting(numbers[-1] + 1, weekday(before + timedelta(days=91)), wanted.until, chance)


def _day_in(number: int, chance: Random) -> date:
    begins, ends = quarter_span(number // 4, number % 4 + 1)
    return weekday(begins + timedelta(days=chance.randint(20, (ends - begins).days - 5)))


def _meeting(number: int, day: date, until: date, chance: Random) -> MeetingPlan:
    state, record = state_of(day, until, chance)
    if record == RecordState.ISSUED and chance.random() < 0.02:
        state, record = MeetingState.CANCELLED, RecordState.DRAFT
    return MeetingPlan(year=number // 4, quarter=number % 4 + 1, held_on=day, state=state, record=record)


def _sessions(wanted: Wanted, actions: int, chance: Random) -> Iterator[MeetingPlan]:
    """Working sessions outside the series, for what is more than regular meetings can hold."""
    count = -(-actions // MOST_ACTIONS)
    days = 365 * wanted.years - 60
    for number, share in enumerate(_spread(actions, count, chance), 1):
        day = weekday(wanted.until - timedelta(days=chance.randint(15, days)))
        state, record = state_of(day, wanted.until, chance)
        year, quarter = quarter_of(day)
        yield MeetingPlan(
            year=year, quarter=quarter, held_on=day, state=state, record=record, kind=MeetingKind.SPECIAL,
            name=f"session-{number}", actions=share,
        )  # fmt: skip


def _with_actions(meeting: MeetingPlan, actions: int) -> MeetingPlan:
    return MeetingPlan(
        year=meeting.year, quarter=meeting.quarter, held_on=meeting.held_on, state=meeting.state, record=meeting.record,
        actions=actions,
    )  # fmt: skip


def _share(total: int, parts: int, part: int) -> int:
    return total * (part + 1) // parts - total * part // parts


def _spread(total: int, parts: int, chance: Random) -> list[int]:
    """So many parts of unequal size that together are the total."""
    weights = [chance.uniform(0.6, 1.4) for _ in range(parts)]
    whole, done, so_far = sum(weights), 0, 0.0
    shares = []
    for weight in weights:
        so_far += weight
        upto = round(total * so_far / whole)
        shares.append(upto - done)
        done = upto
    return shares


def _day(meeting: MeetingPlan) -> tuple[date, str]:
    return meeting.held_on, meeting.name
