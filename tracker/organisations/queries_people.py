"""Reads of people: the list by organisation, one person, and those of one organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.core.lao import match_key
from tracker.core.paging import page_at
from tracker.organisations.models import Organisation, Person
from tracker.organisations.queries import in_order

PAGE = 50


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One page of people, organisation after organisation."""

    rows: Sequence[Person]
    page: int
    pages: int
    total: int


def people_page(language: Language, *, search: str = "", page: int = 1) -> PeopleList:
    """People whose name, post, e-mail address or organisation holds the words, or all: two queries."""
    facts = session.execute(
        select(Person.id, Person.name, Person.post, Person.email, Organisation.short_name, Organisation.lao_short_name)
        .join(Person.organisation)
        .order_by(*in_order(language), *_by_name(language))
    )
    key = match_key(search)
    ids = [
        row.id for row in facts
        if any(key in match_key(said) for said in (
            row.name.en, row.name.lo, row.post.en, row.post.lo, row.email, row.short_name, row.lao_short_name
        ))
    ]  # fmt: skip
    start, page, pages = page_at(len(ids), page, PAGE)
    rows = session.scalars(
        select(Person)
        .join(Person.organisation)
        .options(contains_eager(Person.organisation))
        .where(Person.id.in_(ids[start : start + PAGE]))
        .order_by(*in_order(language), *_by_name(language))
    ).all()
    return PeopleList(rows, page, pages, len(ids))


def people_of(organisation_id: int, language: Language) -> Sequence[Person]:
    """The people of one organisation."""
    return session.scalars(
        select(Person).where(Person.organisation_id == organisation_id).order_by(*_by_name(language))
    ).all()


def person(person_id: int) -> Person:
    """One person with the organisation; NotFound if there is none."""
    found = session.scalar(select(Person).where(Person.id == person_id).options(joinedload(Person.organisation)))
    if found is None:
        raise NotFound(Bilingual.said("There is no such person."))
    return found


def people_choices(language: Language) -> list[tuple[Any, object]]:
    """Everybody, by name and organisation: one query."""
    rows = session.execute(
        select(Person.id, Person.name, Organisation.short_name, Organisation.lao_short_name)
        .join(Person.organisation)
        .order_by(*_by_name(language))
    )
    return [(row.id, person_label(*row[1:], language)) for row in rows]


def person_label(name: Bilingual, short_name: str, lao_short_name: str, language: Language) -> str:
    """'Mr Boun (NPA)'."""
    called = (lao_short_name or short_name) if language == "lo" else short_name
    return f"{name.in_(language).text} ({called})"


def _by_name(language: Language) -> tuple[Any, ...]:
    columns = Person.__table__.c
    english = func.lower(func.coalesce(func.nullif(columns.name_en, ""), columns.name_lo))
    return (Person.lao_sort if language == "lo" else english, Person.id)
