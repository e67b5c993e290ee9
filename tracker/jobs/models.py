"""What the timetable did: for each job its last run, and whose it is at the moment. Knows no job."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.columns import Moment, short
from tracker.core.db import Base


class JobRun(Base):
    """A job of the timetable: leased to one process while it runs, with the time of its last sign of life and how its
    last run ended."""

    __tablename__ = "job_run"
    __table_args__ = (CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="leased_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = short(40, unique=True)
    lease: Mapped[str | None] = short(40)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    beat_at: Mapped[datetime | None] = mapped_column(Moment)
    began_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str] = short(200, default="", server_default="")
