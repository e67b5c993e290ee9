from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import TypeVar

from cast import Cast
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from vanishing import NAMES, World, assert_nothing_vanished

from tracker.actions.models import ActionKind
from tracker.meetings.kinds import Disposition, Extent, MeetingKind, MeetingState
from tracker.register.models import Verdict

Row = TypeVar("Row")
PLACES = st.integers(0, 30)
OWNERS = st.sampled_from(NAMES)
KINDS = st.sampled_from((ActionKind.GENERAL, ActionKind.SPECIAL_MEETING))
LEAVING = st.sampled_from((Disposition.CARRIED_OVER, None, Disposition.REFERRED))
BOUNDED = settings(
    max_examples=6, stateful_step_count=14, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class Life(RuleBasedStateMachine):
    def __init__(self, cast: Cast, number: int) -> None:
        super().__init__()
        self.world = World(cast, number)
        for group in (0, 1):
            self.world.do(partial(self.world.plan, group, MeetingKind.REGULAR))
        self.world.do(lambda: self.world.add(0, "NPA"))
        for place, disposition in enumerate((Disposition.REFERRED, Disposition.CARRIED_OVER)):
            self.raise_point(place, disposition, "")
            self.raise_point(place, Disposition.REFERRED, "MAG")
            self.conclude(place, 0, "" if place else "MAG", ActionKind.GENERAL, Extent.PART)
            self.raise_point(place, None, "")
            self.with_one(self.world.writing, place, lambda row: self.world.answer_own(row, 1, Extent.PART))
            self.forward(place, 1)

    def with_one(self, rows: Callable[[], Sequence[Row]], place: int, act: Callable[[Row], None]) -> None:
        def chosen() -> None:
            found = rows()
            if found:
                act(found[place % len(found)])

        self.world.do(chosen)

    @rule(group=st.integers(0, 1), kind=st.sampled_from(MeetingKind))
    def plan(self, group: int, kind: MeetingKind) -> None:
        self.world.do(lambda: self.world.plan(group, kind))

    @rule(place=PLACES, disposition=LEAVING, to=OWNERS)
    def raise_point(self, place: int, disposition: Disposition | None, to: str) -> None:
        self.with_one(self.world.writing, place, lambda row: self.world.raise_point(row, disposition, to))

    @rule(place=PLACES, point=PLACES, extent=st.sampled_from(Extent))
    def answer_own(self, place: int, point: int, extent: Extent) -> None:
        self.with_one(self.world.writing, place, lambda row: self.world.answer_own(row, point, extent))

    @rule(place=PLACES, disposition=st.sampled_from((*Disposition, None)), to=OWNERS)
    def dispose(self, place: int, disposition: Disposition | None, to: str) -> None:
        self.with_one(self.world.points, place, lambda row: self.world.dispose_of(row, disposition, to))

    @rule(place=PLACES, point=PLACES, owner=OWNERS, kind=KINDS, extent=st.sampled_from(Extent))
    def conclude(self, place: int, point: int, owner: str, kind: ActionKind, extent: Extent) -> None:
        def act(meeting: object) -> None:
            older = [each for each in self.world.points() if each.meeting is not meeting]
            answered = older[point % len(older)] if older else None
            self.world.conclude(meeting, owner, kind, answered, extent)  # type: ignore[arg-type] # a meeting

        self.with_one(self.world.writing, place, act)

    @rule(group=st.integers(0, 1), owner=OWNERS)
    def add(self, group: int, owner: str) -> None:
        self.world.do(lambda: self.world.add(group, owner))

    @rule(place=PLACES, item=PLACES, verdict=st.sampled_from(Verdict))
    def give_verdict(self, place: int, item: int, verdict: Verdict) -> None:
        self.with_one(self.world.writing, place, lambda row: self.world.verdict(row, item, verdict))

    @rule(place=PLACES, steps=st.integers(1, 4))
    def forward(self, place: int, steps: int) -> None:
        for _ in range(steps):
            self.with_one(self.world.meetings, place, self.world.forward)

    @rule(place=PLACES)
    def take_back(self, place: int) -> None:
        self.with_one(self.world.meetings, place, self.world.take_back)

    @rule(place=PLACES, cancel=st.booleans())
    def move_special(self, place: int, cancel: bool) -> None:
        def called() -> Sequence[object]:
            return [each for each in self.world.meetings() if each.state == MeetingState.PLANNED]

        self.with_one(called, place, lambda row: self.world.move_special(row, cancel=cancel))  # type: ignore[arg-type] # a meeting

    @rule(place=PLACES, hand_in=st.booleans())
    def report(self, place: int, hand_in: bool) -> None:
        self.with_one(self.world.parts, place, lambda row: self.world.report(row, hand_in=hand_in))

    @rule(place=PLACES, how=st.sampled_from(("accept", "drop", "reopen")))
    def decide(self, place: int, how: str) -> None:
        self.with_one(self.world.parts, place, lambda row: self.world.decide(row, how))

    @rule(keep=PLACES, gone=PLACES)
    def merge(self, keep: int, gone: int) -> None:
        def act(row: object) -> None:
            found = self.world.actions()
            self.world.merge(found[keep % len(found)], row)  # type: ignore[arg-type] # an action

        self.with_one(self.world.actions, gone, act)

    @rule(place=PLACES, owner=OWNERS)
    def split(self, place: int, owner: str) -> None:
        self.with_one(self.world.actions, place, lambda row: self.world.split(row, owner))

    @invariant()
    def nothing_vanished(self) -> None:
        assert_nothing_vanished(self.world)


def test_nothing_vanishes(either_cast: Cast) -> None:
    numbers = count(1)
    run_state_machine_as_test(lambda: Life(either_cast, next(numbers)), settings=BOUNDED)  # type: ignore[arg-type] # it may be whatever makes one
