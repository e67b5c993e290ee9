"""What was closed between two days: as conditions of SQL, for the next meeting and for the register's page."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole, Progress, ProgressKind
from tracker.core import clock
from tracker.documents.models import Document, DocumentKind
from tracker.documents.queries import adopted_since
from tracker.meetings.kinds import MeetingState, RecordState
from tracker.meetings.models import Entry, EntryDocument, Meeting
from tracker.register.models import Review
from tracker.register.still_open import (
    about_a_standard,
    actions_before,
    latest_verdict,
    open_actions,
    points_before,
    standing_points,
)

_CALLED = aliased(Meeting)


def closed_actions(group_id: int, since: date, day: date, own: int | None = None) -> ColumnElement[bool]:
    """Actions that were over by the day and not yet on the day before it, without those of which a told meeting said so
    already."""
    owned = (
        select(Assignment.id)
        .where(Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER)
        .correlate(Action)
    )
    whole = select(Progress.id).where(
        Progress.action_id == Action.id, Progress.assignment_id.is_(None), Progress.on >= since,
        Progress.kind.in_((ProgressKind.ACCEPTED, ProgressKind.DROPPED)),
    )  # fmt: skip
    return and_(
        actions_before(group_id, day, own),
        or_(owned.where(Assignment.closed_at > clock.midday(since)).exists(), whole.exists(), _held(since)),
        open_actions(group_id, day, own).is_distinct_from(True),
        latest_verdict(Review.action_id == Action.id, day).is_distinct_from(True),
    )


def closed_points(group_id: int, since: date, day: date, own: int | None = None) -> ColumnElement[bool]:
    """Points that waited for a standard which was adopted since; what a meeting closed, its minutes tell."""
    return and_(
        points_before(day, own),
        about_a_standard(group_id),
        adoption(since),
        standing_points(group_id, day, own).is_distinct_from(True),
        latest_verdict(Review.entry_id == Entry.id, day).is_distinct_from(True),
    )


def adoption(since: date | None = None) -> ColumnElement[bool]:
    """Whether a standard that a point is about was adopted after it was asked for, and on that day or later."""
    link = select(EntryDocument.id).join(Document, Document.id == EntryDocument.document_id).where(
        EntryDocument.entry_id == Entry.id, Document.kind == DocumentKind.STANDARD,
        adopted_since(Document.id, Meeting.held_on.expression),
    )  # fmt: skip
    return (link.where(adopted_since(Document.id, since)) if since else link).exists()


def _held(since: date) -> ColumnElement[bool]:
    return and_(
        Action.kind == ActionKind.SPECIAL_MEETING,
        select(_CALLED.id)
        .where(
            _CALLED.id == Action.scheduled_meeting_id, _CALLED.state == MeetingState.HELD,
            _CALLED.record != RecordState.DRAFT, _CALLED.held_on >= since,
        )
        .exists(),
    )  # fmt: skip
