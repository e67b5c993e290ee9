"""Mails about minutes, each in its reader's language."""

from datetime import datetime

from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.mail import outbox, reach
from tracker.mail.messages import Attachment, Message
from tracker.mail.messages import link as place_of
from tracker.mail.models import OutgoingMail
from tracker.minutes.mail_texts import Announcement, Reader, enclosures, letter, why
from tracker.minutes.models import Delivery


def announce(delivery: Delivery, told: Announcement, *, number: int, again: bool = False, at: datetime) -> OutgoingMail:
    """Put the mail that brings a version of the minutes to a recipient into the outbox; the number tells a later one to
    the same recipient apart."""
    version, language = delivery.version, delivery.language
    meeting = version.meeting
    called = delivery.organisation.called if delivery.organisation else Bilingual()
    reader = Reader(language, delivery.reason, delivery.organisation_id, called)
    link = place_of(delivery.link_id) if delivery.link_id else ""
    made = letter(told, reader, link=link, on=clock.day_of(at), again=again)
    page = reach.page(f"meetings/{meeting.group.slug}/{meeting.address}")
    return outbox.put(
        Message(
            key=f"minutes {delivery.id} {number}", to=delivery.address, name=delivery.name, language=language,
            subject=made.subject, text=made.text, html=made.html, why=why(told, reader), reply_to=meeting.group.mailbox,
            sender=meeting.group.name.in_(language).text,
            attachments=tuple(Attachment(file_id, name, page) for _, file_id, name in enclosures(version)),
        ),
        at=at,
    )  # fmt: skip
