"""Versions of the minutes as they were frozen, what was said about them, and who received them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.access.voices import How
from tracker.accounts.models import SecretLink
from tracker.core.bilingual import Bilingual
from tracker.core.columns import Moment, bilingual, choice, choice_of, short, to
from tracker.core.db import Base
from tracker.core.i18n import LANGUAGES, Language
from tracker.files.models import StoredFile
from tracker.mail.models import OutgoingMail
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
    """The minutes as they were circulated or issued; a language edition is a later translation of the same number.

    Until it is sealed, a version that waits for its signature has no place among what is read; from then on nothing of
    it changes. `languages` are those in which nothing was missing: 'lo', 'en' or 'en lo'.
    """

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
    languages: Mapped[str] = short(10, default="", server_default="")
    outline: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[Bilingual] = bilingual("changes")
    sha256: Mapped[str] = short(64)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    sealed_at: Mapped[datetime | None] = mapped_column(Moment)
    registered_as: Mapped[str] = short(60, default="", server_default="")
    issued_on: Mapped[date | None]
    comment_until: Mapped[date | None]
    silence_noted_at: Mapped[datetime | None] = mapped_column(Moment)

    meeting: Mapped[Meeting] = relationship()
    files: Mapped[list["VersionFile"]] = relationship(cascade="all, delete-orphan", order_by="VersionFile.id")

    @property
    def whole_in(self) -> tuple[Language, ...]:
        """The languages in which no text is missing."""
        return tuple(language for language in LANGUAGES if language in self.languages.split())


class VersionFile(Base):
    """A file of a version, in one layout: as Word, as PDF, or the signed paper."""

    __tablename__ = "version_file"
    __table_args__ = (UniqueConstraint("version_id", "layout", "file_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = to("version", ondelete="CASCADE", index=False)
    layout: Mapped[str] = short(30)
    file_id: Mapped[int] = to("stored_file")

    file: Mapped[StoredFile] = relationship()


class Outcome(StrEnum):
    """What became of a proposed correction."""

    ACCEPTED = "accepted"
    ADAPTED = "adapted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Correction(Base):
    """What an organisation proposes to change in circulated minutes, at one place, and the chair's answer.

    `place` is the key of the paragraph or point in the version's outline; `text` is how it should read, in one language
    or both, empty where only the reason says what is wrong. `said_by` is who said it at the organisation, where
    somebody else wrote it down.
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = to("version")
    place: Mapped[str] = short(80)
    organisation_id: Mapped[int] = to("organisation", merge="move")
    text: Mapped[Bilingual] = bilingual("text")
    reason: Mapped[Bilingual] = bilingual("reason")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    how: Mapped[How] = mapped_column(choice(How, "how"), default=How.ITSELF)
    said_by: Mapped[str] = short(200, default="")
    file_id: Mapped[int | None] = to("stored_file")
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "outcome"))
    answer: Mapped[Bilingual] = bilingual("answer")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str] = short(200, default="")
    answered_by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")

    version: Mapped[Version] = relationship()
    organisation: Mapped[Organisation] = relationship()
    by_person: Mapped[Person | None] = relationship(foreign_keys=[by_person_id])
    file: Mapped[StoredFile | None] = relationship()


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
    how: Mapped[How] = mapped_column(choice(How, "how"), default=How.ITSELF)
    said_by: Mapped[str] = short(200, default="", server_default="")
    file_id: Mapped[int | None] = to("stored_file")

    version: Mapped[Version] = relationship()
    organisation: Mapped[Organisation] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class Reason(StrEnum):
    """Why somebody is among the recipients."""

    FOCAL_POINT = "focal_point"
    MEMBER = "member"
    ACTION = "action"
    ATTENDED = "attended"
    ADDED = "added"


class Delivery(Base):
    """That a version went to a person, or to an organisation's or another address, in a language; and when and how it
    was acknowledged."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("version_id", "address", "language"), Index(None, "person_id", "version_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = to("version", index=False)
    address: Mapped[str] = short(254)
    name: Mapped[str] = short(200, default="", server_default="")
    person_id: Mapped[int | None] = to("person", merge="move", index=False)
    organisation_id: Mapped[int | None] = to("organisation", merge="move")
    language: Mapped[Language] = mapped_column(choice_of("en", "lo", name="language"))
    reason: Mapped[Reason] = mapped_column(
        choice(Reason, "reason"), default=Reason.ADDED, server_default=Reason.ADDED.value
    )
    link_id: Mapped[int | None] = to("secret_link", ondelete="SET NULL")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_how: Mapped[How | None] = mapped_column(choice(How, "acknowledged_how"))
    acknowledged_by: Mapped[str] = short(200, default="", server_default="")

    version: Mapped[Version] = relationship()
    person: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    link: Mapped[SecretLink | None] = relationship()
    mails: Mapped[list["DeliveryMail"]] = relationship(
        back_populates="delivery", cascade="all, delete-orphan", order_by="DeliveryMail.id"
    )


class DeliveryMail(Base):
    """A mail by which a version went to a recipient: the first one, and each that sent it again."""

    __tablename__ = "delivery_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = to("delivery", ondelete="CASCADE")
    mail_id: Mapped[int] = to("outgoing_mail", unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)

    delivery: Mapped[Delivery] = relationship(back_populates="mails")
    mail: Mapped[OutgoingMail] = relationship()


class NotReceived(Base):
    """That an organisation says it has not received the minutes of a meeting; settled once they went to it."""

    __tablename__ = "not_received"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting")
    organisation_id: Mapped[int] = to("organisation", merge="move")
    person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)

    meeting: Mapped[Meeting] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship()
