"""Adding and changing organisations and people: names stay unique, units form a tree. Knows no page and no merging."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import count

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.audit.changes import changes, plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import refuse_stale
from tracker.core.errors import NotFound, Refused
from tracker.core.lao import clean, match_key
from tracker.organisations import policy
from tracker.organisations.facts import OrganisationFacts, PersonFacts
from tracker.organisations.models import Organisation, OrganisationAlias, Person

LONGEST_KEY = 50


def add_organisation(facts: OrganisationFacts, *, by: Actor, at: datetime) -> Organisation:
    """A new organisation; Refused where one of its names is somebody else's already."""
    require(policy.can_add(by))
    facts = _tidy(facts)
    _lock_names()
    _refuse_taken(facts.names)
    row = Organisation(short_name=facts.short_name, name=Bilingual())
    _put(row, replace(facts, name=facts.name or Bilingual.of(facts.short_name)))
    session.add(row)
    session.flush()
    audit.record("organisation.added", "organisation", row.id, by=by, at=at, subject=row.short_name,
                 names=plain(facts.names), kind=row.kind)  # fmt: skip
    return row


def revise_organisation(
    organisation_id: int, facts: OrganisationFacts, *, base: int, by: Actor, at: datetime
) -> Organisation:
    """The organisation says what the form says. `base` is the version that the form showed; Conflict if it is older."""
    require(policy.can_revise(by))
    facts = _tidy(facts)
    _lock_names()
    row = session.get(Organisation, organisation_id, populate_existing=True)
    if row is None:
        raise NotFound(Bilingual.said("There is no such organisation."))
    refuse_stale(row.version, base)
    before = OrganisationFacts.of(row)
    if facts == before:
        return row
    _refuse_taken(set(facts.names) - set(before.names), row.id)
    if facts.parent_id != before.parent_id:
        _refuse_circle(row, facts.parent_id)
    _put(row, facts)
    row.version = row.version + 1  # also where only an alias changed
    session.flush()
    audit.record("organisation.revised", "organisation", row.id, by=by, at=at, subject=row.short_name,
                 changes=changes(before, OrganisationFacts.of(row)))  # fmt: skip
    return row


def add_person(facts: PersonFacts, *, by: Actor, at: datetime) -> Person:
    """A new person, with a key of its own for meeting files."""
    require(policy.can_add(by))
    _lock_names()
    row = Person(key=_free_key(facts.name), name=Bilingual(), post=Bilingual())
    _put_person(row, facts)
    session.add(row)
    session.flush()
    audit.record("person.added", "person", row.id, by=by, at=at, subject=row.name.in_("en").text,
                 key=row.key, organisation_id=row.organisation_id)  # fmt: skip
    return row


def revise_person(person_id: int, facts: PersonFacts, *, base: int, by: Actor, at: datetime) -> Person:
    """The person's record says what the form says; Conflict where it is newer than `base`."""
    require(policy.can_revise(by))
    row = session.get(Person, person_id, populate_existing=True, with_for_update={"key_share": True})
    if row is None:
        raise NotFound(Bilingual.said("There is no such person."))
    refuse_stale(row.version, base)
    before = PersonFacts.of(row)
    if facts == before:
        return row
    _put_person(row, facts)
    session.flush()
    audit.record("person.revised", "person", row.id, by=by, at=at, subject=row.name.in_("en").text,
                 changes=changes(before, PersonFacts.of(row)))  # fmt: skip
    return row


def _tidy(facts: OrganisationFacts) -> OrganisationFacts:
    """The same, names cleaned; an alias that repeats another name of its own is left out."""
    short, lao = clean(facts.short_name), clean(facts.lao_short_name)
    if not short:
        raise Refused(Bilingual.said("An organisation needs a short name."))
    aliases = dict.fromkeys(clean(each) for each in facts.aliases)
    return replace(
        facts,
        short_name=short,
        lao_short_name=lao,
        aliases=tuple(each for each in aliases if each not in {"", short, lao}),
    )


