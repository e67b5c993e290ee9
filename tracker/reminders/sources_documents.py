"""What is outstanding of documents: stages of standards that should have ended, and minutes of others that were asked
for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, true
from sqlalchemy.orm import aliased

from tracker.actions.models import Action, standing
from tracker.documents.course import ORDER
from tracker.documents.models import Document, DocumentKind, StageSpan
from tracker.groups.models import Membership
from tracker.meetings.models import Entry, EntryDocument, Meeting
from tracker.organisations.models import Organisation
from tracker.reminders.models import ItemKind
from tracker.reminders.outstanding import Asked, Rows, base

_document, _span = Document.__table__.c, StageSpan.__table__.c
_PLACES = {stage: place for place, stage in enumerate(ORDER)}


def in_stages(asked: Asked) -> Sequence[Rows]:
    """The stages that run, of the standards that are the group's, by the day on which they should end."""
    earlier = aliased(StageSpan)
    place, other = case(_PLACES, value=StageSpan.stage), case(_PLACES, value=earlier.stage)
    runs_not = exists().where(
        earlier.document_id == StageSpan.document_id, earlier.until_on.is_(None),
        or_(other < place, and_(other == place, earlier.id > StageSpan.id)),
    )  # fmt: skip
    rows = (
        base(StageSpan)
        .join(Document, Document.id == StageSpan.document_id)
        .where(StageSpan.until_on.is_(None), ~runs_not, _is_of(asked.group_id, StageSpan.holder_id))
    )
    return (Rows(ItemKind.STAGE, _span.id, _span.due_on, _span.due_on, rows, _span.holder_id),)


def asked_for(asked: Asked) -> Sequence[Rows]:
    """The minutes of others that were asked for and nobody received, by the day they were asked for."""
    rows = base(Document).where(
        Document.kind == DocumentKind.EXTERNAL_MINUTES, Document.received_on.is_(None),
        _is_of(asked.group_id, Document.held_by_id),
    )  # fmt: skip
    return (Rows(ItemKind.DOCUMENT, _document.id, _document.asked_on, _document.asked_on, rows, _document.held_by_id),)


def _is_of(group_id: int, holder: Any) -> ColumnElement[bool]:
    """That the group drives the document; of one that no group drives, that whoever holds it, or what that is a unit
    of, is a member of the group."""
    unit = aliased(Organisation)
    above = select(unit.parent_id).where(unit.id == holder).correlate(Document, StageSpan).scalar_subquery()
    member = exists().where(
        Membership.group_id == group_id, or_(Membership.organisation_id == holder, Membership.organisation_id == above)
    )
    return or_(_is_driven(Action.group_id == group_id, Meeting.group_id == group_id), and_(~_is_driven(), member))


def _is_driven(*by: ColumnElement[bool]) -> ColumnElement[bool]:
    """That an action is about the document, or meetings named it: of any group, or of those `by` which it should be."""
    acting_by, naming_by = by or (true(), true())
    acting = select(Action.id).where(Action.document_id == Document.id, acting_by, standing())
    naming = (
        select(EntryDocument.id)
        .join(Entry, Entry.id == EntryDocument.entry_id)
        .join(Meeting, Meeting.id == Entry.meeting_id)
        .where(EntryDocument.document_id == Document.id, naming_by, Entry.deleted_at.is_(None))
    )
    return or_(acting.correlate(Document).exists(), naming.correlate(Document).exists())
