"""Reads of the list of issues, recommendations and conclusions: which ones an address asks for, and a page of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.access.actors import Actor
from tracker.core.db import session
from tracker.core.paging import page_at
from tracker.find.asked import About, EntriesAsked
from tracker.find.indexed import ENTRY
from tracker.find.visible import entries_visible_to
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import Disposition, EntryKind
from tracker.meetings.models import Answer, Entry, EntryRaisedBy, Meeting
from tracker.search.accelerator import accelerated
from tracker.search.matching import holding, words_in
from tracker.search.models import SearchText

PAGE, MOST, TOGETHER = 25, 1_000, 500
POINTS = (EntryKind.ISSUE, EntryKind.RECOMMENDATION)


@dataclass(frozen=True, slots=True)
class EntryList:
    """One page of entries, those of the newest meeting first, and which of them a conclusion answers; `more` says that
    there are more than are counted and can be turned to."""

    rows: Sequence[Entry]
    answered: frozenset[int]
    page: int
    pages: int
    total: int
    more: bool


def entries_page(actor: Actor, asked: EntriesAsked, page: int) -> EntryList:
    """One page of the entries that somebody may see and asks for: five queries at most."""
    ids, more = entry_ids(actor, asked, MOST)
    start, page, pages = page_at(len(ids), page, PAGE)
    shown = ids[start : start + PAGE]
    return EntryList(entries(shown), answered(shown), page, pages, len(ids), more)


def entry_ids(actor: Actor, asked: EntriesAsked, most: int) -> tuple[list[int], bool]:
    """The ids of the entries asked for, in their order, and whether there are more than so many."""

    def read(quick: bool) -> tuple[list[int], bool]:
        wanted = (
            select(Entry.id)
            .join(Entry.meeting)
            .where(*_wanted(actor, asked, quick))
            .order_by(Meeting.held_on.desc(), Meeting.id.desc(), Entry.number)
            .limit(most + 1)
        )
        ids = list(session.scalars(wanted))
        return ids[:most], len(ids) > most

    return accelerated(words_in(asked.q), read)


def entries(ids: Sequence[int]) -> list[Entry]:
    """These entries in this order, with their meetings and who raised them: two queries for every five hundred."""
    found: dict[int, Entry] = {}
    for start in range(0, len(ids) or 1, TOGETHER):
        asked = (
            select(Entry)
            .where(Entry.id.in_(ids[start : start + TOGETHER]))
            .options(
                joinedload(Entry.meeting).joinedload(Meeting.group),
                selectinload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
                joinedload(Entry.referred_group),
                joinedload(Entry.referred_to),
            )
        )
        found.update((entry.id, entry) for entry in session.scalars(asked))
    return [found[each] for each in ids if each in found]


def answered(ids: Sequence[int]) -> frozenset[int]:
    """Which of these entries a conclusion answers that stands."""
    conclusion = aliased(Entry)
    asked = (
        select(Answer.entry_id)
        .join(conclusion, conclusion.id == Answer.conclusion_id)
        .where(Answer.entry_id.in_(ids), conclusion.deleted_at.is_(None))
    )
    return frozenset(session.scalars(asked))


def _wanted(actor: Actor, asked: EntriesAsked, quick: bool) -> Iterator[ColumnElement[bool]]:
    yield entries_visible_to(actor)
    if words := words_in(asked.q):
        yield Entry.id.in_(select(SearchText.row_id).where(holding(ENTRY, words, quick=quick)))
    if asked.group:
        yield Meeting.group_id == select(WorkingGroup.id).where(WorkingGroup.slug == asked.group).scalar_subquery()
    if asked.period:
        yield Meeting.period_year == asked.period.year
        yield Meeting.period_quarter == asked.period.quarter
    if asked.organisation:
        raised = select(EntryRaisedBy.entry_id).where(EntryRaisedBy.organisation_id == asked.organisation)
        yield Entry.id.in_(raised)
    if asked.kind:
        yield Entry.kind == asked.kind
    if asked.about:
        yield from _about(asked.about)


def _about(about: About) -> Iterator[ColumnElement[bool]]:
    if about not in {About.OPEN, About.ANSWERED}:
        yield Entry.disposition == Disposition(about.value)
        return
    conclusion = aliased(Entry)
    answering = (
        select(Answer.id)
        .join(conclusion, conclusion.id == Answer.conclusion_id)
        .where(Answer.entry_id == Entry.id, conclusion.deleted_at.is_(None))
        .exists()
    )
    if about == About.ANSWERED:
        yield answering
    else:
        yield Entry.kind.in_(POINTS)
        yield Entry.disposition.is_(None)
        yield ~answering
