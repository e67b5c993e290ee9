"""Secret links: one purpose, one receiver, an end. Knows how their tokens are made; they are stored nowhere."""

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import delete, select, update

from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused

KEPT = timedelta(days=30)  # after its end, so that whoever comes late is told why
PASSWORDS = (LinkPurpose.FIRST_PASSWORD, LinkPurpose.RESET)
WITHDRAWN_BY_HAND = (LinkPurpose.ACTION, LinkPurpose.POINTS, LinkPurpose.WISHES)  # none replaces another
PLACES = {
    LinkPurpose.FIRST_PASSWORD: "password", LinkPurpose.RESET: "password", LinkPurpose.ANSWER: "answer",
    LinkPurpose.INVITATION: "reply", LinkPurpose.FEED: "feed", LinkPurpose.ACTION: "act",
    LinkPurpose.POINTS: "points", LinkPurpose.WISHES: "reminders",
}  # fmt: skip
"""The first part of the address behind which a purpose is served."""

_TOKEN = re.compile(r"([1-9][0-9]{0,8})-([A-Za-z0-9_-]{43})")
_PLACE = re.compile(r"\{link:([0-9]{1,9})\}")  # as mail/messages writes it


class DeadLink(Refused):
    """A link that was good once: it was used, replaced by a newer one, its time is over, or what it was for is.
    `ask_at` is the address at which one can ask for help, where there is such a one."""

    status: ClassVar[int] = 410

    def __init__(self, message: Bilingual, ask_at: str = "") -> None:
        super().__init__(message)
        self.ask_at = ask_at


