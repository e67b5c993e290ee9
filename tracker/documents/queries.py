"""Reads of documents: the list, one with its editions and stages, and a file of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.lao import match_key
from tracker.core.paging import page_at
from tracker.documents.models import Document, DocumentFile, DocumentKind, Edition, StageSpan

PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One page of documents in the order of their codes."""

    rows: Sequence[Document]
    page: int
    pages: int
    total: int


def documents_page(kind: DocumentKind | None = None, *, search: str = "", page: int = 1) -> DocumentList:
    """Documents of a kind, or all, whose code or title holds the words: four queries."""
    facts = select(Document.id, Document.code, Document.title)
    if kind is not None:
        facts = facts.where(Document.kind == kind)
    key = match_key(search)
    found = [
        (match_key(row.code), row.id)
        for row in session.execute(facts)
        if any(key in match_key(said) for said in (row.code, row.title.en, row.title.lo))
    ]
    ids = [document_id for _, document_id in sorted(found)]
    start, page, pages = page_at(len(ids), page, PAGE)
    shown = ids[start : start + PAGE]
    rows = session.scalars(
        select(Document)
        .where(Document.id.in_(shown))
        .options(joinedload(Document.held_by), selectinload(Document.editions), selectinload(Document.stages))
    ).all()
    return DocumentList(sorted(rows, key=lambda row: shown.index(row.id)), page, pages, len(ids))


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


def document_file(file_id: int) -> DocumentFile:
    """A file of an edition; NotFound if there is none."""
    found = session.scalar(
        select(DocumentFile).where(DocumentFile.id == file_id).options(joinedload(DocumentFile.file))
    )
    if found is None:
        raise NotFound(Bilingual.said("There is no such file."))
    return found
