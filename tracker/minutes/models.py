"""Versions of the minutes as they were frozen, what was said about them, and who received them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.bilingual import Bilingual
from tracker.core.columns import Moment, bilingual, choice, choice_of, short, to
from tracker.core.db import Base
from tracker.core.i18n import Language
from tracker.files.models import StoredFile
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, Person

SCAN = "scan"
"""The layout under which the signed paper itself is kept with a version."""


class VersionKind(StrEnum):
    """What a version was frozen for."""

    CIRCULATED = "circulated"
    ISSUED = "issued"
    AMENDED = "amended"


class Version(Base):
    """The minutes as they were circulated or issued; a language edition is a later translation of the same number."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number", "edition"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", index=False)
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(choice(VersionKind, "kind"))
    edition: Mapped[str] = mapped_column(choice_of("", "en", "lo", name="edition"), default="")
    outline: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[Bilingual] = bilingual("changes")
    sha256: Mapped[str] = short(64)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")

    meeting: Mapped[Meeting] = relationship()
    files: Mapped[list["VersionFile"]] = relationship(cascade="all, delete-orphan", order_by="VersionFile.id")


class VersionFile(Base):
    """A file of a version, in one layout."""

    __tablename__ = "version_file"
    __table_args__ = (UniqueConstraint("version_id", "layout", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = to("version", ondelete="CASCADE", index=False)
    layout: Mapped[str] = short(30)
    file_id: Mapped[int] = to("stored_file")

    file: Mapped[StoredFile] = relationship()


class Correction(Base):
    """What somebody proposes to change in circulated minutes, in one field and language, and the chair's answer."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = to("version")
    subject_kind: Mapped[str] = short(30)
    subject_id: Mapped[int]
    field: Mapped[str] = short(30)
    language: Mapped[Language] = mapped_column(choice_of("en", "lo", name="language"))
    organisation_id: Mapped[int] = to("organisation", merge="move")
    text: Mapped[str]
    reason: Mapped[Bilingual] = bilingual("reason")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    how: Mapped[str] = short(60, default="")
    file_id: Mapped[int | None] = to("stored_file")
    accepted: Mapped[bool | None]
    answer: Mapped[Bilingual] = bilingual("answer")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str] = short(200, default="")


class StanceKind(StrEnum):
    """What an organisation says of the circulated minutes."""

    AGREES = "agrees"
    OBJECTS = "objects"


class Stance(Base):
    """Whether an organisation agrees with a version; silence is recorded as such when the comment date passes."""

    __tablename__ = "stance"
    __table_args__ = (UniqueConstraint("version_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = to("version", index=False)
    organisation_id: Mapped[int] = to("organisation", merge="combine")
    kind: Mapped[StanceKind] = mapped_column(choice(StanceKind, "kind"))
    silent: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[Bilingual] = bilingual("reason")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    how: Mapped[str] = short(60, default="")
    file_id: Mapped[int | None] = to("stored_file")

    organisation: Mapped[Organisation] = relationship()


class Delivery(Base):
    """That a version went to a person, or to an organisation's or another address, in a language; and when and how it
    was acknowledged."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("version_id", "address", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = to("version", index=False)
    address: Mapped[str] = short(254)
    person_id: Mapped[int | None] = to("person", merge="move")
    organisation_id: Mapped[int | None] = to("organisation", merge="move")
    language: Mapped[Language] = mapped_column(choice_of("en", "lo", name="language"))
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_how: Mapped[str] = short(60, default="")

    person: Mapped[Person | None] = relationship()
