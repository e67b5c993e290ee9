"""What is told of the follow-up besides its tasks, as values that pages, papers and sheets show; asks no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Self

from tracker.actions.deadlines import Window
from tracker.core.bilingual import Bilingual
from tracker.dashboard.measures import Measure
from tracker.documents.models import Stage

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is shown: the name of the page, and what it is asked for."""

    page: str
    args: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Took:
    """How many days some things took: how many things there are, the middle one and the longest, None where there is
    nothing."""

    times: int = 0
    median: float | None = None
    longest: int | None = None

    @classmethod
    def of(cls, days: Iterable[int]) -> Self:
        """What is told of so many days each."""
        known = list(days)
        return cls(len(known), float(median(known)), max(known)) if known else cls()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardAt:
    """A standard in the stage that runs, or in the one that ended last: who holds it, since when the stage runs, for
    how many days, and for how many it is overdue."""

    id: int
    code: str
    title: Bilingual
    holder: Bilingual = NOTHING
    since: date | None = None
    due_on: date | None = None
    days: int | None = None
    late: int = 0
    address: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A stage of a standard that is over: who held it last, from when until when."""

    code: str
    title: Bilingual
    holder: Bilingual
    since: date
    until: date
    address: Place

    @property
    def days(self) -> int:
        """How many days it took."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class OfStage:
    """The standards in a stage, those first that are due first, and how long the stages of that sort took that are
    over."""

    stage: Stage
    standards: Sequence[StandardAt]
    took: Took
    finished: Sequence[Finished] = ()


@dataclass(frozen=True, slots=True)
class Stages:
    """Standards by the stage that runs, those that have not begun or stand still, and those that went the whole way."""

    stages: Sequence[OfStage]
    still: Sequence[StandardAt]
    published: Sequence[StandardAt]

    @property
    def is_empty(self) -> bool:
        """Whether no standard is recorded."""
        return not (self.still or self.published or any(each.standards for each in self.stages))


class Called(StrEnum):
    """What became of a special meeting that was asked for."""

    NOT_PLANNED = "not_planned"
    PLANNED = "planned"
    HELD = "held"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialAsked:
    """A special meeting that was asked for, of whom: the deadline as agreed, for which day it is planned, on which it
    was held, how often it was postponed, and for how many days its window is over while none is planned."""

    reference: str
    group: str
    text: Bilingual
    agreed_on: date
    words: Bilingual
    window: Window
    state: Called
    planned_for: date | None
    held_on: date | None
    postponed: int
    passed: int
    address: Place
    owners: Sequence[Bilingual] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """An action or a point that told meetings took up so many times and left open."""

    reference: str
    group: str
    text: Bilingual
    times: int
    since: date
    address: Place


class DecisionKind(StrEnum):
    """What management has to decide, the weightiest first."""

    LATE = "late"
    NO_OWNER = "no_owner"
    STANDARD = "standard"
    SPECIAL_MEETING = "special_meeting"
    EXTERNAL_MINUTES = "external_minutes"
    CARRIED = "carried"
    NO_MEETING = "no_meeting"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that is needed: what to do, about what, and why; `address` shows what it is about. Where it lists
    more than one, `names` are all that it could list."""

    kind: DecisionKind
    what: Bilingual
    about: Bilingual
    why: Bilingual
    address: Place
    names: Sequence[Bilingual] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The number of a measure beside the one of the quarter before, and the difference in words."""

    of: Measure
    name: Bilingual
    before: int
    now: int
    words: Bilingual

    @property
    def difference(self) -> int:
        """How many more; negative where there are fewer."""
        return self.now - self.before
