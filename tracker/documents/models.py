"""Forms, standards, systems and other people's minutes that the groups talk about."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.bilingual import Bilingual
from tracker.core.columns import NEVER_AGAIN, Moment, bilingual, choice, choice_of, short, to
from tracker.core.db import Base
from tracker.core.i18n import Language
from tracker.files.models import StoredFile
from tracker.organisations.models import Organisation


class DocumentKind(StrEnum):
    """What sort of document it is."""

    FORM = "form"
    STANDARD = "standard"
    SYSTEM = "system"
    EXTERNAL_MINUTES = "external_minutes"


class Stage(StrEnum):
    """The way of a standard, in its order."""

    REVISE = "revise"
    TRANSLATE = "translate"
    REVIEW = "review"
    ADOPT = "adopt"
    PUBLISH = "publish"


class Document(Base):
    """A document that entries and actions refer to by its code."""

    __tablename__ = "document"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = short(60, unique=True)
    kind: Mapped[DocumentKind] = mapped_column(choice(DocumentKind, "kind"))
    title: Mapped[Bilingual] = bilingual("title")
    held_by_id: Mapped[int | None] = to("organisation", merge="move")
    asked_on: Mapped[date | None]
    received_on: Mapped[date | None]
    passed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    held_by: Mapped[Organisation | None] = relationship()
    editions: Mapped[list["Edition"]] = relationship(
        back_populates="document", cascade="all, delete-orphan", order_by="Edition.id"
    )
    stages: Mapped[list["StageSpan"]] = relationship(
        back_populates="document", cascade="all, delete-orphan", order_by="StageSpan.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class Edition(Base):
    """One edition of a document, under the name people use for it."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("document_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = to("document", ondelete="CASCADE", index=False)
    label: Mapped[str] = short(60)

    document: Mapped[Document] = relationship(back_populates="editions")
    files: Mapped[list["DocumentFile"]] = relationship(
        back_populates="edition", cascade="all, delete-orphan", order_by="DocumentFile.language"
    )


class DocumentFile(Base):
    """The file of an edition in one language."""

    __tablename__ = "document_file"
    __table_args__ = (UniqueConstraint("edition_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = to("edition", ondelete="CASCADE", index=False)
    language: Mapped[Language] = mapped_column(choice_of("en", "lo", name="language"))
    file_id: Mapped[int] = to("stored_file")

    edition: Mapped[Edition] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship()


class StageSpan(Base):
    """A stage of a standard: who held it, from when until when, and when it was due; `remark` says why it ended without
    a next action, where it did."""

    __tablename__ = "stage_span"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = to("document", ondelete="CASCADE")
    stage: Mapped[Stage] = mapped_column(choice(Stage, "stage"))
    holder_id: Mapped[int | None] = to("organisation", merge="move")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    due_on: Mapped[date | None]
    remark: Mapped[Bilingual] = bilingual("remark")

    document: Mapped[Document] = relationship(back_populates="stages")
    holder: Mapped[Organisation | None] = relationship()


class NoticeKind(StrEnum):
    """What an organisation was, about a document."""

    CONSULTED = "consulted"
    TOLD = "told"
    PASSED_ON = "passed_on"


class DocumentNotice(Base):
    """That an organisation was consulted about a document, told of an edition, or given somebody else's minutes."""

    __tablename__ = "document_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = to("document", ondelete="CASCADE")
    edition_id: Mapped[int | None] = to("edition", ondelete="SET NULL")
    organisation_id: Mapped[int] = to("organisation", merge="move")
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind, "kind"))
    on: Mapped[date]
    remark: Mapped[Bilingual] = bilingual("remark")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)

    document: Mapped[Document] = relationship()
    edition: Mapped[Edition | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
