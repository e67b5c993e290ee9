"""Reads of what gaps in a draft are found in: columns only, in a fixed number of queries, however long the meeting."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from tracker.actions.deadlines import Basis
from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.actions.queries import agreed_in
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.drafting.entries_forest import Forest, Spot
from tracker.drafting.names import documents
from tracker.drafting.quick_line_names import Parties, parties_of
from tracker.meetings.kinds import Disposition, EntryKind, MeetingState, Presence, RecordState, Section
from tracker.meetings.models import Answer, Attendance, Entry, EntryDocument, Meeting
from tracker.meetings.services import TEXTS
from tracker.register.items import key_of
from tracker.register.models import Review, Verdict


@dataclass(frozen=True, slots=True)
class Agreed:
    """What counts of an action: whether somebody owes it, and by when."""

    words: Bilingual
    due_by: date | None
    latest: date | None
    at_next_meeting: bool
    confirmed_on: date | None
    document_id: int | None
    owned: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What counts of an entry."""

    id: int
    section: Section
    kind: EntryKind
    text: Bilingual
    remark: Bilingual
    disposition: Disposition | None
    is_referred_somewhere: bool
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that gaps are found in; the entries in the order in which they are printed."""

    held_on: date
    state: MeetingState
    record: RecordState
    quarter: tuple[int, int]
    headcount: int | None
    counted: int
    texts: Mapping[str, Bilingual]
    entries: tuple[Said, ...]
    answered: frozenset[int]
    linked: Mapping[int, frozenset[int]]
    agreed: Mapping[int, Sequence[Agreed]]
    reviews: Mapping[str, tuple[Verdict, Bilingual]]
    documents: Parties


def draft_of(meeting_id: int) -> Draft:
    """The draft in seven queries."""
    columns = [getattr(Meeting, name) for name in TEXTS]
    attended = case(
        (Attendance.presence != Presence.PRESENT, 0), (Attendance.headcount.is_(None), 1), else_=Attendance.headcount
    )
    counted = select(func.coalesce(func.sum(attended), 0)).where(Attendance.meeting_id == Meeting.id).scalar_subquery()
    row: Any = session.execute(
        select(
            Meeting.held_on, Meeting.state, Meeting.record, Meeting.period_year, Meeting.period_quarter,
            Meeting.headcount, counted.label("counted"), *columns,
        ).where(Meeting.id == meeting_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound(Bilingual.said("There is no such meeting."))
    return Draft(
        held_on=row.held_on, state=row.state, record=row.record,
        quarter=(row.period_year, row.period_quarter), headcount=row.headcount,
        counted=int(row.counted), texts={name: getattr(row, name) for name in TEXTS},
        entries=tuple(_entries(meeting_id)), answered=_answered(meeting_id), linked=_linked(meeting_id),
        agreed=_agreed(meeting_id), reviews=_reviews(meeting_id), documents=parties_of((), {}, documents()),
    )  # fmt: skip


def _entries(meeting_id: int) -> Iterator[Said]:
    rows = session.execute(
        select(
            Entry.id, Entry.parent_id, Entry.position, Entry.section, Entry.kind, Entry.text,
            Entry.disposition_remark, Entry.disposition, Entry.proposed_by_id,
            (Entry.referred_group_id.is_not(None) | Entry.referred_to_id.is_not(None)).label("somewhere"),
        ).where(Entry.meeting_id == meeting_id, Entry.deleted_at.is_(None))
    ).all()  # fmt: skip
    forest = Forest.of({row.id: Spot(row.parent_id, row.section, row.position) for row in rows})
    known = {row.id: row for row in rows}
    for section in Section:
        for top in forest.lists.get(section, ()):
            for entry_id in forest.with_below(top):
                row = known[entry_id]
                yield Said(
                    row.id, row.section, row.kind, row.text, row.disposition_remark, row.disposition,
                    bool(row.somewhere), row.proposed_by_id is not None,
                )  # fmt: skip


def _answered(meeting_id: int) -> frozenset[int]:
    conclusions = select(Entry.id).where(Entry.meeting_id == meeting_id, Entry.deleted_at.is_(None))
    return frozenset(session.scalars(select(Answer.entry_id).where(Answer.conclusion_id.in_(conclusions))))


def _linked(meeting_id: int) -> Mapping[int, frozenset[int]]:
    links: dict[int, set[int]] = defaultdict(set)
    entries = select(Entry.id).where(Entry.meeting_id == meeting_id)
    for entry_id, document_id in session.execute(
        select(EntryDocument.entry_id, EntryDocument.document_id).where(EntryDocument.entry_id.in_(entries))
    ):
        links[entry_id].add(document_id)
    return {entry_id: frozenset(ids) for entry_id, ids in links.items()}


def _reviews(meeting_id: int) -> Mapping[str, tuple[Verdict, Bilingual]]:
    """The verdicts that were given, with their remarks, by the keys of their items."""
    rows = session.scalars(
        select(Review).where(Review.meeting_id == meeting_id, Review.given).order_by(Review.position, Review.id)
    )
    return {key_of(row): (row.verdict, row.remark) for row in rows}


def _agreed(meeting_id: int) -> Mapping[int, Sequence[Agreed]]:
    owned = (
        select(Assignment.id)
        .where(Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER)
        .exists()
        .label("owned")
    )
    found: dict[int, list[Agreed]] = defaultdict(list)
    for row in session.execute(
        select(
            Action.entry_id, Action.words, Action.first, Action.basis, Action.confirmed_on, Action.document_id, owned
        ).where(agreed_in(meeting_id))
    ):
        if row.entry_id is not None:
            found[row.entry_id].append(
                Agreed(
                    row.words, row.first.by, row.first.latest, row.basis == Basis.NEXT_MEETING, row.confirmed_on,
                    row.document_id, bool(row.owned),
                )
            )  # fmt: skip
    return found
