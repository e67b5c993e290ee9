"""Loading a meeting file, whole or not at all; parties, entries and actions have rooms of their own."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.access.actors import Actor
from tracker.actions.models import Action
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.documents.models import Document
from tracker.exchange import load_reviews
from tracker.exchange.ledger import Ledger
from tracker.exchange.load_actions import Actions
from tracker.exchange.load_entries import Entries
from tracker.exchange.meeting_file import MeetingFile, MeetingPart
from tracker.exchange.parties import Parties
from tracker.exchange.problems import FileProblems, Problem, quoted
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import Address
from tracker.meetings.kinds import Presence, RecordState, TextState
from tracker.meetings.models import Attendance, Entry, Meeting, MeetingStateChange, SignatureBlock
from tracker.meetings.queries import at_address
from tracker.minutes import versions
from tracker.organisations.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one load did, and what its reader may want to look at; `brought` are the names of what was not known."""

    reference: str
    meeting_id: int
    made: bool
    changes: int
    warnings: tuple[Bilingual, ...] = ()
    brought: tuple[str, ...] = ()

    @property
    def told(self) -> Bilingual:
        """One line for whoever loaded the file."""
        if self.made:
            return Bilingual.said("%(meeting)s loaded", meeting=self.reference)
        if self.changes:
            return Bilingual.said("%(meeting)s updated, %(count)s changes", meeting=self.reference, count=self.changes)
        return Bilingual.said("%(meeting)s is as the file says already", meeting=self.reference)


def load(file: MeetingFile, name: str, *, by: Actor, at: datetime) -> Outcome:
    """Bring the tracker in line with the file, in the transaction that is open.

    A draft is updated; a meeting whose minutes were circulated may only be found as the file says. Raises FileProblems,
    after which the transaction must be rolled back.
    """
    ledger = Ledger()
    parties = Parties(file, name, ledger)
    group = parties.load()
    session.flush()
    meeting = _existing(group, file.meeting.address)
    made = meeting is None
    was = RecordState.DRAFT if meeting is None else meeting.record
    brought = ledger.changes
    if meeting is None:
        _refuse_known_name(group, file.meeting, name)
        meeting = _new(group, file.meeting, ledger)
    ledger.changes = 0
    _apply(meeting, file.meeting, parties, ledger, by=by, at=at)
    entries = Entries(meeting, parties, ledger, at).apply(file.meeting)
    session.flush()
    Actions(meeting, parties, ledger, entries, by=by, at=at).apply(file.meeting)
    session.flush()
    load_reviews.apply(meeting, file.meeting.reviews, name, ledger)
    session.flush()
    if was != RecordState.DRAFT and ledger.changes:
        reason = Bilingual.said("the minutes of this meeting were circulated; a file can no longer change them")
        raise FileProblems([Problem(name, file.meeting.line, reason)])
    if was == RecordState.DRAFT and meeting.record != RecordState.DRAFT:
        meeting.text_state = TextState.OPEN if meeting.record == RecordState.CIRCULATED else TextState.ISSUED
        versions.freeze(meeting, by=by.label, by_person_id=by.person_id, at=at)
    _schedule(meeting)
    ledger.changes += brought
    if made or ledger.changes:
        _tell(meeting, name, ledger, made=made, by=by, at=at)
    return Outcome(meeting.reference, meeting.id, made, ledger.changes, _warnings(meeting), _brought(ledger))


def _existing(group: WorkingGroup, address: Address) -> Meeting | None:
    found = at_address(group.id, address)
    return session.scalar(
        found.with_for_update(of=Meeting).options(
            selectinload(Meeting.attendance),
            selectinload(Meeting.signatures),
            selectinload(Meeting.entries).options(
                selectinload(Entry.raisers), selectinload(Entry.asked), selectinload(Entry.named),
                selectinload(Entry.answers),
            ),
        )
    )  # fmt: skip


def _refuse_known_name(group: WorkingGroup, part: MeetingPart, name: str) -> None:
    """A special meeting's name is its own within the group, in whatever quarter."""
    known = session.scalar(select(Meeting).where(Meeting.group_id == group.id, Meeting.name == part.name))
    if part.name and known is not None:
        reason = Bilingual.said(
            "%(name)s is the meeting %(meeting)s already", name=quoted(part.name), meeting=known.address
        )
        raise FileProblems([Problem(name, part.line_of("name"), reason)])


def _new(group: WorkingGroup, part: MeetingPart, ledger: Ledger) -> Meeting:
    return ledger.add(
        Meeting(
            group=group, kind=part.kind, name=part.name, period_year=part.period.year, held_on=part.held_on,
            period_quarter=part.period.quarter, last_number=0, record=part.record, state=part.state,
        )
    )  # fmt: skip


