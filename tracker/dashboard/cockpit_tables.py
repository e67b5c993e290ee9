"""How the figures stand on the page and in sheets: which of them, in which order, and what each is a link to. Knows no
page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.actions import words
from tracker.actions.models import AssignmentState
from tracker.actions.words import Mark, Standing
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say_many
from tracker.dashboard.asked import Asked
from tracker.dashboard.figures import Cockpit, Counts, OfQuarter
from tracker.dashboard.measures import Measure, Summary
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.rows import Task

Figure = Measure | Summary
LISTED = 12  # of meetings and items that the page names; all of them stand on a page of their own


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of each table, from left to right."""

    whole: Sequence[Figure]
    open: Sequence[Figure]
    done: Sequence[Figure]
    ages: Sequence[Figure]
    trend: Sequence[Figure]


TREND = (Measure.AGREED, Measure.DONE, Measure.OPEN, Measure.LATE)
FIGURES = Figures(
    whole=(
        Measure.AGREED, Measure.DONE, Measure.OPEN, Measure.LATE,
        Measure.DATED, Measure.ON_TIME, Summary.ON_TIME_RATE, Summary.LONGEST,
        Measure.NO_OWNER, Measure.NO_DATE, Measure.WAITING, Measure.DROPPED,
        Summary.MEDIAN, Measure.SLIPPED, Summary.SLIPPED_TIMES, Summary.SLIPPED_DAYS,
    ),
    open=(
        Measure.OPEN, Measure.LATE, Summary.LONGEST, Measure.WAITING, Measure.NO_OWNER, Measure.NO_DATE,
    ),
    done=(
        Measure.AGREED, Measure.DONE, Measure.DATED, Measure.ON_TIME, Summary.ON_TIME_RATE, Summary.MEDIAN,
        Measure.DROPPED, Measure.SLIPPED, Summary.SLIPPED_TIMES, Summary.SLIPPED_DAYS,
    ),
    ages=(Measure.OPEN, Measure.LATE),
    trend=TREND,
)  # fmt: skip


def measure_of(figure: Figure) -> Measure:
    """The tasks that stand behind a figure."""
    return figure.is_of if isinstance(figure, Summary) else figure


@dataclass(frozen=True, slots=True)
class Counted:
    """One row: of whom or what, its figures, and what is asked to see the rows behind them."""

    name: Bilingual
    counts: Counts
    asked: Asked


@dataclass(frozen=True, slots=True)
class OfColumn:
    """One quarter: each figure with its number and what is asked to see the rows behind it."""

    name: Bilingual
    quarter: Quarter
    figures: Sequence[tuple[Measure, int, Asked]]


def by_organisation(cockpit: Cockpit, asked: Asked) -> list[Counted]:
    """The organisations of a cockpit as rows, in its order."""
    return [Counted(each.name, each.counts, asked.of_organisation(each.id)) for each in cockpit.organisations]


def by_kind(cockpit: Cockpit, asked: Asked) -> list[Counted]:
    """The kinds of a cockpit as rows."""
    return [Counted(words.kind(each.kind), each.counts, asked.of_kind(each.kind)) for each in cockpit.kinds]


def by_quarter(cockpit: Cockpit, asked: Asked) -> list[OfColumn]:
    """The quarters of a cockpit, the oldest first."""
    return [
        OfColumn(
            _told_to(each.quarter, asked.as_of), each.quarter,
            [(one, getattr(each, one.value), of_quarter(one, each.quarter, asked)) for one in TREND],
        )
        for each in cockpit.trend
    ]  # fmt: skip


def of_quarter(measure: Measure, quarter: Quarter, asked: Asked) -> Asked:
    """What is asked to see the rows behind the number of a quarter."""
    if measure is Measure.AGREED:
        return asked.agreed_in(quarter)
    return asked.done_in(quarter) if measure is Measure.DONE else asked.at_end_of(quarter)


def _told_to(quarter: Quarter, day: date) -> Bilingual:
    """Its name, and until which day it is told where it is not over."""
    name, cut = quarter.name, quarter.cut_on(day)
    return Bilingual(en=f"{name.en}, {cut.en}", lo=f"{name.lo}, {cut.lo}") if cut else name


def columns(trend: Sequence[OfQuarter], as_of: date, language: Language) -> list[tuple[str, str]]:
    """What stands below the columns of a picture: the quarter, and the year where it begins or the day until which it
    is told."""
    quarters = [each.quarter for each in trend]
    return [
        (
            f"Q{each.number}",
            each.cut_on(as_of)[language] or (str(each.year) if each.number == 1 or each == quarters[0] else ""),
        )
        for each in quarters
    ]  # fmt: skip


def state(value: AssignmentState) -> Bilingual:
    """How far a task is."""
    return {
        AssignmentState.OPEN: Bilingual.said("not yet begun"),
        AssignmentState.IN_PROGRESS: Bilingual.said("in progress"),
        AssignmentState.SUBMITTED: Bilingual.said("handed in, waits for the chair"),
        AssignmentState.POSTPONED: Bilingual.said("postponed"),
        AssignmentState.ACCEPTED: Bilingual.said("done"),
        AssignmentState.DROPPED: Bilingual.said("dropped"),
    }[value]


_MARKS = {
    AssignmentState.IN_PROGRESS: Mark.DOING, AssignmentState.SUBMITTED: Mark.WAITING,
    AssignmentState.ACCEPTED: Mark.DONE, AssignmentState.DROPPED: Mark.DROPPED,
}  # fmt: skip


def sign(task: Task) -> Standing:
    """How a task stood on the day of the figures, by what matters most: late, or how far it was."""
    if task.late is not None:
        return Standing(Mark.LATE, Bilingual(en=_late(task.late, "en"), lo=_late(task.late, "lo")))
    return Standing(_MARKS.get(task.state, Mark.OPEN), state(task.state))


def _late(days: int, language: Language) -> str:
    return say_many("%(number)s day late", "%(number)s days late", days, language)
