"""To whom went for an organisation what it is reminded of: minutes that are out for comments, and the invitations to
meetings to come. Knows nobody's seat."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from tracker.core.db import session
from tracker.groups.models import Trigger
from tracker.invitations.models import Invitation
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.minutes.models import Delivery, Version

_BY_INVITATION = (Trigger.MEETING, Trigger.CALL)


@dataclass(frozen=True, slots=True)
class Sent:
    """Whom it went to: a person, or only an address."""

    person_id: int | None
    address: str


def sent_to(group_ids: Collection[int]) -> Mapping[tuple[int, int | None, Trigger], Sequence[Sent]]:
    """By group, organisation and what the steps count from, the newest first: two queries."""
    minutes = (
        select(Meeting.group_id, Delivery.organisation_id, Delivery.person_id, Delivery.address)
        .join(Delivery.version)
        .join(Meeting, Meeting.id == Version.meeting_id)
        .where(
            Meeting.group_id.in_(group_ids), Meeting.record == RecordState.CIRCULATED,
            Delivery.organisation_id.is_not(None),
        )
        .order_by(Delivery.id.desc())
    )  # fmt: skip
    invited = (
        select(Meeting.group_id, Invitation.organisation_id, Invitation.person_id, Invitation.email)
        .join(Invitation.meeting)
        .where(
            Meeting.group_id.in_(group_ids), Meeting.state == MeetingState.PLANNED, ~Invitation.cancelled,
            Invitation.organisation_id.is_not(None),
        )
        .order_by(Invitation.id.desc())
    )  # fmt: skip
    found: defaultdict[tuple[int, int | None, Trigger], list[Sent]] = defaultdict(list)
    for group_id, organisation_id, person_id, address in session.execute(minutes):
        found[group_id, organisation_id, Trigger.COMMENT_DATE].append(Sent(person_id, address))
    for group_id, organisation_id, person_id, address in session.execute(invited):
        for trigger in _BY_INVITATION:
            found[group_id, organisation_id, trigger].append(Sent(person_id, address))
    return found
