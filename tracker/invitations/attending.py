"""Taking the replies over into the attendance list, where nobody has written anything yet; knows no page."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.audit import services as audit
from tracker.core.db import session
from tracker.groups.models import Membership
from tracker.invitations.models import Reply
from tracker.meetings.kinds import AttendanceRole, Presence
from tracker.meetings.models import Attendance, Meeting
from tracker.meetings.services import lock_draft


def take_over(meeting_id: int, *, by: Actor, at: datetime) -> list[str]:
    """Fill the list from the replies; gives back the short names of the organisations whose rows were filled.

    What was said before the meeting was moved is not taken over. A row without a name takes the number of people,
    without those of its organisation that are noted as present already; an organisation that can't come sends
    apologies; one that is not on the list is put on it. What somebody has written into a row stays.
    """
    meeting = lock_draft(meeting_id, by=by)
    members = set(session.scalars(select(Membership.organisation_id).where(Membership.group_id == meeting.group_id)))
    replies = session.scalars(select(Reply).where(Reply.meeting_id == meeting_id).order_by(Reply.id)).all()
    filled = []
    for reply in (each for each in replies if not each.is_before_move):
        rows = [row for row in meeting.attendance if _organisation_of(row) == reply.organisation_id]
        if not rows:
            meeting.attendance.append(_new(meeting, reply, members))
            filled.append(reply.organisation.short_name)
        elif _fill(rows, reply):
            filled.append(reply.organisation.short_name)
    session.flush()
    if filled:
        audit.record(
            "attendance.from_replies", "meeting", meeting.id, by=by, at=at, subject=meeting.reference,
            organisations=filled,
        )  # fmt: skip
    return filled


def is_untouched(row: Attendance) -> bool:
    """Whether nobody has written into a row since the list was made."""
    return row.presence == Presence.ABSENT and row.headcount is None


def _fill(rows: Sequence[Attendance], reply: Reply) -> bool:
    free = [row for row in rows if is_untouched(row)]
    if not reply.people:
        for row in free:
            row.presence = Presence.APOLOGIES
        return bool(free)
    unnamed = next((row for row in free if row.person_id is None), None)
    if unnamed is None or any(row.person_id is None and row not in free for row in rows):
        return False
    there = sum(row.counted for row in rows if row.person_id is not None)
    if reply.people <= there:
        return False
    unnamed.presence, unnamed.headcount = Presence.PRESENT, reply.people - there
    return True


def _organisation_of(row: Attendance) -> int | None:
    return row.organisation_id or (row.person.organisation_id if row.person else None)


def _new(meeting: Meeting, reply: Reply, members: set[int]) -> Attendance:
    return Attendance(
        position=max((row.position for row in meeting.attendance), default=0) + 1,
        organisation_id=reply.organisation_id, headcount=reply.people or None,
        presence=Presence.PRESENT if reply.people else Presence.APOLOGIES,
        role=AttendanceRole.MEMBER if reply.organisation_id in members else AttendanceRole.GUEST,
    )  # fmt: skip
