"""The verbs of meetings while their minutes are written: what stands at the head and the foot. Entries and attendance
are drafted a floor above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import Change, Wording, put_texts
from tracker.core.errors import NotFound, Refused
from tracker.core.i18n import Language
from tracker.meetings import policy
from tracker.meetings.appointments import Appointment, count_change
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Meeting, SignatureBlock
from tracker.organisations.models import Person

MOST_PEOPLE = 100_000
NOTHING = Bilingual()
TEXTS = ("title", "venue", "purpose", "opening", "participants", "closing")
FACTS = ("starts_at", "ends_at", "headcount", "chair_id", "secretary_id", "authentic_language")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRevision:
    """What a form changes at the head and the foot of the minutes; None is not touched. The sentences (opening,
    participants, closing) are composed from the record again where both their sides are emptied."""

    title: Wording | None = None
    venue: Wording | None = None
    purpose: Wording | None = None
    opening: Wording | None = None
    participants: Wording | None = None
    closing: Wording | None = None
    starts_at: Change[time | None] | None = None
    ends_at: Change[time | None] | None = None
    headcount: Change[int | None] | None = None
    chair_id: Change[int | None] | None = None
    secretary_id: Change[int | None] | None = None
    authentic_language: Change[Language | None] | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """Where somebody is to sign."""

    role: Bilingual
    unit: Bilingual = NOTHING
    person_id: int | None = None


_LOCKED = (
    select(Meeting)
    .where(Meeting.id == bindparam("meeting_id"))
    .options(joinedload(Meeting.group, innerjoin=True))
    .with_for_update(of=Meeting)
    .execution_options(populate_existing=True)
)


def lock_meeting(meeting_id: int) -> Meeting:
    """The meeting with its group, its row locked until the transaction ends, however far its minutes are; NotFound if
    there is none. Whoever writes anything of a meeting asks for it here, so that only one does at a time."""
    meeting = session.scalar(_LOCKED, {"meeting_id": meeting_id})
    if meeting is None:
        raise NotFound(Bilingual.said("There is no such meeting."))
    return meeting


def lock_draft(meeting_id: int, *, by: Actor, translating: bool = False) -> Meeting:
    """The meeting, its row locked until the transaction ends, with a new revision: something of it changes now.

    Raises Forbidden for whoever may not draft this group's minutes (a translator may where only texts are changed),
    and Refused while the minutes are frozen or issued.
    """
    meeting = lock_meeting(meeting_id)
    require(policy.can_translate(by, meeting) if translating else policy.can_draft(by, meeting))
    require_open(meeting)
    meeting.revision += 1
    return meeting


def require_open(meeting: Meeting) -> None:
    """Refuse to change the text of minutes that are frozen or issued."""
    if meeting.text_state == TextState.FROZEN:
        raise Refused(Bilingual.said("The minutes are frozen to be signed. Take them back to change them."))
    if meeting.text_state == TextState.ISSUED:
        raise Refused(Bilingual.said("The minutes were issued. Begin an amendment to change them."))


def require_one_language(meeting: Meeting, edits: Sequence[Wording | None], *, by: Actor) -> None:
    """A translator writes one language at a time; whoever drafts may write both at once."""
    if policy.can_draft(by, meeting):
        return
    if len({side for edit in edits if edit for side in edit.touched}) > 1:
        raise Refused(Bilingual.said("A translator writes one language at a time."))


def revise_meeting(meeting_id: int, revision: MeetingRevision, *, by: Actor, at: datetime) -> Meeting:
    """Change what stands at the head and the foot of minutes that are open; a translator only one language of them.

    Raises TextConflict or Conflict where somebody else changed the same thing meanwhile.
    """
    facts = {name: change for name in FACTS if (change := getattr(revision, name)) is not None}
    meeting = lock_draft(meeting_id, by=by, translating=not facts)
    shown = Appointment.of(meeting)
    texts = [(name, getattr(revision, name)) for name in TEXTS]
    require_one_language(meeting, [edit for _, edit in texts], by=by)
    changed = [*put_texts(meeting, texts), *_put_facts(meeting, facts)]
    _check(meeting)
    count_change(meeting, shown)
    if changed:
        told = {name: plain(getattr(meeting, name)) for name in changed}
        audit.record("meeting.revised", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, **told)
    return meeting


def revise_signatures(meeting_id: int, blocks: Sequence[Signing], *, by: Actor, at: datetime) -> Meeting:
    """Say anew who is to sign the minutes, in this order; a block that says nothing is left out."""
    meeting = lock_draft(meeting_id, by=by)
    wanted = [block for block in blocks if block.role or block.unit or block.person_id]
    for block in wanted:
        require_person(block.person_id)
    meeting.signatures = [
        SignatureBlock(position=place, role=block.role, unit=block.unit, person_id=block.person_id)
        for place, block in enumerate(wanted, 1)
    ]
    told = [plain(block.role) for block in wanted]
    audit.record("meeting.signatures", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, blocks=told)
    return meeting


def _put_facts(meeting: Meeting, facts: dict[str, Change[Any]]) -> list[str]:
    """Set what differs. People are looked up first: a query writes out what was set before it."""
    new = {name: change.over(getattr(meeting, name)) for name, change in facts.items()}
    changed = [name for name, value in new.items() if value != getattr(meeting, name)]
    for name in {"chair_id", "secretary_id"} & set(changed):
        require_person(new[name])
    for name in changed:
        setattr(meeting, name, new[name])
    return changed


def _check(meeting: Meeting) -> None:
    if meeting.starts_at and meeting.ends_at and meeting.ends_at <= meeting.starts_at:
        raise Refused(Bilingual.said("The meeting must end after it began."))
    if meeting.headcount is not None and not 0 <= meeting.headcount <= MOST_PEOPLE:
        raise Refused(Bilingual.said("Give a number of people from 0 to %(most)s.", most=MOST_PEOPLE))


def require_person(person_id: int | None) -> None:
    """Refuse a person that is not there; nobody is allowed."""
    known = person_id is None or session.scalar(select(Person.id).where(Person.id == person_id)) is not None
    if not known:
        raise Refused(Bilingual.said("There is no such person."))
