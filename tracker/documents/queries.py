"""Reads of documents: the list, one with its editions and stages, a file of it, and whether a standard was adopted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.lao import match_key
from tracker.core.paging import page_at
from tracker.documents.models import (
    Document,
    DocumentFile,
    DocumentKind,
    DocumentNotice,
    Edition,
    NoticeKind,
    Stage,
    StageSpan,
)
from tracker.documents.policy import sees_every_file

PAGE, TOGETHER = 50, 500
# Put together once: every page of minutes and actions asks with them.
_ENDED, _AFTER, _STANDARD = aliased(StageSpan), aliased(StageSpan), aliased(Document)


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One page of documents in the order of their codes."""

    rows: Sequence[Document]
    page: int
    pages: int
    total: int


def documents_page(kind: DocumentKind | None = None, *, search: str = "", page: int = 1) -> DocumentList:
    """Documents of a kind, or all, whose code or title holds the words: four queries."""
    ids = _found(kind, search)
    start, page, pages = page_at(len(ids), page, PAGE)
    return DocumentList(_in_order(ids[start : start + PAGE]), page, pages, len(ids))


def documents_found(kind: DocumentKind | None = None, *, search: str = "") -> Sequence[Document]:
    """The same, every one of them."""
    return _in_order(_found(kind, search))


def _found(kind: DocumentKind | None, search: str) -> list[int]:
    facts = select(Document.id, Document.code, Document.title)
    if kind is not None:
        facts = facts.where(Document.kind == kind)
    key = match_key(search)
    found = [
        (match_key(row.code), row.id)
        for row in session.execute(facts)
        if any(key in match_key(said) for said in (row.code, row.title.en, row.title.lo))
    ]
    return [document_id for _, document_id in sorted(found)]


def _in_order(ids: Sequence[int]) -> Sequence[Document]:
    found: dict[int, Document] = {}
    for start in range(0, len(ids) or 1, TOGETHER):
        rows = session.scalars(
            select(Document)
            .where(Document.id.in_(ids[start : start + TOGETHER]))
            .options(
                joinedload(Document.held_by),
                selectinload(Document.editions),
                selectinload(Document.stages).joinedload(StageSpan.holder),
            )
        )
        found.update((row.id, row) for row in rows)
    return [found[each] for each in ids if each in found]


def document(document_id: int) -> Document:
    """One document with its editions, their files and its stages; NotFound if there is none."""
    found = session.scalar(
        select(Document)
        .where(Document.id == document_id)
        .options(
            joinedload(Document.held_by),
            selectinload(Document.editions).selectinload(Edition.files).joinedload(DocumentFile.file),
            selectinload(Document.stages).joinedload(StageSpan.holder),
        )
    )
    if found is None:
        raise NotFound(Bilingual.said("There is no such document."))
    return found


def edition(edition_id: int) -> Edition:
    """One edition with its document; NotFound if there is none."""
    found = session.scalar(select(Edition).where(Edition.id == edition_id).options(joinedload(Edition.document)))
    if found is None:
        raise NotFound(Bilingual.said("There is no such edition."))
    return found


def document_file(file_id: int, readable: ColumnElement[bool] | None = None) -> DocumentFile:
    """A file of an edition; NotFound if there is none, or none that is readable."""
    found = session.scalar(
        select(DocumentFile)
        .join(DocumentFile.edition)
        .join(Edition.document)
        .where(DocumentFile.id == file_id, true() if readable is None else readable)
        .options(joinedload(DocumentFile.file))
    )
    if found is None:
        raise NotFound(Bilingual.said("There is no such file."))
    return found


def files_open_to(actor: Actor) -> ColumnElement[bool]:
    """Of which documents somebody may have the files: forms, standards and systems belong to everybody; other people's
    minutes to whoever drafts or watches, to who holds them, and to those they were passed on to."""
    if sees_every_file(actor):
        return true()
    passed = exists().where(
        DocumentNotice.document_id == Document.id,
        DocumentNotice.kind == NoticeKind.PASSED_ON,
        DocumentNotice.organisation_id.in_(actor.organisations),
    )
    return or_(Document.kind != DocumentKind.EXTERNAL_MINUTES, Document.held_by_id.in_(actor.organisations), passed)


def are_files_open(document_id: int, actor: Actor) -> bool:
    """Whether somebody may have the files of a document."""
    return session.scalar(select(Document.id).where(Document.id == document_id, files_open_to(actor))) is not None


def adopted_since(
    document_id: ColumnElement[Any] | InstrumentedAttribute[Any], day: ColumnElement[date] | date,
    until: date = date.max,
) -> ColumnElement[bool]:  # fmt: skip
    """Whether a document was adopted on a day or later: its adoption ended and went on to being published, or it was
    published; one that was sent back, or only changed hands, was not. What is recorded for days after `until` does not
    count."""
    begun = or_(_AFTER.from_on.is_(None), _AFTER.from_on <= until)
    next_stage = (
        select(_AFTER.stage)
        .where(_AFTER.document_id == _ENDED.document_id, _AFTER.id > _ENDED.id, begun)
        .order_by(_AFTER.id)
        .limit(1)
        .correlate(_ENDED)
        .scalar_subquery()
    )
    adopted = and_(_ENDED.stage == Stage.ADOPT, next_stage.is_(None) | (next_stage == Stage.PUBLISH))
    published = and_(_ENDED.stage == Stage.PUBLISH, next_stage.is_distinct_from(Stage.PUBLISH))
    found = exists().where(
        _ENDED.document_id == document_id, _ENDED.until_on >= day, _ENDED.until_on <= until, or_(adopted, published)
    )
    return found.correlate_except(_ENDED)  # the day may be that of a row two queries above


def not_adopted(
    document_id: ColumnElement[Any] | InstrumentedAttribute[Any], day: ColumnElement[date] | date,
    until: date = date.max,
) -> ColumnElement[bool]:  # fmt: skip
    """Whether a document is a standard that was not adopted since a day, as far as is recorded for days up to `until`:
    what was asked about it then still waits."""
    is_standard = exists().where(_STANDARD.id == document_id, _STANDARD.kind == DocumentKind.STANDARD)
    return and_(is_standard, ~adopted_since(document_id, day, until))