def _lock_names() -> None:
    """Let nobody else name an organisation or a person meanwhile; whoever only refers to one goes on (PostgreSQL)."""
    session.execute(select(Organisation.id).order_by(Organisation.id).with_for_update(key_share=True)).all()


def _refuse_taken(names: Iterable[str], own_id: int | None = None) -> None:
    """Raise Refused where one of the names is read as the name of another organisation."""
    wanted = {match_key(name): name for name in names}
    rows = session.execute(select(Organisation.id, Organisation.short_name, Organisation.lao_short_name)).all()
    called = {row.id: row.short_name for row in rows}
    known = [(row.id, name) for row in rows for name in (row.short_name, row.lao_short_name)]
    known += session.execute(select(OrganisationAlias.organisation_id, OrganisationAlias.alias)).all()
    for organisation_id, name in known:
        taken = wanted.get(match_key(name)) if name else None
        if taken is not None and organisation_id != own_id:
            other = called[organisation_id]
            raise Refused(
                Bilingual.said(
                    "“%(name)s” is already a name of %(other)s. Choose another one.", name=taken, other=other
                )
            )


def _refuse_circle(row: Organisation, parent_id: int | None) -> None:
    """Raise Refused where an organisation would become a unit of itself or of one of its units."""
    parents = dict(session.execute(select(Organisation.id, Organisation.parent_id)).all())
    seen: set[int] = set()
    while parent_id is not None and parent_id not in seen:
        if parent_id == row.id:
            raise Refused(
                Bilingual.said("%(name)s can't be a unit of itself or of one of its own units.", name=row.short_name)
            )
        seen.add(parent_id)
        parent_id = parents.get(parent_id)


def _refuse_unknown(organisation_id: int | None) -> None:
    if organisation_id is not None and session.get(Organisation, organisation_id) is None:
        raise Refused(Bilingual.said("There is no such organisation."))


def _put(row: Organisation, facts: OrganisationFacts) -> None:
    _refuse_unknown(facts.parent_id)
    row.short_name, row.lao_short_name, row.kind = facts.short_name, facts.lao_short_name, facts.kind
    row.name = row.name.revise(en=facts.name.en, lo=facts.name.lo)
    row.parent_id, row.email, row.language = facts.parent_id, facts.email, facts.language
    row.is_active = facts.is_active
    kept = [each for each in row.aliases if each.alias in facts.aliases]
    there = {each.alias for each in kept}
    row.aliases = [*kept, *(OrganisationAlias(alias=alias) for alias in facts.aliases if alias not in there)]
    row.sort_anew()


def _put_person(row: Person, facts: PersonFacts) -> None:
    if not facts.name:
        raise Refused(Bilingual.said("A person needs a name in at least one language."))
    _refuse_unknown(facts.organisation_id)
    row.name = row.name.revise(en=facts.name.en, lo=facts.name.lo)
    row.post = row.post.revise(en=facts.post.en, lo=facts.post.lo)
    row.organisation_id, row.email, row.phone = facts.organisation_id, facts.email, facts.phone
    row.language, row.is_active = facts.language, facts.is_active
    row.sort_anew()


def _free_key(name: Bilingual) -> str:
    """'khamla-southivong', 'khamla-southivong-2' where that is taken; 'person' for a name without a Latin letter."""
    letters = re.sub("[^a-z0-9]+", "-", re.sub(r"^\W*(mr|mrs|ms|dr|prof)\b", "", match_key(name.en)), flags=re.ASCII)
    stem = letters.strip("-")[:LONGEST_KEY].strip("-") or "person"
    taken = set(session.scalars(select(Person.key).where(Person.key.startswith(stem, autoescape=True))))
    return next(key for n in count(1) if (key := stem if n == 1 else f"{stem}-{n}") not in taken)
