"""What is counted of the follow-up, as values that pages, papers and sheets show; asks no database.

Counted are tasks: an owner's part of an action, or an action that nobody owns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.actions.models import ActionKind
from tracker.core.bilingual import Bilingual
from tracker.dashboard.quarters import Quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is counted of some tasks as they stood on a day.

    `dated` are those of the done ones that had a day, `later` those due later than first agreed; `longest` and the sums
    are days; `median` the middle number of days from being agreed to being done, None where nothing is.
    """

    agreed: int = 0
    done: int = 0
    dated: int = 0
    on_time: int = 0
    dropped: int = 0
    open: int = 0
    late: int = 0
    longest: int | None = None
    no_owner: int = 0
    no_date: int = 0
    waiting: int = 0
    slipped: int = 0
    later: int = 0
    slipped_times: int = 0
    slipped_days: int = 0
    median: float | None = None

    @property
    def in_time(self) -> int:
        """Open and not late."""
        return self.open - self.late

    @property
    def on_time_rate(self) -> int | None:
        """How many of a hundred done tasks that had a day were done by it."""
        return round(100 * self.on_time / self.dated) if self.dated else None


@dataclass(frozen=True, slots=True)
class OfOrganisation:
    """The tasks of one organisation with its units; `id` is None for what nobody owns."""

    id: int | None
    name: Bilingual
    counts: Counts


def worst_first(organisations: Iterable[OfOrganisation]) -> Sequence[OfOrganisation]:
    """Those with most that is late first, of them the latest, then those with most that is open; what nobody owns comes
    last."""

    def weight(each: OfOrganisation) -> tuple[bool, int, int, int]:
        return each.id is None, -each.counts.late, -(each.counts.longest or 0), -each.counts.open

    return sorted(organisations, key=weight)


def cut_short(
    organisations: Iterable[OfOrganisation], most: int
) -> tuple[Sequence[OfOrganisation], Sequence[OfOrganisation]]:
    """The first so many of them, besides what nobody owns, which is never left out and stands last; and the others."""
    found = list(organisations)
    named, nobodys = [each for each in found if each.id is not None], [each for each in found if each.id is None]
    return (*named[:most], *nobodys), named[most:]


@dataclass(frozen=True, slots=True)
class OfKind:
    """The tasks of one kind of action."""

    kind: ActionKind
    counts: Counts


@dataclass(frozen=True, slots=True)
class OfAge:
    """How many open tasks were agreed so many days ago: `least` to `most`, which is None for the oldest."""

    least: int
    most: int | None
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class OfQuarter:
    """What was agreed and done in a quarter, and what was open and late at its end (or on the day of the figures, in
    the quarter that holds it)."""

    quarter: Quarter
    agreed: int = 0
    done: int = 0
    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Cockpit:
    """All that is counted of the tasks that somebody asks for."""

    whole: Counts
    organisations: Sequence[OfOrganisation]
    kinds: Sequence[OfKind]
    ages: Sequence[OfAge]
    trend: Sequence[OfQuarter]
