"""Reads of what drives documents: their actions by stage, and the groups that care for one. Knows no page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.actors import Actor
from tracker.actions.driving import Driver, Standard
from tracker.actions.models import Action, Assignment, standing
from tracker.actions.policy import is_live
from tracker.actions.queries import actions_visible_to
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.documents import queries as documents
from tracker.documents.course import course, following
from tracker.documents.models import Document, Stage
from tracker.meetings.models import Entry, EntryDocument, Meeting


@dataclass(frozen=True, slots=True)
class StageEnding:
    """What accepting an action would end, and the open actions that can come next."""

    document: Document
    stage: Stage
    next_stage: Stage | None
    ready: tuple[Driver, ...]
    group_id: int | None


def stages_of(document_id: int, actor: Actor) -> Standard:
    """A document with its stages and the actions that drive it, in a fixed number of queries; or NotFound."""
    row = documents.document(document_id)
    return standard_of(row, drivers([row.id], actor))


def standard_of(row: Document, found: Sequence[Driver]) -> Standard:
    """A document with those of the actions that are about it."""
    return Standard(row, course(row.stages), tuple(each for each in found if each.action.document_id == row.id))


def drivers(document_ids: Collection[int], actor: Actor) -> list[Driver]:
    """The actions that are about some documents, the oldest first; two queries."""
    rows = session.execute(
        select(Action, actions_visible_to(actor).label("visible"))
        .where(Action.document_id.in_(document_ids), standing(), Action.merged_into_id.is_(None))
        .options(
            joinedload(Action.group, innerjoin=True),
            joinedload(Action.meeting),
            joinedload(Action.entry),
            selectinload(Action.assignments).joinedload(Assignment.organisation, innerjoin=True),
        )
        .order_by(Action.agreed_on, Action.id)
    )
    return [Driver(action, bool(visible)) for action, visible in rows]


def driving_groups(document_id: int) -> frozenset[int]:
    """The groups that drive a document: those with an action about it, or whose meetings named it."""
    acting = select(Action.group_id).where(Action.document_id == document_id, standing())
    naming = (
        select(Meeting.group_id)
        .join(Entry, Entry.meeting_id == Meeting.id)
        .join(EntryDocument, EntryDocument.entry_id == Entry.id)
        .where(EntryDocument.document_id == document_id, Entry.deleted_at.is_(None))
    )
    return frozenset(session.scalars(acting.union(naming)))


def ends_stage(action: Action, actor: Actor) -> StageEnding | None:
    """What ends once an action is done; None where it drives no stage, or not the one that runs, or not alone."""
    if action.document_id is None or action.stage is None:
        return None
    standard = stages_of(action.document_id, actor)
    at = standard.course.current
    others = [each for each in standard.drivers if each.action.stage == action.stage and each.action.id != action.id]
    if at is None or at.stage != action.stage or any(not each.is_over for each in others):
        return None
    return ending_of(standard, action.group_id)


def ending_of(standard: Standard, group_id: int | None) -> StageEnding:
    """What ends where a stage runs, and the open actions of other stages that can come next."""
    at = standard.course.current
    if at is None:
        raise NotFound(Bilingual.said("No stage of it runs."))
    ready = tuple(
        each for each in standard.drivers
        if each.is_visible and each.action.stage not in (None, at.stage) and not each.is_over and is_live(each.action)
    )  # fmt: skip
    return StageEnding(standard.document, at.stage, following(at.stage), ready, group_id)
