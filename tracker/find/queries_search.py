"""What a search finds for a reader, by kind: first what has exactly the reference that was typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import InstrumentedAttribute

from tracker.access.actors import Actor
from tracker.actions.models import Action
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.core.lao import clean
from tracker.core.paging import page_at
from tracker.documents.models import Document
from tracker.find.hits import Hit, Sought, read
from tracker.find.indexed import ACTION, DOCUMENT, ENTRY, MEETING, MINUTES, ORGANISATION
from tracker.find.visible import actions_found_by, entries_visible_to, texts_visible_to
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import PERIOD, SLUG, Period
from tracker.meetings.models import Entry, Meeting
from tracker.minutes.queries import minutes_visible_to
from tracker.organisations.models import Organisation
from tracker.search.accelerator import accelerated
from tracker.search.matching import LONGEST, holding, words_in
from tracker.search.models import SearchText

KINDS = (ACTION, ENTRY, MEETING, MINUTES, DOCUMENT, ORGANISATION)
FIRST, PAGE, COUNTED, MOST = 5, 25, 100, 1_000
REFERENCE = re.compile(
    rf"(?P<group>[^/]+?)-(?P<period>{PERIOD})(?:-(?P<name>{SLUG}))?(?:/(?P<item>[^/]+))?", re.ASCII | re.I
)


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: the hits that are shown, how many there are, and whether there are still more."""

    kind: str
    hits: Sequence[Hit]
    total: int
    more: bool
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """All that a search found; `exact` has the very reference that was typed."""

    exact: Sequence[Hit] = ()
    groups: Sequence[Group] = field(default=())


def search(actor: Actor, typed: str, language: Language, *, kind: str = "", page: int = 1) -> Found:
    """What somebody may see of what holds all the words that he typed; of one kind page by page, of all the newest few
    of each. A fixed number of queries, whatever is found."""
    words = words_in(typed)
    if not words:
        return Found()
    sought = Sought(words, language)
    exact = {} if kind else _exact(actor, typed)
    ids = accelerated(words, lambda quick: _ids(actor, words, kind, quick))
    rest = {each: [one for one in found if one not in exact.get(each, ())] for each, found in ids.items()}
    groups = [_group(each, rest[each], sought, page if kind else 0) for each in KINDS if rest.get(each)]
    return Found([hit for each, found in exact.items() for hit in read(each, found, sought)], groups)


def _ids(actor: Actor, words: Sequence[str], kind: str, quick: bool) -> dict[str, list[int]]:
    most = MOST if kind else COUNTED
    return {
        each: list(session.scalars(_of_kind(actor, each, words, quick).limit(most + 1)))
        for each in KINDS
        if kind in ("", each)
    }


def _of_kind(actor: Actor, kind: str, words: Sequence[str], quick: bool) -> Select[int]:
    """The newest first: read in the order of the index, a search that finds nearly everything ends early."""
    row, visible = _visible(actor, kind)
    return (
        select(SearchText.row_id)
        .join(row.class_, row == SearchText.row_id)
        .where(holding(kind, words, quick=quick), visible)
        .order_by(SearchText.row_id.desc())
    )


def _visible(actor: Actor, kind: str) -> tuple[InstrumentedAttribute[int], ColumnElement[bool]]:
    """The forms, standards and organisations that the groups talk about are known to whoever has signed in."""
    match kind:
        case "action":
            return Action.id, actions_found_by(actor)
        case "entry":
            return Entry.id, entries_visible_to(actor)
        case "meeting":
            return Meeting.id, minutes_visible_to(actor)
        case "minutes":
            return Meeting.id, texts_visible_to(actor)
        case "document":
            return Document.id, true()
        case _:
            return Organisation.id, true()


def _group(kind: str, ids: list[int], sought: Sought, page: int) -> Group:
    most = MOST if page else COUNTED
    total, more = min(len(ids), most), len(ids) > most
    if not page:
        return Group(kind, read(kind, ids[:FIRST], sought), total, more)
    start, page, pages = page_at(total, page, PAGE)
    return Group(kind, read(kind, ids[start : start + PAGE], sought), total, more, page, pages)


def _exact(actor: Actor, typed: str) -> dict[str, list[int]]:
    """What is called exactly so: an action, a document, a meeting, or a point of one."""
    said = clean(typed)[:LONGEST]
    names = {said, said.upper()}
    found = {
        ACTION: _first(select(Action.id).where(Action.reference.in_(names), actions_found_by(actor))),
        DOCUMENT: _first(select(Document.id).where(Document.code.in_(names))),
    }
    told = REFERENCE.fullmatch(said)
    if told is not None:
        found |= _exact_in_meeting(actor, told.groupdict())
    return {kind: ids for kind, ids in found.items() if ids}


def _exact_in_meeting(actor: Actor, told: dict[str, Any]) -> dict[str, list[int]]:
    period = Period.parse(told["period"].upper())
    meeting = (
        select(Meeting.id)
        .join(Meeting.group)
        .where(
            WorkingGroup.acronym.in_({told["group"], told["group"].upper()}), Meeting.period_year == period.year,
            Meeting.period_quarter == period.quarter, Meeting.name == (told["name"] or "").lower(),
        )
    )  # fmt: skip
    item = told["item"]
    if item is None:
        return {MEETING: _first(meeting.where(minutes_visible_to(actor)))}
    is_number = item.isascii() and item.isdigit() and len(item) < 10
    called = Entry.number == int(item) if is_number else Entry.key == item
    return {ENTRY: _first(select(Entry.id).where(Entry.meeting_id.in_(meeting), called, entries_visible_to(actor)))}


def _first(wanted: Select[int]) -> list[int]:
    return list(session.scalars(wanted.limit(1)))
