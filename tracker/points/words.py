"""Points in words: what they are, and how one stands for who reads it. Knows no page."""

from dataclasses import dataclass

from tracker.core.bilingual import Bilingual
from tracker.points.models import Point, PointKind


@dataclass(frozen=True, slots=True)
class Standing:
    """How a point stands: its shape, the class that colours it, and the words beside it."""

    shape: str
    tone: str
    words: Bilingual


def kind(value: PointKind) -> Bilingual:
    """What a point is."""
    return {
        PointKind.ISSUE: Bilingual.said("Issue"),
        PointKind.RECOMMENDATION: Bilingual.said("Recommendation"),
        PointKind.PROGRESS: Bilingual.said("Progress"),
    }[value]


def is_taken(point: Point) -> bool:
    """Whether it was taken up: progress is noted, and any other point stands as an entry in the draft."""
    if point.decided_at is None or point.reason:
        return False
    return point.kind == PointKind.PROGRESS or (point.entry is not None and point.entry.deleted_at is None)


def standing_of(point: Point, *, drafts: bool = False) -> Standing:
    """How a point stands. That its entry was deleted from the draft is told to those who write it; to its organisation
    it waits then, as one that was not looked at yet."""
    if point.withdrawn_at is not None:
        return Standing("dropped", "", Bilingual.said("withdrawn"))
    if point.reason:
        return Standing("returned", "", Bilingual.said("left out of the minutes"))
    if is_taken(point):
        return Standing("done", "state-done", _taken(point))
    if point.decided_at is not None and drafts:
        return Standing("undecided", "state-soon", Bilingual.said("taken up, and deleted from the draft since"))
    return Standing("waiting", "state-waiting", Bilingual.said("waits for the chair"))


def _taken(point: Point) -> Bilingual:
    if point.entry is None:
        return Bilingual.said("noted")
    return Bilingual.said("taken up as %(entry)s", entry=point.entry.reference)
