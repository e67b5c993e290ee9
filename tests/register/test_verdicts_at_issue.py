from datetime import date

import pytest
from cast import Cast
from following import WHY, assert_whole, owed, seen
from looking_back import HELD, IN_JUNE, IN_MAY, action, looked_at, meeting, next_meeting, part
from pages import get
from sqlalchemy import select

from tracker.actions import deciding
from tracker.actions.models import Action, Assignment, AssignmentRole, AssignmentState, Progress, ProgressKind
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.meetings.kinds import RecordState
from tracker.register import services
from tracker.register.models import Review, Verdict
from tracker.register.page import closed_lately
from tracker.register.queries import outstanding

pytestmark = pytest.mark.usefixtures("parts_noted")

AFTER = date(2021, 7, 20)


def give(found: int, reference: str, verdict: Verdict, remark: Bilingual = WHY, until: date | None = None) -> None:
    with transaction():
        action_id = action(reference).id
        session.add(
            Review(meeting_id=found, action_id=action_id, verdict=verdict, remark=remark, deferred_until=until)
        )  # fmt: skip


def freeze(found: int) -> None:
    with transaction():
        services.write_verdicts(meeting(found))


def issue(cast: Cast, found: int) -> None:
    chair = cast.actor("chair")
    with transaction():
        row = meeting(found)
        services.carry_out_verdicts(row, by=chair, at=IN_JUNE)
        row.record = RecordState.ISSUED


def last_step(reference: str) -> Progress:
    # What is left for others is closed after the whole, or after those who owe it.
    session.rollback()
    return session.scalars(
        select(Progress)
        .join(Action)
        .outerjoin(Progress.assignment)
        .where(Action.reference == reference, (Assignment.id.is_(None)) | (Assignment.role == AssignmentRole.OWNER))
        .order_by(Progress.id.desc())
        .limit(1)
    ).one()


def left(cast: Cast, found: int) -> list[str]:
    return [item.reference for item in outstanding(meeting(found).group, AFTER)]


@pytest.mark.parametrize(
    ("verdict", "state", "kind"),
    [
        (Verdict.DONE, AssignmentState.ACCEPTED, ProgressKind.ACCEPTED),
        (Verdict.DROPPED, AssignmentState.DROPPED, ProgressKind.DROPPED),
    ],
)
def test_what_a_meeting_closed_is_closed_once_its_minutes_are_issued(
    either_cast: Cast, verdict: Verdict, state: AssignmentState, kind: ProgressKind
) -> None:  # fmt: skip
    found = next_meeting(either_cast.group_id)
    give(found, "IM-A-003", verdict)
    give(found, "IM-A-001", verdict)
    freeze(found)
    assert part("IM-A-003").state == AssignmentState.OPEN, "freezing can be taken back"
    issue(either_cast, found)
    assert part("IM-A-003").state == state
    for reference in ("IM-A-003", "IM-A-001"):
        step = last_step(reference)
        assert (step.kind, step.meeting_id, step.note) == (kind, found, WHY)
    assert left(either_cast, found) == ["IM-A-002", "IM-2021-Q1/14"]
    assert_whole(action("IM-A-003").id)
    page = get(either_cast.client("chair"), f"/actions/{action('IM-A-001').id}").text("//main")
    assert "nobody owes it yet" not in page
    assert "Comes up again" not in page


def test_what_nobody_owns_is_told_as_closed_from_the_circulated_minutes_on(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    for reference in ("IM-A-001", "IM-A-003"):
        give(found, reference, Verdict.DONE)
    assert not closed_lately(cast.group_id, HELD)
    with transaction():
        meeting(found).record = RecordState.CIRCULATED
    assert [(each.reference, each.how) for each in closed_lately(cast.group_id, HELD)] == [("IM-A-001", Verdict.DONE)]
    assert left(cast, found) == ["IM-A-002", "IM-A-003", "IM-2021-Q1/14"]
    freeze(found)
    issue(cast, found)
    told = [(each.reference, each.how) for each in closed_lately(cast.group_id, HELD)]
    assert sorted(told) == [("IM-A-001", ProgressKind.ACCEPTED), ("IM-A-003", ProgressKind.ACCEPTED)]


def test_every_proposal_is_written_when_the_minutes_are_frozen_and_goes_when_they_are_taken_back(
    either_cast: Cast,
) -> None:
    found = next_meeting(either_cast.group_id)
    give(found, "IM-A-003", Verdict.LATE)
    freeze(found)
    rows = session.scalars(select(Review).order_by(Review.position)).all()
    assert [(row.item_reference, row.verdict, row.given, row.state_then) for row in rows] == [
        ("IM-A-001", Verdict.CARRIED_OVER, False, "open"), ("IM-A-002", Verdict.LATE, False, "open"),
        ("IM-A-003", Verdict.LATE, True, "open"), ("IM-2021-Q1/14", Verdict.CARRIED_OVER, False, "noted"),
    ]  # fmt: skip
    with transaction():
        services.unwrite_verdicts(meeting(found))
    assert [row.state_then for row in session.scalars(select(Review))] == [""]
    assert len(looked_at(found)) == 4


def test_what_is_deferred_gets_its_new_day(either_cast: Cast) -> None:
    found, until = next_meeting(either_cast.group_id), date(2021, 9, 15)
    for reference in ("IM-A-003", "IM-A-001"):
        give(found, reference, Verdict.DEFERRED, until=until)
    first = action("IM-A-003").first
    freeze(found)
    issue(either_cast, found)
    assert part("IM-A-003").window.by == until
    assert part("IM-A-003").state == AssignmentState.OPEN  # its first date is no postponement
    assert action("IM-A-003").first == first
    assert action("IM-A-001").confirmed_on == until
    assert_whole(action("IM-A-003").id)


def test_nothing_is_dropped_without_a_reason(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    give(found, "IM-A-003", Verdict.DROPPED, Bilingual())
    with pytest.raises(Refused, match="Say why in the review: IM-A-003"):
        freeze(found)


def test_what_was_over_when_the_minutes_were_frozen_is_left_as_it_is(cast: Cast) -> None:
    found, chair = next_meeting(cast.group_id), cast.actor("chair")
    with transaction():
        deciding.accept(seen(part("IM-A-003")), by=chair, at=IN_MAY)
    give(found, "IM-A-003", Verdict.DONE)
    freeze(found)
    the_part = part("IM-A-003")
    with transaction():
        deciding.reopen(seen(the_part), WHY, by=chair, at=IN_JUNE)
    issue(cast, found)
    assert part("IM-A-003").state == AssignmentState.IN_PROGRESS, "the chair reopened it after the paper was made"


def test_an_action_from_outside_is_confirmed_by_the_first_meeting_that_looks_at_it(cast: Cast) -> None:
    found = next_meeting(cast.group_id)
    action_id = owed(cast, at=IN_MAY)
    freeze(found)
    issue(cast, found)
    session.rollback()
    made = session.get_one(Action, action_id, populate_existing=True)
    assert made.confirmed_at_id == found
    assert last_step(made.reference).kind == ProgressKind.CONFIRMED
    assert action("IM-A-003").confirmed_at_id is None
