"""The order of a draft's entries: moving, nesting and lifting them, deleting them and bringing them back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, exists, func, select, update

from tracker.access.actors import Actor
from tracker.actions import services as actions
from tracker.actions.models import Action
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.drafting.entries_forest import Forest, Spot, changed
from tracker.meetings.kinds import RecordState, Section
from tracker.meetings.models import Entry, EntryGone
from tracker.meetings.services import lock_draft
from tracker.minutes.models import Version
from tracker.register.models import AgendaItem, Review

Way = Literal["up", "down"]


def locked_entry(entry_id: int, *, by: Actor, translating: bool = False) -> Entry:
    """An entry of a draft, the row of its meeting locked until the transaction ends; also one that was deleted."""
    meeting_id = session.scalar(select(Entry.meeting_id).where(Entry.id == entry_id))
    if meeting_id is None:
        raise NotFound(Bilingual.said("There is no such point."))
    lock_draft(meeting_id, by=by, translating=translating)
    return session.get_one(Entry, entry_id, populate_existing=True)


def require_standing(entry: Entry) -> None:
    """Refuse to change what somebody has deleted meanwhile."""
    if entry.deleted_at is not None:
        raise Refused(Bilingual.said("This point was deleted meanwhile. Bring it back to go on with it."))


def move(entry_id: int, way: Way, *, by: Actor, at: datetime) -> Entry:
    """Let an entry change places with the one before or after it; Refused at the ends."""
    entry, before, forest = _standing(entry_id, by)
    forest.step(entry_id, -1 if way == "up" else 1)
    return _stored(entry, before, forest, "entry.moved", by=by, at=at)


def nest(entry_id: int, *, by: Actor, at: datetime) -> Entry:
    """Let an entry stand below the one before it; Refused where there is none, and for conclusions."""
    entry, before, forest = _standing(entry_id, by)
    forest.nest(entry_id)
    return _stored(entry, before, forest, "entry.nested", by=by, at=at)


def lift(entry_id: int, *, by: Actor, at: datetime) -> Entry:
    """Let a nested entry stand behind the one it is below; Refused where it is not nested."""
    entry, before, forest = _standing(entry_id, by)
    forest.lift(entry_id)
    return _stored(entry, before, forest, "entry.lifted", by=by, at=at)


def place(entry_id: int, section: Section, *, by: Actor, at: datetime) -> Entry:
    """Let an entry stand last in another section, with all below it; its kind stays. Refused for conclusions."""
    entry, before, forest = _standing(entry_id, by)
    forest.place(entry_id, section)
    return _stored(entry, before, forest, "entry.moved", by=by, at=at)


def delete(entry_id: int, *, by: Actor, at: datetime) -> Entry:
    """Take an entry out of the draft with all below it and with their actions; it can be brought back.

    Refused where another meeting has it on its agenda or gave a verdict on it, and where work on it was reported.
    """
    entry, before, forest = _standing(entry_id, by)
    gone = forest.cut(entry_id)
    _require_unused(gone)
    session.execute(
        update(Entry).where(Entry.id.in_(gone)).values(deleted_at=at), execution_options={"synchronize_session": False}
    )
    return _stored(entry, before, forest, "entry.deleted", by=by, at=at, deleted=len(gone))


def restore(entry_id: int, *, by: Actor, at: datetime) -> Entry:
    """Bring back what was deleted in one go with this entry, to where it stood or as near to it as there is a place."""
    entry = locked_entry(entry_id, by=by)
    if entry.deleted_at is None:
        raise Refused(Bilingual.said("This point is there already."))
    spots = spots_of(entry.meeting_id)
    if entry.parent_id is not None and entry.parent_id not in spots:
        raise Refused(Bilingual.said("Bring back the point above it first."))
    forest = Forest.of(spots)
    forest.put(entry_id, entry.section if entry.parent_id is None else entry.parent_id, entry.position - 1)
    back = _put_below(entry, forest)
    if entry.meeting.record != RecordState.DRAFT:
        _note_gone(entry, back, at)
    session.execute(
        update(Entry).where(Entry.id.in_(back)).values(deleted_at=None),
        execution_options={"synchronize_session": False},
    )
    return _stored(entry, spots, forest, "entry.restored", by=by, at=at, restored=len(back))


def spots_of(meeting_id: int) -> dict[int, Spot]:
    """Where the entries of a meeting stand that are not deleted."""
    rows = session.execute(
        select(Entry.id, Entry.parent_id, Entry.section, Entry.position).where(
            Entry.meeting_id == meeting_id, Entry.deleted_at.is_(None)
        )
    )
    return {row.id: Spot(row.parent_id, row.section, row.position) for row in rows}


def _standing(entry_id: int, by: Actor) -> tuple[Entry, dict[int, Spot], Forest]:
    entry = locked_entry(entry_id, by=by)
    require_standing(entry)
    spots = spots_of(entry.meeting_id)
    return entry, spots, Forest.of(spots)


def _stored(
    entry: Entry, before: Mapping[int, Spot], forest: Forest, verb: str, *, by: Actor, at: datetime, **details: int
) -> Entry:
    """Write down who stands elsewhere now, and tell the trail."""
    moved = [
        {"entry": entry_id, "parent_id": spot.parent_id, "section": spot.section, "position": spot.position}
        for entry_id, spot in changed(before, forest.spots())
    ]
    if moved:
        table = Entry.__table__
        session.connection().execute(update(Entry).where(table.c.id == bindparam("entry")), moved)
    session.refresh(entry)
    audit.record(
        verb, "entry", entry.id, by=by, at=at, subject=entry.reference, section=entry.section,
        position=entry.position, parent_id=entry.parent_id, **details,
    )  # fmt: skip
    return entry


def _note_gone(entry: Entry, back: list[int], at: datetime) -> None:
    """Keep for how long entries of told minutes were gone; what was gone before they were told is new to the others."""
    gone_at = entry.deleted_at or at
    session.add_all(EntryGone(entry_id=each, gone_at=gone_at, back_at=at) for each in back)
    told_at = session.scalar(select(func.min(Version.at)).where(Version.meeting_id == entry.meeting_id))
    if told_at is not None and gone_at < told_at:
        session.execute(
            update(Entry).where(Entry.id.in_(back)).values(is_unsent=True),
            execution_options={"synchronize_session": False},
        )


def _put_below(entry: Entry, forest: Forest) -> list[int]:
    """Put what was deleted in the same moment back below an entry, and answer with all that came back."""
    gone = session.execute(
        select(Entry.id, Entry.parent_id)
        .where(Entry.meeting_id == entry.meeting_id, Entry.deleted_at == entry.deleted_at, Entry.id != entry.id)
        .order_by(Entry.position, Entry.id)
    ).all()
    back = [entry.id]
    for parent_id in back:  # grows while it is read
        for row in gone:
            if row.parent_id == parent_id:
                forest.put(row.id, parent_id)
                back.append(row.id)
    return back


def _require_unused(entry_ids: list[int]) -> None:
    """Refuse to delete what other meetings or other people have taken up."""
    action_ids = list(session.scalars(select(Action.id).where(Action.entry_id.in_(entry_ids))))
    on_agenda = exists().where((AgendaItem.entry_id.in_(entry_ids)) | (AgendaItem.action_id.in_(action_ids)))
    reviewed = exists().where((Review.entry_id.in_(entry_ids)) | (Review.action_id.in_(action_ids)))
    is_reviewed, is_on_agenda = session.execute(select(reviewed, on_agenda)).one()
    if is_reviewed:
        raise Refused(Bilingual.said("A meeting gave its verdict on this point; it can't be deleted."))
    if is_on_agenda:
        raise Refused(Bilingual.said("It stands on the agenda of a meeting; it can't be deleted."))
    if actions.is_on_its_way(action_ids):
        raise Refused(Bilingual.said("Work on its action was reported; it can't be deleted."))
