"""Decisions on meetings: quarters without one, and minutes that do not come. Asks no database."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say, say_many
from tracker.dashboard.decisions_words import listed
from tracker.dashboard.facts import Decision, DecisionKind, Place
from tracker.dashboard.known_meetings import Known
from tracker.dashboard.quarters import Quarter
from tracker.meetings.kinds import MeetingKind, MeetingState
from tracker.minutes.sentences import both

PLANNED_WITHIN = 45
"""After so many days of a quarter reminders tell the chair that no meeting is planned."""
MINUTES_WITHIN = 30


def decisions_on_meetings(meetings: Sequence[Known], as_of: date) -> Iterable[Decision]:
    """The groups without a regular meeting in the quarter, and the meetings whose minutes were not circulated within
    thirty days, of the meetings as they were known."""
    quarter = Quarter.holding(as_of)
    missing = _without_meeting(meetings, quarter)
    groups = [Bilingual.same(each.group) for each in missing]
    if missing and (as_of - quarter.first).days >= PLANNED_WITHIN:
        yield Decision(
            DecisionKind.NO_MEETING,
            Bilingual.said("Have the meeting of the quarter planned"),
            listed(groups),
            both(lambda side: say("%(quarter)s: no meeting is held or planned", side, quarter=quarter.name[side])),
            _groups_of(missing),
            groups,
        )
    late = [each for each in meetings if _waits(each) and (as_of - each.held_on).days > MINUTES_WITHIN]
    if late:
        days, references = (as_of - late[0].held_on).days, [Bilingual.same(each.reference) for each in late]
        yield Decision(
            DecisionKind.MINUTES,
            Bilingual.said("Have the minutes circulated"),
            listed(references),
            both(partial(_held_ago, days, len(late) == 1)),
            _groups_of(late),
            references,
        )


def _without_meeting(meetings: Sequence[Known], quarter: Quarter) -> Sequence[Known]:
    """The last meeting of each group that has no regular one in a quarter, whether of it or held in it."""
    groups = {each.group_id: each for each in meetings}
    met = {
        each.group_id
        for each in meetings
        if each.kind == MeetingKind.REGULAR
        and each.state in {MeetingState.PLANNED, MeetingState.HELD}
        and (each.quarter == quarter or Quarter.holding(each.held_on) == quarter)
    }
    return sorted((each for group_id, each in groups.items() if group_id not in met), key=lambda each: each.group)


def _waits(meeting: Known) -> bool:
    return meeting.state == MeetingState.HELD and meeting.told_on is None


def _groups_of(meetings: Sequence[Known]) -> Place:
    """The meetings of their group, or of all where they are of several."""
    slugs = {each.slug for each in meetings}
    return Place("meetings.of_group", {"slug": slugs.pop()}) if len(slugs) == 1 else Place("meetings.index")


def _held_ago(days: int, alone: bool, language: Language) -> str:
    if alone:
        return say_many("held %(number)s day ago, not circulated", "held %(number)s days ago, not circulated", days,
                        language)  # fmt: skip
    return say_many(
        "not circulated, the first held %(number)s day ago", "not circulated, the first held %(number)s days ago",
        days, language,
    )  # fmt: skip
