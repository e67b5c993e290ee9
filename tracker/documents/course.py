"""The way of a standard through its stages, read from its spans; asks no database and knows no action."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.documents.models import Stage, StageSpan

ORDER = tuple(Stage)


@dataclass(frozen=True, slots=True)
class StageStep:
    """One stage as it stands in the round that runs: what is ahead has no span."""

    stage: Stage
    span: StageSpan | None
    is_current: bool

    @property
    def is_done(self) -> bool:
        """Whether the stage is behind it."""
        return self.span is not None and self.span.until_on is not None


@dataclass(frozen=True, slots=True)
class Course:
    """Where a standard stands: its stages in their order, the one that runs, and the one that ended last."""

    steps: tuple[StageStep, ...]
    current: StageSpan | None
    last: StageSpan | None

    @property
    def is_published(self) -> bool:
        """Whether it went the whole way, and no new round has begun."""
        return self.current is None and self.last is not None and self.last.stage == ORDER[-1]

    @property
    def next_stage(self) -> Stage:
        """The stage that comes next; after the last one a new round begins."""
        at = self.current or self.last
        return (following(at.stage) if at else None) or ORDER[0]

    def days_late(self, today: date) -> int:
        """For how many days the stage that runs is late; 0 where it is not, or has no date."""
        due = self.current.due_on if self.current else None
        return max(0, (today - due).days) if due else 0

    def days_held(self, today: date) -> int | None:
        """For how many days the holder has had it; None where that was not said."""
        since = self.current.from_on if self.current else None
        return max(0, (today - since).days) if since else None


def following(stage: Stage) -> Stage | None:
    """The stage after this one; None after the last."""
    place = ORDER.index(stage) + 1
    return ORDER[place] if place < len(ORDER) else None


def is_before(stage: Stage, other: Stage) -> bool:
    """Whether a stage comes earlier on the way."""
    return ORDER.index(stage) < ORDER.index(other)


def running(spans: Sequence[StageSpan]) -> StageSpan | None:
    """The stage that runs: the first on the way that has no end; where several have none, an import said so."""
    open_ones = [span for span in spans if span.until_on is None]
    return min(open_ones, key=lambda span: (ORDER.index(span.stage), -(span.id or 0)), default=None)


def course(spans: Sequence[StageSpan]) -> Course:
    """Where a standard stands, from its spans in the order in which they were written."""
    current = running(spans)
    ended = [span for span in spans if span.until_on is not None]
    found = {span.stage: span for span in _round(spans)}
    at = current.stage if current else None
    steps = tuple(
        StageStep(stage, None if at and is_before(at, stage) else found.get(stage), stage == at) for stage in ORDER
    )
    return Course(steps, current, ended[-1] if ended else None)


def _round(spans: Sequence[StageSpan]) -> Sequence[StageSpan]:
    """The spans since it was last published; those of the last round where no new one has begun."""
    ends = [place for place, span in enumerate(spans[:-1]) if span.stage == ORDER[-1] and span.until_on is not None]
    return spans[ends[-1] + 1 :] if ends else spans
