"""Mails on their way out, each with the state it is in; knows nothing of what they say or how they are sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.columns import NEVER_AGAIN, Moment, choice, language, short, to
from tracker.core.db import Base
from tracker.core.i18n import Language
from tracker.files.models import StoredFile


class MailState(StrEnum):
    """How far a mail has come. Waiting and leased ones move by themselves, failed ones and those to be sent by hand
    wait for a person, sent and given up are the end."""

    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    BY_HAND = "by_hand"


class OutgoingMail(Base):
    """One mail to one reader. The key says what it is about, so that the same is never written twice; the Message-ID
    stays the same however often it is tried. Secret links stand in the text as places to fill in."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("(state = 'leased') = (lease IS NOT NULL)", name="lease"),
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="leased_until"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        Index(None, "state", "next_try_at"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = short(200, unique=True)
    message_id: Mapped[str] = short(200, unique=True)
    state: Mapped[MailState] = mapped_column(choice(MailState, "state"), default=MailState.WAITING)
    from_name: Mapped[str] = short(200, default="")
    to_address: Mapped[str] = short(254)
    to_name: Mapped[str] = short(200, default="")
    reply_to: Mapped[str] = short(254, default="")
    language: Mapped[Language] = language()
    subject: Mapped[str] = short(500)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    lease: Mapped[str | None] = short(40)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str] = short(40, default="")
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)

    attachments: Mapped[list["MailAttachment"]] = relationship(
        cascade="all, delete-orphan", order_by="MailAttachment.position"
    )


class MailAttachment(Base):
    """A stored file that goes with a mail, under the name its reader sees; one too large for mails is named with the
    address of the page that has it instead."""

    __tablename__ = "mail_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = to("outgoing_mail", ondelete="CASCADE")
    file_id: Mapped[int] = to("stored_file")
    name: Mapped[str] = short(255)
    address: Mapped[str] = short(500, default="")
    position: Mapped[int]

    file: Mapped[StoredFile] = relationship()
