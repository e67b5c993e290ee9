"""What is counted of tasks: the name of each figure, how it is counted in one sentence, and which tasks it counts."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, or_, true

from tracker.actions.models import CLOSED, AssignmentState
from tracker.core.bilingual import Bilingual
from tracker.dashboard.as_of import Day

Condition = ColumnElement[bool]


class Measure(StrEnum):
    """A figure that is a number of tasks, and so leads to exactly those."""

    AGREED = "agreed"
    DONE = "done"
    DATED = "dated"
    ON_TIME = "on_time"
    DROPPED = "dropped"
    OPEN = "open"
    LATE = "late"
    NO_OWNER = "no_owner"
    NO_DATE = "no_date"
    WAITING = "waiting"
    SLIPPED = "slipped"
    LATER = "later"

    @property
    def called(self) -> Bilingual:
        """The name that stands above its numbers."""
        return _names()[self]

    @property
    def told(self) -> Bilingual:
        """How it is counted, in one sentence."""
        return _sentences()[self]


class Summary(StrEnum):
    """A figure that is worked out of some tasks: those of the measure that it `is_of`."""

    ON_TIME_RATE = "on_time_rate"
    MEDIAN = "median"
    LONGEST = "longest"
    SLIPPED_TIMES = "slipped_times"
    SLIPPED_DAYS = "slipped_days"

    @property
    def is_of(self) -> Measure:
        """The tasks that it is worked out of."""
        return _OF[self]

    @property
    def called(self) -> Bilingual:
        """The name that stands above its numbers."""
        return _summary_names()[self]

    @property
    def told(self) -> Bilingual:
        """How it is worked out, in one sentence."""
        return _summary_sentences()[self]


_OF = {
    Summary.ON_TIME_RATE: Measure.DATED,
    Summary.MEDIAN: Measure.DONE,
    Summary.LONGEST: Measure.LATE,
    Summary.SLIPPED_TIMES: Measure.SLIPPED,
    Summary.SLIPPED_DAYS: Measure.LATER,
}


def condition(measure: Measure, task: FromClause, as_of: Day) -> Condition:
    """Which of the tasks of `tasks.tasks` it counts, as they stood on that day; a day that is a column is each task's
    own."""
    return _CONDITIONS[measure](task.c, as_of)


def _open(task: Any) -> Condition:
    still: Condition = task.state.not_in(sorted(CLOSED))
    return still


def _done(task: Any) -> Condition:
    done: Condition = task.state == AssignmentState.ACCEPTED
    return done


def _submitted(task: Any) -> Condition:
    submitted: Condition = task.state == AssignmentState.SUBMITTED
    return submitted


_CONDITIONS: Mapping[Measure, Callable[[Any, Day], Condition]] = {
    Measure.AGREED: lambda task, _: true(),
    Measure.DONE: lambda task, _: _done(task),
    Measure.DATED: lambda task, _: and_(_done(task), task.ends_on.is_not(None)),
    Measure.ON_TIME: lambda task, _: and_(_done(task), task.done_on <= task.ends_on),
    Measure.DROPPED: lambda task, _: task.state == AssignmentState.DROPPED,
    Measure.OPEN: lambda task, _: _open(task),
    Measure.LATE: lambda task, day: and_(_open(task), ~_submitted(task), task.ends_on < day),
    Measure.NO_OWNER: lambda task, _: and_(_open(task), task.organisation_id.is_(None), ~task.planned),
    Measure.NO_DATE: lambda task, _: and_(_open(task), task.ends_on.is_(None), ~task.planned),
    Measure.WAITING: lambda task, _: and_(_open(task), or_(_submitted(task), task.asks)),
    Measure.SLIPPED: lambda task, _: task.times > 0,
    Measure.LATER: lambda task, _: task.ends_on > task.first_end,
}


def _names() -> Mapping[Measure, Bilingual]:
    return {
        Measure.AGREED: Bilingual.said("Agreed"),
        Measure.DONE: Bilingual.said("Done"),
        Measure.DATED: Bilingual.said("Done, with a date"),
        Measure.ON_TIME: Bilingual.said("Done on time"),
        Measure.DROPPED: Bilingual.said("Dropped"),
        Measure.OPEN: Bilingual.said("Open"),
        Measure.LATE: Bilingual.said("Late"),
        Measure.NO_OWNER: Bilingual.said("Without an owner"),
        Measure.NO_DATE: Bilingual.said("Without a date"),
        Measure.WAITING: Bilingual.said("Waiting for the chair"),
        Measure.SLIPPED: Bilingual.said("Extended"),
        Measure.LATER: Bilingual.said("Due later than first agreed"),
    }


def _sentences() -> Mapping[Measure, Bilingual]:
    return {
        Measure.AGREED: Bilingual.said(
            "Tasks that were agreed and made known by that day: each organisation's part of an action counts once, and"
            " an action that nobody owns counts once."
        ),
        Measure.DONE: Bilingual.said("Tasks that the chair or a meeting had accepted by that day."),
        Measure.DATED: Bilingual.said("Done tasks that had a date."),
        Measure.ON_TIME: Bilingual.said(
            "Done tasks that were handed in by their date, or accepted by it where nothing was handed in."
        ),
        Measure.DROPPED: Bilingual.said(
            "Tasks that were given up with a reason, or went on as part of another action."
        ),
        Measure.OPEN: Bilingual.said("Tasks that were neither done nor dropped on that day."),
        Measure.LATE: Bilingual.said(
            "Open tasks whose date had passed and that were not handed in; a confirmed date counts before the agreed"
            " one."
        ),
        Measure.NO_OWNER: Bilingual.said(
            "Open actions that no organisation owned on that day and for which no special meeting was planned."
        ),
        Measure.NO_DATE: Bilingual.said(
            "Open tasks without an agreed or confirmed date for which no special meeting was planned."
        ),
        Measure.WAITING: Bilingual.said(
            "Open tasks that were handed in, or about which something was asked and not decided yet."
        ),
        Measure.SLIPPED: Bilingual.said("Tasks that were given more time at least once."),
        Measure.LATER: Bilingual.said("Tasks whose date is later than the one that was first agreed."),
    }


def _summary_names() -> Mapping[Summary, Bilingual]:
    return {
        Summary.ON_TIME_RATE: Bilingual.said("On-time rate"),
        Summary.MEDIAN: Bilingual.said("Median days until done"),
        Summary.LONGEST: Bilingual.said("Longest delay in days"),
        Summary.SLIPPED_TIMES: Bilingual.said("Times extended"),
        Summary.SLIPPED_DAYS: Bilingual.said("Days extended"),
    }


def _summary_sentences() -> Mapping[Summary, Bilingual]:
    return {
        Summary.ON_TIME_RATE: Bilingual.said("Of a hundred done tasks that had a date, so many were done on time."),
        Summary.MEDIAN: Bilingual.said(
            "Half of the done tasks took fewer days from being agreed to being handed in or accepted, half took more."
        ),
        Summary.LONGEST: Bilingual.said("How many days the task that is late for the longest time has been late."),
        Summary.SLIPPED_TIMES: Bilingual.said("How often more time was given, all tasks together."),
        Summary.SLIPPED_DAYS: Bilingual.said(
            "By how many days the dates of all tasks together are later than first agreed."
        ),
    }
