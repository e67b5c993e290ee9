"""The standing register: what stands on a meeting's agenda, and the verdict it gave on what was outstanding."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.columns import bilingual, choice, short, to
from tracker.core.db import Base
from tracker.meetings.models import Entry, Meeting


class Verdict(StrEnum):
    """What a meeting finds about an older item."""

    DONE = "done"
    ON_TRACK = "on_track"
    LATE = "late"
    DEFERRED = "deferred"
    DROPPED = "dropped"
    CARRIED_OVER = "carried_over"


CLOSING = (Verdict.DONE, Verdict.DROPPED)
"""The verdicts after which nothing is left to do."""


class Review(Base):
    """A meeting's verdict on one older action or entry, and how the item stood at that moment.

    One that nobody gave (`given` is false) was written when the minutes were frozen, as it was proposed. What is
    deferred may get a new day.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("meeting_id", "action_id"),
        UniqueConstraint("meeting_id", "entry_id"),
        CheckConstraint("(action_id IS NULL) <> (entry_id IS NULL)", name="one_item"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE", index=False)
    position: Mapped[int] = mapped_column(default=0)
    action_id: Mapped[int | None] = to("action")
    entry_id: Mapped[int | None] = to("entry")
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict, "verdict"))
    remark: Mapped[Bilingual] = bilingual("remark")
    deferred_until: Mapped[date | None]
    state_then: Mapped[str] = short(30, default="")
    given: Mapped[bool] = mapped_column(default=True, server_default=true())

    meeting: Mapped[Meeting] = relationship()
    action: Mapped[Action | None] = relationship()
    entry: Mapped[Entry | None] = relationship()

    @property
    def item_reference(self) -> str:
        """The reference of the item that was reviewed."""
        item = self.action or self.entry
        return item.reference if item else ""


class AgendaItem(Base):
    """A point of a meeting's agenda: an outstanding action, an outstanding entry, or a point in words of its own."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "action_id"),
        UniqueConstraint("meeting_id", "entry_id"),
        CheckConstraint(
            "action_id IS NOT NULL AND entry_id IS NULL AND text_en = '' AND text_lo = ''"
            " OR entry_id IS NOT NULL AND action_id IS NULL AND text_en = '' AND text_lo = ''"
            " OR action_id IS NULL AND entry_id IS NULL AND (text_en <> '' OR text_lo <> '')",
            name="one_point",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE", index=False)
    position: Mapped[int] = mapped_column(default=0)
    action_id: Mapped[int | None] = to("action")
    entry_id: Mapped[int | None] = to("entry")
    text: Mapped[Bilingual] = bilingual("text")

    meeting: Mapped[Meeting] = relationship()
    action: Mapped[Action | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
