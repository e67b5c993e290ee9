"""Corrections that organisations propose to circulated minutes: proposing one, and taking it back. What the chair does
with them has a room of its own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.access.voices import How, Voice
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import MOST_LETTERS, too_long
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.docx.outline_json import from_data
from tracker.minutes import answering
from tracker.minutes import policy_answers as policy
from tracker.minutes.models import Correction, Outcome, Version
from tracker.minutes.places import Place, places

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed at a place: how its text should read, on the sides that are to change, and why. A side that is
    empty, or reads as it was circulated, is not touched."""

    place: str
    text: Bilingual = NOTHING
    reason: Bilingual = NOTHING


def place_in(version: Version, key: str) -> Place:
    """A place of a version as it was circulated; NotFound for a key that it does not have."""
    found = places(from_data(version.outline)).get(key)
    if found is None:
        raise NotFound(Bilingual.said("The minutes have no such place."))
    return found


def propose(version_id: int, proposal: Proposal, voice: Voice, *, by: Actor, at: datetime) -> Correction:
    """Propose a correction for an organisation, at one place of a version that is out for comments."""
    version = answering.locked(version_id, voice, by=by)
    if why := policy.no_corrections(version, clock.day_of(at), how=voice.how):
        raise Refused(why)
    place = place_in(version, proposal.place)
    text = _differing(proposal.text, place)
    _check(text, proposal, place)
    if voice.how == How.ITSELF:
        answering.note_received(version, by=by, at=at)
    correction = Correction(
        version_id=version.id, place=place.key, organisation_id=voice.organisation_id, text=text,
        reason=proposal.reason, at=at, by=by.label[:200], by_person_id=by.person_id, how=voice.how,
        said_by=voice.said_by, file_id=voice.file_id,
    )  # fmt: skip
    session.add(correction)
    session.flush()
    audit.record(
        "correction.proposed", "correction", correction.id, by=by, at=at, subject=_subject(version), place=place.key,
        organisation_id=voice.organisation_id, text=plain(text), reason=plain(proposal.reason), how=voice.how.value,
        said_by=voice.said_by,
    )  # fmt: skip
    return correction


def withdraw(correction_id: int, *, by: Actor, at: datetime) -> Correction:
    """Take back a correction that nobody has answered yet: the organisation itself, or who wrote it down for it."""
    correction = _found(correction_id)
    own = correction.organisation_id in by.organisations
    voice = Voice(correction.organisation_id, How.ITSELF if own else correction.how, correction.said_by)
    version = answering.locked_for(correction.version_id, voice, by=by)
    correction = session.get_one(Correction, correction_id, populate_existing=True)
    refuse_answered(correction)
    correction.outcome, correction.answered_at = Outcome.WITHDRAWN, at
    correction.answered_by, correction.answered_by_person_id = by.label[:200], by.person_id
    audit.record(
        "correction.withdrawn", "correction", correction.id, by=by, at=at, subject=_subject(version),
        place=correction.place, organisation_id=correction.organisation_id,
    )  # fmt: skip
    return correction


def refuse_answered(correction: Correction) -> None:
    """Raise Conflict where a correction was withdrawn or answered meanwhile."""
    if correction.outcome == Outcome.WITHDRAWN:
        raise Conflict(Bilingual.said("This correction was withdrawn by %(who)s.", who=correction.answered_by))
    if correction.outcome is not None:
        raise Conflict(Bilingual.said("This correction was answered already by %(who)s.", who=correction.answered_by))


def _found(correction_id: int) -> Correction:
    found = session.scalar(select(Correction).where(Correction.id == correction_id))
    if found is None:
        raise NotFound(Bilingual.said("There is no such correction."))
    return found


def _differing(text: Bilingual, place: Place) -> Bilingual:
    """The sides that are to read otherwise than they were circulated."""
    return Bilingual(
        en="" if text.en == place.text.en else text.en, lo="" if text.lo == place.text.lo else text.lo
    )  # fmt: skip


def _check(text: Bilingual, proposal: Proposal, place: Place) -> None:
    if text and not place.has_text:
        raise Refused(Bilingual.said("Say what is wrong here; this place has no text of its own."))
    if not (text or proposal.reason):
        raise Refused(Bilingual.said("Change the text, or say what is wrong."))
    if max(len(each) for each in (text.en, text.lo, proposal.reason.en, proposal.reason.lo)) > MOST_LETTERS:
        raise Refused(too_long())


def _subject(version: Version) -> str:
    return f"{version.meeting.reference} v{version.number}"
