"""The verdicts of a meeting on older items while its minutes are written. Knows no page."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.access.actors import Actor
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import Change, Wording, put_texts, refuse_stale
from tracker.core.errors import NotFound, Refused
from tracker.meetings.models import Meeting
from tracker.meetings.services import lock_draft
from tracker.register.items import key_of
from tracker.register.models import Review, Verdict
from tracker.register.review import Reviewed, is_written, mark_of, one_under_review, under_review


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRevision:
    """What a form changes in a verdict; None is not touched."""

    verdict: Change[Verdict] | None = None
    remark: Wording | None = None
    until: Change[date | None] | None = None


def revise_verdict(meeting_id: int, key: str, revision: ReviewRevision, *, by: Actor, at: datetime) -> Meeting:
    """Give a verdict on an item, or change it; what is not touched stays as it is proposed. Raises TextConflict or
    Conflict where somebody else wrote something else meanwhile. The verdicts of issued minutes stay; their remarks can
    be corrected in an amendment."""
    meeting = lock_draft(meeting_id, by=by)
    shown = _shown(meeting, key)
    if not is_written(meeting) and (revision.verdict or revision.until):
        raise Refused(
            Bilingual.said("The verdicts of issued minutes stay. Answer the action itself, or correct the remark.")
        )
    row = _row(meeting, shown)
    if revision.verdict:
        row.verdict = revision.verdict.over(row.verdict)
    if revision.until:
        row.deferred_until = _later(revision.until.over(row.deferred_until), meeting)
    put_texts(row, [("remark", revision.remark)])
    if row.verdict != Verdict.DEFERRED:
        row.deferred_until = None
    session.flush()
    _tell("review.given", meeting, shown, row, by=by, at=at)
    return meeting


def take_proposed(meeting_id: int, key: str, *, by: Actor, at: datetime) -> Meeting:
    """Take the verdict on an item as it is proposed: from now on it stays, whatever is reported."""
    meeting = _written(meeting_id, by)
    shown = _shown(meeting, key)
    if not shown.given:
        _tell("review.given", meeting, shown, _row(meeting, shown), by=by, at=at)
    return meeting


def take_all_proposed(meeting_id: int, mark: str, *, by: Actor, at: datetime) -> Meeting:
    """Take every verdict that nobody has looked at as it is proposed. Conflict where the proposals are others by now
    than those that the page showed."""
    meeting = _written(meeting_id, by)
    rows = [each for each in under_review(meeting) if not each.given]
    refuse_stale(mark_of(rows), mark)
    place = _last_place(meeting.id)
    session.add_all(_made(meeting.id, each, place + number) for number, each in enumerate(rows, 1))
    session.flush()
    audit.record(
        "review.all_taken", "meeting", meeting.id, by=by, at=at, subject=meeting.reference,
        items=[each.item.reference for each in rows],
    )  # fmt: skip
    return meeting


def follow_proposed(meeting_id: int, key: str, *, by: Actor, at: datetime) -> Meeting:
    """Take back the verdict that was given on an item, so that it follows again what is reported."""
    meeting = _written(meeting_id, by)
    shown = _shown(meeting, key)
    if shown.given:
        row = _row(meeting, shown)
        _tell("review.taken_back", meeting, shown, row, by=by, at=at)
        session.delete(row)
        session.flush()
    return meeting


def _written(meeting_id: int, by: Actor) -> Meeting:
    meeting = lock_draft(meeting_id, by=by)
    if not is_written(meeting):
        raise Refused(
            Bilingual.said("The verdicts of issued minutes stay. Answer the action itself, or correct the remark.")
        )
    return meeting


def _shown(meeting: Meeting, key: str) -> Reviewed:
    found = one_under_review(meeting, key)
    if found is None:
        raise NotFound(Bilingual.said("The meeting does not look back on this item."))
    return found


def _row(meeting: Meeting, shown: Reviewed) -> Review:
    """The verdict that is kept, or a new one that says what is proposed."""
    rows = session.scalars(select(Review).where(Review.meeting_id == meeting.id))
    kept = next((row for row in rows if key_of(row) == shown.item.key), None)
    if kept is None:
        kept = _made(meeting.id, shown, _last_place(meeting.id) + 1)
        session.add(kept)
        session.flush()
    return kept


def _made(meeting_id: int, shown: Reviewed, place: int) -> Review:
    item = shown.item
    return Review(
        meeting_id=meeting_id, position=place, verdict=shown.verdict, remark=shown.remark,
        action_id=item.id if item.which == "action" else None, entry_id=item.id if item.which == "entry" else None,
    )  # fmt: skip


def _last_place(meeting_id: int) -> int:
    return session.scalar(select(func.max(Review.position)).where(Review.meeting_id == meeting_id)) or 0


def _later(day: date | None, meeting: Meeting) -> date | None:
    if day is not None and day <= meeting.held_on:
        raise Refused(Bilingual.said("Something is deferred to a day after the meeting."))
    return day


def _tell(verb: str, meeting: Meeting, shown: Reviewed, row: Review, *, by: Actor, at: datetime) -> None:
    audit.record(
        verb, "meeting", meeting.id, by=by, at=at, subject=meeting.reference, item=shown.item.reference,
        verdict=row.verdict, remark=plain(row.remark), until=row.deferred_until,
    )  # fmt: skip
