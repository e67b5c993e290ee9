"""The rows behind figures of meetings, attendance, stages and what was carried over: read by what counts them, so as
many as they say."""

from collections.abc import Sequence

from tracker.dashboard.asked import Asked
from tracker.dashboard.attendance import attendants, attended
from tracker.dashboard.carried_over import carried
from tracker.dashboard.facts import CarriedOver, Finished, SpecialAsked, StandardAt
from tracker.dashboard.facts_meetings import AtMeeting, Attendant, AttendedBy, Delivered, MinutesOf
from tracker.dashboard.known_meetings import known_meetings
from tracker.dashboard.long_lists import Part, part_of
from tracker.dashboard.measures_besides import OfAttendance, OfMinutes, OfSpecialMeetings
from tracker.dashboard.minutes_delivered import deliveries
from tracker.dashboard.minutes_told import minutes_told
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.scope import Groups
from tracker.dashboard.special_meetings import in_question, overdue, special_meetings, waited_for_first
from tracker.dashboard.stages import stages, standards
from tracker.documents.models import Stage


def meetings_behind(groups: Groups, asked: Asked, figure: OfMinutes, only: int | None = None) -> Sequence[MinutesOf]:
    """The meetings that a figure counts, or `only` that one of them: four queries."""
    told = minutes_told(known_meetings(groups, asked.group, asked.as_of), groups, asked)
    return [row for row in told.behind(figure) if only is None or row.id == only]


def deliveries_behind(
    groups: Groups, asked: Asked, figure: OfMinutes, only: int | None = None, page: int | None = None
) -> Part[Delivered]:
    """One page of the deliveries that a figure counts, or all of them; of all meetings or `only` of that one: six
    queries at most."""
    return deliveries(groups, asked, meetings_behind(groups, asked, figure, only), figure, page)


def attendance_behind(groups: Groups, asked: Asked, figure: OfAttendance) -> Sequence[tuple[AttendedBy, AtMeeting]]:
    """The meetings that a figure counts, of the organisation that is asked for or of each: five queries."""
    found = attended(known_meetings(groups, asked.group, asked.as_of), groups, asked)
    return [(by, at) for by in found.organisations for at in by.behind(figure)]


def people_behind(groups: Groups, asked: Asked, page: int | None = None) -> tuple[int, Part[Attendant]]:
    """How many people are counted, and one page of the lines that name them, or all of them: six queries."""
    at = attendance_behind(groups, asked, OfAttendance.PEOPLE)
    found = part_of([(by, each, line) for by, each in at for line in each.lines], page)
    return sum(each.people for _, each in at), Part(attendants(found.rows), found.page, found.pages, found.total)


def standards_behind(groups: Groups, asked: Asked, stage: Stage | None) -> Sequence[tuple[Stage, StandardAt]]:
    """The standards that are in a stage, or in each of them: two queries."""
    found = stages(standards(groups, asked.group, asked.as_of), asked.as_of).stages
    return [(each.stage, row) for each in found for row in each.standards if stage in {None, each.stage}]


def finished_behind(groups: Groups, asked: Asked, stage: Stage | None) -> Sequence[tuple[Stage, Finished]]:
    """The times that a stage was finished, or each of them: two queries."""
    found = stages(standards(groups, asked.group, asked.as_of), asked.as_of).stages
    return [(each.stage, row) for each in found for row in each.finished if stage in {None, each.stage}]


def special_behind(groups: Groups, asked: Asked, figure: OfSpecialMeetings, quarter: Quarter) -> Sequence[SpecialAsked]:
    """The special meetings that a figure counts, those of a quarter for the one of its page: four queries."""
    known = known_meetings(groups, asked.group, asked.as_of)
    found = special_meetings(known, groups, asked.group, asked.as_of)
    if figure is OfSpecialMeetings.OF_QUARTER:
        return in_question(found, quarter)
    return overdue(found) if figure is OfSpecialMeetings.OVERDUE else waited_for_first(found)


def carried_behind(groups: Groups, asked: Asked) -> Sequence[CarriedOver]:
    """What was carried over three times or more: two queries."""
    return carried(groups, asked.group, asked.as_of)
