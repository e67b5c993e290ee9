"""What is changed in minutes that others know: conclusions taken out, brought back and added."""

from datetime import datetime
from random import Random

from sqlalchemy import exists, or_, select

from tracker.access.actors import Actor
from tracker.actions.models import Action, Progress
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.drafting import entries, entries_order
from tracker.drafting.quick_line import QuickLine
from tracker.meetings.kinds import EntryKind, MeetingState, RecordState, Section, TextState
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import amending, versions
from tracker.register.models import AgendaItem, Review

WHY = Bilingual(en="It was left out.", lo="ຂາດໄປ.")
_TOUCHED = or_(
    exists().where(Review.entry_id == Entry.id), exists().where(Review.action_id == Action.id),
    exists().where(AgendaItem.entry_id == Entry.id), exists().where(AgendaItem.action_id == Action.id),
    exists().where(Progress.action_id == Action.id),
)  # fmt: skip


def take_out(chance: Random, *, by: Actor, at: datetime) -> bool:
    """A conclusion that others know of is taken out of the minutes again, with its actions."""
    told = (Entry.kind == EntryKind.CONCLUSION, Entry.deleted_at.is_(None), Action.told_on <= clock.day_of(at))
    found = select(Entry.id).join(Action, Action.entry_id == Entry.id).where(*told, ~_TOUCHED).distinct()
    ids = session.scalars(found.order_by(Entry.id.desc()).limit(20)).all()
    if not ids:
        return False
    entry = session.get_one(Entry, chance.choice(ids))
    _write_again(entry.meeting, by, at)
    entries_order.delete(entry.id, by=by, at=at)
    return True


def bring_back(chance: Random, *, by: Actor, at: datetime) -> bool:
    """A conclusion that was taken out stands again."""
    gone = session.scalars(select(Entry).where(Entry.deleted_at.is_not(None)).order_by(Entry.id)).all()
    if not gone:
        return False
    entry = chance.choice(gone)
    _write_again(entry.meeting, by, at)
    entries_order.restore(entry.id, by=by, at=at)
    return True


def conclude(text: Bilingual, owner: int, *, by: Actor, at: datetime) -> bool:
    """Told minutes get one more conclusion, of which others know when they go out again."""
    told = (Meeting.record != RecordState.DRAFT, Meeting.state == MeetingState.HELD)
    meeting = session.scalars(select(Meeting).where(*told).order_by(Meeting.id).limit(1)).one()
    _write_again(meeting, by, at)
    line = QuickLine(Section.CONCLUSIONS, text, EntryKind.CONCLUSION, organisations=(owner,))
    entries.add(meeting.id, line, by=by, at=at)
    session.flush()
    versions.mark_sent(meeting.id, clock.day_of(at))
    return True


def _write_again(meeting: Meeting, by: Actor, at: datetime) -> None:
    if meeting.text_state == TextState.ISSUED:
        amending.begin(meeting.id, WHY, by=by, at=at)
