"""The mail that tells an organisation what became of the correction it proposed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from tracker.access.voices import How
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.docx.outline_json import from_data
from tracker.mail import outbox
from tracker.mail.messages import Message
from tracker.mail.models import OutgoingMail
from tracker.mail.rendering import render
from tracker.minutes.models import Correction, Delivery
from tracker.minutes.places import places
from tracker.minutes.queries_versions import family
from tracker.organisations.models import Person


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told, where and in which language."""

    address: str
    name: str
    language: Language


def tell(correction: Correction, text: Bilingual, *, at: datetime) -> OutgoingMail | None:
    """Put the mail about an answered correction into the outbox: what was proposed, what became of it, how the text
    reads now where it was changed; None where nobody of the organisation has an address."""
    reader = reader_of(correction)
    if reader is None:
        return None
    meeting, language = correction.version.meeting, reader.language
    organisation = correction.organisation.called
    place = places(from_data(correction.version.outline))[correction.place]
    why = Bilingual.said(
        "You get this mail because %(organisation)s proposed a correction of the minutes.",
        organisation=organisation[language],
    )[language]
    letter = render(
        "correction_answered", language, why=why, reply_to=meeting.group.mailbox, meeting=meeting.reference,
        organisation=organisation[language], heading=place.heading.in_(language).text,
        was=_sides(place.text, correction.text), proposed=_sides(correction.text), now=_sides(text, correction.text),
        reason=correction.reason.in_(language).text, outcome=str(correction.outcome),
        words=correction.answer.in_(language).text,
    )  # fmt: skip
    return outbox.put(
        Message(
            key=f"correction {correction.id} answered", to=reader.address, name=reader.name, language=language,
            subject=letter.subject, text=letter.text, html=letter.html, why=why, reply_to=meeting.group.mailbox,
            sender=meeting.group.name.in_(language).text,
        ),
        at=at,
    )  # fmt: skip


def _sides(text: Bilingual, like: Bilingual | None = None) -> tuple[tuple[Language, str], ...]:
    """The sides of a text that say something: of those that were proposed, or of all where none was."""
    wanted: tuple[Language, ...] = tuple(side for side in ("lo", "en") if like is None or not like or like[side])
    return tuple((side, text[side]) for side in wanted if text[side])


def reader_of(correction: Correction) -> Reader | None:
    """Who proposed it; where somebody wrote it down, or that person has no address or has left, to whom of the
    organisation the minutes went."""
    person = correction.by_person if correction.how == How.ITSELF else None
    if person and person.email and person.is_active:
        return Reader(person.email, person.name.in_(person.language).text, person.language)
    sent = session.scalars(
        select(Delivery)
        .outerjoin(Delivery.person)
        .where(
            Delivery.version_id.in_(family(correction.version_id)),
            Delivery.organisation_id == correction.organisation_id,
            or_(Person.id.is_(None), Person.is_active),
        )
        .order_by(Delivery.id)
        .limit(1)
    ).first()
    if sent:
        return Reader(sent.address, sent.name, sent.language)
    organisation = correction.organisation
    if organisation.email:
        return Reader(organisation.email, organisation.called[organisation.language], organisation.language)
    return None
