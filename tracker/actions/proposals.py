"""Recording what became of a proposal about a document, and taking that back. Knows no page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions.models_proposals import Proposal, ProposalOutcome
from tracker.actions.queries_documents import driving_groups
from tracker.actions.queries_proposals import proposal_about
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.documents.models import Document
from tracker.documents.policy import can_keep
from tracker.documents.services import lock_document
from tracker.meetings.models import Entry

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a proposal on a day: taken up in an edition of the document, or declined for a reason."""

    outcome: ProposalOutcome
    on: date
    edition_id: int | None = None
    reason: Bilingual = NOTHING


def record_outcome(document_id: int, entry_id: int, said: Outcome, *, by: Actor, at: datetime) -> Proposal:
    """Record what became of a point that is about a document; what was recorded before stays in the trail."""
    row, entry = _locked(document_id, entry_id, by)
    said = _checked(row, said, clock.day_of(at))
    kept = _kept(document_id, entry_id)
    before = _plain(kept) if kept else None
    if kept is None:
        kept = Proposal(document_id=document_id, entry_id=entry_id)
        session.add(kept)
    kept.outcome, kept.edition_id, kept.reason, kept.on = said.outcome, said.edition_id, said.reason, said.on
    kept.at, kept.by, kept.by_person_id = at, by.label[:200], by.person_id
    session.flush()
    session.refresh(kept)
    audit.record("proposal.outcome", "document", row.id, by=by, at=at, subject=row.code, entry=entry.reference,
                 said=_plain(kept), before=before)  # fmt: skip
    return kept


def take_back_outcome(document_id: int, entry_id: int, *, by: Actor, at: datetime) -> None:
    """Let a proposal be open again; nothing happens where nothing is recorded of it."""
    row, entry = _locked(document_id, entry_id, by)
    kept = _kept(document_id, entry_id)
    if kept is None:
        return
    before = _plain(kept)
    session.delete(kept)
    session.flush()
    audit.record("proposal.reopened", "document", row.id, by=by, at=at, subject=row.code, entry=entry.reference,
                 before=before)  # fmt: skip


def _checked(row: Document, said: Outcome, today: date) -> Outcome:
    if said.on > today:
        raise Refused(Bilingual.said("That day has not come yet. Write the day on which it happened."))
    if said.outcome == ProposalOutcome.DECLINED:
        if not said.reason:
            raise Refused(Bilingual.said("Say why it is declined, in one language at least."))
        return Outcome(outcome=said.outcome, on=said.on, reason=said.reason)
    if said.edition_id not in [edition.id for edition in row.editions]:
        raise Refused(Bilingual.said("Choose the edition that it was taken up in; add the edition first if need be."))
    return said


def _locked(document_id: int, entry_id: int, by: Actor) -> tuple[Document, Entry]:
    row = lock_document(document_id)
    require(can_keep(by, driving_groups(document_id)))
    return row, proposal_about(document_id, entry_id, by).entry


def _kept(document_id: int, entry_id: int) -> Proposal | None:
    return session.scalar(
        select(Proposal)
        .where(Proposal.document_id == document_id, Proposal.entry_id == entry_id)
        .execution_options(populate_existing=True)
    )


def _plain(kept: Proposal) -> dict[str, Any]:
    return {
        "outcome": kept.outcome.value, "edition": kept.edition_id, "on": kept.on, "by": kept.by,
        "reason": {"en": kept.reason.en, "lo": kept.reason.lo},
    }  # fmt: skip
