"""Trying the way out with one mail, at once and without the outbox; knows nothing of who asks."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from tracker.core.i18n import Language
from tracker.mail import transport
from tracker.mail.models import OutgoingMail
from tracker.mail.post import Post
from tracker.mail.ready import made_ready
from tracker.mail.rendering import render
from tracker.mail.server import MailServer
from tracker.mail.troubles import NotSent, Trouble

PATIENCE = 8.0  # seconds for each answer of the server; somebody waits before the page


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the mail: sent where there is no trouble."""

    server: str
    trouble: Trouble | None = None
    reply: str = ""


def send(post: Post, server: MailServer, to: str, language: Language, *, at: datetime) -> Outcome:
    """Send a test mail and say what the server did with it. No transaction may be open."""
    letter = render("test", language, base_url=post.base_url)
    domain = post.sender.rpartition("@")[2]
    mail = OutgoingMail(
        message_id=f"<{uuid4().hex}@{domain}>", from_name="", to_address=to, to_name="", reply_to="",
        language=language, subject=letter.subject, text=letter.text, html=letter.html, created_at=at,
    )  # fmt: skip
    try:
        ready = made_ready(mail, post, str)
        transport.send(replace(server, patience=PATIENCE), post.sender, ready.receiver, ready.data)
    except NotSent as not_sent:
        return Outcome(server.name, not_sent.trouble, not_sent.reply)
    return Outcome(server.name)
