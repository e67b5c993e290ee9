"""Planning a meeting: a regular one from the last, a special one for a purpose, and later changes of the plan."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.actions import special
from tracker.audit import services as audit
from tracker.audit.changes import changes
from tracker.core import clock, dates
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import mark_of
from tracker.core.errors import Conflict, NotFound, Refused
from tracker.drafting.agenda import LONGEST_AGENDA, put_on_agenda
from tracker.drafting.planning_last import last_regular, list_to_copy, named_in, signatures_to_copy
from tracker.drafting.planning_names import free_name
from tracker.drafting.planning_state import keep_in_history, locked_group, locked_meeting, require_open, require_year
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import Period
from tracker.meetings.appointments import Appointment, count_change
from tracker.meetings.kinds import MeetingKind, MeetingState, Presence
from tracker.meetings.models import Attendance, Meeting, SignatureBlock
from tracker.organisations.models import Organisation, Person
from tracker.register.items import Item
from tracker.register.queries import outstanding, outstanding_now


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

    @property
    def mark(self) -> str:
        """What a form carries, so that a change by somebody else is seen."""
        return mark_of(self)


def plan_regular(group_id: int, period: Period, plan: Plan, *, by: Actor, at: datetime) -> Meeting:
    """Plan the regular meeting of a quarter: list, signatures and authentic language are those of the last one, and
    everything outstanding stands on its agenda, or the oldest of it where that is more than an agenda takes. Refused
    where that quarter has its meeting already."""
    group = locked_group(group_id, by)
    _check(plan)
    if regular_of(group.id, period) is not None:
        raise Refused(Bilingual.said("The group has a meeting of %(period)s already.", period=str(period)))
    last = last_regular(group.id, period)
    meeting = _new(group, plan, period)
    meeting.previous = last
    _take_over(meeting, last, (), by=by, at=at)
    put_on_agenda(meeting, outstanding(group, meeting)[:LONGEST_AGENDA], by=by, at=at)
    _tell(meeting, by=by, at=at)
    return meeting


def regular_of(group_id: int, period: Period) -> Meeting | None:
    """The regular meeting of a quarter, whatever became of it."""
    return session.scalar(
        select(Meeting).where(
            Meeting.group_id == group_id, Meeting.name == "", Meeting.period_year == period.year,
            Meeting.period_quarter == period.quarter,
        )
    )  # fmt: skip


def plan_special(
    group_id: int, plan: Plan, name: str, picked: Collection[str], *, by: Actor, at: datetime
) -> Meeting:  # fmt: skip
    """Plan a special meeting under a name of its own in the group, or one made from its title; its agenda takes only
    what was picked of the register, by its keys."""
    group = locked_group(group_id, by)
    _check(plan)
    if not plan.title:
        raise Refused(Bilingual.said("A special meeting needs a title."))
    meeting = _new(group, plan, Period(*dates.quarter_of(plan.held_on)))
    meeting.kind, meeting.name = MeetingKind.SPECIAL, free_name(group.id, name, plan.title, plan.held_on)
    today = clock.day_of(at)
    there = outstanding(group, plan.held_on) if plan.held_on > today else outstanding_now(group, today)
    known = {item.key: item for item in there}
    if not known.keys() >= set(picked):
        raise NotFound(Bilingual.said("One of these is not outstanding in this group."))
    items = [item for key, item in known.items() if key in picked]
    _take_over(meeting, last_regular(group.id, None), named_by(items), by=by, at=at)
    put_on_agenda(meeting, items, by=by, at=at)
    _tell(meeting, by=by, at=at)
    return meeting


def revise_plan(meeting_id: int, plan: Plan, base: str, *, by: Actor, at: datetime) -> Meeting:
    """Change what, when or where while the meeting is not held. `base` is the mark of the plan that the form showed;
    Conflict where it was changed meanwhile. A new date goes into the history, and a postponed meeting is planned
    again."""
    meeting = locked_meeting(meeting_id, by)
    require_open(meeting)
    _check(plan)
    before, shown = Plan.of(meeting), Appointment.of(meeting)
    if before.mark != base:
        raise Conflict(
            Bilingual.said("Somebody else changed the plan meanwhile. Look at it below; save again to keep yours.")
        )
    if meeting.kind == MeetingKind.SPECIAL and not plan.title:
        raise Refused(Bilingual.said("A special meeting needs a title."))
    _put(meeting, before, plan)
    if plan.held_on != before.held_on:
        meeting.state = MeetingState.PLANNED
        keep_in_history(meeting, MeetingState.PLANNED, Bilingual(), by=by, at=at)
        special.meeting_moved(meeting, plan.held_on, by=by, at=at)
    count_change(meeting, shown)
    changed = changes(before, Plan.of(meeting))
    if changed:
        meeting.revision += 1
        audit.record(
            "meeting.plan_revised", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, changes=changed
        )
    return meeting


def _put(meeting: Meeting, before: Plan, plan: Plan) -> None:
    meeting.title = before.title.revise(en=plan.title.en, lo=plan.title.lo)
    meeting.venue = before.venue.revise(en=plan.venue.en, lo=plan.venue.lo)
    meeting.purpose = before.purpose.revise(en=plan.purpose.en, lo=plan.purpose.lo)
    meeting.held_on, meeting.starts_at, meeting.ends_at = plan.held_on, plan.starts_at, plan.ends_at
    meeting.chair_id, meeting.secretary_id = plan.chair_id, plan.secretary_id


def _check(plan: Plan) -> None:
    require_year(plan.held_on)
    if plan.starts_at and plan.ends_at and plan.ends_at <= plan.starts_at:
        raise Refused(Bilingual.said("The meeting must end after it starts."))
    for person_id in {plan.chair_id, plan.secretary_id} - {None}:
        if session.get(Person, person_id) is None:
            raise NotFound(Bilingual.said("There is no such person."))


def _new(group: WorkingGroup, plan: Plan, period: Period) -> Meeting:
    return Meeting(
        group=group, period_year=period.year, period_quarter=period.quarter, held_on=plan.held_on, title=plan.title,
        starts_at=plan.starts_at, ends_at=plan.ends_at, venue=plan.venue, purpose=plan.purpose,
        chair_id=plan.chair_id, secretary_id=plan.secretary_id, state=MeetingState.PLANNED, revision=1,
        last_number=0,
    )  # fmt: skip


def named_by(items: Iterable[Item]) -> Sequence[Organisation]:
    """The organisations that items of the register name: they are asked to the meeting that takes them up."""
    ids: dict[str, list[int]] = {"action": [], "entry": []}
    for item in items:
        ids[item.which].append(item.id)
    return named_in(ids["action"], ids["entry"])


def _take_over(
    meeting: Meeting, last: Meeting | None, named: Sequence[Organisation], *, by: Actor, at: datetime
) -> None:
    """Store a new meeting with the list, the signatures and the authentic language of the last one."""
    session.add(meeting)
    meeting.authentic_language = last.authentic_language if last else None
    chair = session.get(Person, meeting.chair_id) if meeting.chair_id else None
    meeting.attendance = [
        Attendance(position=place, organisation_id=row.organisation_id, person_id=row.person_id, role=row.role,
                   description=row.description, presence=Presence.ABSENT)  # until somebody notes who came
        for place, row in enumerate(list_to_copy(meeting.group.id, last, chair, named), 1)
    ]  # fmt: skip
    meeting.signatures = [
        SignatureBlock(position=place, role=block.role, unit=block.unit, person_id=person_id)
        for place, (block, person_id) in enumerate(signatures_to_copy(last, meeting.chair_id), 1)
    ]
    keep_in_history(meeting, MeetingState.PLANNED, Bilingual(), by=by, at=at)
    session.flush()


def _tell(meeting: Meeting, *, by: Actor, at: datetime) -> None:
    audit.record(
        "meeting.planned", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, kind=meeting.kind,
        held_on=meeting.held_on,
    )  # fmt: skip
