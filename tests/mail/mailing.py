"""Mails as the tests write them, and the post of an application turned to a server of their own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from applications import NOON
from sqlalchemy import select, update

from tracker.core.db import session, transaction
from tracker.mail import outbox
from tracker.mail.messages import Message
from tracker.mail.models import MailState, OutgoingMail
from tracker.mail.post import Post, current_post
from tracker.mail.server import MailServer

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def a_message(key: str = "one", **more: Any) -> Message:
    given = {
        "to": "npa@example.la", "name": "ຜູ້ປະສານງານ NPA", "language": "lo", "subject": "ໜ້າວຽກຂອງ NPA: ກາຍກຳນົດ 1",
        "text": "ສະບາຍດີ\n", "html": "<html><body><p>ສະບາຍດີ</p></body></html>",
    }  # fmt: skip
    return Message(key=key, **{**given, **more})


def put(key: str = "one", **more: Any) -> int:
    with transaction():
        return outbox.put(a_message(key, **more), at=NOON).id


def the_mail(key: str = "one") -> OutgoingMail:
    session.rollback()
    return session.scalars(select(OutgoingMail).where(OutgoingMail.key == key)).one()


def post_to(server: MailServer | None, **more: Any) -> Post:
    return replace(current_post(), server=server, sender="twg@example.la", **more)


def make_due() -> None:
    """As if the time of the next try had come, and that of every lease had passed."""
    with transaction() as current:
        current.execute(update(OutgoingMail).values(next_try_at=LONG_AGO))
        current.execute(
            update(OutgoingMail).where(OutgoingMail.state == MailState.LEASED).values(leased_until=LONG_AGO)
        )


def tried_since(hours: int, attempts: int, at: datetime) -> None:
    """As if the first try lay so many hours back."""
    with transaction() as current:
        current.execute(update(OutgoingMail).values(first_tried_at=at - timedelta(hours=hours), attempts=attempts))
