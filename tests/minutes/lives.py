"""The minutes of the sample on their way: complete, circulated, and mails that went out."""

from datetime import date, datetime, timedelta

from applications import NOON
from cast import Cast
from sqlalchemy import select

from tracker.core.db import session, transaction
from tracker.meetings.kinds import Disposition, EntryKind, RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.minutes import sending, versions
from tracker.minutes.models import Reason, Version, VersionKind
from tracker.minutes.sending import Recipient
from tracker.organisations.models import Organisation

ADDRESS = "/meetings/im-twg/2021-Q1"
POINTS = (EntryKind.ISSUE, EntryKind.RECOMMENDATION)


def the_meeting() -> Meeting:
    """The sample's meeting, as it is stored now."""
    return session.scalars(
        select(Meeting).order_by(Meeting.id).limit(1).execution_options(populate_existing=True)
    ).one()


def settle_points() -> None:
    """Give every point that nothing answers a disposition, as the chair must before the minutes are frozen."""
    with transaction():
        for entry in session.scalars(select(Entry).where(Entry.kind.in_(POINTS), Entry.disposition.is_(None))):
            entry.disposition = Disposition.NOTED


def circulated(
    cast: Cast, *, until: date = date(2021, 4, 8), at: datetime = NOON, to: tuple[str, ...] = ("npa", "mag")
) -> Version:
    """The first version, sent to these people of the cast."""
    meeting_id = the_meeting().id
    prepared = None
    with transaction():
        the_meeting().record = RecordState.CIRCULATED
    prepared = versions.prepare(meeting_id, VersionKind.CIRCULATED, office=None, at=at)
    with transaction():
        meeting = the_meeting()
        meeting.circulated_on, meeting.comment_until = at.date(), until
        version = versions.keep(meeting, prepared, by="Chair Person", at=at)
        version.comment_until = until
        versions.mark_sent(meeting_id, at.date())
        people = [cast.account(name).person for name in to]
        sending.send(
            version,
            [
                Recipient(
                    person.email, person.name.in_("en").text, person.language, Reason.FOCAL_POINT, person.id,
                    person.organisation_id,
                )
                for person in people
            ],
            by=cast.actor("chair"), at=at,
        )  # fmt: skip
        version_id = version.id
    return session.get_one(Version, version_id)


def organisation(short_name: str) -> Organisation:
    """An organisation by its short name."""
    return session.scalars(select(Organisation).where(Organisation.short_name == short_name)).one()


def days_later(days: int, at: datetime = NOON) -> datetime:
    """So many days after noon of the first day."""
    return at + timedelta(days=days)
