"""Mails about accounts: a link by which somebody sets a password."""

from datetime import datetime

from tracker.accounts.models import Account, LinkPurpose, SecretLink
from tracker.core.bilingual import Bilingual
from tracker.mail import outbox
from tracker.mail.messages import Message
from tracker.mail.messages import link as place_of
from tracker.mail.rendering import render

TEMPLATES = {LinkPurpose.FIRST_PASSWORD: "first_password", LinkPurpose.RESET: "reset"}


def send_link(account: Account, link: SecretLink, *, at: datetime) -> None:
    """Put a link to the password page into the outbox, in its owner's language; it is filled in at delivery."""
    person, language = account.person, account.person.language
    why = Bilingual.said("You get this mail because the tracker has an account for %(email)s.", email=account.email)
    letter = render(
        TEMPLATES[link.purpose],
        language,
        why=why[language],
        email=account.email,
        link=place_of(link.id),
        days=(link.expires_at - link.created_at).days,
    )
    outbox.put(
        Message(
            key=f"secret link {link.id}",
            to=account.email,
            name=person.name.in_(language).text,
            language=language,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            why=why[language],
        ),
        at=at,
    )
