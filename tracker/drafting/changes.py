"""Reads of what happened to a draft: who changed what last, and what was deleted. Knows no page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, and_, or_, select

from tracker.audit.models import AuditEntry
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.meetings.models import Attendance, Entry


@dataclass(frozen=True, slots=True)
class LastChange:
    """One change: who did what to which entry (none: to the head, the foot or the attendance), and when."""

    actor: str
    verb: str
    subject: str
    entry_id: int | None
    at: datetime


def last_change(meeting_id: int) -> LastChange | None:
    """The last change of anything in a draft; None where the trail tells of none."""
    row = session.execute(_trail(meeting_id).order_by(AuditEntry.id.desc()).limit(1)).first()
    return _told(row) if row else None


@dataclass(frozen=True, slots=True)
class Deleted:
    """What can be brought back: an entry that was deleted, with all that went with it."""

    entry_id: int
    text: Bilingual
    at: datetime


def deleted(meeting_id: int) -> tuple[Deleted, ...]:
    """The entries that were deleted by themselves, not together with the one above them, the last one first."""
    rows = session.execute(
        select(Entry.id, Entry.parent_id, Entry.text, Entry.deleted_at).where(
            Entry.meeting_id == meeting_id, Entry.deleted_at.is_not(None)
        )
    ).all()
    when = {row.id: row.deleted_at for row in rows}
    tops = [row for row in rows if when.get(row.parent_id) != row.deleted_at]
    tops.sort(key=lambda row: (row.deleted_at, row.id), reverse=True)
    return tuple(Deleted(row.id, row.text, row.deleted_at) for row in tops)


Columns = Select[str, str, str, str, int | None, datetime]


def _columns() -> Columns:
    return select(
        AuditEntry.actor, AuditEntry.verb, AuditEntry.subject, AuditEntry.subject_kind, AuditEntry.subject_id,
        AuditEntry.at,
    )  # fmt: skip


def _trail(meeting_id: int) -> Columns:
    entries = select(Entry.id).where(Entry.meeting_id == meeting_id)
    rows = select(Attendance.id).where(Attendance.meeting_id == meeting_id)
    return _columns().where(
        or_(
            and_(AuditEntry.subject_kind == "entry", AuditEntry.subject_id.in_(entries)),
            and_(AuditEntry.subject_kind == "attendance", AuditEntry.subject_id.in_(rows)),
            and_(AuditEntry.subject_kind == "meeting", AuditEntry.subject_id == meeting_id),
        )
    )


def _told(row: Row[str, str, str, str, int | None, datetime]) -> LastChange:
    actor, verb, subject, kind, subject_id, at = row
    return LastChange(actor, verb, subject, subject_id if kind == "entry" else None, at)
