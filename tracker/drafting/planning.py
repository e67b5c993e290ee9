"""Planning a meeting: a regular one from the last, a special one for a purpose, and later changes of the plan."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor
from tracker.access.policy import DRAFTERS, may, require
from tracker.audit import services as audit
from tracker.audit.changes import changes
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.drafting import planning_names
from tracker.drafting.agenda_items import put_on_agenda
from tracker.drafting.planning_last import last_regular, list_to_copy, signatures_to_copy
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import FIRST_YEAR, LAST_YEAR, Period
from tracker.meetings.models import (
    Attendance,
    Meeting,
    MeetingKind,
    MeetingState,
    MeetingStateChange,
    SignatureBlock,
)
from tracker.organisations.models import Person
from tracker.register.queries import outstanding

OPEN = (MeetingState.PLANNED, MeetingState.POSTPONED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What, when and where: all of a meeting that is planned before it is held."""

    title: Bilingual
    held_on: date
    starts_at: time | None
    ends_at: time | None
    venue: Bilingual
    purpose: Bilingual
    chair_id: int | None
    secretary_id: int | None

    @classmethod
    def of(cls, meeting: Meeting) -> "Plan":
        """The plan of a meeting as it stands."""
        return cls(
            meeting.title, meeting.held_on, meeting.starts_at, meeting.ends_at, meeting.venue, meeting.purpose,
            meeting.chair_id, meeting.secretary_id,
        )  # fmt: skip


def plan_regular(group_id: int, period: Period, plan: Plan, *, by: Actor, at: datetime) -> Meeting:
    """Plan the regular meeting of a quarter: the list, the signatures and the authentic language are those of the last
    one, and everything outstanding is on its agenda. Refused where that quarter has one already."""
    group = locked_group(group_id, by)
    _check(plan)
    known = session.scalar(
        select(Meeting).where(
            Meeting.group_id == group.id, Meeting.name == "", Meeting.period_year == period.year,
            Meeting.period_quarter == period.quarter,
        )
    )  # fmt: skip
    if known is not None:
        raise Refused(Bilingual.said("The group has a meeting of %(period)s already.", period=str(period)))
    last = last_regular(group.id, period)
    meeting = _made(group, plan, period, last, by=by, at=at)
    meeting.previous = last
    session.flush()
    put_on_agenda(meeting, outstanding(group, meeting))
    _tell(meeting, "meeting.planned", by=by, at=at)
    return meeting


