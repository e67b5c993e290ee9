"""What management said about the work, and on which day the page of a quarter is sent to it; the page itself is never
stored, only counted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.access.voices import How
from tracker.actions.models import Action
from tracker.core.bilingual import Bilingual
from tracker.core.columns import Moment, bilingual, choice, short, to
from tracker.core.db import Base
from tracker.groups.models import WorkingGroup
from tracker.organisations.models import Person


class Instruction(Base):
    """A remark of the direction on the page of a period, and the action that became of it. `how` and `said_by` tell by
    what way it came where somebody else wrote it down."""

    __tablename__ = "instruction"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = to("working_group")
    period: Mapped[str] = short(40, default="")
    as_of: Mapped[date]
    remark: Mapped[Bilingual] = bilingual("remark")
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    how: Mapped[How] = mapped_column(choice(How, "how"), default=How.ITSELF, server_default="")
    said_by: Mapped[str] = short(200, default="", server_default="")
    action_id: Mapped[int] = to("action", ondelete="CASCADE")

    group: Mapped[WorkingGroup] = relationship()
    action: Mapped[Action] = relationship()
    by_person: Mapped[Person | None] = relationship()

    @property
    def speaker(self) -> Bilingual:
        """Whose words they are."""
        if self.said_by:
            return Bilingual.same(self.said_by)
        return self.by_person.name if self.by_person else Bilingual.same(self.by)


class PageSending(Base):
    """How many days after a quarter ends the page of a group is sent to management, and since when that is wished. The
    page of all groups has no group and the number 0, so that there is one at the most."""

    __tablename__ = "page_sending"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 80", name="days"),
        CheckConstraint("group_id IS NOT NULL OR id = 0", name="all_groups_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int | None] = to("working_group", ondelete="CASCADE", unique=True)
    days: Mapped[int]
    since: Mapped[date]

    group: Mapped[WorkingGroup | None] = relationship()


class PageSent(Base):
    """That the page of a quarter was sent, of a group or of all, so that it is only once."""

    __tablename__ = "page_sent"
    __table_args__ = (
        UniqueConstraint("group_id", "year", "quarter"),
        Index(
            "uq_page_sent_all_groups", "year", "quarter", unique=True,
            sqlite_where=text("group_id IS NULL"), postgresql_where=text("group_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int | None] = to("working_group", ondelete="CASCADE", index=False)
    year: Mapped[int]
    quarter: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
