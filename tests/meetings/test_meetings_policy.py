import pytest

from tracker.access.actors import Actor, Role, Via
from tracker.exchange.policy import can_dump, can_load_anywhere
from tracker.groups.policy import can_change_settings, groups_drafted_by
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, can_see_draft, can_translate, groups_seen_whole, is_told
from tracker.minutes.policy import can_read_minutes

HERE, ELSEWHERE = 1, 2
DRAFTING = {Role.CHAIR, Role.ACTING_CHAIR, Role.SECRETARY}
SEEING = {*DRAFTING, Role.TRANSLATOR}
EVERYWHERE = {Role.ADMINISTRATOR, Role.MANAGEMENT, Role.PARTY, Role.ANONYMOUS}


def actor(role: Role, group_id: int = HERE) -> Actor:
    if role in EVERYWHERE:
        return Actor("somebody", Via.SESSION, everywhere=frozenset({role}))
    return Actor("somebody", Via.SESSION, seats=frozenset({(group_id, role)}))


def meeting(record: RecordState = RecordState.DRAFT) -> Meeting:
    return Meeting(group_id=HERE, record=record)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_allows_in_its_own_group_what_it_allows(role: Role) -> None:
    admin = role == Role.ADMINISTRATOR
    somebody, draft = actor(role), meeting()
    assert can_draft(somebody, draft) == can_dump(somebody, HERE) == (admin or role in DRAFTING)
    assert can_see_draft(somebody, draft) == can_translate(somebody, draft) == (admin or role in SEEING)
    assert can_read_minutes(somebody, draft) == (admin or role in SEEING)
    assert can_change_settings(somebody) == can_load_anywhere(somebody) == admin
    assert groups_drafted_by(somebody) == ({HERE} if role in DRAFTING else set())
    assert groups_seen_whole(somebody) == ({HERE} if role in SEEING else set())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_and_nothing_in_another(role: Role) -> None:
    somebody, draft = actor(role, ELSEWHERE), meeting()
    allowed = (can_draft, can_see_draft, can_translate, can_read_minutes)
    assert not any(may(somebody, draft) for may in allowed)
    assert not can_dump(somebody, HERE)


@pytest.mark.parametrize("record", list(RecordState))
def test_what_has_left_the_desk_may_be_read_by_whoever_sees_it(record: RecordState) -> None:
    assert is_told(meeting(record)) == (record != RecordState.DRAFT)
    assert can_read_minutes(actor(Role.PARTY), meeting(record)) == (record != RecordState.DRAFT)
