"""Mails about minutes, each in its reader's language."""

from datetime import datetime

from tracker.core.bilingual import Bilingual
from tracker.mail import outbox
from tracker.mail.messages import Attachment, Message
from tracker.mail.messages import link as place_of
from tracker.mail.models import OutgoingMail
from tracker.mail.rendering import render
from tracker.minutes.models import Delivery


def announce(delivery: Delivery, *, number: int, at: datetime) -> OutgoingMail:
    """Put the mail that brings a version of the minutes to a recipient into the outbox; the number tells a later one to
    the same recipient apart."""
    version, language = delivery.version, delivery.language
    meeting = version.meeting
    why = Bilingual.said("You get this mail because the minutes of %(group)s go to you.", group=meeting.group.acronym)
    letter = render(
        f"minutes_{version.kind}", language, why=why[language], reply_to=meeting.group.mailbox,
        meeting=meeting.reference, link=place_of(delivery.link_id) if delivery.link_id else "",
    )  # fmt: skip
    return outbox.put(
        Message(
            key=f"minutes {delivery.id} {number}", to=delivery.address, name=delivery.name, language=language,
            subject=letter.subject, text=letter.text, html=letter.html, why=why[language],
            reply_to=meeting.group.mailbox, sender=meeting.group.acronym,
            attachments=tuple(Attachment(each.file_id, each.file.name) for each in version.files[:1]),
        ),
        at=at,
    )  # fmt: skip
