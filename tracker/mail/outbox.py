"""The outbox: putting a mail in, and what an administrator does with one; knows nothing of sending."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.mail.headers import one_line
from tracker.mail.messages import Message
from tracker.mail.models import MailAttachment, MailState, OutgoingMail

_LONGEST_SUBJECT, _LONGEST_NAME = 500, 200
_STOPPED = (MailState.FAILED, MailState.GIVEN_UP, MailState.BY_HAND)


@dataclass(slots=True)
class _Installation:
    sender: str = "tracker@localhost"


_installation = _Installation()


def keep_sender(address: str) -> None:
    """Make Message-IDs that end with this address's domain; once, when the application starts."""
    _installation.sender = address


def sender() -> str:
    """The address that this installation's mails come from."""
    return _installation.sender


def put(message: Message, *, at: datetime) -> OutgoingMail:
    """Put a mail into the outbox, in the transaction that is open; one with the same key is there already and stays
    as it is."""
    found = select(OutgoingMail).where(OutgoingMail.key == message.key)
    if kept := session.scalar(found):
        return kept
    try:
        with session.begin_nested():
            mail = _row(message, at)
            session.add(mail)
            session.flush()
    except IntegrityError:
        return session.scalars(found).one()
    return mail


def _row(message: Message, at: datetime) -> OutgoingMail:
    if "{link:" in message.subject:
        raise ValueError("a subject is shown in lists and in logs of servers, so it may hold no secret link")
    return OutgoingMail(
        key=message.key,
        message_id=f"<{uuid4().hex}@{_domain()}>",
        from_name=one_line(message.sender)[:_LONGEST_NAME],
        to_address=one_line(message.to)[:254],
        to_name=one_line(message.name)[:_LONGEST_NAME],
        reply_to=one_line(message.reply_to)[:254],
        language=message.language,
        subject=one_line(message.subject)[:_LONGEST_SUBJECT],
        text=message.text,
        html=message.html,
        why=message.why,
        created_at=at,
        next_try_at=at,
        attachments=[
            MailAttachment(file_id=each.file_id, name=each.name[:255], address=each.address, position=position)
            for position, each in enumerate(message.attachments, 1)
        ],
    )


def _domain() -> str:
    return _installation.sender.rpartition("@")[2]


def retry(mail_id: int, *, by: audit.Who, at: datetime) -> OutgoingMail:
    """Have a mail tried again now, as if for the first time. Raises Refused for one that is out or on its way."""
    mail = _locked(mail_id)
    if mail.state not in {MailState.WAITING, *_STOPPED}:
        raise _too_late(mail)
    mail.state = MailState.WAITING
    mail.attempts, mail.first_tried_at, mail.next_try_at = 0, None, at
    mail.trouble = mail.last_error = ""
    _record("mail.retried", mail, by, at)
    return mail


def give_up(mail_id: int, *, by: audit.Who, at: datetime) -> OutgoingMail:
    """Never send a mail. Raises Refused for one that is out or on its way."""
    mail = _locked(mail_id)
    if mail.state not in {MailState.WAITING, MailState.FAILED, MailState.BY_HAND}:
        raise _too_late(mail)
    mail.state = MailState.GIVEN_UP
    _record("mail.given_up", mail, by, at)
    return mail


def mark_sent(mail_id: int, *, by: audit.Who, at: datetime) -> OutgoingMail:
    """Note that somebody has sent a mail by hand. Raises Refused for one that the tracker itself may be sending."""
    mail = _locked(mail_id)
    if mail.state not in _STOPPED:
        raise _too_late(mail)
    mail.state, mail.sent_at = MailState.SENT, at
    _record("mail.marked_sent", mail, by, at)
    return mail


def note_taken(mail_id: int, *, by: audit.Who, at: datetime) -> OutgoingMail:
    """Note that somebody takes a mail with its secret links, to send it by hand. Raises Refused for any other mail."""
    mail = _locked(mail_id)
    if mail.state != MailState.BY_HAND:
        raise Refused(Bilingual.said("Only a mail that is to be sent by hand can be taken out."))
    _record("mail.taken", mail, by, at)
    return mail


def _locked(mail_id: int) -> OutgoingMail:
    mail = session.get(OutgoingMail, mail_id, with_for_update=True)
    if mail is None:
        raise NotFound(Bilingual.said("There is no mail %(number)s.", number=mail_id))
    return mail


def _too_late(mail: OutgoingMail) -> Refused:
    if mail.state == MailState.LEASED:
        return Refused(Bilingual.said("The mail is being sent at this moment. Look again in a while."))
    if mail.state == MailState.SENT:
        return Refused(Bilingual.said("The mail is sent already."))
    if mail.state == MailState.GIVEN_UP:
        return Refused(Bilingual.said("The mail was given up already."))
    return Refused(Bilingual.said("The tracker sends this mail itself."))


def _record(verb: str, mail: OutgoingMail, by: audit.Who, at: datetime) -> None:
    audit.record(verb, "mail", mail.id, by=by, at=at, subject=mail.subject, to=mail.to_address, key=mail.key)
