"""Reads for the drafting room: a draft or an entry of one for somebody who writes it, and the names a form can hold."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.drafting import names
from tracker.drafting.entry_edit import Known
from tracker.groups.models import WorkingGroup
from tracker.meetings import policy
from tracker.meetings.models import Entry, Meeting, Section


def draft_for(actor: Actor, meeting_id: int) -> Meeting:
    """A meeting with its group, for those who see its draft; NotFound for everybody else."""
    meeting = session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.group)))
    if meeting is None or not policy.can_see_draft(actor, meeting):
        raise NotFound(Bilingual.said("There is no such meeting."))
    return meeting


def entry_for(actor: Actor, entry_id: int) -> Entry:
    """An entry of a draft with its meeting and group, for those who see the draft; NotFound for everybody else."""
    entry = session.scalar(
        select(Entry)
        .where(Entry.id == entry_id)
        .join(Entry.meeting)
        .join(Meeting.group)
        .options(contains_eager(Entry.meeting).contains_eager(Meeting.group))
    )
    if entry is None or not policy.can_see_draft(actor, entry.meeting):
        raise NotFound(Bilingual.said("There is no such point."))
    return entry


def revision_of(meeting_id: int) -> int:
    """How often the draft was changed."""
    return session.scalar(select(Meeting.revision).where(Meeting.id == meeting_id)) or 0


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a part of the room must know of the whole."""

    meeting: Meeting
    language: Language
    may_draft: bool
    may_write: bool
    open_id: int | None = None


def fragment_of(meeting: Meeting, actor: Actor, language: Language, *, open_id: int | None = None) -> Fragment:
    """The same of a meeting, for whoever looks at it."""
    is_draft = not policy.is_told(meeting)
    return Fragment(
        meeting, language, is_draft and policy.can_draft(actor, meeting),
        is_draft and policy.can_translate(actor, meeting), open_id,
    )  # fmt: skip


def known_names() -> Known:
    """Everything that the words of a form can stand for, whatever the meeting."""
    groups = session.execute(select(WorkingGroup.acronym, WorkingGroup.id)).all()
    return Known(names.parties(), {acronym.upper(): group_id for acronym, group_id in groups}, {})


def points_of(meeting: Meeting) -> dict[str, int]:
    """The points of a meeting by their references in capitals."""
    rows = session.execute(
        select(Entry.number, Entry.id).where(
            Entry.meeting_id == meeting.id, Entry.deleted_at.is_(None), Entry.section != Section.CONCLUSIONS
        )
    ).all()
    return {f"{meeting.reference}/{number}".upper(): entry_id for number, entry_id in rows}
