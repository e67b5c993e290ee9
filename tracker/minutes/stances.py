"""Whether an organisation agrees with circulated minutes: by its own word, written down for it, or by its silence."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.access.actors import SYSTEM, Actor
from tracker.access.voices import How, Voice
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import MOST_LETTERS, too_long
from tracker.core.errors import Refused
from tracker.meetings.services import lock_meeting
from tracker.minutes import answering
from tracker.minutes import policy_answers as policy
from tracker.minutes.models import Delivery, Stance, StanceKind, Version
from tracker.minutes.queries_answers import past_comment_date
from tracker.minutes.queries_versions import family

NOTHING = Bilingual()


def give(
    version_id: int, kind: StanceKind, voice: Voice, *, reason: Bilingual = NOTHING, by: Actor, at: datetime
) -> Stance:
    """Say that an organisation agrees with a version or objects to it; it may think otherwise while comments are open.

    An objection needs its reason. What is said already is not recorded a second time.
    """
    _check(kind, reason)
    version = answering.locked(version_id, voice, by=by)
    if why := policy.too_late(version, clock.day_of(at), how=voice.how):
        raise Refused(why)
    stance = _stance_of(version, voice.organisation_id)
    if voice.how == How.ITSELF:
        answering.note_received(version, by=by, at=at)
    if stance is not None and _says(stance) == (kind, False, reason.en, reason.lo, voice):
        return stance
    before = _told(stance) if stance else None
    stance = stance or Stance(version_id=version.id, organisation_id=voice.organisation_id)
    stance.kind, stance.silent, stance.reason = kind, False, reason
    _sign(stance, voice, by, at)
    session.add(stance)
    session.flush()
    audit.record(
        "stance.given", "stance", stance.id, by=by, at=at, subject=f"{version.meeting.reference} v{version.number}",
        said=_told(stance), before=before,
    )  # fmt: skip
    return stance


def carry_objections(before: Version, version: Version) -> None:
    """Let what an organisation objected to in one version stand in the next: silence does not take it back."""
    objections = select(Stance).where(Stance.version_id == before.id, Stance.kind == StanceKind.OBJECTS)
    for old in session.scalars(objections.order_by(Stance.id)).all():
        session.add(
            Stance(
                version_id=version.id, organisation_id=old.organisation_id, kind=old.kind, silent=old.silent,
                reason=old.reason, at=old.at, by=old.by, by_person_id=old.by_person_id, how=old.how,
                said_by=old.said_by, file_id=old.file_id,
            )
        )  # fmt: skip
    session.flush()


def note_silence(version_id: int, *, today: date, at: datetime) -> int:
    """Record that the organisations which said nothing until the comment date agree by that; how many they are.

    A version whose silence was noted meanwhile, or whose comment date was put off, is left as it is.
    """
    lock_meeting(session.scalars(select(Version.meeting_id).where(Version.id == version_id)).one())
    if version_id not in past_comment_date(today):
        return 0
    version = session.get_one(Version, version_id, populate_existing=True)
    said = select(Stance.organisation_id).where(Stance.version_id == version.id)
    silent = session.scalars(
        select(Delivery.organisation_id)
        .where(
            Delivery.version_id.in_(family(version.id)), Delivery.organisation_id.is_not(None),
            Delivery.organisation_id.not_in(said),
        )
        .distinct()
        .order_by(Delivery.organisation_id)
    ).all()  # fmt: skip
    for organisation_id in silent:
        session.add(
            Stance(
                version_id=version.id, organisation_id=organisation_id, kind=StanceKind.AGREES, silent=True,
                reason=NOTHING, at=at, by=SYSTEM.label,
            )
        )  # fmt: skip
    version.silence_noted_at = at
    audit.record(
        "minutes.silence", "version", version.id, by=SYSTEM, at=at,
        subject=f"{version.meeting.reference} v{version.number}", organisations=list(silent),
    )  # fmt: skip
    return len(silent)


def _check(kind: StanceKind, reason: Bilingual) -> None:
    if kind == StanceKind.OBJECTS and not reason:
        raise Refused(Bilingual.said("Say what you object to."))
    if max(len(reason.en), len(reason.lo)) > MOST_LETTERS:
        raise Refused(too_long())


def _stance_of(version: Version, organisation_id: int) -> Stance | None:
    return session.scalar(
        select(Stance)
        .where(Stance.version_id == version.id, Stance.organisation_id == organisation_id)
        .execution_options(populate_existing=True)
    )


def _sign(stance: Stance, voice: Voice, by: Actor, at: datetime) -> None:
    stance.at, stance.by, stance.by_person_id = at, by.label[:200], by.person_id
    stance.how, stance.said_by, stance.file_id = voice.how, voice.said_by, voice.file_id


def _says(stance: Stance) -> tuple[StanceKind, bool, str, str, Voice]:
    voice = Voice(stance.organisation_id, stance.how, stance.said_by, stance.file_id)
    return stance.kind, stance.silent, stance.reason.en, stance.reason.lo, voice


def _told(stance: Stance) -> dict[str, Any]:
    """What the trail keeps of it."""
    return {
        "organisation_id": stance.organisation_id, "kind": stance.kind.value, "silent": bool(stance.silent),
        "reason": plain(stance.reason), "how": stance.how.value, "said_by": stance.said_by, "by": stance.by,
    }  # fmt: skip
