"""Reads of the names that a typed line may hold."""

from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.documents.models import Document
from tracker.drafting.attendance_line import KnownPerson, People
from tracker.drafting.quick_line_names import KnownDocument, Parties, parties_of
from tracker.drafting.quick_line_text import key_of
from tracker.organisations.models import Organisation, OrganisationAlias, Person

_ORGANISATIONS = (
    select(
        Organisation.id, Organisation.short_name, Organisation.lao_short_name, Organisation.name,
        OrganisationAlias.alias,
    )
    .outerjoin(OrganisationAlias, OrganisationAlias.organisation_id == Organisation.id)
    .where(Organisation.is_active)
)  # fmt: skip
_DOCUMENTS = select(Document.id, Document.code, Document.kind, Document.title)


def parties() -> Parties:
    """The names of all active organisations, with their aliases, and of all documents: two queries."""
    rows = session.execute(_ORGANISATIONS).all()
    names = {
        (row.id, name)
        for row in rows
        for name in (row.short_name, row.lao_short_name, row.name.en, row.name.lo, row.alias)
        if name
    }
    called = {row.id: Bilingual(en=row.short_name, lo=row.lao_short_name or row.short_name) for row in rows}
    return parties_of(names, called, documents())


def documents() -> list[KnownDocument]:
    """All documents under their codes and titles."""
    rows = session.execute(_DOCUMENTS).all()
    return [
        KnownDocument(
            row.id, Bilingual.same(row.code), row.kind,
            tuple({key_of(name) for name in (row.code, row.title.en, row.title.lo) if name}),
        )
        for row in rows
    ]  # fmt: skip


def people() -> People:
    """The names of all active people."""
    rows = session.execute(select(Person.id, Person.organisation_id, Person.name).where(Person.is_active)).all()
    return People.of(
        KnownPerson(row.id, row.organisation_id, tuple(name for name in (row.name.en, row.name.lo) if name))
        for row in rows
    )
