"""What a search finds for a reader, by kind: first what has exactly the reference that was typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from tracker.access.actors import Actor
from tracker.actions.models import Action
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.core.lao import clean
from tracker.core.paging import page_at
from tracker.documents.models import Document
from tracker.find.asked import SearchAsked, What
from tracker.find.hits import Hit, Sought, read
from tracker.find.narrowed import Conditions, narrowed
from tracker.find.visible import actions_found_by, entries_visible_to, texts_visible_to
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import PERIOD, SLUG, Period
from tracker.meetings.models import Entry, Meeting
from tracker.minutes.queries import minutes_visible_to
from tracker.organisations.models import Organisation
from tracker.search.accelerator import accelerated
from tracker.search.matching import LONGEST, holding, words_in
from tracker.search.models import SearchText

FIRST, PAGE, COUNTED, MOST = 5, 25, 100, 1_000
REFERENCE = re.compile(
    rf"(?P<group>[^/]+?)-(?P<period>{PERIOD})(?:-(?P<name>{SLUG}))?(?:/(?P<item>[^/]+))?", re.ASCII | re.I
)

Narrowing = Mapping[What, Conditions]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: the hits that are shown, how many there are, and whether there are still more."""

    kind: What
    hits: Sequence[Hit]
    total: int
    more: bool
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """All that a search found; `exact` has the very reference that was typed, `left_out` the kinds that can't be as is
    asked."""

    exact: Sequence[Hit] = ()
    groups: Sequence[Group] = field(default=())
    left_out: Sequence[What] = ()


def search(actor: Actor, asked: SearchAsked, language: Language, *, today: date, page: int = 1) -> Found:
    """What somebody may see of what holds all the words that he typed and is as he asks; of one kind page by page, of
    all the newest few of each. A fixed number of queries, whatever is found."""
    words = words_in(asked.q)
    if not words and not asked.is_special:
        return Found()
    sought, kind = Sought(words, language), asked.kind
    conditions = narrowed(actor, asked, today=today)
    exact = {} if kind else _exact(actor, asked.q, conditions)
    ids = accelerated(words, lambda quick: _ids(actor, words, conditions, MOST if kind else COUNTED, quick))
    rest = {each: [one for one in found if one not in exact.get(each, ())] for each, found in ids.items()}
    groups = [_group(each, rest[each], sought, page if kind else 0) for each in What if rest.get(each)]
    return Found(
        [hit for each, found in exact.items() for hit in read(each, found, sought)], groups,
        [each for each in ([kind] if kind else What) if each not in conditions],
    )  # fmt: skip


def _ids(actor: Actor, words: Sequence[str], conditions: Narrowing, most: int, quick: bool) -> dict[What, list[int]]:
    return {
        each: list(session.scalars(_of_kind(actor, each, words, quick).where(*those).limit(most + 1)))
        for each, those in conditions.items()
    }


def _of_kind(actor: Actor, kind: What, words: Sequence[str], quick: bool) -> Select[int]:
    """The newest first: read in the order of the index, a search that finds nearly everything ends early."""
    row, visible = _visible(actor, kind)
    return (
        select(SearchText.row_id)
        .join(row.class_, row == SearchText.row_id)
        .where(holding(kind, words, quick=quick), visible)
        .order_by(SearchText.row_id.desc())
    )


def _visible(actor: Actor, kind: What) -> tuple[InstrumentedAttribute[int], ColumnElement[bool]]:
    """The forms, standards and organisations that the groups talk about are known to whoever has signed in."""
    match kind:
        case What.ACTION:
            return Action.id, actions_found_by(actor)
        case What.ENTRY:
            return Entry.id, entries_visible_to(actor)
        case What.MEETING:
            return Meeting.id, minutes_visible_to(actor)
        case What.MINUTES:
            return Meeting.id, texts_visible_to(actor)
        case What.DOCUMENT:
            return Document.id, true()
        case What.ORGANISATION:
            return Organisation.id, true()


def _group(kind: What, ids: list[int], sought: Sought, page: int) -> Group:
    most = MOST if page else COUNTED
    total, more = min(len(ids), most), len(ids) > most
    if not page:
        return Group(kind, read(kind, ids[:FIRST], sought), total, more)
    start, page, pages = page_at(total, page, PAGE)
    return Group(kind, read(kind, ids[start : start + PAGE], sought), total, more, page, pages)


def _exact(actor: Actor, typed: str, conditions: Narrowing) -> dict[What, list[int]]:
    """What is called exactly so, and is as is asked: an action, a document, a meeting, or a point of one."""
    said = clean(typed)[:LONGEST]
    names = {said, said.upper()}
    called: dict[What, ColumnElement[bool]] = {
        What.ACTION: Action.reference.in_(names),
        What.DOCUMENT: Document.code.in_(names),
    }
    if told := REFERENCE.fullmatch(said):
        called |= _called_in_meeting(told.groupdict())
    found = {each: _first(actor, each, call, conditions[each]) for each, call in called.items() if each in conditions}
    return {kind: ids for kind, ids in found.items() if ids}


def _called_in_meeting(told: dict[str, Any]) -> dict[What, ColumnElement[bool]]:
    period = Period.parse(told["period"].upper())
    groups = select(WorkingGroup.id).where(WorkingGroup.acronym.in_({told["group"], told["group"].upper()}))
    meeting = and_(
        Meeting.group_id.in_(groups), Meeting.period_year == period.year, Meeting.period_quarter == period.quarter,
        Meeting.name == (told["name"] or "").lower(),
    )  # fmt: skip
    item = told["item"]
    if item is None:
        return {What.MEETING: meeting}
    is_number = item.isascii() and item.isdigit() and len(item) < 10
    called = Entry.number == int(item) if is_number else Entry.key == item
    return {What.ENTRY: and_(Entry.meeting_id.in_(select(Meeting.id).where(meeting)), called)}


def _first(actor: Actor, kind: What, called: ColumnElement[bool], conditions: Conditions) -> list[int]:
    row, visible = _visible(actor, kind)
    return list(session.scalars(select(row).where(called, visible, *conditions).limit(1)))
