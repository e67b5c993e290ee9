"""Reads of circulating: what stands in the way of it, how far the answers are, whom the actions name."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.access.actors import Actor
from tracker.actions.models import Action, Assignment
from tracker.actions.queries import agreed_in
from tracker.core.db import session
from tracker.meetings.kinds import MeetingState, RecordState, TextState
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.policy import can_draft
from tracker.minutes.models import Version
from tracker.minutes.queries_answers import Summary, summary
from tracker.minutes.queries_versions import circulated


@dataclass(frozen=True, slots=True)
class Hindered:
    """What stands in the way of circulating minutes; nothing else does."""

    not_held: bool
    empty: bool
    no_headcount: bool

    def __bool__(self) -> bool:
        return bool(self.count)

    @property
    def count(self) -> int:
        """How many things."""
        return self.not_held + self.empty + self.no_headcount


NOT_HINDERED = Hindered(not_held=False, empty=False, no_headcount=False)


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside the minutes of their circulation; for readers only the dates."""

    circulated_on: date | None
    comment_until: date | None
    may_circulate: bool = False
    is_ready: bool = False
    answers: Summary | None = None


def aside(actor: Actor, meeting: Meeting) -> Aside | None:
    """The panel for this reader: nothing once the minutes were issued, nor for readers of a draft."""
    drafts = can_draft(actor, meeting)
    if meeting.record == RecordState.DRAFT:
        is_open = drafts and meeting.text_state == TextState.OPEN
        return Aside(None, None, may_circulate=True, is_ready=not hindered(meeting)) if is_open else None
    if meeting.record != RecordState.CIRCULATED:
        return None
    dates = (meeting.circulated_on, meeting.comment_until)
    if not drafts:
        return Aside(*dates)
    version = circulated(meeting.id)
    said = summary(version.id) if version else None
    return Aside(*dates, meeting.text_state == TextState.OPEN, answers=said)


def hindered(meeting: Meeting) -> Hindered:
    """What has to be put right before the minutes can go out: one query."""
    said = select(Entry.id).where(Entry.meeting_id == meeting.id, Entry.deleted_at.is_(None)).limit(1)
    return Hindered(
        not_held=meeting.state != MeetingState.HELD,
        empty=session.scalar(said) is None,
        no_headcount=meeting.headcount is None,
    )


def circulated_by(meeting_id: int) -> tuple[int, str]:
    """The number of the newest version, sealed or not, and who froze it; 0 where there is none."""
    row = session.execute(
        select(Version.number, Version.by)
        .where(Version.meeting_id == meeting_id, Version.edition == "")
        .order_by(Version.number.desc())
        .limit(1)
    ).first()
    return (row.number, row.by) if row else (0, "")


def named_in_actions(meeting_id: int) -> Mapping[int, frozenset[str]]:
    """By organisation: the references of the meeting's actions in which it has a part."""
    found: dict[int, set[str]] = defaultdict(set)
    for organisation_id, reference in session.execute(
        select(Assignment.organisation_id, Action.reference).join(Assignment.action).where(agreed_in(meeting_id))
    ):
        found[organisation_id].add(reference)
    return {organisation_id: frozenset(references) for organisation_id, references in found.items()}
