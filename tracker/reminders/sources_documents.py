"""What is outstanding of documents: stages of standards that should have ended, and minutes of others that were asked
for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from tracker.actions.models import Action, standing
from tracker.documents.course import ORDER
from tracker.documents.models import Document, DocumentKind, StageSpan
from tracker.meetings.models import Entry, EntryDocument, Meeting
from tracker.reminders.models import ItemKind
from tracker.reminders.outstanding import Asked, Rows, base

_document, _span = Document.__table__.c, StageSpan.__table__.c
_PLACES = {stage: place for place, stage in enumerate(ORDER)}


def in_stages(asked: Asked) -> Sequence[Rows]:
    """The stages that run, of the standards that the group drives, by the day on which they should end."""
    earlier = aliased(StageSpan)
    place, other = case(_PLACES, value=StageSpan.stage), case(_PLACES, value=earlier.stage)
    runs_not = exists().where(
        earlier.document_id == StageSpan.document_id, earlier.until_on.is_(None),
        or_(other < place, and_(other == place, earlier.id > StageSpan.id)),
    )  # fmt: skip
    rows = (
        base(StageSpan)
        .join(Document, Document.id == StageSpan.document_id)
        .where(StageSpan.until_on.is_(None), ~runs_not, _is_driven(asked.group_id))
    )
    return (Rows(ItemKind.STAGE, _span.id, _span.due_on, _span.due_on, rows, _span.holder_id),)


def asked_for(asked: Asked) -> Sequence[Rows]:
    """The minutes of others that the group asked for and nobody received, by the day they were asked for."""
    rows = base(Document).where(
        Document.kind == DocumentKind.EXTERNAL_MINUTES, Document.received_on.is_(None), _is_driven(asked.group_id)
    )
    return (Rows(ItemKind.DOCUMENT, _document.id, _document.asked_on, _document.asked_on, rows, _document.held_by_id),)


def _is_driven(group_id: int) -> Any:
    """That an action of the group is about the document, or its meetings named it."""
    acting = select(Action.id).where(Action.document_id == Document.id, Action.group_id == group_id, standing())
    naming = (
        select(EntryDocument.id)
        .join(Entry, Entry.id == EntryDocument.entry_id)
        .join(Meeting, Meeting.id == Entry.meeting_id)
        .where(EntryDocument.document_id == Document.id, Meeting.group_id == group_id, Entry.deleted_at.is_(None))
    )
    return or_(acting.correlate(Document).exists(), naming.correlate(Document).exists())
