"""Answers to the circulated minutes of the sample: the day, the links, and what is kept of them."""

from datetime import timedelta

import pytest
from applications import KEY, NOON
from cast import Cast
from lives import organisation
from sqlalchemy import select

from tracker.access.voices import Voice
from tracker.accounts import links
from tracker.accounts.models import SecretLink
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.mail.models import OutgoingMail
from tracker.minutes import corrections, stances, versions
from tracker.minutes.corrections import Proposal
from tracker.minutes.models import Correction, Delivery, Stance, StanceKind

POINT = "i1"
IN_TIME = NOON + timedelta(days=2)
TOO_LATE = NOON + timedelta(days=10)


def without_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let versions have no files: what takes long, and is not asked for here."""
    monkeypatch.setattr(versions, "made_files", lambda *_built, **_more: ())


def go_to(monkeypatch: pytest.MonkeyPatch, days: int = 2) -> None:
    """As if it were so many days after the minutes were circulated."""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=days))


def voice(short_name: str) -> Voice:
    """An organisation that speaks for itself."""
    return Voice(organisation(short_name).id)


def propose(
    cast: Cast, version_id: int, who: str = "npa", place: str = POINT, *, lo: str = "", en: str = "", why: str = ""
) -> int:
    """A correction by somebody of the cast, for the own organisation."""
    by = cast.actor(who)
    proposal = Proposal(place, Bilingual(en=en, lo=lo), Bilingual.of(why))
    own = Voice(cast.account(who).person.organisation_id)
    with transaction():
        return corrections.propose(version_id, proposal, own, by=by, at=IN_TIME).id


def answer(cast: Cast, version_id: int, who: str, kind: StanceKind, why: str = "") -> None:
    """The stance of somebody's own organisation."""
    by, own = cast.actor(who), Voice(cast.account(who).person.organisation_id)
    with transaction():
        stances.give(version_id, kind, own, reason=Bilingual.of(why), by=by, at=IN_TIME)


def address_of(cast: Cast, version_id: int, name: str) -> str:
    """The secret address that somebody of the cast got with a version."""
    wanted = Delivery.version_id == version_id, Delivery.person_id == cast.account(name).person_id
    link = session.scalars(select(SecretLink).join(Delivery, Delivery.link_id == SecretLink.id).where(*wanted)).one()
    return f"/answer/{links.token(link, KEY)}"


def delivery_to(cast: Cast, name: str) -> Delivery:
    """What was sent to somebody, as it is kept now."""
    session.rollback()
    return session.scalars(select(Delivery).where(Delivery.person_id == cast.account(name).person_id)).one()


def said() -> dict[str, Stance]:
    """All stances, by organisation."""
    session.rollback()
    return {each.organisation.short_name: each for each in session.scalars(select(Stance))}


def proposed() -> list[Correction]:
    """All corrections."""
    session.rollback()
    return list(session.scalars(select(Correction).order_by(Correction.id)))


def trail(verb: str) -> list[AuditEntry]:
    """What the trail tells of these acts."""
    session.rollback()
    return list(session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.id)))


def mails_about(word: str) -> list[OutgoingMail]:
    """The mails whose key begins with a word."""
    session.rollback()
    found = select(OutgoingMail).where(OutgoingMail.key.startswith(word)).order_by(OutgoingMail.id)
    return list(session.scalars(found))
