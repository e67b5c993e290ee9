"""Meetings, who attended, and what was said: issues, recommendations, information and conclusions."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.bilingual import Bilingual
from tracker.core.columns import NEVER_AGAIN, Moment, bilingual, choice, choice_of, name_for_calendars, short, to
from tracker.core.db import Base
from tracker.core.i18n import Language
from tracker.documents.models import Document
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import quoted
from tracker.meetings.kinds import (
    AttendanceRole,
    Disposition,
    EntryKind,
    Extent,
    MeetingKind,
    MeetingState,
    Presence,
    RecordState,
    Section,
    TextState,
)
from tracker.organisations.models import Organisation, Person

OWN = "all, delete-orphan"


class Meeting(Base):
    """One meeting; quarter and date are told apart, because a quarter's meeting may be held in the next one.

    `record` says how far the minutes are for their readers, `text_state` whether their writers may go on.
    `circulated_on` and `issued_on` are dates, as history knows them; the moments stand on the versions.
    `revision` rises with every change of anything in the meeting, so that a page can ask whether it is still current;
    `calendar_sequence` only with what a calendar shows (RFC 5545 §3.8.7.4).
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("group_id", "period_year", "period_quarter", "kind", "name"),
        CheckConstraint("period_quarter BETWEEN 1 AND 4", name="period_quarter"),
        CheckConstraint("period_year BETWEEN 1975 AND 2100", name="period_year"),
        CheckConstraint("(kind = 'special') = (name <> '')", name="special_ones_have_a_name"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("headcount >= 0", name="headcount"),
        CheckConstraint("previous_id IS NULL OR previous_on IS NULL", name="one_previous"),
        CheckConstraint("previous_id <> id", name="not_its_own_previous"),
        Index(None, "group_id", "held_on"),
        Index(
            "uq_meeting_special_name", "group_id", "name", unique=True,
            sqlite_where=text("name <> ''"), postgresql_where=text("name <> ''"),
        ),
        Index(None, "held_on"),
        NEVER_AGAIN,
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", index=False)
    kind: Mapped[MeetingKind] = mapped_column(choice(MeetingKind, "kind"), default=MeetingKind.REGULAR)
    period_year: Mapped[int]
    period_quarter: Mapped[int]
    name: Mapped[str] = short(60, default="")
    title: Mapped[Bilingual] = bilingual("title")
    held_on: Mapped[date]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    venue: Mapped[Bilingual] = bilingual("venue")
    chair_id: Mapped[int | None] = to("person", merge="move")
    secretary_id: Mapped[int | None] = to("person", merge="move")
    purpose: Mapped[Bilingual] = bilingual("purpose")
    headcount: Mapped[int | None]
    previous_id: Mapped[int | None] = to("meeting")
    previous_on: Mapped[date | None]
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState, "state"), default=MeetingState.PLANNED)
    record: Mapped[RecordState] = mapped_column(choice(RecordState, "record"), default=RecordState.DRAFT, index=True)
    text_state: Mapped[TextState] = mapped_column(
        choice(TextState, "text_state"), default=TextState.OPEN, server_default=TextState.OPEN.value
    )
    number: Mapped[str] = short(60, default="")
    circulated_on: Mapped[date | None]
    comment_until: Mapped[date | None]
    issued_on: Mapped[date | None]
    authentic_language: Mapped[Language | None] = mapped_column(choice_of("en", "lo", name="authentic_language"))
    opening: Mapped[Bilingual] = bilingual("opening")
    participants: Mapped[Bilingual] = bilingual("participants")
    closing: Mapped[Bilingual] = bilingual("closing")
    last_number: Mapped[int] = mapped_column(default=0)
    calendar_uid: Mapped[str] = name_for_calendars()
    calendar_sequence: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    revision: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[WorkingGroup] = relationship()
    chair: Mapped[Person | None] = relationship(foreign_keys=[chair_id])
    secretary: Mapped[Person | None] = relationship(foreign_keys=[secretary_id])
    previous: Mapped["Meeting | None"] = relationship(remote_side=[id])
    attendance: Mapped[list["Attendance"]] = relationship(
        back_populates="meeting", cascade=OWN, order_by="Attendance.position"
    )
    entries: Mapped[list["Entry"]] = relationship(
        back_populates="meeting", cascade=OWN, order_by="Entry.position, Entry.id"
    )
    signatures: Mapped[list["SignatureBlock"]] = relationship(
        back_populates="meeting", cascade=OWN, order_by="SignatureBlock.position"
    )
    history: Mapped[list["MeetingStateChange"]] = relationship(
        back_populates="meeting", cascade=OWN, order_by="MeetingStateChange.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once

    @property
    def period(self) -> str:
        """'2021-Q1'."""
        return f"{self.period_year}-Q{self.period_quarter}"

    @property
    def address(self) -> str:
        """How the meeting is named inside its group: '2021-Q1', or '2021-Q2/incomplete-data' for a special one."""
        return f"{self.period}/{self.name}" if self.name else self.period

    @property
    def counted(self) -> int:
        """How many people are listed as present; `headcount` is what was declared."""
        return sum(row.counted for row in self.attendance)

    @property
    def reference(self) -> str:
        """What people quote: 'IM-2021-Q1', 'IM-2021-Q2-incomplete-data'."""
        return quoted(self.group.acronym, self.address)


class MeetingStateChange(Base):
    """That a meeting was planned, held, postponed or cancelled: when that was recorded, by whom and why."""

    __tablename__ = "meeting_state_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    state: Mapped[MeetingState] = mapped_column(choice(MeetingState, "state"))
    held_on: Mapped[date]
    reason: Mapped[Bilingual] = bilingual("reason")

    meeting: Mapped[Meeting] = relationship(back_populates="history")


class SignatureBlock(Base):
    """Where somebody signs the minutes."""

    __tablename__ = "signature_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE")
    position: Mapped[int]
    role: Mapped[Bilingual] = bilingual("role")
    unit: Mapped[Bilingual] = bilingual("unit")
    person_id: Mapped[int | None] = to("person", merge="move")

    meeting: Mapped[Meeting] = relationship(back_populates="signatures")
    person: Mapped[Person | None] = relationship()


