"""All that is told besides the tasks, put together for the cockpit and its sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.dashboard.asked import Asked
from tracker.dashboard.attendance import attended
from tracker.dashboard.carried_over import carried
from tracker.dashboard.facts import CarriedOver, SpecialAsked, Stages
from tracker.dashboard.facts_meetings import Attended, MinutesTold
from tracker.dashboard.known_meetings import known_meetings
from tracker.dashboard.minutes_told import minutes_told
from tracker.dashboard.scope import Groups
from tracker.dashboard.special_meetings import special_meetings
from tracker.dashboard.stages import stages, standards


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is told besides the tasks, for the cockpit."""

    stages: Stages
    minutes: MinutesTold
    attended: Attended
    special_meetings: Sequence[SpecialAsked]
    carried: Sequence[CarriedOver]


def told(groups: Groups, asked: Asked) -> Facts:
    """The facts of the groups that are asked for as they were known on that day, the meetings those of the time that is
    asked for: a fixed number of queries."""
    meetings = known_meetings(groups, asked.group, asked.as_of)
    return Facts(
        stages=stages(standards(groups, asked.group, asked.as_of), asked.as_of),
        minutes=minutes_told(meetings, groups, asked),
        attended=attended(meetings, groups, asked),
        special_meetings=special_meetings(meetings, groups, asked.group, asked.as_of),
        carried=carried(groups, asked.group, asked.as_of),
    )
