"""That an organisation has not received the minutes of a meeting: said by its people, settled once they went to it.
Knows nothing of sending."""

from collections.abc import Set
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.meetings.kinds import MeetingState
from tracker.meetings.policy import can_draft
from tracker.meetings.services import lock_meeting
from tracker.minutes.models import NotReceived, Version
from tracker.minutes.queries_recipients import organisation_missing, report_of


def say_not_received(meeting_id: int, *, by: Actor, at: datetime) -> tuple[NotReceived, bool]:
    """Note that the reader's organisation has not received the minutes of a held meeting, and whether that is new.

    Raises Forbidden for whoever is of no organisation that they go to.
    """
    meeting = lock_meeting(meeting_id)
    if meeting.state != MeetingState.HELD:
        raise Refused(Bilingual.said("The meeting was not held, so there are no minutes of it."))
    organisation_id = organisation_missing(by, meeting)
    require(organisation_id is not None)
    there = session.scalars(_open(meeting_id).where(NotReceived.organisation_id == organisation_id)).first()
    if there is not None:
        return there, False
    said = NotReceived(
        meeting=meeting, organisation_id=organisation_id, person_id=by.person_id, at=at, by=by.label[:200]
    )
    session.add(said)
    session.flush()
    audit.record("minutes.not_received", "meeting", meeting.id, by=by, at=at, subject=meeting.reference,
                 organisation=said.organisation.short_name)  # fmt: skip
    return said, True


def settle(version: Version, organisation_ids: Set[int | None], *, by: Actor, at: datetime) -> None:
    """Close what these organisations said of the meeting's minutes, because a version goes to them now."""
    wanted = {each for each in organisation_ids if each is not None}
    for row in session.scalars(_open(version.meeting_id).where(NotReceived.organisation_id.in_(wanted))):
        _close(row, by, at)


def settle_by_hand(meeting_id: int, report_id: int, *, by: Actor, at: datetime) -> None:
    """Close what an organisation said, because it was settled otherwise."""
    meeting = lock_meeting(meeting_id)
    require(can_draft(by, meeting))
    row = report_of(meeting_id, report_id)
    if row.settled_at is None:
        _close(row, by, at)


def _open(meeting_id: int) -> Select[NotReceived]:
    return (
        select(NotReceived)
        .where(NotReceived.meeting_id == meeting_id, NotReceived.settled_at.is_(None))
        .options(joinedload(NotReceived.organisation, innerjoin=True))
        .order_by(NotReceived.id)
    )


def _close(row: NotReceived, by: Actor, at: datetime) -> None:
    row.settled_at = at
    audit.record("minutes.not_received_settled", "meeting", row.meeting_id, by=by, at=at,
                 subject=row.meeting.reference, organisation=row.organisation.short_name)  # fmt: skip
