"""Reads of what the groups said of a document: the proposals about it, what became of them, and who was told. Knows no
page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.actors import Actor, Role
from tracker.actions.models_proposals import Proposal
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.documents.models import DocumentNotice, NoticeKind
from tracker.groups.queries import is_own
from tracker.meetings.kinds import EntryKind, Section
from tracker.meetings.models import Entry, EntryDocument, EntryRaisedBy, Meeting
from tracker.meetings.policy import groups_seen_whole
from tracker.meetings.queries import TOLD
from tracker.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A point that is about a document, what became of it, and who raised it without having been told since."""

    entry: Entry
    proposal: Proposal | None
    untold: tuple[Organisation, ...]

    @property
    def is_proposal(self) -> bool:
        """Whether it proposes something; other points only speak of the document."""
        return self.entry.kind == EntryKind.RECOMMENDATION or self.entry.section == Section.RECOMMENDATIONS


def proposals_about(document_id: int, actor: Actor) -> list[ProposalLine]:
    """What was said of a document in told minutes, proposals first, the oldest first. A fixed number of queries."""
    entries = session.scalars(_naming(document_id, actor)).all()
    kept = session.scalars(
        select(Proposal).where(Proposal.document_id == document_id).options(joinedload(Proposal.edition))
    )
    outcomes = {each.entry_id: each for each in kept}
    told: dict[int, date] = {}
    for notice in notices_about(document_id):
        if notice.kind == NoticeKind.TOLD:
            told[notice.organisation_id] = max(notice.on, told.get(notice.organisation_id, notice.on))
    lines = [
        ProposalLine(entry, outcomes.get(entry.id), tuple(each for each in entry.raised_by if not _was_told(
            told.get(each.id), entry.meeting.held_on)))
        for entry in entries
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line.is_proposal)


def proposal_about(document_id: int, entry_id: int, actor: Actor) -> ProposalLine:
    """One of them; NotFound if there is none, or none for this reader."""
    entry = session.scalars(_naming(document_id, actor).where(Entry.id == entry_id)).first()
    if entry is None:
        raise NotFound(Bilingual.said("No such point is about this document."))
    kept = select(Proposal).where(Proposal.document_id == document_id, Proposal.entry_id == entry_id)
    return ProposalLine(entry, session.scalar(kept), ())


def untold(lines: Sequence[ProposalLine]) -> list[Organisation]:
    """Those who raised something and were told nothing since, each once."""
    return list({each.id: each for line in lines for each in line.untold}.values())


def notices_about(document_id: int) -> Sequence[DocumentNotice]:
    """Who was consulted about a document, told of it or given it, the newest first."""
    return session.scalars(
        select(DocumentNotice)
        .where(DocumentNotice.document_id == document_id)
        .options(joinedload(DocumentNotice.organisation, innerjoin=True), joinedload(DocumentNotice.edition))
        .order_by(DocumentNotice.on.desc(), DocumentNotice.id)
    ).all()


def _was_told(on: date | None, since: date) -> bool:
    return on is not None and on >= since


def _naming(document_id: int, actor: Actor) -> Select[Entry]:
    return (
        select(Entry)
        .join(Entry.meeting)
        .where(
            Entry.id.in_(select(EntryDocument.entry_id).where(EntryDocument.document_id == document_id)),
            Entry.deleted_at.is_(None),
            Entry.kind.in_((EntryKind.ISSUE, EntryKind.RECOMMENDATION)),
            _told_to(actor),
        )
        .options(
            joinedload(Entry.meeting, innerjoin=True).joinedload(Meeting.group, innerjoin=True),
            selectinload(Entry.raisers).joinedload(EntryRaisedBy.organisation, innerjoin=True),
        )
        .order_by(Meeting.held_on, Meeting.id, Entry.position, Entry.id)
    )


def _told_to(actor: Actor) -> ColumnElement[bool]:
    """Which points somebody may read: those of drafts only whoever drafts or translates them; the others the members of
    the group, management, and the organisations that raised them."""
    if Role.ADMINISTRATOR in actor.everywhere:
        return true()
    raised = Entry.id.in_(select(EntryRaisedBy.entry_id).where(EntryRaisedBy.organisation_id.in_(actor.organisations)))
    readers = true() if Role.MANAGEMENT in actor.everywhere else or_(is_own(Meeting.group_id, actor), raised)
    return or_(Meeting.group_id.in_(groups_seen_whole(actor)), and_(TOLD, ~Entry.is_unsent, readers))