class Attendance(Base):
    """A row of the attendance: a person, an organisation with so many people, or a group that is only described.

    A headcount that nobody gave stays empty: it is printed as nothing and counted as one.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("headcount >= 0", name="headcount"),
        CheckConstraint(
            "organisation_id IS NOT NULL OR person_id IS NOT NULL OR description_en <> '' OR description_lo <> ''",
            name="says_who",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE")
    position: Mapped[int]
    organisation_id: Mapped[int | None] = to("organisation", merge="move")
    person_id: Mapped[int | None] = to("person", merge="move")
    description: Mapped[Bilingual] = bilingual("description")
    headcount: Mapped[int | None]
    role: Mapped[AttendanceRole] = mapped_column(choice(AttendanceRole, "role"), default=AttendanceRole.MEMBER)
    presence: Mapped[Presence] = mapped_column(choice(Presence, "presence"), default=Presence.PRESENT)

    meeting: Mapped[Meeting] = relationship(back_populates="attendance")
    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship()

    @property
    def counted(self) -> int:
        """How many people the row stands for: nobody who stayed away, and one where no number was given."""
        if self.presence != Presence.PRESENT:
            return 0
        return 1 if self.headcount is None else self.headcount


class Entry(Base):
    """Something said at the meeting, raised by any number of organisations or by none.

    `number` is given once and never again in this meeting, so that 'IM-2021-Q1/3' stays true when entries move. Only an
    entry that came in with a meeting file (`from_file`) goes when a newer file leaves it out. One that `is_unsent` was
    written after minutes were sent, and is the drafters' alone until the next ones go out.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("meeting_id", "key"),
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        CheckConstraint("(kind = 'conclusion') = (section = 'conclusions')", name="conclusions_by_themselves"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(
            "disposition = 'referred' OR (referred_group_id IS NULL AND referred_to_id IS NULL)", name="referred"
        ),
        Index("ix_entry_unsent", "meeting_id", sqlite_where=text("is_unsent"), postgresql_where=text("is_unsent")),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE", index=False)
    key: Mapped[str] = short(60)
    number: Mapped[int]
    section: Mapped[Section] = mapped_column(choice(Section, "section"))
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind, "kind"))
    parent_id: Mapped[int | None] = to("entry", ondelete="CASCADE")
    position: Mapped[int]
    label: Mapped[str | None] = short(20)
    text: Mapped[Bilingual] = bilingual("text")
    disposition: Mapped[Disposition | None] = mapped_column(choice(Disposition, "disposition"), index=True)
    disposition_remark: Mapped[Bilingual] = bilingual("disposition_remark")
    referred_group_id: Mapped[int | None] = to("working_group")
    referred_to_id: Mapped[int | None] = to("organisation", merge="move")
    from_file: Mapped[bool] = mapped_column(default=False)
    proposed_by_id: Mapped[int | None] = to("organisation", merge="move")
    deleted_at: Mapped[datetime | None] = mapped_column(Moment)
    is_unsent: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship(back_populates="entries")
    parent: Mapped["Entry | None"] = relationship(remote_side=[id])
    referred_group: Mapped[WorkingGroup | None] = relationship()
    referred_to: Mapped[Organisation | None] = relationship(foreign_keys=[referred_to_id])
    answers: Mapped[list["Answer"]] = relationship(
        foreign_keys="Answer.conclusion_id", cascade=OWN, order_by="Answer.id"
    )
    raisers: Mapped[list["EntryRaisedBy"]] = relationship(cascade=OWN, order_by="EntryRaisedBy.position")
    asked: Mapped[list["EntryAskedOf"]] = relationship(cascade=OWN, order_by="EntryAskedOf.position")
    named: Mapped[list["EntryDocument"]] = relationship(cascade=OWN, order_by="EntryDocument.position")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once

    @property
    def raised_by(self) -> list[Organisation]:
        """The organisations that raised it, in the printed order."""
        return [link.organisation for link in self.raisers]

    @property
    def asked_of(self) -> list[Organisation]:
        """The organisations that it asks something of."""
        return [link.organisation for link in self.asked]

    @property
    def documents(self) -> list[Document]:
        """The documents that it is about."""
        return [link.document for link in self.named]

    @property
    def reference(self) -> str:
        """What people quote: 'IM-2021-Q1/3'."""
        return f"{self.meeting.reference}/{self.number}"