def plan_special(
    group_id: int, plan: Plan, name: str, picked: frozenset[str], *, by: Actor, at: datetime
) -> Meeting:  # fmt: skip
    """Plan a special meeting under a name of its own in the group, or one made from its title; its agenda takes only
    what was picked. An action that asked for a special meeting is linked where it was picked."""
    group = locked_group(group_id, by)
    _check(plan)
    if not plan.title:
        raise Refused(Bilingual.said("A special meeting needs a title."))
    quarter = Period(plan.held_on.year, (plan.held_on.month + 2) // 3)
    meeting = _made(group, plan, quarter, last_regular(group.id, None), by=by, at=at)
    meeting.kind = MeetingKind.SPECIAL
    meeting.name = planning_names.free_name(group.id, name, plan.title, plan.held_on)
    session.flush()
    put_on_agenda(meeting, [item for item in outstanding(group, meeting) if item.key in picked])
    _tell(meeting, "meeting.planned", by=by, at=at)
    return meeting


def revise_plan(meeting_id: int, plan: Plan, base: Plan, *, by: Actor, at: datetime) -> Meeting:
    """Change what, when or where, while the meeting is not held. `base` is what the form showed; Conflict where
    somebody else changed the same thing to something else meanwhile. A postponed meeting with a new date is planned
    again; its history keeps every date."""
    meeting = locked_meeting(meeting_id, by)
    require_open(meeting)
    _check(plan)
    before = Plan.of(meeting)
    new = _merged(before, base, plan)
    if new == before:
        return meeting
    meeting.title = before.title.revise(en=new.title.en, lo=new.title.lo)
    meeting.venue = before.venue.revise(en=new.venue.en, lo=new.venue.lo)
    meeting.purpose = before.purpose.revise(en=new.purpose.en, lo=new.purpose.lo)
    meeting.starts_at, meeting.ends_at = new.starts_at, new.ends_at
    meeting.chair_id, meeting.secretary_id = new.chair_id, new.secretary_id
    if new.held_on != before.held_on:
        meeting.held_on, meeting.state = new.held_on, MeetingState.PLANNED
        note_state(meeting, MeetingState.PLANNED, Bilingual(), by=by, at=at)
    touch(meeting)
    audit.record(
        "meeting.plan_revised", "meeting", meeting.id, by=by, at=at, subject=meeting.reference,
        changes=changes(before, new),
    )  # fmt: skip
    return meeting


def locked_group(group_id: int, by: Actor) -> WorkingGroup:
    """The group with its row locked, for somebody who may plan in it: two who plan at once do so one after the
    other."""
    group = session.scalar(select(WorkingGroup).where(WorkingGroup.id == group_id).with_for_update())
    if group is None:
        raise NotFound(Bilingual.said("There is no such working group."))
    require(may(by, group.id, *DRAFTERS))
    return group


def locked_meeting(meeting_id: int, by: Actor) -> Meeting:
    """The meeting with its row locked, for somebody who may plan in its group."""
    meeting = session.scalar(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(joinedload(Meeting.group))
        .with_for_update(of=Meeting)
        .execution_options(populate_existing=True)
    )
    if meeting is None:
        raise NotFound(Bilingual.said("There is no such meeting."))
    require(may(by, meeting.group_id, *DRAFTERS))
    return meeting


def require_open(meeting: Meeting) -> None:
    """Refuse what can only be done before a meeting."""
    match meeting.state:
        case MeetingState.HELD:
            raise Refused(Bilingual.said("The meeting was held; its plan no longer changes."))
        case MeetingState.CANCELLED:
            raise Refused(Bilingual.said("The meeting was cancelled. Give it a new date first."))


def note_state(meeting: Meeting, state: MeetingState, reason: Bilingual, *, by: Actor, at: datetime) -> None:
    """Keep in the meeting's history what was decided, for which date and why."""
    session.add(
        MeetingStateChange(
            meeting=meeting, at=at, by=by.label[:200], by_person_id=by.person_id, state=state, held_on=meeting.held_on,
            reason=reason,
        )
    )  # fmt: skip


def touch(meeting: Meeting) -> None:
    """Let pages know that something of the meeting changed."""
    meeting.revision += 1


def _made(
    group: WorkingGroup, plan: Plan, period: Period, last: Meeting | None, *, by: Actor, at: datetime
) -> Meeting:  # fmt: skip
    meeting = Meeting(
        group=group, period_year=period.year, period_quarter=period.quarter, held_on=plan.held_on, title=plan.title,
        starts_at=plan.starts_at, ends_at=plan.ends_at, venue=plan.venue, purpose=plan.purpose,
        chair_id=plan.chair_id, secretary_id=plan.secretary_id, state=MeetingState.PLANNED, revision=1,
        authentic_language=last.authentic_language if last else None,
    )  # fmt: skip
    session.add(meeting)
    chair = session.get(Person, plan.chair_id) if plan.chair_id else None
    meeting.attendance = [
        Attendance(
            position=place, organisation_id=row.organisation_id, person_id=row.person_id, description=row.description,
            role=row.role,
        )
        for place, row in enumerate(list_to_copy(group.id, last, chair), 1)
    ]  # fmt: skip
    meeting.signatures = [
        SignatureBlock(position=place, role=block.role, unit=block.unit, person_id=block.person_id)
        for place, block in enumerate(signatures_to_copy(last, plan.chair_id), 1)
    ]
    note_state(meeting, MeetingState.PLANNED, Bilingual(), by=by, at=at)
    return meeting


def _check(plan: Plan) -> None:
    if not FIRST_YEAR <= plan.held_on.year <= LAST_YEAR:
        raise Refused(Bilingual.said("The year must lie between 1975 and 2100."))
    if plan.starts_at and plan.ends_at and plan.ends_at <= plan.starts_at:
        raise Refused(Bilingual.said("The meeting must end after it starts."))
    for person_id in {plan.chair_id, plan.secretary_id} - {None}:
        if session.get(Person, person_id) is None:
            raise NotFound(Bilingual.said("There is no such person."))


def _merged(now: Plan, base: Plan, wanted: Plan) -> Plan:
    """What was changed in the form laid over what is there now; Conflict where both changed one thing differently."""
    values = {}
    for name in Plan.__dataclass_fields__:
        there, shown, typed = getattr(now, name), getattr(base, name), getattr(wanted, name)
        if isinstance(there, Bilingual):
            there, shown, typed = (Bilingual(en=each.en, lo=each.lo) for each in (there, shown, typed))
        if typed != shown and there not in {shown, typed}:
            raise Conflict(Bilingual.said("Somebody else changed the plan meanwhile; it is shown below. Save again to keep yours."))
        values[name] = typed if typed != shown else there
    return Plan(**values)


def _tell(meeting: Meeting, verb: str, *, by: Actor, at: datetime) -> None:
    audit.record(
        verb, "meeting", meeting.id, by=by, at=at, subject=meeting.reference, kind=meeting.kind,
        held_on=meeting.held_on,
    )  # fmt: skip
