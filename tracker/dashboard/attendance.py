"""Attendance by organisation, as circulated minutes tell it: at how many meetings, and whom it had at each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.dashboard.asked import Asked
from tracker.dashboard.facts_meetings import AtMeeting, Attendant, Attended, AttendedBy, Met, Present
from tracker.dashboard.known_meetings import Known, held
from tracker.dashboard.scope import Groups, of_groups
from tracker.meetings.kinds import Presence
from tracker.meetings.models import Attendance, Meeting
from tracker.organisations.models import Person
from tracker.organisations.queries import names_and_ways


@dataclass(slots=True)
class _Lists:
    """The groups on whose lists an organisation stands, and whom it had at the meetings that are counted."""

    groups: set[int]
    present: dict[int, list[Present]]


def attended(meetings: Sequence[Known], groups: Groups, asked: Asked) -> Attended:
    """At how many of the known meetings of the period whose minutes were told by the day each organisation was present,
    with its units; two queries."""
    told = [
        (each, Met(each.reference, each.held_on, each.address))
        for each in held(meetings, asked.from_, asked.to)
        if each.told_on
    ]
    listed = {each.id: each.group_id for each in meetings if each.told_on}
    names, ways = names_and_ways()
    found = (_attended_by(top, names[top], told, its) for top, its in _lists(groups, asked, listed, ways).items())
    organisations = [each for each in found if each.of]
    return Attended(len(told), sorted(organisations, key=lambda each: (-each.meetings, -each.people, each.name.en)))


def attendants(organisations: Iterable[tuple[AttendedBy, AtMeeting, Present]]) -> Sequence[Attendant]:
    """Lines of those present, in words, in the order in which they come; three queries at most."""
    lines = list(organisations)
    rows = {
        row.id: row
        for row in session.scalars(
            select(Attendance)
            .where(Attendance.id.in_([line.id for _, _, line in lines]))
            .options(joinedload(Attendance.organisation), joinedload(Attendance.person).joinedload(Person.organisation))
        )
    }
    return [_attendant(by, at, line, rows[line.id]) for by, at, line in lines]


def _lists(
    groups: Groups, asked: Asked, listed: Mapping[int, int], ways: Mapping[int, Sequence[int]]
) -> Mapping[int, _Lists]:
    found: dict[int, _Lists] = defaultdict(lambda: _Lists(set(), defaultdict(list)))
    for row in _rows(groups, asked):
        if row.meeting_id not in listed or (asked.organisation and asked.organisation not in ways[row.party]):
            continue
        its = found[asked.organisation or ways[row.party][-1]]
        its.groups.add(listed[row.meeting_id])
        if row.presence == Presence.PRESENT:
            people = 1 if row.headcount is None else row.headcount
            its.present[row.meeting_id].append(Present(id=row.id, people=people))
    return found


def _attended_by(top: int, name: Bilingual, told: Sequence[tuple[Known, Met]], its: _Lists) -> AttendedBy:
    at = [AtMeeting(met, its.present.get(each.id, ())) for each, met in told if each.group_id in its.groups]
    return AttendedBy(top, name, at)


def _rows(groups: Groups, asked: Asked) -> Iterable[Row[Any]]:
    """Whoever stands on a list by name: an organisation, or a person of one."""
    party = func.coalesce(Attendance.organisation_id, Person.organisation_id)
    return session.execute(
        select(Attendance.id, Attendance.meeting_id, party.label("party"), Attendance.presence, Attendance.headcount)
        .join(Attendance.meeting)
        .outerjoin(Attendance.person)
        .where(of_groups(Meeting.group_id, groups, asked.group), party.is_not(None))
        .order_by(Attendance.meeting_id, Attendance.position, Attendance.id)
    )


def _attendant(by: AttendedBy, at: AtMeeting, line: Present, row: Attendance) -> Attendant:
    organisation = row.organisation or (row.person.organisation if row.person else None)
    return Attendant(
        counted_for=by.name, meeting=at.meeting, organisation=organisation.called if organisation else Bilingual(),
        who=row.person.name if row.person else row.description, people=line.people,
    )  # fmt: skip
