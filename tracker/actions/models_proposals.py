"""What became of what the groups proposed about a document."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.bilingual import Bilingual
from tracker.core.columns import Moment, bilingual, choice, short, to
from tracker.core.db import Base
from tracker.documents.models import Document, Edition
from tracker.meetings.models import Entry


class ProposalOutcome(StrEnum):
    """What became of it; a proposal of which nothing is recorded is open."""

    TAKEN_UP = "taken_up"
    DECLINED = "declined"


class Proposal(Base):
    """The outcome of an entry that is about a document: taken up in an edition, or declined because. Only ever of an
    entry that names the document."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("document_id", "entry_id"),
        CheckConstraint("(outcome = 'taken_up') = (edition_id IS NOT NULL)", name="taken_up_in_an_edition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = to("document", ondelete="CASCADE", index=False)
    entry_id: Mapped[int] = to("entry", ondelete="CASCADE")
    outcome: Mapped[ProposalOutcome] = mapped_column(choice(ProposalOutcome, "outcome"))
    edition_id: Mapped[int | None] = to("edition")
    reason: Mapped[Bilingual] = bilingual("reason")
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")

    document: Mapped[Document] = relationship()
    entry: Mapped[Entry] = relationship()
    edition: Mapped[Edition | None] = relationship()
