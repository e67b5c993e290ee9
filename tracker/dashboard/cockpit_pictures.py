"""What is counted and told, as pictures of one scale each; knows no page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.dashboard import pictures
from tracker.dashboard.facts import SpecialAsked
from tracker.dashboard.facts_meetings import Attended
from tracker.dashboard.figures import Cockpit, Counts
from tracker.dashboard.pictures import Part, Plot, Tone
from tracker.dashboard.rows import Task
from tracker.dashboard.timelines import NEAR, Timeline, Window, timeline

Bars = Sequence[tuple[Part, ...]]


@dataclass(frozen=True, slots=True)
class Beside:
    """The bars beside a table: what is open, of it late; and what became of all that was agreed."""

    open: Bars
    agreed: Bars


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of a cockpit: `flow` shows what was agreed and done in each quarter, `stock` what was open and late
    at its end."""

    organisations: Beside
    kinds: Beside
    ages: Bars
    flow: Plot
    stock: Plot


def drawn(cockpit: Cockpit) -> Drawn:
    """The pictures of all that is counted."""
    return Drawn(
        organisations=_beside([each.counts for each in cockpit.organisations]),
        kinds=_beside([each.counts for each in cockpit.kinds]),
        ages=pictures.bars([_open(each.late, each.open) for each in cockpit.ages]),
        flow=pictures.plot([[each.agreed for each in cockpit.trend], [each.done for each in cockpit.trend]]),
        stock=pictures.plot([[each.open for each in cockpit.trend], [each.late for each in cockpit.trend]]),
    )


def special_windows(asked: Sequence[SpecialAsked], today: date) -> Timeline:
    """The windows in which special meetings were to be held, and the day on which they are or were; the last two years
    and the coming one, so that a window of some weeks can be seen."""
    return timeline([_window(each) for each in asked], today, NEAR)


def _beside(counts: Sequence[Counts]) -> Beside:
    return Beside(
        open=pictures.bars([_open(each.late, each.open) for each in counts]),
        agreed=pictures.bars([
            ((Tone.DONE, each.done), (Tone.REST, each.open), (Tone.DROPPED, each.dropped)) for each in counts
        ]),
    )  # fmt: skip


def _open(late: int, open_: int) -> tuple[tuple[Tone, int], ...]:
    return (Tone.LATE, late), (Tone.REST, open_ - late)


def _window(each: SpecialAsked) -> Window:
    window = each.window
    begins = window.from_ or each.agreed_on
    return Window(begins, window.end, done=each.held_on or each.planned_for, late=each.passed > 0)


def present(attended: Attended) -> Bars:
    """At how many of the meetings each organisation was."""
    return pictures.bars([
        ((Tone.DONE, each.meetings), (Tone.REST, each.of - each.meetings)) for each in attended.organisations
    ])  # fmt: skip


def task_windows(tasks: Sequence[Task], as_of: date) -> Timeline:
    """From when a task was agreed until its first end and, where it was given more time, until its present one."""
    return timeline([_task(each) for each in tasks], as_of)


def _task(task: Task) -> Window:
    ends = task.first_end or task.ends_on
    more = task.ends_on if ends and task.ends_on and task.ends_on > ends else None
    return Window(task.agreed_on, ends, more, task.done_on, late=task.late is not None)
