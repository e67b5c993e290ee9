"""Adding and changing documents, their editions and files: a code names one document. Knows no page."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.audit.changes import changes
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import refuse_stale
from tracker.core.errors import NotFound, Refused
from tracker.core.i18n import Language
from tracker.core.lao import clean, match_key
from tracker.documents import policy
from tracker.documents.facts import DocumentFacts
from tracker.documents.models import Document, DocumentFile, Edition
from tracker.files.models import StoredFile
from tracker.organisations.models import Organisation


def add_document(facts: DocumentFacts, *, edition: str = "", by: Actor, at: datetime) -> Document:
    """A new document, with its first edition if one is named; Refused where the code is another one's."""
    require(policy.can_add(by))
    facts = _tidy(facts)
    _lock_codes()
    _refuse_taken(facts.code)
    row = Document(code=facts.code, title=Bilingual())
    _put(row, replace(facts, title=facts.title or Bilingual.of(facts.code)))
    row.editions = [Edition(label=clean(edition))] if clean(edition) else []
    session.add(row)
    session.flush()
    audit.record("document.added", "document", row.id, by=by, at=at, subject=row.code, kind=row.kind,
                 edition=clean(edition))  # fmt: skip
    return row


def revise_document(document_id: int, facts: DocumentFacts, *, base: int, by: Actor, at: datetime) -> Document:
    """The document says what the form says; Conflict where it is newer than `base`."""
    require(policy.can_revise(by))
    facts = _tidy(facts)
    _lock_codes()
    row = lock_document(document_id)
    refuse_stale(row.version, base)
    before = DocumentFacts.of(row)
    if facts == before:
        return row
    if facts.code != before.code:
        _refuse_taken(facts.code, row.id)
    _put(row, facts)
    session.flush()
    audit.record("document.revised", "document", row.id, by=by, at=at, subject=row.code,
                 changes=changes(before, DocumentFacts.of(row)))  # fmt: skip
    return row


def add_edition(document_id: int, label: str, *, by: Actor, at: datetime) -> Edition:
    """A new edition under the name that people use for it."""
    require(policy.can_add(by))
    row = lock_document(document_id)
    label = clean(label)
    _refuse_edition(row, label)
    edition = Edition(label=label)
    row.editions.append(edition)
    session.flush()
    audit.record("document.edition_added", "document", row.id, by=by, at=at, subject=row.code, edition=label)
    return edition


def rename_edition(edition_id: int, label: str, *, by: Actor, at: datetime) -> Edition:
    """The edition under another name."""
    require(policy.can_revise(by))
    edition = _edition(edition_id)
    label, before = clean(label), edition.label
    if label == before:
        return edition
    _refuse_edition(edition.document, label, edition)
    edition.label = label
    audit.record("document.edition_renamed", "document", edition.document_id, by=by, at=at,
                 subject=edition.document.code, before=before, now=label)  # fmt: skip
    return edition


def put_file(edition_id: int, language: Language, file: StoredFile, *, by: Actor, at: datetime) -> DocumentFile:
    """The file of an edition in one language; it takes the place of the one before, which the trail names."""
    require(policy.can_add(by))
    edition = _edition(edition_id)
    kept = next((each for each in edition.files if each.language == language), None)
    before = kept.file.sha256 if kept else None
    if kept is None:
        kept = DocumentFile(language=language, file=file)
        edition.files.append(kept)
    else:
        kept.file = file
    session.flush()
    audit.record("document.file_put", "document", edition.document_id, by=by, at=at, subject=edition.document.code,
                 edition=edition.label, language=language, name=file.name, sha256=file.sha256,
                 before=before)  # fmt: skip
    return kept


def _tidy(facts: DocumentFacts) -> DocumentFacts:
    code = clean(facts.code)
    if not code:
        raise Refused(Bilingual.said("A document needs a code."))
    return replace(facts, code=code)


def _lock_codes() -> None:
    """Let nobody else give a code meanwhile; whoever only refers to a document goes on (PostgreSQL)."""
    session.execute(select(Document.id).order_by(Document.id).with_for_update(key_share=True)).all()


def _refuse_taken(code: str, own_id: int | None = None) -> None:
    for document_id, other in session.execute(select(Document.id, Document.code)):
        if document_id != own_id and match_key(other) == match_key(code):
            raise Refused(
                Bilingual.said("“%(code)s” is the code of a document already: %(other)s.", code=code, other=other)
            )


def _refuse_edition(row: Document, label: str, own: Edition | None = None) -> None:
    if not label:
        raise Refused(Bilingual.said("An edition needs a name, for example its year."))
    if any(each is not own and match_key(each.label) == match_key(label) for each in row.editions):
        raise Refused(Bilingual.said("%(code)s has an edition “%(label)s” already.", code=row.code, label=label))


def lock_document(document_id: int) -> Document:
    """The document as it stands now, locked until the transaction ends; NotFound if there is none. Whoever only refers
    to it goes on (PostgreSQL)."""
    row = session.get(Document, document_id, populate_existing=True, with_for_update={"key_share": True})
    if row is None:
        raise NotFound(Bilingual.said("There is no such document."))
    return row


def _edition(edition_id: int) -> Edition:
    """An edition whose document is locked."""
    edition = session.get(Edition, edition_id)
    if edition is None:
        raise NotFound(Bilingual.said("There is no such edition."))
    lock_document(edition.document_id)
    session.refresh(edition)
    return edition


def _put(row: Document, facts: DocumentFacts) -> None:
    if facts.held_by_id is not None and session.get(Organisation, facts.held_by_id) is None:
        raise Refused(Bilingual.said("There is no such organisation."))
    row.code, row.kind, row.held_by_id = facts.code, facts.kind, facts.held_by_id
    row.title = row.title.revise(en=facts.title.en, lo=facts.title.lo)
    row.asked_on, row.received_on, row.passed_on = facts.asked_on, facts.received_on, facts.passed_on
