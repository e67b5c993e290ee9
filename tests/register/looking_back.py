"""The next quarter's meeting after the sample's, which looks back on what that left."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from tracker.actions.models import Action, Assignment
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.meetings.kinds import MeetingState, RecordState, TextState
from tracker.meetings.models import Meeting, SignatureBlock
from tracker.register.review import Reviewed, reviewed

HELD = date(2021, 6, 30)
IN_MAY = datetime(2021, 5, 12, 3, tzinfo=UTC)
IN_JUNE = datetime(2021, 6, 20, 3, tzinfo=UTC)
NEXT = "/meetings/im-twg/2021-Q2"


def next_meeting(group_id: int) -> int:
    """The sample's minutes are issued, and the next quarter's meeting was held: a draft, by its id."""
    with transaction() as current:
        last = current.scalars(select(Meeting)).one()
        last.record, last.text_state = RecordState.ISSUED, TextState.ISSUED
        meeting = Meeting(
            group_id=group_id, period_year=2021, period_quarter=2, held_on=HELD, state=MeetingState.HELD,
            previous=last, authentic_language="lo",
        )  # fmt: skip
        meeting.signatures = [SignatureBlock(position=1, role=Bilingual("Chairman", "ປະທານ"))]
        current.add(meeting)
        current.flush()
        return meeting.id


def meeting(meeting_id: int) -> Meeting:
    """It as it is stored now."""
    session.rollback()
    session.expire_all()
    return session.get_one(Meeting, meeting_id)


def looked_at(meeting_id: int) -> dict[str, Reviewed]:
    """What it looks back on, by reference."""
    return {each.item.reference: each for each in reviewed(meeting(meeting_id))}


def told(meeting_id: int) -> list[str]:
    """The same as one line for each."""
    return [
        f"{reference}: {each.verdict.value}{' given' if each.given else ''}; {each.remark.en}"
        for reference, each in looked_at(meeting_id).items()
    ]


def action(reference: str) -> Action:
    """An action as it is stored now."""
    session.rollback()
    return session.scalars(
        select(Action).where(Action.reference == reference).execution_options(populate_existing=True)
    ).one()


def part(reference: str) -> Assignment:
    """The first owner's part of an action, as it is stored now."""
    session.rollback()
    return session.scalars(
        select(Assignment)
        .join(Action)
        .where(Action.reference == reference, Assignment.role == "owner")
        .order_by(Assignment.id)
        .limit(1)
        .execution_options(populate_existing=True)
    ).one()
