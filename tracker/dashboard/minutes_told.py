"""How long minutes took from the meeting to being circulated and issued, and who acknowledged them, as it was known on
a day."""

from collections.abc import Sequence

from tracker.dashboard.asked import Asked
from tracker.dashboard.facts_meetings import MinutesOf, MinutesTold
from tracker.dashboard.known_meetings import Known, held
from tracker.dashboard.minutes_delivered import sent_and_acknowledged
from tracker.dashboard.scope import Groups


def minutes_told(meetings: Sequence[Known], groups: Groups, asked: Asked) -> MinutesTold:
    """The minutes of those of the known meetings that were held in the period, those that are waited for longest first;
    one query."""
    deliveries = sent_and_acknowledged(groups, asked)
    rows = [_minutes(each, asked, deliveries.get(each.id, (0, 0))) for each in held(meetings, asked.from_, asked.to)]
    return MinutesTold(sorted(rows, key=lambda row: (-(row.waiting or -1), row.held_on)))


def _minutes(meeting: Known, asked: Asked, delivered: tuple[int, int]) -> MinutesOf:
    told, issued = meeting.told_on, meeting.issued_on
    return MinutesOf(
        id=meeting.id, reference=meeting.reference, group=meeting.group, kind=meeting.kind, held_on=meeting.held_on,
        circulated_on=told, issued_on=issued,
        to_circulate=(told - meeting.held_on).days if told else None,
        to_issue=(issued - meeting.held_on).days if issued else None,
        waiting=None if told else (asked.as_of - meeting.held_on).days,
        sent=delivered[0], acknowledged=delivered[1], address=meeting.address,
    )  # fmt: skip
