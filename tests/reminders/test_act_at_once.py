from collections.abc import Callable
from functools import partial

import pytest
from applications import NOON
from by_link import link_of, link_to
from cast import Cast
from following import WHY, assert_whole, doing, itself, organisation_id, owed, part_of, seen, steps
from together import at_once

from tracker.access.voices import Voice
from tracker.actions import changing, reporting
from tracker.actions.models import AssignmentState
from tracker.actions.reporting import Report
from tracker.actions.states import Act
from tracker.core import clock
from tracker.core.db import session
from tracker.reminders import links_actions


@pytest.fixture
def either_cast(either_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return either_cast


def hand_in(link_id: int, part_id: int, voice: Voice) -> None:
    actor = links_actions.take_up(link_id, Act.HAND_IN, "Ms Bounmy", at=NOON)
    reporting.hand_in(part_id, Report(note=WHY), voice, by=actor, at=NOON)


def test_of_several_who_hand_in_by_links_at_once_one_does(either_cast: Cast) -> None:
    action = owed(either_cast, at=NOON)
    part = part_of(action, "NPA")
    part_id, voice = part.id, itself(part)
    numbers = [link_of(link_to(either_cast, action, "NPA", name)).id for name in ("npa", None)]
    acts = [doing(partial(hand_in, number, part_id, voice)) for number in numbers]
    session.rollback()
    assert sum(at_once(either_cast.app, acts * 4)) == 1
    assert steps(action) == 1
    assert_whole(action)


def test_a_link_hands_in_or_the_part_goes_to_another_organisation(either_cast: Cast) -> None:
    chair, other = either_cast.actor("chair"), organisation_id("HI")
    for _ in range(4):
        action = owed(either_cast, at=NOON)
        part = part_of(action, "NPA")
        part_id, voice, shown = part.id, itself(part), seen(part)
        link_id = link_of(link_to(either_cast, action, "NPA", "npa")).id
        acts: list[Callable[[], bool]] = [
            doing(partial(hand_in, link_id, part_id, voice)),
            doing(partial(changing.reassign, shown, other, WHY, by=chair, at=NOON)),
        ]
        session.rollback()
        handed, given = at_once(either_cast.app, acts)
        assert (handed, given) in {(True, False), (False, True)}
        states = {"NPA": AssignmentState.SUBMITTED} if handed else {"HI": AssignmentState.OPEN}
        for short_name, state in states.items():
            assert part_of(action, short_name).state == state
        assert_whole(action)
