"""Who attended, as a checklist: the member organisations with headcounts, named people, apologies and walk-ins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.actions.services import require_organisations
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import Change, Wording, put_texts
from tracker.core.errors import NotFound, Refused
from tracker.core.i18n import LANGUAGES
from tracker.drafting.attendance_line import AttendanceLine
from tracker.drafting.quick_line_text import key_of
from tracker.groups.models import Membership
from tracker.meetings.kinds import AttendanceRole, Presence
from tracker.meetings.models import Attendance, Meeting
from tracker.meetings.services import MOST_PEOPLE, lock_draft, require_person
from tracker.organisations.models import Organisation, Person

Way = Literal["up", "down"]
FACTS = ("organisation_id", "person_id", "headcount", "presence", "role")


@dataclass(frozen=True, slots=True)
class Present:
    """A row of the attendance as the checklist shows it."""

    id: int
    organisation_id: int | None
    organisation: Bilingual
    person_id: int | None
    person: Bilingual
    description: Bilingual
    headcount: int | None
    role: AttendanceRole
    presence: Presence


@dataclass(frozen=True, slots=True)
class Member:
    """A member organisation of the group, with the rows that stand for it; none yet, perhaps."""

    organisation_id: int
    called: Bilingual
    rows: tuple[Present, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The rows in their printed order; beside them the members of the group and everybody else, and the declared total
    beside the counted one."""

    rows: tuple[Present, ...]
    members: tuple[Member, ...]
    others: tuple[Present, ...]
    declared: int | None
    counted: int

    @property
    def differs(self) -> bool:
        """Whether as many people were said to be there as are listed."""
        return self.declared is not None and self.declared != self.counted


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRevision:
    """What a form changes in a row of the attendance; None is not touched."""

    description: Wording | None = None
    organisation_id: Change[int | None] | None = None
    person_id: Change[int | None] | None = None
    headcount: Change[int | None] | None = None
    presence: Change[Presence] | None = None
    role: Change[AttendanceRole] | None = None


def checklist(meeting: Meeting) -> Checklist:
    """The attendance of a meeting beside the members of its group, in two queries."""
    listed = [_present(*row) for row in session.execute(
        select(Attendance, Organisation, Person)
        .outerjoin(Organisation, Organisation.id == Attendance.organisation_id)
        .outerjoin(Person, Person.id == Attendance.person_id)
        .where(Attendance.meeting_id == meeting.id)
        .order_by(Attendance.position, Attendance.id)
    )]  # fmt: skip
    organisations = session.execute(
        select(Organisation.id, Organisation.short_name, Organisation.lao_short_name)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.group_id == meeting.group_id)
        .order_by(Membership.id)
    ).all()
    members = tuple(
        Member(
            organisation_id, Bilingual(en=short_name, lo=lao_short_name or short_name),
            tuple(row for row in listed if row.organisation_id == organisation_id),
        )
        for organisation_id, short_name, lao_short_name in organisations
    )  # fmt: skip
    known = {member.organisation_id for member in members}
    return Checklist(
        rows=tuple(listed),
        members=members,
        others=tuple(row for row in listed if row.organisation_id not in known),
        declared=meeting.headcount,
        counted=sum(
            1 if row.headcount is None else row.headcount for row in listed if row.presence == Presence.PRESENT
        ),
    )


def _present(row: Attendance, organisation: Organisation | None, person: Person | None) -> Present:
    return Present(
        row.id, row.organisation_id, organisation.called if organisation else Bilingual(), row.person_id,
        person.name if person else Bilingual(), row.description, row.headcount, row.role, row.presence,
    )  # fmt: skip


