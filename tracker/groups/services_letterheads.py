"""Adding and changing the letterheads of a group; minutes that were circulated keep the one they were frozen with."""

from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.audit import services as audit
from tracker.audit.changes import changes
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import mark_of, refuse_stale
from tracker.core.errors import NotFound, Refused
from tracker.groups.facts import LetterheadFacts
from tracker.groups.models import Letterhead
from tracker.groups.services_settings import locked


def add_letterhead(group_id: int, facts: LetterheadFacts, *, by: Actor, at: datetime) -> Letterhead:
    """A letterhead that is valid from one day on; Refused where another begins on that day."""
    group = locked(group_id, by)
    row = Letterhead(group_id=group_id)
    _put(row, facts)
    session.add(row)
    session.flush()
    audit.record("group.letterhead_added", "working_group", group_id, by=by, at=at, subject=group.acronym,
                 letterhead=row.id, valid_from=row.valid_from)  # fmt: skip
    return row


def revise_letterhead(
    group_id: int, letterhead_id: int, facts: LetterheadFacts, *, base: str, by: Actor, at: datetime
) -> Letterhead:
    """The letterhead says what the form says; drafts follow it from now on. `base` is the mark of what the form showed;
    Conflict where it was changed meanwhile."""
    group = locked(group_id, by)
    row = _of_group(group_id, letterhead_id)
    before = LetterheadFacts.of(row)
    refuse_stale(mark_of(before), base)
    _put(row, facts)
    session.flush()
    if changed := changes(before, LetterheadFacts.of(row)):
        audit.record("group.letterhead_revised", "working_group", group_id, by=by, at=at, subject=group.acronym,
                     letterhead=row.id, changes=changed)  # fmt: skip
    return row


def remove_letterhead(group_id: int, letterhead_id: int, *, by: Actor, at: datetime) -> None:
    """The letterhead goes; papers of its time print under the one before it."""
    group = locked(group_id, by)
    row = _of_group(group_id, letterhead_id)
    audit.record("group.letterhead_removed", "working_group", group_id, by=by, at=at, subject=group.acronym,
                 letterhead=row.id, said=changes(LetterheadFacts(valid_from=row.valid_from), LetterheadFacts.of(row)),
                 valid_from=row.valid_from)  # fmt: skip
    session.delete(row)


def _of_group(group_id: int, letterhead_id: int) -> Letterhead:
    row = session.scalar(
        select(Letterhead)
        .where(Letterhead.group_id == group_id, Letterhead.id == letterhead_id)
        .with_for_update(of=Letterhead)
    )
    if row is None:
        raise NotFound(Bilingual.said("There is no such letterhead."))
    return row


def _put(row: Letterhead, facts: LetterheadFacts) -> None:
    taken = select(Letterhead.id).where(
        Letterhead.group_id == row.group_id, Letterhead.valid_from == facts.valid_from, Letterhead.id != (row.id or 0)
    )
    if session.scalar(taken):
        raise Refused(Bilingual.said("Another letterhead begins on that day; change that one."))
    row.valid_from, row.top, row.left = facts.valid_from, facts.top, facts.left
    row.place = (row.place or Bilingual()).revise(en=facts.place.en, lo=facts.place.lo)
    row.number_pattern, row.lao_font, row.lao_size = facts.number_pattern, facts.lao_font, facts.lao_size