def make(purpose: LinkPurpose, person_id: int, *, account_id: int, lasts: timedelta, at: datetime) -> SecretLink:
    """A link for a person's account. Whatever link led to the account's password before leads nowhere from now on."""
    old = (SecretLink.subject_kind == "account", SecretLink.subject_id == account_id)
    session.execute(delete(SecretLink).where(*old, SecretLink.expires_at < at - KEPT))
    revoke(account_id, at)
    link = SecretLink(
        purpose=purpose, subject_kind="account", subject_id=account_id, person_id=person_id, created_at=at,
        expires_at=at + lasts,
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link


def make_for(
    purpose: LinkPurpose, subject: tuple[str, int], *, person_id: int | None, organisation_id: int | None,
    lasts: timedelta, at: datetime,
) -> SecretLink:  # fmt: skip
    """A link to one thing (its kind and id) for a person, or for whoever reads an organisation's mail; it may be used
    until its end."""
    link = SecretLink(
        purpose=purpose, subject_kind=subject[0], subject_id=subject[1], person_id=person_id,
        organisation_id=organisation_id, created_at=at, expires_at=at + lasts,
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link


def same_for(
    purpose: LinkPurpose, subject: tuple[str, int], *, person_id: int | None, organisation_id: int | None,
    lasts: timedelta, at: datetime,
) -> SecretLink:  # fmt: skip
    """The link to one thing that its receiver has already, with a later end, or a new one."""
    mine = (
        SecretLink.purpose == purpose, SecretLink.subject_kind == subject[0], SecretLink.subject_id == subject[1],
        SecretLink.person_id == person_id, SecretLink.organisation_id == organisation_id,
        SecretLink.used_at.is_(None), SecretLink.revoked_at.is_(None),
    )  # fmt: skip
    known = session.scalars(select(SecretLink).where(*mine).order_by(SecretLink.id.desc()).limit(1)).first()
    if known is None:
        return make_for(purpose, subject, person_id=person_id, organisation_id=organisation_id, lasts=lasts, at=at)
    prolong(known, lasts, at)
    return known


def prolong(link: SecretLink, lasts: timedelta, at: datetime) -> None:
    """Let a link that goes out once more lead on for as long as a new one would; one that was revoked leads nowhere."""
    link.expires_at = max(link.expires_at, at + lasts)


def end(purpose: LinkPurpose, subject: tuple[str, int], organisation_id: int | None, at: datetime) -> None:
    """Make the links of this purpose to one thing lead nowhere, for an organisation or for nobody's but a person's."""
    receiver = SecretLink.organisation_id
    live = (
        SecretLink.purpose == purpose, SecretLink.subject_kind == subject[0], SecretLink.subject_id == subject[1],
        receiver.is_(None) if organisation_id is None else receiver == organisation_id, SecretLink.revoked_at.is_(None),
    )  # fmt: skip
    session.execute(update(SecretLink).where(*live).values(revoked_at=at))


def revoke(account_id: int, at: datetime) -> None:
    """Make the links that lead to an account's password lead nowhere."""
    live = (
        SecretLink.subject_kind == "account", SecretLink.subject_id == account_id, SecretLink.purpose.in_(PASSWORDS),
        SecretLink.revoked_at.is_(None), SecretLink.used_at.is_(None),
    )  # fmt: skip
    session.execute(update(SecretLink).where(*live).values(revoked_at=at))


def token(link: SecretLink, secret_key: str) -> str:
    """What stands in the address: the id in front, and what only the holder of the key could put behind it."""
    said = f"secret link {link.id} {link.generation} {link.purpose.value}"
    digest = hmac.digest(secret_key.encode(), said.encode(), "sha256")
    return f"{link.id}-{urlsafe_b64encode(digest).decode().rstrip('=')}"


def address(link: SecretLink, base_url: str, secret_key: str) -> str:
    """The whole address, for whoever the link was made for."""
    ending = ".ics" if link.purpose == LinkPurpose.FEED else ""
    return f"{base_url}/{PLACES[link.purpose]}/{token(link, secret_key)}{ending}"


def open_link(
    given: str, purposes: tuple[LinkPurpose, ...], secret_key: str, at: datetime, *, lock: bool = False
) -> SecretLink:
    """The link of a token; with its row locked for whoever is about to use it.

    Raises NotFound where no such link was ever made, and DeadLink where it is good no more.
    """
    link = find(given, purposes, secret_key, lock=lock)
    why = why_over(link, at)
    if why:
        raise DeadLink(why)
    return link


def find(given: str, purposes: tuple[LinkPurpose, ...], secret_key: str, *, lock: bool = False) -> SecretLink:
    """The link of a token, also one that is good no more. Raises NotFound where no such link was ever made."""
    found = _TOKEN.fullmatch(given)
    asked = select(SecretLink).where(SecretLink.id == int(found[1] if found else 0))
    link = session.scalar(asked.with_for_update() if lock else asked) if found else None
    if link is None or link.purpose not in purposes or not hmac.compare_digest(token(link, secret_key), given):
        raise NotFound(Bilingual.said("There is no such link. Copy it whole from the mail, or ask for a new one."))
    return link


def why_over(link: SecretLink, at: datetime) -> Bilingual | None:
    """Why a link is good no more; None while it is."""
    if link.used_at is not None:
        return Bilingual.said("This link was used already; it works once.")
    if link.revoked_at is not None:
        if link.purpose in WITHDRAWN_BY_HAND:
            return Bilingual.said("This link was withdrawn.")
        return Bilingual.said("A newer link was made since. Use the newest mail, or ask for a new one.")
    if link.expires_at <= at:
        return Bilingual.said("The time of this link is over.")
    return None


def complete(text: str, base_url: str, secret_key: str) -> str:
    """The text with the links for which places stand in it, for the moment of delivery; never store or log the result.

    Raises NotFound where a link is not there any more.
    """
    wanted = {int(number) for number in _PLACE.findall(text)}
    links = {row.id: row for row in session.scalars(select(SecretLink).where(SecretLink.id.in_(wanted)))}

    def fill(found: re.Match[str]) -> str:
        link = links.get(int(found[1]))
        if link is None or link.purpose not in PLACES:
            raise NotFound(Bilingual.said("The mail holds a link that is not there any more."))
        return address(link, base_url, secret_key)

    return _PLACE.sub(fill, text)
