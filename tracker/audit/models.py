"""The trail of what was changed, and what one import brought in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.columns import Moment, short, to
from tracker.core.db import Base


class AuditEntry(Base):
    """One change, only ever added. The values can be cleared with their salt (somebody asks to be forgotten); their
    digest stays, so that the chain sealed over the entries still holds, and nobody can guess them back from it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest"),
        Index(None, "subject_kind", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[str] = short(200)
    actor_id: Mapped[int | None]
    via: Mapped[str] = short(20)
    verb: Mapped[str] = short(60)
    subject_kind: Mapped[str] = short(40)
    subject_id: Mapped[int | None]
    subject: Mapped[str] = short(200, default="")
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    salt: Mapped[str] = short(32, default="")
    digest: Mapped[str] = short(64)
    seal: Mapped[str | None] = short(64)


class Batch(Base):
    """One import; what it made can be taken away again."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = short(80, index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = short(200)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)

    rows: Mapped[list["BatchRow"]] = relationship(cascade="all, delete-orphan", order_by="BatchRow.id")


class BatchRow(Base):
    """A row that an import made."""

    __tablename__ = "batch_row"
    __table_args__ = (UniqueConstraint("batch_id", "kind", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = to("batch", ondelete="CASCADE", index=False)
    kind: Mapped[str] = short(40)
    row_id: Mapped[int]
