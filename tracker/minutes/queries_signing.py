"""Reads of the minutes' way to their signature: how far they are, and what stands beside them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from tracker.access.actors import Actor
from tracker.core.db import session
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, can_issue
from tracker.minutes.models import Version, VersionKind
from tracker.minutes.paper import made_of, scan_of
from tracker.minutes.readiness import ISSUED


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the minutes of a meeting are: their version that waits for the signature, and the one issued last.

    Comments are over when their day has passed, or there is none.
    """

    meeting: Meeting
    waiting: Version | None
    issued: Version | None
    may_issue: bool
    comments_are_over: bool

    @property
    def is_frozen(self) -> bool:
        """Whether a paper waits for its signature."""
        return self.meeting.text_state == TextState.FROZEN and self.waiting is not None

    @property
    def is_issued(self) -> bool:
        """Whether the minutes are issued, and no amendment of them is being written."""
        return self.meeting.text_state == TextState.ISSUED

    @property
    def is_amending(self) -> bool:
        """Whether issued minutes are being written again."""
        return self.meeting.record in ISSUED and self.meeting.text_state == TextState.OPEN

    @property
    def has_files(self) -> bool:
        """Whether the paper can be printed."""
        return self.waiting is not None and bool(made_of(self.waiting))

    @property
    def waiting_has_scan(self) -> bool:
        """Whether the signed paper is kept with what waits."""
        return self.waiting is not None and scan_of(self.waiting) is not None

    @property
    def issued_has_scan(self) -> bool:
        """Whether the signed paper is kept with what was issued."""
        return self.issued is not None and scan_of(self.issued) is not None


def standing(actor: Actor, meeting: Meeting, today: date) -> Standing:
    """How far the minutes are. Two queries."""
    newest = select(func.max(Version.number)).where(
        Version.meeting_id == meeting.id, Version.kind != VersionKind.CIRCULATED, Version.sealed_at.is_not(None)
    )
    found = session.scalars(
        select(Version)
        .where(Version.meeting_id == meeting.id, Version.edition == "")
        .where(Version.sealed_at.is_(None) | (Version.number == newest.scalar_subquery()))
        .options(selectinload(Version.files))
    ).all()
    return Standing(
        meeting=meeting,
        waiting=next((each for each in found if each.sealed_at is None), None),
        issued=next((each for each in found if each.sealed_at is not None), None),
        may_issue=can_issue(actor, meeting),
        comments_are_over=meeting.comment_until is None or meeting.comment_until < today,
    )


def aside(actor: Actor, meeting: Meeting, today: date) -> Standing | None:
    """What stands beside the minutes, for those who draft them; nothing before they were circulated."""
    if meeting.record == RecordState.DRAFT or not can_draft(actor, meeting):
        return None
    return standing(actor, meeting, today)
