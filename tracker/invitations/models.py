"""Who was invited to a meeting, what the invitation last said, and what was answered."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.access.voices import How
from tracker.accounts.models import SecretLink
from tracker.core.columns import Moment, choice, language, short, to
from tracker.core.db import Base
from tracker.core.i18n import Language
from tracker.mail.models import OutgoingMail
from tracker.meetings.models import Meeting
from tracker.organisations.models import Organisation, Person


class Invitation(Base):
    """One address that a meeting's invitation went to, with the sequence of the calendar that it last got; `cancelled`
    once it was told that the meeting is off, or that it is no longer asked."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("meeting_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE", index=False)
    organisation_id: Mapped[int | None] = to("organisation", merge="move")
    person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    email: Mapped[str] = short(254)
    name: Mapped[str] = short(200, default="")
    language: Mapped[Language] = language()
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    mail_id: Mapped[int | None] = to("outgoing_mail", ondelete="SET NULL")
    link_id: Mapped[int | None] = to("secret_link", ondelete="SET NULL")

    meeting: Mapped[Meeting] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    person: Mapped[Person | None] = relationship()
    mail: Mapped[OutgoingMail | None] = relationship()
    link: Mapped[SecretLink | None] = relationship()


class Reply(Base):
    """What an organisation answered: so many people come, or none can; with the day and the hour, if one was known, of
    which it was said."""

    __tablename__ = "invitation_reply"
    __table_args__ = (UniqueConstraint("meeting_id", "organisation_id"), CheckConstraint("people >= 0", name="people"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = to("meeting", ondelete="CASCADE", index=False)
    organisation_id: Mapped[int] = to("organisation", merge="move_or_drop")
    people: Mapped[int]
    note: Mapped[str] = short(500, default="")
    for_day: Mapped[date]
    for_time: Mapped[time | None]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = short(200)
    by_person_id: Mapped[int | None] = to("person", merge="move", ondelete="SET NULL")
    how: Mapped[How] = mapped_column(choice(How, "how"), default=How.ITSELF, server_default="")
    said_by: Mapped[str] = short(200, default="", server_default="")

    meeting: Mapped[Meeting] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def is_before_move(self) -> bool:
        """Whether the meeting was moved to another day or hour since: then it counts no more until it is said anew."""
        meeting = self.meeting
        another_hour = None not in {self.for_time, meeting.starts_at} and self.for_time != meeting.starts_at
        return self.for_day != meeting.held_on or another_hour
