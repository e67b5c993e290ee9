"""Reads of organisations: who answers for whom, the tree, one with its units, and what a form can choose from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.i18n import Language
from tracker.core.lao import match_key
from tracker.core.paging import page_at
from tracker.organisations.models import Organisation, OrganisationAlias, OrganisationKind, Person

PAGE = 100


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation as a line of the tree: how deep it stands, its other names and how many people it has."""

    id: int
    depth: int
    called: Bilingual
    name: Bilingual
    kind: OrganisationKind
    is_active: bool
    aliases: tuple[str, ...] = ()
    people: int = 0


@dataclass(frozen=True, slots=True)
class Tree:
    """One page of organisations, units under their parents."""

    rows: Sequence[Branch]
    page: int
    pages: int
    total: int


def _itself_and_below() -> Select[int]:
    below = select(Organisation.id).where(Organisation.id == bindparam("top")).cte("below", recursive=True)
    below = below.union(select(Organisation.id).join(below, Organisation.parent_id == below.c.id))
    return select(below.c.id)


_BELOW = _itself_and_below()
"""Put together once: every page asks it."""


def answered_for(organisation_id: int) -> frozenset[int]:
    """The organisations that somebody of this one answers for: itself and the units below it."""
    return frozenset(session.scalars(_BELOW, {"top": organisation_id}))


def names_and_ways() -> tuple[Mapping[int, Bilingual], Mapping[int, Sequence[int]]]:
    """What each organisation is called, and the way from each up to the top one it belongs to, itself first; one
    query."""
    rows = session.execute(
        select(Organisation.id, Organisation.parent_id, Organisation.short_name, Organisation.lao_short_name)
    ).all()
    names = {row.id: Bilingual(en=row.short_name, lo=row.lao_short_name or row.short_name) for row in rows}
    parents = {row.id: row.parent_id for row in rows}
    return names, {each: _way_up(each, parents) for each in parents}


def _way_up(organisation_id: int, parents: Mapping[int, int | None]) -> Sequence[int]:
    way = [organisation_id]
    while (above := parents[way[-1]]) is not None and above not in way:
        way.append(above)
    return way


def organisation_tree(language: Language, *, search: str = "", page: int = 1) -> Tree:
    """The organisations that a search finds by any of their names, or all: three queries."""
    rows = session.execute(
        select(
            Organisation.id, Organisation.parent_id, Organisation.short_name, Organisation.lao_short_name,
            Organisation.name, Organisation.kind, Organisation.is_active,
        ).order_by(*in_order(language))
    ).all()  # fmt: skip
    aliases, people = _aliases(), _people()
    known = {row.id for row in rows}
    below: dict[int | None, list[Branch]] = {}
    for row in rows:
        called = Bilingual(en=row.short_name, lo=row.lao_short_name or row.short_name)
        branch = Branch(
            row.id, 0, called, row.name, row.kind, row.is_active, aliases.get(row.id, ()), people.get(row.id, 0)
        )
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(branch)
    key = match_key(search)
    found = [branch for branch in _down(below) if _matches(branch, key)]
    start, page, pages = page_at(len(found), page, PAGE)
    return Tree(found[start : start + PAGE], page, pages, len(found))


def in_order(language: Language) -> tuple[Any, ...]:
    """How organisations are ordered for a reader: by the Lao dictionary, or by their short names."""
    return (Organisation.lao_sort if language == "lo" else func.lower(Organisation.short_name), Organisation.id)


def organisation(organisation_id: int) -> Organisation:
    """One organisation with its parent and its other names; NotFound if there is none."""
    found = session.scalar(
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(joinedload(Organisation.parent), selectinload(Organisation.aliases))
    )
    if found is None:
        raise NotFound(Bilingual.said("There is no such organisation."))
    return found


def organisation_named(name: str) -> int | None:
    """The organisation that has exactly this name, short, Lao or other; None where there is none."""
    shorts = select(Organisation.id, Organisation.short_name)
    laos = select(Organisation.id, Organisation.lao_short_name).where(Organisation.lao_short_name != "")
    others = select(OrganisationAlias.organisation_id, OrganisationAlias.alias)
    key = match_key(name)
    return next(
        (owner for owner, said in session.execute(union_all(shorts, laos, others)) if match_key(said) == key), None
    )


def units_of(organisation_id: int, language: Language) -> Sequence[Organisation]:
    """The units right below an organisation."""
    return session.scalars(
        select(Organisation).where(Organisation.parent_id == organisation_id).order_by(*in_order(language))
    ).all()


def organisation_choices(language: Language, *, chosen: int | None = None) -> list[tuple[Any, object]]:
    """The active organisations, and the one that is chosen already, by their names: one query."""
    return _labelled(session.execute(_active(language), {"chosen": chosen}), language)


def all_organisations(language: Language) -> list[tuple[Any, object]]:
    """Every organisation, by its names: one query."""
    return _labelled(session.execute(_every(language)), language)


@cache
def _every(language: Language) -> Select[int, str, str, Bilingual]:
    names = select(Organisation.id, Organisation.short_name, Organisation.lao_short_name, Organisation.name)
    return names.order_by(*in_order(language))


@cache
def _active(language: Language) -> Select[int, str, str, Bilingual]:
    return _every(language).where(Organisation.is_active | (Organisation.id == bindparam("chosen")))


def _labelled(rows: Iterable[Any], language: Language) -> list[tuple[Any, object]]:
    return [(row.id, label(row.short_name, row.lao_short_name, row.name, language)) for row in rows]


@lru_cache(maxsize=1_000)
def label(short_name: str, lao_short_name: str, name: Bilingual, language: Language) -> str:
    """'NPA – Norwegian People's Aid'; the short name alone where the full one says no more."""
    short = (lao_short_name or short_name) if language == "lo" else short_name
    full = name.in_(language).text
    return short if match_key(full) in {"", match_key(short)} else f"{short} – {full}"


def _aliases() -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = select(OrganisationAlias.organisation_id, OrganisationAlias.alias).order_by(OrganisationAlias.id)
    for owner, alias in session.execute(rows):
        found[owner] = (*found.get(owner, ()), alias)
    return found


def _people() -> dict[int, int]:
    counted = select(Person.organisation_id, func.count()).group_by(Person.organisation_id)
    return dict(session.execute(counted).all())


def _down(below: dict[int | None, list[Branch]]) -> Iterator[Branch]:
    """From above down, units right after what they belong to."""
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        branch = waiting.pop()
        yield branch
        waiting += [replace(unit, depth=branch.depth + 1) for unit in reversed(below.get(branch.id, []))]


def _matches(branch: Branch, key: str) -> bool:
    names = (branch.called.en, branch.called.lo, branch.name.en, branch.name.lo, *branch.aliases)
    return any(key in match_key(name) for name in names)
