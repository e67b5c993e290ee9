"""Working groups: who belongs to them, under which letterhead they write, when they rest and when they are reminded."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.core.bilingual import Bilingual
from tracker.core.columns import NEVER_AGAIN, BilingualLines, bilingual, choice, short, to
from tracker.core.db import Base
from tracker.organisations.models import Organisation, Person

SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
"""How a group stands in addresses: small letters, digits, single dashes between them."""


class Attach(StrEnum):
    """In which form the minutes go with a mail; without LibreOffice on the machine it is Word."""

    PDF = "pdf"
    WORD = "word"
    BOTH = "both"


class WorkingGroup(Base):
    """A technical working group; no reminder is sent before `reminders_from` (none at all while it is empty).

    Issued minutes of one that `is_public` may be read by whoever comes, without an account.
    """

    __tablename__ = "working_group"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = short(40, unique=True)
    acronym: Mapped[str] = short(12, unique=True)
    name: Mapped[Bilingual] = bilingual("name")
    mailbox: Mapped[str] = short(254, default="")
    reminders_from: Mapped[date | None]
    attach: Mapped[Attach] = mapped_column(
        choice(Attach, "attach"), default=Attach.PDF, server_default=Attach.PDF.value
    )
    is_public: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)

    letterheads: Mapped[list["Letterhead"]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="Letterhead.valid_from"
    )
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="Membership.id"
    )
    seats: Mapped[list["Seat"]] = relationship(back_populates="group", cascade="all, delete-orphan", order_by="Seat.id")
    meetings = relationship("Meeting", viewonly=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class SeatRole(StrEnum):
    """What a person is in a group."""

    CHAIR = "chair"
    ACTING_CHAIR = "acting_chair"
    SECRETARY = "secretary"
    TRANSLATOR = "translator"
    FOCAL_POINT = "focal_point"


class Seat(Base):
    """A person's role in a group from one day until another (both included)."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("group_id", "person_id", "role", "from_on"),
        CheckConstraint("until_on >= from_on", name="ends_after_it_begins"),
        Index(
            "uq_seat_from_the_first", "group_id", "person_id", "role", unique=True,
            sqlite_where=text("from_on IS NULL"), postgresql_where=text("from_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", ondelete="CASCADE", index=False)
    person_id: Mapped[int] = to("person", merge="combine")
    role: Mapped[SeatRole] = mapped_column(choice(SeatRole, "role"))
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]

    group: Mapped[WorkingGroup] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship()


class Membership(Base):
    """An organisation that belongs to a group."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("group_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", ondelete="CASCADE", index=False)
    organisation_id: Mapped[int] = to("organisation", merge="move_or_drop")

    group: Mapped[WorkingGroup] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship()


class Letterhead(Base):
    """The head of the group's papers from one day on; ministries change, printed minutes don't."""

    __tablename__ = "letterhead"
    __table_args__ = (
        UniqueConstraint("group_id", "valid_from"),
        CheckConstraint("lao_size BETWEEN 8 AND 24", name="lao_size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", ondelete="CASCADE", index=False)
    valid_from: Mapped[date]
    top: Mapped[tuple[Bilingual, ...]] = mapped_column(BilingualLines, default=())
    left: Mapped[tuple[Bilingual, ...]] = mapped_column(BilingualLines, default=())
    place: Mapped[Bilingual] = bilingual("place")
    number_pattern: Mapped[str] = short(60, default="")
    lao_font: Mapped[str] = mapped_column(String(31), default="Phetsarath OT")
    lao_size: Mapped[int] = mapped_column(default=12)

    group: Mapped[WorkingGroup] = relationship(back_populates="letterheads")


class NumberSeries(Base):
    """The last number given in a group, of one kind and year; its row is locked while a number is taken."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("group_id", "kind", "year"), CheckConstraint("last >= 0", name="last"))

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", ondelete="CASCADE", index=False)
    kind: Mapped[str] = short(20)
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class Audience(StrEnum):
    """Who is reminded at a step of the ladder."""

    OWNER = "owner"
    CHAIR = "chair"
    MANAGEMENT = "management"


class Trigger(StrEnum):
    """What a step of the ladder counts its days from: the end of a part's window; of parts without a date the next
    regular meeting, or the quarter's end where none is planned; the day since which nobody owns an action, or since
    which something waits for the chair; the opening of the window of a special meeting that is not scheduled; the first
    day of a quarter without a regular meeting; the day a stage of a standard should have ended; the day external
    minutes were asked for; the comment date of circulated minutes; the day a meeting whose minutes are not circulated
    was held; the day of a meeting; and the day of the regular meeting for which points are called for."""

    DUE = "due"
    NEXT_MEETING = "next_meeting"
    NO_OWNER = "no_owner"
    WINDOW_OPENS = "window_opens"
    NO_MEETING = "no_meeting"
    STAGE = "stage"
    EXTERNAL_MINUTES = "external_minutes"
    COMMENT_DATE = "comment_date"
    HELD = "held"
    MEETING = "meeting"
    CALL = "call"
    WAITING = "waiting"


class LadderStep(Base):
    """One step of a group's own reminder ladder, in days before (negative) or after what triggers it; a weekly one
    comes again in each week after it, until nothing is left to do."""

    __tablename__ = "ladder_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", ondelete="CASCADE")
    position: Mapped[int]
    trigger: Mapped[Trigger] = mapped_column(choice(Trigger, "trigger"), default=Trigger.DUE)
    days: Mapped[int]
    working_days: Mapped[bool] = mapped_column(default=False)
    weekly: Mapped[bool] = mapped_column(default=False, server_default=false())
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))


class DayOff(Base):
    """A day on which a group does not work, beside weekends and public holidays."""

    __tablename__ = "day_off"
    __table_args__ = (UniqueConstraint("group_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group", ondelete="CASCADE", index=False)
    day: Mapped[date]
    name: Mapped[Bilingual] = bilingual("name")
