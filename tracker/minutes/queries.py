"""Reads for the minutes: who may see which, and one meeting with everything that its document tells."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, subqueryload

from tracker.access.actors import Actor
from tracker.actions.models import Action, Assignment
from tracker.actions.queries import agreed_in, meetings_naming
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.files.models import StoredFile
from tracker.groups.models import Letterhead, WorkingGroup
from tracker.groups.queries import groups_visible_to, letterhead_on, visible_group
from tracker.meetings.models import Attendance, Entry, EntryRaisedBy, Meeting, MeetingStateChange, SignatureBlock
from tracker.meetings.queries import TOLD, meetings_visible_to, visible_meeting
from tracker.minutes.models import SCAN, Delivery, Version, VersionFile
from tracker.organisations.models import Person
from tracker.register.review import Reviewed, reviewed, stored


@dataclass(frozen=True, slots=True)
class Record:
    """All that the minutes of one meeting are made from; the letterhead is that of the day of issue or, while there is
    none, of the day of the meeting."""

    meeting: Meeting
    letterhead: Letterhead | None
    actions: tuple[Action, ...]
    reviews: tuple[Reviewed, ...]


def minutes_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which meetings somebody may see: those of his groups, and those whose circulated minutes name his organisation in
    an action or were sent to him or to it."""
    named, sent = Meeting.id.in_(meetings_naming(actor)), Meeting.id.in_(_meetings_sent_to(actor))
    return or_(meetings_visible_to(actor), and_(TOLD, or_(named, sent)))


def _meetings_sent_to(actor: Actor) -> Select[int]:
    """Whose minutes went to somebody, or to one of his organisations; what was sent once stays readable."""
    his = or_(Delivery.person_id == (actor.person_id or 0), Delivery.organisation_id.in_(actor.organisations))
    return select(Version.meeting_id).join(Delivery, Delivery.version_id == Version.id).where(his)


def group_with_meetings_for(actor: Actor, slug: str) -> WorkingGroup:
    """The group of this slug, for its own people and for those who may see one of its meetings; else NotFound."""
    meetings = select(Meeting.group_id).where(minutes_visible_to(actor))
    return visible_group(slug, or_(groups_visible_to(actor), WorkingGroup.id.in_(meetings)))


def meeting_for(actor: Actor, slug: str, address: str) -> Meeting:
    """The meeting at an address; NotFound if there is none, or none for this reader."""
    return visible_meeting(slug, address, minutes_visible_to(actor))


def last_reason(meeting: Meeting) -> Bilingual:
    """Why the meeting is postponed or cancelled, as was said last; nothing where no reason was given."""
    told = (
        select(MeetingStateChange.reason)
        .where(MeetingStateChange.meeting_id == meeting.id)
        .order_by(MeetingStateChange.id.desc())
        .limit(1)
    )
    return session.scalars(told).first() or Bilingual()


def record_of(meeting_id: int, *, as_told: bool = False) -> Record:
    """The whole meeting in a fixed number of queries, however long it was (`selectinload` asks once for every 500).
    `as_told` leaves out the verdicts that are only proposed: the paper was written elsewhere."""
    person = joinedload(Attendance.person)
    meeting = session.scalars(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            joinedload(Meeting.group),
            joinedload(Meeting.chair).joinedload(Person.organisation),
            joinedload(Meeting.previous),
            selectinload(Meeting.attendance).options(
                joinedload(Attendance.organisation), person.joinedload(Person.organisation)
            ),
            selectinload(Meeting.entries).options(
                subqueryload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
                subqueryload(Entry.answers),
                joinedload(Entry.referred_group),
                joinedload(Entry.referred_to),
            ),
            selectinload(Meeting.signatures).joinedload(SignatureBlock.person),
        )
    ).one()
    found = stored(meeting) if as_told else reviewed(meeting)
    return Record(
        meeting=meeting,
        letterhead=letterhead_on(meeting.group_id, meeting.issued_on or meeting.held_on),
        actions=tuple(session.scalars(_actions_of(meeting_id))),
        reviews=found,
    )


def _actions_of(meeting_id: int) -> Select[Action]:
    return (
        select(Action)
        .where(agreed_in(meeting_id))
        .order_by(Action.position, Action.id)
        .options(subqueryload(Action.assignments).joinedload(Assignment.organisation))
    )


def read_version(meeting_id: int) -> Version | None:
    """What is read as the minutes now: the newest sealed version, with the language that came to it later."""
    return session.scalars(
        select(Version)
        .where(Version.meeting_id == meeting_id, Version.sealed_at.is_not(None))
        .order_by(Version.number.desc(), Version.at.desc(), Version.id.desc())
        .limit(1)
    ).first()


def last_number(meeting_id: int) -> int:
    """The number of the newest version, sealed or not; 0 where nothing was frozen yet."""
    return session.scalar(select(func.max(Version.number)).where(Version.meeting_id == meeting_id)) or 0


def signed_scan(meeting_id: int) -> StoredFile | None:
    """The signed paper of what is read now; none where only an earlier version has one."""
    newest = select(func.max(Version.number)).where(Version.meeting_id == meeting_id, Version.sealed_at.is_not(None))
    return session.scalars(
        select(StoredFile)
        .join(VersionFile, VersionFile.file_id == StoredFile.id)
        .join(Version, Version.id == VersionFile.version_id)
        .where(Version.meeting_id == meeting_id, VersionFile.layout == SCAN, Version.sealed_at.is_not(None))
        .where(Version.number == newest.scalar_subquery())
        .order_by(VersionFile.id.desc())
        .limit(1)
    ).first()
