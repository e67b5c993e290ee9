"""What the tests of the distribution share: mails that have left, and minutes that were issued."""

from applications import NOON
from lives import the_meeting
from sqlalchemy import select

from tracker.core.db import session, transaction
from tracker.mail.models import MailState, OutgoingMail
from tracker.meetings.kinds import RecordState
from tracker.minutes import versions
from tracker.minutes.models import Delivery, Version, VersionKind
from tracker.organisations.models import Organisation


def mails_left(state: MailState = MailState.SENT, trouble: str = "") -> None:
    """Every mail that waits has gone out, or could not."""
    with transaction():
        for mail in session.scalars(select(OutgoingMail).where(OutgoingMail.state == MailState.WAITING)):
            mail.state, mail.trouble = state, trouble
            mail.sent_at = NOON if state == MailState.SENT else None


def delivery_to(name: str) -> Delivery:
    """The newest delivery to somebody of the cast."""
    session.rollback()
    wanted = select(Delivery).where(Delivery.address == f"{name}@twg.example").order_by(Delivery.id.desc())
    return session.scalars(wanted.limit(1)).one()


def issued(kind: VersionKind = VersionKind.ISSUED, number: str = "12/NRA") -> Version:
    """The sample's minutes as they are issued now, sealed and with their files."""
    meeting_id = the_meeting().id
    with transaction():
        meeting = the_meeting()
        meeting.record = RecordState(kind.value)
        meeting.number, meeting.issued_on = number, NOON.date()
    prepared = versions.prepare(meeting_id, kind, office=None, at=NOON)
    with transaction():
        version_id = versions.keep(the_meeting(), prepared, by="Chair Person", at=NOON).id
    return session.get_one(Version, version_id)


def organisation_id(short_name: str) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.short_name == short_name)).one()
