"""Organisations as rows to write and to count."""

from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import db, session, transaction
from tracker.organisations.models import Organisation


def organisation(name: str) -> Organisation:
    """One that is not stored yet."""
    return Organisation(short_name=name, name=Bilingual.same(name))


def stored(name: str) -> Organisation:
    """One that is."""
    with transaction() as current:
        current.add(organisation(name))
    return session.scalars(select(Organisation).where(Organisation.short_name == name)).one()


def names() -> set[str]:
    """What is stored, as somebody else sees it."""
    with db.engine.connect() as connection:
        return set(connection.scalars(select(Organisation.short_name)))
