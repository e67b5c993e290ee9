"""Amending issued minutes: the text is written again while everybody reads what was issued. Knows no page."""

from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.audit.changes import plain
from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import require_reason
from tracker.core.errors import Conflict, Refused
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Meeting
from tracker.minutes.readiness import ISSUED
from tracker.minutes.signing import locked_to_issue, record

BEGUN = "amendment_begun"


def begin(meeting_id: int, reason: Bilingual, *, by: Actor, at: datetime) -> Meeting:
    """Let issued minutes be written again, and say why; readers keep the issued version until the amended one is."""
    meeting = locked_to_issue(meeting_id, by)
    if meeting.record not in ISSUED:
        raise Refused(Bilingual.said("The minutes are not issued yet; they can be corrected without an amendment."))
    if meeting.text_state != TextState.ISSUED:
        raise Conflict(Bilingual.said("An amendment of these minutes is being written already."))
    require_reason(reason)
    meeting.text_state = TextState.OPEN
    meeting.revision += 1
    record(BEGUN, meeting, by=by, at=at, reason=plain(reason))
    return meeting


def close(meeting_id: int, *, by: Actor, at: datetime) -> Meeting:
    """End an amendment that is not issued; what was written stays for the next one, and nobody else sees it."""
    meeting = locked_to_issue(meeting_id, by)
    if meeting.record not in ISSUED or meeting.text_state == TextState.ISSUED:
        raise Refused(Bilingual.said("No amendment of these minutes is being written."))
    if meeting.text_state == TextState.FROZEN:
        raise Refused(Bilingual.said("The amendment is frozen to be signed. Take it back first."))
    meeting.text_state = TextState.ISSUED
    meeting.revision += 1
    record("amendment_closed", meeting, by=by, at=at)
    return meeting


def reason_of(meeting: Meeting) -> Bilingual:
    """Why the amendment was begun, as the trail has it; a proposal for its list of changes."""
    told = session.scalar(
        select(AuditEntry.details)
        .where(
            AuditEntry.subject_kind == "meeting", AuditEntry.subject_id == meeting.id,
            AuditEntry.verb == f"minutes.{BEGUN}",
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )  # fmt: skip
    said = (told or {}).get("reason", {})
    return Bilingual(en=said.get("en", ""), lo=said.get("lo", ""))
