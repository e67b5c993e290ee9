from datetime import date, timedelta

import pytest
from applications import NOON
from cast import Cast
from following import AGREED, UNTIL, WHY, actor_of, assert_whole, organisation_id, owed, part_of, seen
from sqlalchemy import select

from tracker.actions import changing, deciding, special
from tracker.actions.changing import NewAction
from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import MeetingKind, MeetingState, RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.register.queries import outstanding

JUNE = date(2021, 6, 1)
AFTER = NOON + timedelta(days=26)


def listed(cast: Cast) -> set[int]:
    """The actions of the group's register in June."""
    session.rollback()
    session.expire_all()
    group = session.get_one(WorkingGroup, cast.group_id)
    return {item.id for item in outstanding(group, JUNE) if item.which == "action"}


def accepted(cast: Cast, action_id: int, short_name: str = "NPA") -> None:
    part, chair = seen(part_of(action_id, short_name)), actor_of(cast, "chair")
    with transaction():
        deciding.accept(part, by=chair, at=NOON)


def merged(cast: Cast, keep: int, gone: int) -> None:
    chair = actor_of(cast, "chair")
    with transaction():
        changing.merge_actions(keep, (gone,), WHY, by=chair, at=AFTER)


def asks_for_a_meeting(cast: Cast, *owners: str) -> int:
    ids = tuple(organisation_id(name) for name in owners)
    agreed = Agreement(
        on=AGREED, text=Bilingual("Meet.", "ປະຊຸມ."), kind=ActionKind.SPECIAL_MEETING, window=UNTIL, owners=ids
    )
    chair = actor_of(cast, "chair")
    with transaction():
        return changing.add_action(cast.group_id, NewAction(agreed=agreed, reason=WHY), by=chair, at=NOON).id


def planned(cast: Cast, action_id: int, name: str) -> bool:
    chair = actor_of(cast, "chair")
    with transaction() as current:
        meeting = Meeting(
            group_id=cast.group_id, kind=MeetingKind.SPECIAL, name=name, period_year=2021, period_quarter=2,
            held_on=date(2021, 4, 20), state=MeetingState.PLANNED,
        )  # fmt: skip
        current.add(meeting)
        current.flush()
        return special.schedule(action_id, meeting, by=chair, at=NOON)


def held(cast: Cast, name: str) -> None:
    chair = actor_of(cast, "chair")
    with transaction():
        meeting = session.scalars(select(Meeting).where(Meeting.name == name)).one()
        meeting.state, meeting.record = MeetingState.HELD, RecordState.CIRCULATED
        session.flush()
        special.meeting_circulated(meeting, by=chair, at=NOON + timedelta(days=25))


@pytest.mark.parametrize("owners", [("NPA",), ("MAG",), ()])
def test_nothing_goes_on_in_an_action_that_is_over(cast: Cast, owners: tuple[str, ...]) -> None:
    keep, gone = owed(cast, ("NPA",), at=NOON), owed(cast, owners, at=NOON)
    accepted(cast, keep)
    with pytest.raises(Refused):
        merged(cast, keep, gone)
    assert gone in listed(cast)


def test_nothing_goes_on_in_an_action_that_a_meeting_was_held_for(cast: Cast) -> None:
    keep, gone = asks_for_a_meeting(cast), owed(cast, ("MAG",), at=NOON)
    planned(cast, keep, "april")
    held(cast, "april")
    with pytest.raises(Refused):
        merged(cast, keep, gone)
    assert gone in listed(cast)


def test_a_part_that_is_over_is_taken_up_again_with_the_same_of_another_action(cast: Cast) -> None:
    keep, gone = owed(cast, ("NPA", "MAG"), at=NOON), owed(cast, ("NPA",), at=NOON)
    accepted(cast, keep)
    merged(cast, keep, gone)
    assert part_of(keep, "NPA").closed_at is None
    assert_whole(keep)
    assert_whole(gone)


def test_a_special_meeting_that_is_asked_for_again_stands_in_the_register(cast: Cast) -> None:
    action_id = asks_for_a_meeting(cast, "NPA")
    planned(cast, action_id, "april")
    held(cast, "april")
    assert action_id not in listed(cast)
    part, chair = seen(part_of(action_id, "NPA")), actor_of(cast, "chair")
    with transaction():
        deciding.reopen(part, WHY, by=chair, at=AFTER)
    assert action_id in listed(cast)
    assert planned(cast, action_id, "may")


def test_whoever_is_named_after_the_meeting_owes_it(cast: Cast) -> None:
    action_id = asks_for_a_meeting(cast)
    planned(cast, action_id, "april")
    held(cast, "april")
    chair, npa = actor_of(cast, "chair"), organisation_id("NPA")
    with transaction():
        added = changing.add_part(action_id, npa, AssignmentRole.OWNER, WHY, by=chair, at=AFTER).id
    assert session.get_one(Assignment, added).closed_at is None
    assert action_id in listed(cast)


def test_an_action_does_not_follow_from_a_draft(cast: Cast) -> None:
    chair = actor_of(cast, "chair")
    entry_id = session.scalars(select(Entry.id).order_by(Entry.id)).first()
    before = len(session.scalars(select(Action.id)).all())
    session.rollback()
    new = NewAction(agreed=Agreement(on=AGREED), reason=WHY, entry_id=entry_id)
    with pytest.raises(Refused), transaction():
        changing.add_action(cast.group_id, new, by=chair, at=NOON)
    assert len(session.scalars(select(Action.id)).all()) == before
