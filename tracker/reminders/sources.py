"""Where what is outstanding comes from, by what the steps of a ladder count from."""

from collections.abc import Mapping

from tracker.groups.models import Trigger
from tracker.reminders import sources_actions as actions
from tracker.reminders import sources_documents as documents
from tracker.reminders import sources_meetings as meetings
from tracker.reminders.outstanding import Source

SOURCES: Mapping[Trigger, Source] = {
    Trigger.DUE: actions.due,
    Trigger.NEXT_MEETING: actions.without_a_date,
    Trigger.NO_OWNER: actions.nobody_owns,
    Trigger.WINDOW_OPENS: actions.not_scheduled,
    Trigger.WAITING: actions.waiting,
    Trigger.CALL: meetings.called_for_points,
    Trigger.MEETING: meetings.coming,
    Trigger.HELD: meetings.without_minutes,
    Trigger.NO_MEETING: meetings.not_planned,
    Trigger.COMMENT_DATE: meetings.unanswered,
    Trigger.STAGE: documents.in_stages,
    Trigger.EXTERNAL_MINUTES: documents.asked_for,
}

AHEAD = frozenset({Trigger.NEXT_MEETING, Trigger.CALL, Trigger.MEETING, Trigger.COMMENT_DATE})
"""What is told late where it became known late, as long as its day is ahead, and never after it."""
