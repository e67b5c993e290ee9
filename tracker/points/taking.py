"""What the chair does with a point that was sent in: takes it into the draft as an entry, or leaves it out. The entry
itself is made by the drafting room, as if it had been typed there."""

from datetime import datetime

from sqlalchemy import or_, select

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import require_reason
from tracker.core.errors import Refused
from tracker.drafting import entries, entries_order
from tracker.drafting.quick_line import QuickLine
from tracker.meetings.kinds import EntryKind, Section
from tracker.meetings.models import Answer, Entry
from tracker.meetings.services import lock_meeting
from tracker.points import policy, queries
from tracker.points.models import Point, PointKind

PLACES = {
    PointKind.ISSUE: (Section.ISSUES, EntryKind.ISSUE),
    PointKind.RECOMMENDATION: (Section.RECOMMENDATIONS, EntryKind.RECOMMENDATION),
}
"""Where a kind of point stands in the minutes. Progress is noted, and stands with the verdicts of the register."""


def take(point_id: int, *, by: Actor, at: datetime) -> Point:
    """Take a point into the draft of its meeting: an issue or recommendation becomes the last entry of its section,
    raised by the organisation; progress is noted. One that was taken already stays the one entry that it is."""
    point = _locked(point_id, by)
    if point.decided_at is not None and not point.reason:
        return point
    _require_undecided(point)
    if point.kind in PLACES:
        section, kind = PLACES[point.kind]
        line = QuickLine(section=section, text=point.text, kind=kind, organisations=(point.organisation_id,))
        point.entry_id = entries.add(point.meeting_id, line, by=by, at=at).id
    _decide(point, Bilingual(), by=by, at=at)
    _tell("point.taken", point, by=by, at=at, entry=point.entry_id)
    return point


def leave_out(point_id: int, reason: Bilingual, *, by: Actor, at: datetime) -> Point:
    """Leave a point out of the minutes; the organisation reads why."""
    point = _locked(point_id, by)
    require_reason(reason)
    _require_undecided(point)
    _decide(point, reason, by=by, at=at)
    _tell("point.left_out", point, by=by, at=at, reason={"en": reason.en, "lo": reason.lo})
    return point


def put_back(point_id: int, *, by: Actor, at: datetime) -> Point:
    """Let a point wait for the chair again. The entry that was made of it goes with that; Refused where somebody has
    worked on the entry since, who may want to keep it."""
    point = _locked(point_id, by)
    if point.decided_at is None:
        raise Refused(Bilingual.said("This point waits for you already."))
    entry = point.entry
    if entry is not None and entry.deleted_at is None:
        if not is_untouched(point, entry):
            raise Refused(
                Bilingual.said("%(entry)s was worked on since. Delete it in the draft first.", entry=entry.reference)
            )
        entries_order.delete(entry.id, by=by, at=at)
    was = point.entry_id
    point.entry_id, point.decided_at, point.decided_by, point.reason = None, None, "", Bilingual()
    _tell("point.put_back", point, by=by, at=at, entry=was)
    return point


def is_untouched(point: Point, entry: Entry) -> bool:
    """Whether an entry is as it was made of the point: its words, its place, who raised it, and nothing hangs on it."""
    as_made = (point.text, *PLACES.get(point.kind, (None, None)), None, [point.organisation_id])
    as_is = (entry.text, entry.section, entry.kind, entry.parent_id, [each.organisation_id for each in entry.raisers])
    if as_is != as_made or entry.disposition or entry.asked or entry.named:
        return False
    below = select(Entry.id).where(Entry.parent_id == entry.id, Entry.deleted_at.is_(None))
    answers = select(Answer.id).where(or_(Answer.entry_id == entry.id, Answer.conclusion_id == entry.id))
    return session.scalar(below.limit(1)) is None and session.scalar(answers.limit(1)) is None


def _locked(point_id: int, by: Actor) -> Point:
    """A point with the row of its meeting locked: of two who press at once the second sees what the first has done."""
    meeting_id = session.scalar(select(Point.meeting_id).where(Point.id == point_id))
    if meeting_id is None:
        raise queries.no_point()
    meeting = lock_meeting(meeting_id)
    require(policy.can_decide(by, meeting))
    return session.get_one(Point, point_id, populate_existing=True)


def _require_undecided(point: Point) -> None:
    if point.withdrawn_at is not None:
        raise Refused(Bilingual.said("The organisation has withdrawn this point meanwhile."))
    if point.decided_at is not None:
        raise Refused(Bilingual.said("This point was decided on already. Put it back first."))


def _decide(point: Point, reason: Bilingual, *, by: Actor, at: datetime) -> None:
    point.decided_at, point.decided_by, point.reason = at, by.label[:200], reason
    session.flush()


def _tell(verb: str, point: Point, *, by: Actor, at: datetime, **details: object) -> None:
    audit.record(
        verb, "point", point.id, by=by, at=at, subject=point.meeting.reference,
        organisation=point.organisation.short_name, **details,
    )  # fmt: skip