def _apply(meeting: Meeting, part: MeetingPart, parties: Parties, ledger: Ledger, *, by: Actor, at: datetime) -> None:
    if not meeting.history or meeting.state != part.state:
        meeting.history.append(MeetingStateChange(at=at, by=by.label, state=part.state, held_on=part.held_on))
    ledger.put(
        meeting, state=part.state, record=_record(meeting, part), number=part.number, circulated_on=part.circulated_on,
        issued_on=part.issued_on, title=part.title, held_on=part.held_on, starts_at=part.starts_at,
        ends_at=part.ends_at, venue=part.venue, chair=parties.person(part.chair),
        secretary=parties.person(part.secretary), headcount=part.headcount, purpose=part.purpose,
        opening=part.wording.opening, participants=part.wording.participants, closing=part.wording.closing,
        authentic_language=part.authentic_language, previous=_previous(meeting, part, parties.name),
        previous_on=part.previous if isinstance(part.previous, date) else None,
    )  # fmt: skip
    attendance = [
        {
            "organisation": parties.organisation(each.organisation), "person": parties.person(each.person),
            "description": each.description, "headcount": each.headcount, "role": each.role,
            "presence": each.presence,
        }
        for each in part.attendance
    ]  # fmt: skip
    ledger.line_up(meeting.attendance, attendance, Attendance)
    signatures = [
        {"role": each.role, "unit": each.unit, "person": parties.person(each.person)} for each in part.signatures
    ]
    ledger.line_up(meeting.signatures, signatures, SignatureBlock)


def _record(meeting: Meeting, part: MeetingPart) -> RecordState:
    """What a file calls issued may have been amended since."""
    amended = meeting.record == RecordState.AMENDED and part.record == RecordState.ISSUED
    return RecordState.AMENDED if amended else part.record


def _previous(meeting: Meeting, part: MeetingPart, name: str) -> Meeting | None:
    """The meeting before this one, which the tracker must hold and which may not follow from this one."""
    if not isinstance(part.previous, Address):
        return None
    address = part.previous
    previous = session.scalar(at_address(meeting.group.id, address))
    line = part.line_of("previous")
    if previous is None:
        reason = Bilingual.said(
            "the tracker holds no meeting %(meeting)s; load that first, or give its date instead", meeting=str(address)
        )
        raise FileProblems([Problem(name, line, reason)])
    seen: Meeting | None = previous
    while seen is not None:
        if seen is meeting:
            reason = Bilingual.said(
                "%(meeting)s itself follows from this meeting, so it can't be the previous one", meeting=str(address)
            )
            raise FileProblems([Problem(name, line, reason)])
        seen = seen.previous
    return previous


def _schedule(meeting: Meeting) -> None:
    """Link the actions that asked for this meeting before the tracker held it."""
    for action in session.scalars(
        select(Action).where(
            Action.group_id == meeting.group_id,
            Action.asked_meeting == meeting.address,
            Action.scheduled_meeting_id.is_(None),
        )
    ):
        action.scheduled_meeting = meeting


def _tell(meeting: Meeting, name: str, ledger: Ledger, *, made: bool, by: Actor, at: datetime) -> None:
    session.flush()
    if ledger.made:
        rows = [(row.__tablename__, row.id) for row in ledger.made]
        audit.note_batch(batch_name(meeting), rows, by=by, at=at)
    audit.record(
        "meeting.loaded" if made else "meeting.updated", "meeting", meeting.id,
        by=by, at=at, subject=meeting.reference, file=name, changes=ledger.changes,
    )  # fmt: skip


def batch_name(meeting: Meeting) -> str:
    """Under which name it is remembered what the files of a meeting brought into the tracker."""
    return f"load meeting {meeting.id}"


def _brought(ledger: Ledger) -> tuple[str, ...]:
    """The names of the new rows besides the meeting, in the order in which they came in."""
    names = []
    for row in ledger.made:
        match row:
            case Organisation():
                names.append(row.short_name)
            case Person():
                names.append(row.key)
            case Document():
                names.append(row.code)
            case WorkingGroup():
                names.append(row.slug)
            case Meeting():
                pass
    return tuple(names)


def _warnings(meeting: Meeting) -> tuple[Bilingual, ...]:
    """What does not contradict the contract but may be a slip."""
    warnings = []
    present = [row for row in meeting.attendance if row.presence == Presence.PRESENT]
    listed = sum(1 if row.headcount is None else row.headcount for row in present)
    if meeting.headcount is not None and present and listed != meeting.headcount:
        warnings.append(
            Bilingual.said("said %(said)s people, listed %(listed)s", said=meeting.headcount, listed=listed)
        )
    before = meeting.previous.held_on if meeting.previous else meeting.previous_on
    if before and before >= meeting.held_on:
        warnings.append(Bilingual.said("the previous meeting is not before this one"))
    if meeting.issued_on and meeting.issued_on < meeting.held_on:
        warnings.append(Bilingual.said("issued before the meeting was held"))
    return tuple(warnings)
