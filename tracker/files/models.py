"""Stored files: what a file is called, and its bytes, kept once however often it is stored."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.columns import Moment, short
from tracker.core.db import Base


class FileContent(Base):
    """Bytes under their SHA-256 (hex)."""

    __tablename__ = "file_content"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"),)

    sha256: Mapped[str] = short(64, primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class StoredFile(Base):
    """A file as somebody handed it in or the tracker made it; size in bytes."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("file_content.sha256", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = short(255)
    media_type: Mapped[str] = short(120)
    size: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
