"""Reminders: what became due, whom it was to be told, and the one mail a day that told it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.access.voices import How
from tracker.core.bilingual import Bilingual
from tracker.core.columns import NEVER_AGAIN, Moment, bilingual, choice, language, short, to
from tracker.core.db import Base
from tracker.core.i18n import Language
from tracker.groups.models import Audience, WorkingGroup
from tracker.mail.models import OutgoingMail
from tracker.organisations.models import Organisation, Person


class ItemKind(StrEnum):
    """What one is reminded of: an organisation's part of an action, an action that nobody owns, a question to the
    chair, a meeting, a version of minutes, a stage of a standard, external minutes, or a group without a meeting."""

    PART = "part"
    ACTION = "action"
    ASK = "ask"
    MEETING = "meeting"
    VERSION = "version"
    STAGE = "stage"
    DOCUMENT = "document"
    GROUP = "group"


class ReminderState(StrEnum):
    """What became of a reminder. Due ones are told; overtaken ones were passed by a later step before they could be;
    skipped ones the chair left out; of void ones nothing was left to do when they were to be told."""

    DUE = "due"
    OVERTAKEN = "overtaken"
    SKIPPED = "skipped"
    VOID = "void"


class Reminder(Base):
    """A step of the ladder that became due for an item, once for each occurrence and organisation.

    `occurrence` is the day the step counts from, or of a weekly one the Monday of the week; so a new window has
    reminders of its own. `due_on` is the working day on which it was found to be due. `asked_by` pressed 'remind now'.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("kind", "item_id", "step", "occurrence", "organisation_id"),
        Index(
            "uq_reminder_of_nobody", "kind", "item_id", "step", "occurrence", unique=True,
            sqlite_where=text("organisation_id IS NULL"), postgresql_where=text("organisation_id IS NULL"),
        ),
        Index(None, "group_id", "due_on"),
        NEVER_AGAIN,
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", ondelete="CASCADE", index=False)
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind, "kind"))
    item_id: Mapped[int]
    step: Mapped[str] = short(40)
    occurrence: Mapped[date]
    organisation_id: Mapped[int | None] = to("organisation", merge="move_or_drop", ondelete="CASCADE")
    person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    state: Mapped[ReminderState] = mapped_column(choice(ReminderState, "state"), default=ReminderState.DUE)
    due_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = short(200, default="", server_default="")

    group: Mapped[WorkingGroup] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    receivers: Mapped[list["Receiver"]] = relationship(
        back_populates="reminder", cascade="all, delete-orphan", order_by="Receiver.id"
    )


class Receiver(Base):
    """To whom a reminder is told: a person, or an organisation at its own address, or an organisation that can't be
    reached (`is_reachable` is false), which somebody tells by hand (`told_on`, how and by whom). Untold while it has
    neither a digest nor that day."""

    __tablename__ = "reminder_receiver"
    __table_args__ = (
        UniqueConstraint("reminder_id", "person_id", "organisation_id"),
        CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name="is_somebody"),
        Index(
            "ix_reminder_receiver_untold", "person_id", "organisation_id",
            sqlite_where=text("digest_id IS NULL AND told_on IS NULL"),
            postgresql_where=text("digest_id IS NULL AND told_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int] = to("reminder", ondelete="CASCADE", index=False)
    person_id: Mapped[int | None] = to("person", merge="move_or_drop", ondelete="CASCADE")
    organisation_id: Mapped[int | None] = to("organisation", merge="move_or_drop", ondelete="CASCADE")
    is_reachable: Mapped[bool] = mapped_column(default=True)
    escalates: Mapped[bool] = mapped_column(default=False)  # comes through a pause, and is not put off to Monday
    digest_id: Mapped[int | None] = to("digest", ondelete="SET NULL")
    told_on: Mapped[date | None]
    told_how: Mapped[How | None] = mapped_column(choice(How, "told_how"))
    told_by: Mapped[str] = short(200, default="", server_default="")

    reminder: Mapped[Reminder] = relationship(back_populates="receivers")
    person: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    digest: Mapped["Digest | None"] = relationship(back_populates="receivers")


class Digest(Base):
    """The one mail of a day to a person, or to the address of an organisation of which nobody has one.

    One that was not out when the next was made is replaced by it, so that nobody gets two at once.
    """

    __tablename__ = "digest"
    __table_args__ = (
        UniqueConstraint("on", "person_id"),
        UniqueConstraint("on", "organisation_id"),
        CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name="is_somebody"),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date]
    person_id: Mapped[int | None] = to("person", merge="move_or_drop", ondelete="CASCADE")
    organisation_id: Mapped[int | None] = to("organisation", merge="move_or_drop", ondelete="CASCADE")
    address: Mapped[str] = short(254)
    name: Mapped[str] = short(200, default="")
    language: Mapped[Language] = language()
    made_at: Mapped[datetime] = mapped_column(Moment)
    mail_id: Mapped[int | None] = to("outgoing_mail", ondelete="SET NULL")
    replaced_by_id: Mapped[int | None] = to("digest", ondelete="SET NULL")

    mail: Mapped[OutgoingMail | None] = relationship()
    replaced_by: Mapped["Digest | None"] = relationship(remote_side=[id])
    receivers: Mapped[list[Receiver]] = relationship(back_populates="digest")


class Sweep(Base):
    """That what was due in a group on a day was looked for; one a day, whoever asks."""

    __tablename__ = "reminder_sweep"
    __table_args__ = (UniqueConstraint("group_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", ondelete="CASCADE", index=False)
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)


class Skip(Base):
    """That the chair leaves out the next step for an item, or for one organisation's part in it, and why. Used up by
    the reminder that it stopped."""

    __tablename__ = "reminder_skip"
    __table_args__ = (Index(None, "kind", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind, "kind"))
    item_id: Mapped[int]
    reason: Mapped[Bilingual] = bilingual("reason")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    reminder_id: Mapped[int | None] = to("reminder", ondelete="SET NULL")


class Wish(Base):
    """How a person wants to be reminded: once a week instead of at each step, or not before a day. What escalates
    comes all the same."""

    __tablename__ = "reminder_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = to("person", merge="move_or_drop", ondelete="CASCADE", unique=True)
    weekly: Mapped[bool] = mapped_column(default=False)
    paused_until: Mapped[date | None]
