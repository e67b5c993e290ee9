"""Actions: what was agreed to be done, which organisation owes which part of it, until when, and how it went."""

from datetime import date, datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, or_, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from tracker.access.voices import How
from tracker.actions.deadlines import Basis, Precision, Window
from tracker.core.bilingual import Bilingual
from tracker.core.columns import NEVER_AGAIN, Moment, bilingual, choice, name_for_calendars, short, to
from tracker.core.db import Base
from tracker.documents.models import Document, Stage
from tracker.files.models import StoredFile
from tracker.groups.models import WorkingGroup
from tracker.meetings.models import Entry, Meeting
from tracker.organisations.models import Organisation, Person


def _window() -> Mapped[Window]:
    return composite(
        Window,
        mapped_column("due_from", nullable=True),
        mapped_column("due_by", nullable=True),
        mapped_column("due_latest", nullable=True),
    )


class ActionKind(StrEnum):
    """What sort of work it is; a special meeting stays open until a meeting is scheduled for it."""

    GENERAL = "general"
    SUBMISSION = "submission"
    SPECIAL_MEETING = "special_meeting"
    STANDARD_TRANSLATION = "standard_translation"
    DATA_CORRECTION = "data_correction"
    FOLLOW_UP = "follow_up"


class Action(Base):
    """Something agreed to be done. `words` are the deadline as agreed; the first window is never overwritten.

    One that was made outside a meeting has a reason, and the meeting that confirmed it later. Only one that came in
    with a meeting file (`from_file`) can go with it. Others than the drafters know of it from `told_on` on, which is
    empty while its minutes are a draft.
    """

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("due_from <= due_by AND due_by <= due_latest", name="window"),
        CheckConstraint("split_from_id <> id AND merged_into_id <> id", name="not_its_own_other"),
        Index(
            "ix_action_confirmed", "confirmed_on",
            sqlite_where=text("confirmed_on IS NOT NULL"), postgresql_where=text("confirmed_on IS NOT NULL"),
        ),
        NEVER_AGAIN,
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group")
    reference: Mapped[str] = short(40, unique=True)
    meeting_id: Mapped[int | None] = to("meeting")
    entry_id: Mapped[int | None] = to("entry")
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[ActionKind] = mapped_column(choice(ActionKind, "kind"), default=ActionKind.GENERAL, index=True)
    text: Mapped[Bilingual] = bilingual("text")
    words: Mapped[Bilingual] = bilingual("words")
    first: Mapped[Window] = _window()
    precision: Mapped[Precision | None] = mapped_column(choice(Precision, "precision"))
    basis: Mapped[Basis] = mapped_column(choice(Basis, "basis"), default=Basis.NONE)
    confirmed_on: Mapped[date | None]
    agreed_on: Mapped[date]
    told_on: Mapped[date | None]
    reason: Mapped[Bilingual] = bilingual("reason")
    from_file: Mapped[bool] = mapped_column(default=False)
    confirmed_at_id: Mapped[int | None] = to("meeting")
    document_id: Mapped[int | None] = to("document")
    stage: Mapped[Stage | None] = mapped_column(choice(Stage, "stage"))
    scheduled_meeting_id: Mapped[int | None] = to("meeting")
    asked_meeting: Mapped[str] = short(80, default="")
    split_from_id: Mapped[int | None] = to("action")
    merged_into_id: Mapped[int | None] = to("action")
    calendar_uid: Mapped[str] = name_for_calendars()
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[WorkingGroup] = relationship()
    meeting: Mapped[Meeting | None] = relationship(foreign_keys=[meeting_id])
    scheduled_meeting: Mapped[Meeting | None] = relationship(foreign_keys=[scheduled_meeting_id])
    entry: Mapped[Entry | None] = relationship()
    document: Mapped[Document | None] = relationship()
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="action", cascade="all, delete-orphan", order_by="Assignment.position, Assignment.id"
    )
    progress: Mapped[list["Progress"]] = relationship(
        back_populates="action", cascade="all, delete-orphan", order_by="Progress.on, Progress.id"
    )
    confirmed_days: Mapped[list["ConfirmedDay"]] = relationship(
        cascade="all, delete-orphan", order_by="ConfirmedDay.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once

    @property
    def owners(self) -> list["Assignment"]:
        """The parts of those who owe it."""
        return [part for part in self.assignments if part.role == AssignmentRole.OWNER]

    @property
    def is_over(self) -> bool:
        """Whether every owner's part is over; never of an action that nobody owns."""
        return bool(self.owners) and all(part.closed_at is not None for part in self.owners)

    @property
    def is_accepted(self) -> bool:
        """Whether it is over, and something of it was accepted."""
        return self.is_over and any(part.state == AssignmentState.ACCEPTED for part in self.owners)


class ConfirmedDay(Base):
    """Which day was settled on for an action, from one day until another: `confirmed_on` as it was on any day."""

    __tablename__ = "confirmed_day"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
        Index(
            "uq_confirmed_day_current", "action_id", unique=True,
            sqlite_where=text("until_on IS NULL"), postgresql_where=text("until_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = to("action", ondelete="CASCADE")
    day: Mapped[date]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


@cache
def standing() -> ColumnElement[bool]:
    """Which actions stand: those that were not taken out of a draft together with their conclusion."""
    return or_(Action.entry_id.is_(None), Action.entry.has(Entry.deleted_at.is_(None)))


class AssignmentRole(StrEnum):
    """What an organisation has to do with an action."""

    OWNER = "owner"
    RECIPIENT = "recipient"
    SUPPORT = "support"
    FOLLOW_UP = "follow_up"


class AssignmentState(StrEnum):
    """How far one organisation's part is. Overdue, no owner, no date are derived, never stored."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    POSTPONED = "postponed"
    DROPPED = "dropped"


CLOSED = frozenset({AssignmentState.ACCEPTED, AssignmentState.DROPPED})


class Assignment(Base):
    """One organisation's part of an action (`part` says which, where that is not the whole), with the window that holds
    now. Open means `closed_at IS NULL`."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("action_id", "organisation_id", "role"),
        CheckConstraint("due_from <= due_by AND due_by <= due_latest", name="window"),
        CheckConstraint("(closed_at IS NULL) = (state NOT IN ('accepted', 'dropped'))", name="closed_when_over"),
        CheckConstraint("done_count >= 0 AND done_count <= total_count", name="counts"),
        Index(
            "ix_assignment_open_by_organisation", "organisation_id", "due_by", "id",
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_assignment_open_by_date", "due_by", "organisation_id",
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_assignment_open_by_latest", "due_latest", "organisation_id",
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = to("action", ondelete="CASCADE", index=False)
    position: Mapped[int] = mapped_column(default=0)
    organisation_id: Mapped[int] = to("organisation", merge="combine")
    person_id: Mapped[int | None] = to("person", merge="move")
    role: Mapped[AssignmentRole] = mapped_column(choice(AssignmentRole, "role"), default=AssignmentRole.OWNER)
    part: Mapped[Bilingual] = bilingual("part")
    state: Mapped[AssignmentState] = mapped_column(choice(AssignmentState, "state"), default=AssignmentState.OPEN)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    window: Mapped[Window] = _window()
    done_count: Mapped[int | None]
    total_count: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    action: Mapped[Action] = relationship(back_populates="assignments")
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person | None] = relationship()
    spans: Mapped[list["AssignmentSpan"]] = relationship(cascade="all, delete-orphan", order_by="AssignmentSpan.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class AssignmentSpan(Base):
    """How an assignment stood from one day until another, so that 'as of' any day is one query."""

    __tablename__ = "assignment_span"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
        Index(None, "from_on", "until_on"),
        Index(
            "uq_assignment_span_current", "assignment_id", unique=True,
            sqlite_where=text("until_on IS NULL"), postgresql_where=text("until_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = to("assignment", ondelete="CASCADE")
    organisation_id: Mapped[int] = to("organisation", merge="move")
    state: Mapped[AssignmentState] = mapped_column(choice(AssignmentState, "state"))
    window: Mapped[Window] = _window()
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class ProgressKind(StrEnum):
    """What was said about an action on its way."""

    REPORT = "report"
    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    POSTPONED = "postponed"
    REASSIGNED = "reassigned"
    DROPPED = "dropped"
    REOPENED = "reopened"
    RECEIVED = "received"
    SPLIT = "split"
    MERGED = "merged"
    DATED = "dated"
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"


class Progress(Base):
    """One step on the way of an action, only ever added: who said it, for whom and how, and what it changed.

    The window is the one that holds from this step on, where the step changed it; `meeting` is the one whose minutes
    gave a verdict, or that was scheduled; `ask` is what the step answers.
    """

    __tablename__ = "progress"
    __table_args__ = (
        CheckConstraint("due_from <= due_by AND due_by <= due_latest", name="window"),
        CheckConstraint("done_count >= 0 AND done_count <= total_count", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = to("action", ondelete="CASCADE")
    assignment_id: Mapped[int | None] = to("assignment", ondelete="SET NULL")
    organisation_id: Mapped[int | None] = to("organisation", merge="move")
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    how: Mapped[How] = mapped_column(choice(How, "how"), default=How.ITSELF, server_default="")
    said_by: Mapped[str] = short(200, default="", server_default="")
    from_file: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[ProgressKind] = mapped_column(choice(ProgressKind, "kind"), default=ProgressKind.REPORT)
    note: Mapped[Bilingual] = bilingual("note")
    state_from: Mapped[AssignmentState | None] = mapped_column(choice(AssignmentState, "state_from"))
    state_to: Mapped[AssignmentState | None] = mapped_column(choice(AssignmentState, "state_to"))
    window: Mapped[Window] = _window()
    done_count: Mapped[int | None]
    total_count: Mapped[int | None]
    ask_id: Mapped[int | None] = to("ask", ondelete="SET NULL")
    meeting_id: Mapped[int | None] = to("meeting")

    action: Mapped[Action] = relationship(back_populates="progress")
    assignment: Mapped[Assignment | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="progress", cascade="all, delete-orphan", order_by="Evidence.id"
    )


class AskKind(StrEnum):
    """What an organisation asks the chair."""

    MORE_TIME = "more_time"
    NOT_OURS = "not_ours"
    QUESTION = "question"


class Ask(Base):
    """A request for more time (until `window`), a 'not ours' (but `suggested`'s) or a question, with the chair's
    decision once there is one; `granted` stays empty for a question, which is only answered."""

    __tablename__ = "ask"
    __table_args__ = (
        CheckConstraint("due_from <= due_by AND due_by <= due_latest", name="window"),
        CheckConstraint("decided_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = to("assignment", ondelete="CASCADE")
    organisation_id: Mapped[int] = to("organisation", merge="move")
    kind: Mapped[AskKind] = mapped_column(choice(AskKind, "kind"))
    reason: Mapped[Bilingual] = bilingual("reason")
    window: Mapped[Window] = _window()
    suggested_id: Mapped[int | None] = to("organisation", merge="move")
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = short(200)
    asked_by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    how: Mapped[How] = mapped_column(choice(How, "how"), default=How.ITSELF, server_default="")
    said_by: Mapped[str] = short(200, default="", server_default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    granted: Mapped[bool | None]
    answer: Mapped[Bilingual] = bilingual("answer")
    decided_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    decided_by: Mapped[str] = short(200, default="")
    decided_by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")

    assignment: Mapped[Assignment] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    suggested: Mapped[Organisation | None] = relationship(foreign_keys=[suggested_id])


class Evidence(Base):
    """A file handed in with a step of progress."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    progress_id: Mapped[int] = to("progress", ondelete="CASCADE")
    file_id: Mapped[int] = to("stored_file")
    title: Mapped[Bilingual] = bilingual("title")

    progress: Mapped[Progress] = relationship(back_populates="evidence")
    file: Mapped[StoredFile] = relationship()
