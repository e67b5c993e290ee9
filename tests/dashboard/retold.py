"""What is told besides the tasks, once more in plain Python over the rows of the database."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from statistics import median
from typing import Any

from recount import OVER, Owed, Records
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.actions.models import Action, ActionKind, Progress, ProgressKind
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.db import session
from tracker.dashboard.asked import Asked
from tracker.documents.models import Document, DocumentKind, Stage, StageSpan
from tracker.meetings.kinds import Disposition, MeetingState, Presence
from tracker.meetings.models import Answer, Attendance, Entry, EntryDocument, Meeting
from tracker.minutes.models import Delivery, Version
from tracker.register.models import Review, Verdict

CLOSING = {Verdict.DONE, Verdict.DROPPED}
GROUPED = {each: number for number, each in enumerate(Stage)}


class Retold:
    """Everything that is recorded of meetings and documents, read once."""

    def __init__(self) -> None:
        self.records = Records()
        self.meetings = session.scalars(
            select(Meeting).options(
                joinedload(Meeting.group), selectinload(Meeting.attendance).joinedload(Attendance.person)
            )
        ).all()
        self.versions = session.scalars(select(Version)).all()
        self.deliveries = session.scalars(select(Delivery)).all()
        self.documents = session.scalars(select(Document).options(selectinload(Document.stages))).all()
        added = select(AuditEntry.subject_id, AuditEntry.at).where(AuditEntry.verb == "document.added")
        self.added = {document_id: clock.day_of(at) for document_id, at in session.execute(added)}
        self.naming = session.execute(select(EntryDocument.document_id, Entry).join(Entry)).all()
        self.answers = session.scalars(select(Answer)).all()
        self.entries = {each.id: each for each in session.scalars(select(Entry))}
        self.looks: dict[tuple[int | None, int | None], list[Review]] = {}
        for review in session.scalars(select(Review).options(joinedload(Review.meeting))):
            self.looks.setdefault((review.action_id, review.entry_id), []).append(review)

    def minutes(self, asked: Asked) -> dict[str, Any]:
        """Days to circulation and to issue by the meeting, and how many got and acknowledged them."""
        told = {}
        for meeting in self._held(asked):
            first = self.records.told_since(meeting)
            known = first if first <= asked.as_of else None
            issued = meeting.issued_on if meeting.issued_on and meeting.issued_on <= asked.as_of else None
            mine = {each.id for each in self.versions if each.meeting_id == meeting.id}
            sent = [each for each in self.deliveries if each.version_id in mine and _by(each.sent_at, asked.as_of)]
            told[meeting.reference] = (
                (known - meeting.held_on).days if known else None, (issued - meeting.held_on).days if issued else None,
                None if known else (asked.as_of - meeting.held_on).days, len(sent),
                sum(_by(each.acknowledged_at, asked.as_of) for each in sent),
            )  # fmt: skip
        return told

    def attended(self, asked: Asked) -> dict[int, tuple[int, int, int]]:
        """Of each top organisation: the meetings at which it was, of how many, and its people."""
        in_time = [each for each in self._held(asked) if self._is_told(each, asked.as_of)]
        ever = [each for each in self.meetings if self._fits(each, asked) and self._is_told(each, asked.as_of)]
        tops = {self.records.top(_party(row), asked) for each in ever for row in each.attendance if _party(row)}
        told = {}
        for top in tops:
            if top is None or (asked.organisation and top != asked.organisation):
                continue
            groups = {each.group_id for each in ever if self._rows(each, top, asked)}
            rows = [(each.id, row) for each in in_time for row in self._rows(each, top, asked)]
            here = [(meeting_id, row) for meeting_id, row in rows if row.presence == Presence.PRESENT]
            of = sum(each.group_id in groups for each in in_time)
            if of:
                told[top] = (len({each for each, _ in here}), of, sum(row.counted for _, row in here))
        return told

    def stages(self, slug: str, day: date) -> dict[str, tuple[list[str], list[int]]]:
        """The standards in each stage, and how long those took that are over; by '' those that stand still."""
        names = [*(stage.value for stage in Stage), ""]
        at: dict[str, tuple[list[str], list[int]]] = {each: ([], []) for each in names}
        for row in self.documents:
            if row.kind != DocumentKind.STANDARD or not self._is_about(row, slug, day):
                continue
            begun = [each for each in row.stages if each.from_on is None or each.from_on <= day]
            running = [each for each in begun if each.until_on is None or each.until_on > day]
            first = min(running, key=lambda each: GROUPED[each.stage], default=None)
            if first or not begun or begun[-1].stage != Stage.PUBLISH:
                at[first.stage if first else ""][0].append(row.code)
            for stage, days in _stays(begun, day):
                at[stage][1].append(days)
        return at

    def special(self, slug: str, day: date) -> dict[str, tuple[str, date | None, int, int]]:
        """Of each special meeting: what became of it, on which day, how often it was moved, and the days past."""
        by_action: dict[int, list[Owed]] = {}
        for owed in self.records.owed(day):
            if owed.action.kind == ActionKind.SPECIAL_MEETING and self._is_in(owed.action.group_id, slug):
                by_action.setdefault(owed.action.id, []).append(owed)
        return {those[0].action.reference: self._called(those, day) for those in by_action.values()}

    def carried(self, slug: str, day: date) -> dict[str, int]:
        """How often what is still open was carried over, where that is three times or more."""
        still_open = {each.action.id for each in self.records.owed(day) if each.is_open}
        told = {}
        for action in self.records.actions:
            times = self._times(day, action_id=action.id)
            if times >= 3 and action.id in still_open and self._is_in(action.group_id, slug):
                told[action.reference] = times
        for entry in self.entries.values():
            times = self._times(day, entry_id=entry.id) + (entry.disposition == Disposition.CARRIED_OVER)
            if times >= 3 and self._waits(entry, slug, day):
                told[entry.reference] = times
        return told

    def _is_told(self, meeting: Meeting, day: date) -> bool:
        return self.records.was_told(meeting, day)

    def _fits(self, meeting: Meeting, asked: Asked) -> bool:
        return self._is_in(meeting.group_id, asked.group)

    def _is_in(self, group_id: int | None, slug: str) -> bool:
        return not slug or self.records.groups[slug] == group_id

    def _held(self, asked: Asked) -> Sequence[Meeting]:
        return [
            each
            for each in self.meetings
            if self._fits(each, asked) and self._was_held(each, asked.as_of)
            and (asked.from_ or date.min) <= each.held_on <= min(asked.to or date.max, asked.as_of)
        ]  # fmt: skip

    def _was_held(self, meeting: Meeting, day: date) -> bool:
        said = self._said_of(meeting, day)
        return self._is_told(meeting, day) or (said is not None and said[0] == MeetingState.HELD)

    def _rows(self, meeting: Meeting, top: int, asked: Asked) -> list[Attendance]:
        return [row for row in meeting.attendance if _party(row) and self.records.top(_party(row), asked) == top]

    def _is_about(self, row: Document, slug: str, day: date) -> bool:
        if not slug:
            return self.added.get(row.id, date.min) <= day
        acting = any(
            (each.told_on or date.max) <= day and self._is_in(each.group_id, slug)
            for each in self.records.actions
            if each.document_id == row.id
        )
        named = [entry for document_id, entry in self.naming if document_id == row.id and not entry.deleted_at]
        return acting or any(self._fits_slug(each.meeting, slug) and self._was_told(each, day) for each in named)

    def _fits_slug(self, meeting: Meeting, slug: str) -> bool:
        return self._is_in(meeting.group_id, slug)

    def _was_told(self, entry: Entry, day: date) -> bool:
        return self.records.was_told(entry.meeting, day)

    def _called(self, those: list[Owed], day: date) -> tuple[str, date | None, int, int]:
        action = those[0].action
        meeting = self._scheduled(action, day) if those[0].planned else None
        moved = {each.at for each in action.progress if each.kind == ProgressKind.POSTPONED and each.on <= day}
        said = self._said_of(meeting, day) if meeting else None
        if said and said[0] == MeetingState.HELD and said[1] <= day:
            return "held", said[1], len(moved), 0
        if not any(each.is_open for each in those):
            return ("held" if any(each.is_done for each in those) else "dropped"), None, len(moved), 0
        if said:
            return "planned", said[1], len(moved), 0
        ends = [each.ends for each in those if each.ends and each.state not in OVER]
        return "not_planned", None, len(moved), max(0, (day - max(ends)).days) if ends else 0

    def _scheduled(self, action: Action, day: date) -> Meeting | None:
        steps: list[Progress] = sorted(action.progress, key=lambda each: (each.on, each.id))
        said = [each.meeting_id for each in steps if each.kind == ProgressKind.SCHEDULED and each.on <= day]
        off = [each.meeting_id for each in steps
               if each.kind == ProgressKind.REOPENED and each.meeting_id and each.on > day]  # fmt: skip
        wanted = said[-1] if said else off[0] if off else action.scheduled_meeting_id
        return next((each for each in self.meetings if each.id == wanted), None)

    def _said_of(self, meeting: Meeting, day: date) -> tuple[MeetingState, date] | None:
        """What was known last of a meeting."""
        known = [each for each in meeting.history if clock.day_of(each.at) <= day]
        return (known[-1].state, known[-1].held_on) if known else None

    def _looked_at(self, day: date, action_id: int | None = None, entry_id: int | None = None) -> list[Review]:
        looks = self.looks.get((action_id, entry_id), [])
        return [each for each in looks if self.records.was_told(each.meeting, day)]

    def _times(self, day: date, action_id: int | None = None, entry_id: int | None = None) -> int:
        return sum(each.verdict not in CLOSING for each in self._looked_at(day, action_id, entry_id))

    def _waits(self, entry: Entry, slug: str, day: date) -> bool:
        here = self._is_in(entry.meeting.group_id, slug)
        referred = entry.disposition == Disposition.REFERRED
        if not (here or (referred and self._is_in(entry.referred_group_id, slug))):
            return False
        if entry.deleted_at or not self._was_told(entry, day):
            return False
        looked = sorted(
            self._looked_at(day, entry_id=entry.id), key=lambda each: (each.meeting.held_on, each.meeting_id)
        )
        answered = any(
            each.entry_id == entry.id and each.extent == "whole" and self._answers(each, entry, day)
            for each in self.answers
        )
        return looked[-1].verdict not in CLOSING and not answered and entry.disposition in {"carried_over", "referred"}

    def _answers(self, answer: Answer, entry: Entry, day: date) -> bool:
        conclusion = self.entries[answer.conclusion_id]
        return conclusion.meeting_id != entry.meeting_id and self._was_told(conclusion, day)


def middle(days: Iterable[int | None]) -> float | None:
    """The median of those that are known."""
    known = [each for each in days if each is not None]
    return float(median(known)) if known else None


def _by(moment: Any, day: date) -> bool:
    return moment is not None and clock.day_of(moment) <= day


def _party(row: Attendance) -> int | None:
    return row.organisation_id or (row.person.organisation_id if row.person else None)


def _stays(spans: list[StageSpan], day: date) -> Iterator[tuple[str, int]]:
    """The stages that were over on a day, with their days; one that was handed on is counted whole."""
    begun = None
    for place, span in enumerate(spans):
        begun = begun or span.from_on
        after = spans[place + 1] if place + 1 < len(spans) else None
        if after and after.stage == span.stage and after.from_on == span.until_on:
            continue
        if begun and span.until_on and span.until_on <= day:
            yield span.stage.value, (span.until_on - begun).days
        begun = None