class EntryGone(Base):
    """That an entry of told minutes was taken out for some time and then brought back, so that what is asked of a day
    in between does not find it."""

    __tablename__ = "entry_gone"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = to("entry", ondelete="CASCADE")
    gone_at: Mapped[datetime] = mapped_column(Moment)
    back_at: Mapped[datetime] = mapped_column(Moment)


class EntryRaisedBy(Base):
    """That an organisation raised an entry, in the order in which they are printed."""

    __tablename__ = "entry_raised_by"
    __table_args__ = (UniqueConstraint("entry_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = to("entry", ondelete="CASCADE", index=False)
    organisation_id: Mapped[int] = to("organisation", merge="move_or_drop")
    position: Mapped[int]

    organisation: Mapped[Organisation] = relationship()


class EntryAskedOf(Base):
    """That an entry asks something of an organisation."""

    __tablename__ = "entry_asked_of"
    __table_args__ = (UniqueConstraint("entry_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = to("entry", ondelete="CASCADE", index=False)
    organisation_id: Mapped[int] = to("organisation", merge="move_or_drop")
    position: Mapped[int]

    organisation: Mapped[Organisation] = relationship()


class EntryDocument(Base):
    """That an entry is about a document."""

    __tablename__ = "entry_document"
    __table_args__ = (UniqueConstraint("entry_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = to("entry", ondelete="CASCADE", index=False)
    document_id: Mapped[int] = to("document")
    position: Mapped[int]

    document: Mapped[Document] = relationship()


class Answer(Base):
    """That a conclusion answers an issue or a recommendation, wholly or in part."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("conclusion_id", "entry_id"),
        CheckConstraint("conclusion_id <> entry_id", name="not_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conclusion_id: Mapped[int] = to("entry", ondelete="CASCADE", index=False)
    entry_id: Mapped[int] = to("entry", ondelete="CASCADE")
    extent: Mapped[Extent] = mapped_column(choice(Extent, "extent"), default=Extent.WHOLE)

    entry: Mapped[Entry] = relationship(foreign_keys=[entry_id])
