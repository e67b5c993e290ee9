"""Points that organisations send in before a meeting, and what the chair did with them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.access.voices import How
from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.columns import NEVER_AGAIN, Moment, bilingual, choice, short, to
from tracker.core.db import Base
from tracker.files.models import StoredFile
from tracker.meetings.models import Entry, Meeting
from tracker.organisations.models import Organisation


class PointKind(StrEnum):
    """What an organisation sends in: an issue, a recommendation, or how something goes."""

    ISSUE = "issue"
    RECOMMENDATION = "recommendation"
    PROGRESS = "progress"


class Point(Base):
    """A point for a meeting, in whichever language it was written; open until the chair takes it into the draft as an
    entry or leaves it out with a reason, or the organisation withdraws it.

    Progress on one of the organisation's actions (`action_id`) was reported on that action in the same moment."""

    __tablename__ = "point"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) OR (withdrawn_at IS NULL)", name="one_end"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE")
    organisation_id: Mapped[int] = to("organisation", merge="move")
    kind: Mapped[PointKind] = mapped_column(choice(PointKind, "kind"))
    text: Mapped[Bilingual] = bilingual("text")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    how: Mapped[How] = mapped_column(choice(How, "how"), default=How.ITSELF, server_default="")
    said_by: Mapped[str] = short(200, default="", server_default="")
    action_id: Mapped[int | None] = to("action", ondelete="SET NULL")
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    entry_id: Mapped[int | None] = to("entry", ondelete="SET NULL")
    reason: Mapped[Bilingual] = bilingual("reason")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str] = short(200, default="", server_default="")

    meeting: Mapped[Meeting] = relationship()
    organisation: Mapped[Organisation] = relationship()
    action: Mapped[Action | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
    files: Mapped[list["PointFile"]] = relationship(cascade="all, delete-orphan", order_by="PointFile.id")


class PointFile(Base):
    """A file that came with a point."""

    __tablename__ = "point_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = to("point", ondelete="CASCADE")
    file_id: Mapped[int] = to("stored_file")

    file: Mapped[StoredFile] = relationship()


class NoPoints(Base):
    """That an organisation answered the call for points of a meeting: it has none."""

    __tablename__ = "no_points"
    __table_args__ = (UniqueConstraint("meeting_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE", index=False)
    organisation_id: Mapped[int] = to("organisation", merge="move_or_drop")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    how: Mapped[How] = mapped_column(choice(How, "how"), default=How.ITSELF, server_default="")
    said_by: Mapped[str] = short(200, default="", server_default="")

    organisation: Mapped[Organisation] = relationship()
