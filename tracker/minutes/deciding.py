"""What the chair does with a proposed correction: accepts it, adapts it or declines it, with an answer. It changes the
working text, never the version that was circulated."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import MOST_LETTERS, TextConflict, Wording, too_long
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.services import lock_draft
from tracker.minutes import mails_corrections, sentences
from tracker.minutes.corrections import place_in, refuse_answered
from tracker.minutes.models import Correction, Outcome, Version
from tracker.minutes.places import Place, PlaceKind

NOTHING = Bilingual()
COMPOSED = {"opening": sentences.opening, "participants": sentences.participants, "closing": sentences.closing}


def accept(
    correction_id: int, *, words: Bilingual = NOTHING, small: bool = False, by: Actor, at: datetime
) -> Correction:
    """Take a correction in as it was proposed: the working text changes on the proposed sides.

    Raises Conflict where one of these sides reads otherwise by now than it was circulated. What has no new text is
    changed by hand, and needs words that say how; `small` leaves the other language as it is.
    """
    correction, meeting = _locked(correction_id, by)
    place = place_in(correction.version, correction.place)
    if not correction.text:
        _require(words, Bilingual.said("Say what was changed, so that %(who)s knows.", who=_called(correction)))
        return _answered(correction, Outcome.ACCEPTED, words, NOTHING, by=by, at=at)
    wording = Wording(
        en=correction.text.en or None, lo=correction.text.lo or None, base_en=place.text.en, base_lo=place.text.lo,
        small=small,
    )  # fmt: skip
    try:
        new = _put(meeting, place, wording, correction, by=by, at=at)
    except TextConflict:
        raise Conflict(
            Bilingual.said("This text was changed since it was circulated. Write below how it should read now.")
        ) from None
    return _answered(correction, Outcome.ACCEPTED, words, new, by=by, at=at)


def adapt(correction_id: int, wording: Wording, *, words: Bilingual = NOTHING, by: Actor, at: datetime) -> Correction:
    """Take a correction in with a text of the chair's own, made from the text as it stands.

    Raises TextConflict where somebody else changed the same side meanwhile.
    """
    correction, meeting = _locked(correction_id, by)
    place = place_in(correction.version, correction.place)
    if not place.has_text:
        raise Refused(Bilingual.said("This place has no text of its own; change it in the drafting room."))
    if not wording.touched:
        raise Refused(Bilingual.said("The text stays as it is. Change it, or decline the correction with an answer."))
    new = _put(meeting, place, wording, correction, by=by, at=at)
    sides = [(correction.text.en, new.en), (correction.text.lo, new.lo)]
    as_proposed = bool(correction.text) and all(asked in {"", now} for asked, now in sides)
    outcome = Outcome.ACCEPTED if as_proposed else Outcome.ADAPTED
    return _answered(correction, outcome, words, new, by=by, at=at)


def decline(correction_id: int, words: Bilingual, *, by: Actor, at: datetime) -> Correction:
    """Leave the text as it is, and say why."""
    correction, _ = _locked(correction_id, by)
    _require(words, Bilingual.said("Say why, so that %(who)s knows.", who=_called(correction)))
    return _answered(correction, Outcome.DECLINED, words, NOTHING, by=by, at=at)


def text_now(meeting: Meeting, place: Place) -> Bilingual | None:
    """How a place reads in the working text; None where the entry is not there any more."""
    if place.kind == PlaceKind.SENTENCE:
        composed = COMPOSED.get(place.key)
        return composed(meeting) if composed else meeting.purpose
    entry = _entry(meeting, place)
    return entry.text if entry else None


def _locked(correction_id: int, by: Actor) -> tuple[Correction, Meeting]:
    """A correction that waits for its answer, and its meeting, which nobody else writes meanwhile."""
    asked = select(Version.meeting_id).join(Correction, Correction.version_id == Version.id)
    meeting_id = session.scalar(asked.where(Correction.id == correction_id))
    if meeting_id is None:
        raise NotFound(Bilingual.said("There is no such correction."))
    meeting = lock_draft(meeting_id, by=by)
    correction = session.get_one(Correction, correction_id, populate_existing=True)
    refuse_answered(correction)
    return correction, meeting


def _put(
    meeting: Meeting, place: Place, wording: Wording, correction: Correction, *, by: Actor, at: datetime
) -> Bilingual:
    """Store an edited text where the place keeps it; a composed sentence is kept in its new words."""
    now = text_now(meeting, place)
    if now is None:
        raise Conflict(Bilingual.said("This point is not in the draft any more. Bring it back there, or decline."))
    if collisions := wording.collisions("text", now):
        raise TextConflict(collisions)
    new = wording.over(now)
    if new == now:
        return new
    told: dict[str, Any] = {"correction": correction.id, "organisation_id": correction.organisation_id}
    if place.kind == PlaceKind.SENTENCE:
        setattr(meeting, place.key, new)
        told |= {place.key: plain(new)}
        audit.record("meeting.revised", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, **told)
        return new
    entry = _entry(meeting, place)
    if entry is not None:
        entry.text = new
        told |= {"changed": ["text"], "changes": {"text": {"from": plain(now), "to": plain(new)}}}
        audit.record("entry.revised", "entry", entry.id, by=by, at=at, subject=entry.reference, **told)
    return new


def _entry(meeting: Meeting, place: Place) -> Entry | None:
    return session.scalar(
        select(Entry).where(Entry.meeting_id == meeting.id, Entry.key == place.key, Entry.deleted_at.is_(None))
    )


def _answered(
    correction: Correction, outcome: Outcome, words: Bilingual, text: Bilingual, *, by: Actor, at: datetime
) -> Correction:
    """Record what became of a correction, and tell whoever proposed it."""
    if max(len(words.en), len(words.lo)) > MOST_LETTERS:
        raise Refused(too_long())
    correction.outcome, correction.answer, correction.answered_at = outcome, words, at
    correction.answered_by, correction.answered_by_person_id = by.label[:200], by.person_id
    session.flush()
    audit.record(
        "correction.answered", "correction", correction.id, by=by, at=at,
        subject=f"{correction.version.meeting.reference} v{correction.version.number}", outcome=outcome.value,
        place=correction.place, organisation_id=correction.organisation_id, answer=plain(words),
    )  # fmt: skip
    mails_corrections.tell(correction, text, at=at)
    return correction


def _require(words: Bilingual, ask: Bilingual) -> None:
    if not words:
        raise Refused(ask)


def _called(correction: Correction) -> str:
    return correction.organisation.short_name
