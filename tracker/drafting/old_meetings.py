"""Entering a meeting of former days: its signed scan, and what of it is still to be done."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.actions.services import Agreement, agree_action, require_organisations
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Refused
from tracker.drafting.planning import regular_of
from tracker.drafting.planning_last import last_regular
from tracker.drafting.planning_names import free_name
from tracker.drafting.planning_state import keep_in_history, locked_group, require_year
from tracker.drafting.quick_line_kinds import kind_of
from tracker.drafting.scans import Scan
from tracker.files.services import keep
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import days_off
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import EntryKind, MeetingKind, MeetingState, RecordState, Section, TextState
from tracker.meetings.models import Attendance, Entry, Meeting
from tracker.minutes.models import SCAN, VersionFile
from tracker.minutes.versions import freeze


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something agreed then and still to be done, with the deadline in the words of the paper."""

    text: Bilingual
    owner_id: int | None
    words: str


@dataclass(frozen=True, slots=True)
class OldMeeting:
    """What is known of a meeting of former days."""

    held_on: date
    period: Period
    is_special: bool
    title: Bilingual
    number: str
    issued_on: date | None
    headcount: int | None
    attended: tuple[int, ...]
    items: tuple[OpenItem, ...]


def enter_old(group_id: int, told: OldMeeting, scan: Scan, today: date, *, by: Actor, at: datetime) -> Meeting:
    """Record a meeting as held and its minutes as issued; their first version has the scan as its file. Each open item
    becomes a conclusion with an action. Refused where the quarter has its meeting already."""
    group = locked_group(group_id, by)
    _check(group, told, today)
    meeting = _made(group, told)
    session.add(meeting)
    session.flush()
    keep_in_history(meeting, MeetingState.HELD, Bilingual(), by=by, at=at)
    _agree(meeting, told)
    _follow(meeting)
    version = freeze(meeting, by=by.label, by_person_id=by.person_id, at=at)
    version.files.append(VersionFile(layout=SCAN, file=keep(scan.data, scan.name, scan.media_type, at=at)))
    session.flush()
    audit.record(
        "meeting.entered", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, held_on=told.held_on,
        items=len(told.items), scan=version.files[0].file.sha256,
    )  # fmt: skip
    return meeting


def _check(group: WorkingGroup, told: OldMeeting, today: date) -> None:
    require_year(told.held_on)
    if told.held_on > today:
        raise Refused(Bilingual.said("That day is still to come; plan the meeting instead."))
    if told.issued_on is not None and not told.held_on <= told.issued_on <= today:
        raise Refused(Bilingual.said("Minutes are issued on the day of the meeting or later, and not in the future."))
    if told.is_special and not told.title:
        raise Refused(Bilingual.said("A special meeting needs a title."))
    if not told.is_special and regular_of(group.id, told.period) is not None:
        raise Refused(Bilingual.said("The group has a meeting of %(period)s already.", period=str(told.period)))
    owners = {item.owner_id for item in told.items if item.owner_id is not None}
    require_organisations({*owners, *told.attended})


def _made(group: WorkingGroup, told: OldMeeting) -> Meeting:
    """What was agreed is dated by the meeting; where nobody knows when the minutes were issued, so are they."""
    name = free_name(group.id, "", told.title, told.held_on) if told.is_special else ""
    return Meeting(
        group=group, kind=MeetingKind.SPECIAL if told.is_special else MeetingKind.REGULAR, name=name,
        period_year=told.period.year, period_quarter=told.period.quarter, title=told.title, held_on=told.held_on,
        number=told.number, issued_on=told.issued_on or told.held_on, headcount=told.headcount, venue=Bilingual(),
        purpose=Bilingual(), state=MeetingState.HELD, record=RecordState.ISSUED,
        text_state=TextState.ISSUED, last_number=len(told.items),
        previous=None if told.is_special else last_regular(group.id, told.period), revision=1,
        attendance=[
            Attendance(position=place, organisation_id=organisation_id, description=Bilingual())
            for place, organisation_id in enumerate(told.attended, 1)
        ],
    )  # fmt: skip


def _agree(meeting: Meeting, told: OldMeeting) -> None:
    free = days_off(meeting.group_id)
    for number, item in enumerate(told.items, 1):
        entry = Entry(
            meeting=meeting, key=f"c{number}", number=number, section=Section.CONCLUSIONS, kind=EntryKind.CONCLUSION,
            position=number, text=item.text,
        )  # fmt: skip
        session.add(entry)
        kind, _ = kind_of(item.text.en or item.text.lo, ())
        agreed = Agreement(
            on=meeting.held_on, kind=kind, words=Bilingual.of(item.words), days_off=free,
            owners=(item.owner_id,) if item.owner_id is not None else (),
        )  # fmt: skip
        agree_action(meeting.group, agreed, meeting=meeting, entry=entry, position=number)


def _follow(meeting: Meeting) -> None:
    """A draft that only knew the date of its previous meeting now knows the meeting; what was issued stays as it is."""
    following = select(Meeting).where(
        Meeting.group_id == meeting.group_id, Meeting.previous_on == meeting.held_on,
        Meeting.record == RecordState.DRAFT,
    )  # fmt: skip
    for later in session.scalars(following):
        later.previous, later.previous_on = meeting, None
        later.revision += 1