def add(meeting_id: int, line: AttendanceLine, *, by: Actor, at: datetime) -> Attendance:
    """Add a row at the end, or give the row that stands for the same its number and whether they came."""
    if not line:
        raise Refused(Bilingual.said("Write who was there, and how many, for example: NRA technicians 6"))
    _require_count(line.headcount)
    require_organisations(() if line.organisation_id is None else (line.organisation_id,))
    require_person(line.person_id)
    meeting = lock_draft(meeting_id, by=by)
    same = next((row for row in meeting.attendance if _is_same(row, line)), None)
    if same is not None:
        return _count_again(meeting, same, line, by=by, at=at)
    row = Attendance(
        meeting_id=meeting.id, position=1 + max((each.position for each in meeting.attendance), default=0),
        organisation_id=line.organisation_id, person_id=line.person_id, description=line.description,
        headcount=line.headcount, presence=line.presence, role=line.role or _role(meeting, line),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.expire(meeting, ["attendance"])
    _tell("attendance.added", meeting, row, by=by, at=at)
    return row


def revise_row(row_id: int, revision: RowRevision, *, by: Actor, at: datetime) -> Attendance:
    """Change a row; Conflict where somebody else changed the same thing meanwhile."""
    only_texts = all(getattr(revision, name) is None for name in FACTS)
    meeting, row = _locked(row_id, by=by, translating=only_texts)
    new: dict[str, Any] = {
        name: change.over(getattr(row, name)) for name in FACTS if (change := getattr(revision, name)) is not None
    }
    _require_count(new.get("headcount"))
    require_organisations((new["organisation_id"],) if new.get("organisation_id") else ())
    require_person(new.get("person_id"))
    put_texts(row, [("description", revision.description)])
    for name, value in new.items():
        setattr(row, name, value)
    if not (row.organisation_id or row.person_id or row.description):
        raise Refused(Bilingual.said("A row of the attendance names an organisation, a person, or describes who came."))
    _tell("attendance.revised", meeting, row, by=by, at=at)
    return row


def move(row_id: int, way: Way, *, by: Actor, at: datetime) -> Attendance:
    """Let a row change places with the one before or after it; Refused at the ends."""
    meeting, row = _locked(row_id, by=by)
    rows = list(meeting.attendance)
    place = rows.index(row)
    other = place + (-1 if way == "up" else 1)
    if not 0 <= other < len(rows):
        first = Bilingual.said("It is the first here already.")
        raise Refused(first if way == "up" else Bilingual.said("It is the last here already."))
    rows[place], rows[other] = rows[other], rows[place]
    for position, each in enumerate(rows, 1):
        each.position = position
    _tell("attendance.moved", meeting, row, by=by, at=at)
    return row


def remove_row(row_id: int, *, by: Actor, at: datetime) -> Meeting:
    """Take a row off the list; the trail keeps what it said."""
    meeting, row = _locked(row_id, by=by)
    audit.record("attendance.removed", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, **_facts(row))
    meeting.attendance.remove(row)
    for position, each in enumerate(meeting.attendance, 1):
        each.position = position
    return meeting


def _locked(row_id: int, *, by: Actor, translating: bool = False) -> tuple[Meeting, Attendance]:
    meeting_id = session.scalar(select(Attendance.meeting_id).where(Attendance.id == row_id))
    if meeting_id is None:
        raise NotFound(Bilingual.said("There is no such row of the attendance."))
    meeting = lock_draft(meeting_id, by=by, translating=translating)
    row = next((each for each in meeting.attendance if each.id == row_id), None)
    if row is None:
        raise NotFound(Bilingual.said("There is no such row of the attendance."))
    return meeting, row


def _is_same(row: Attendance, line: AttendanceLine) -> bool:
    if line.person_id is not None:
        return row.person_id == line.person_id
    return (
        row.person_id is None
        and row.organisation_id == line.organisation_id
        and (bool(row.description) == bool(line.description))
        and all(key_of(row.description[side]) == key_of(line.description[side]) for side in LANGUAGES
                if line.description[side])
    )  # fmt: skip


def _count_again(meeting: Meeting, row: Attendance, line: AttendanceLine, *, by: Actor, at: datetime) -> Attendance:
    headcount = row.headcount if line.headcount is None else line.headcount
    if (headcount, line.presence) == (row.headcount, row.presence):
        raise Refused(Bilingual.said("That stands on the list already."))
    row.headcount, row.presence = headcount, line.presence
    _tell("attendance.revised", meeting, row, by=by, at=at)
    return row


def _role(meeting: Meeting, line: AttendanceLine) -> AttendanceRole:
    """Chair and secretary by who they are, members by their organisation; whoever else comes is a guest."""
    if line.person_id is not None and line.person_id in (meeting.chair_id, meeting.secretary_id):
        return AttendanceRole.CHAIR if line.person_id == meeting.chair_id else AttendanceRole.SECRETARY
    member = select(Membership.id).where(
        Membership.group_id == meeting.group_id, Membership.organisation_id == line.organisation_id
    )
    is_member = line.organisation_id is not None and session.scalar(member) is not None
    return AttendanceRole.MEMBER if is_member else AttendanceRole.GUEST


def _require_count(headcount: int | None) -> None:
    if headcount is not None and not 0 <= headcount <= MOST_PEOPLE:
        raise Refused(Bilingual.said("Give a number of people from 0 to %(most)s.", most=MOST_PEOPLE))


def _facts(row: Attendance) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in (*FACTS, "description", "position")}


def _tell(verb: str, meeting: Meeting, row: Attendance, *, by: Actor, at: datetime) -> None:
    audit.record(verb, "attendance", row.id, by=by, at=at, subject=meeting.reference, **_facts(row))
