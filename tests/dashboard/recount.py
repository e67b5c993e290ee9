"""The figures counted once more in plain Python over the rows of the database, by what is written about them alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.actions.models import (
    Action,
    ActionKind,
    Ask,
    Assignment,
    AssignmentSpan,
    AssignmentState,
    ConfirmedDay,
    Progress,
    ProgressKind,
)
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.dashboard.asked import Asked
from tracker.dashboard.figures import Cockpit, Counts, OfAge, OfKind, OfOrganisation, OfQuarter
from tracker.dashboard.quarters import Quarter
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry, EntryGone, Meeting
from tracker.minutes.models import Version
from tracker.organisations.models import Organisation
from tracker.register.models import Review, Verdict

OVER = {AssignmentState.ACCEPTED, AssignmentState.DROPPED}
TURNS = {ProgressKind.ACCEPTED, ProgressKind.DROPPED, ProgressKind.REOPENED}
AGES = [(0, 30), (31, 90), (91, 180), (181, 365), (366, None)]
Lasting = TypeVar("Lasting", AssignmentSpan, ConfirmedDay)


@dataclass(frozen=True)
class Owed:
    """One task as it stood on a day."""

    action: Action
    organisation: int | None
    state: AssignmentState
    ends: date | None
    done: date | None
    times: int
    planned: bool
    asked: bool

    @property
    def first(self) -> date | None:
        return self.action.first.latest or self.action.first.by

    @property
    def is_open(self) -> bool:
        return self.state not in OVER

    @property
    def is_done(self) -> bool:
        return self.state == AssignmentState.ACCEPTED

    def is_late(self, day: date) -> bool:
        return (
            self.is_open and self.state != AssignmentState.SUBMITTED and self.ends is not None and self.ends < day
        )  # fmt: skip


class Records:
    """Everything that is recorded, read once."""

    def __init__(self) -> None:
        session.rollback()
        self.days: dict[date, Sequence[Owed]] = {}
        self.actions = session.scalars(
            select(Action).options(
                joinedload(Action.entry), selectinload(Action.progress), selectinload(Action.confirmed_days),
                selectinload(Action.assignments).selectinload(Assignment.spans),
            )
        ).all()  # fmt: skip
        self.asks: dict[int, list[Ask]] = {}
        for ask in session.scalars(select(Ask)):
            self.asks.setdefault(ask.assignment_id, []).append(ask)
        self.reviews: dict[int, list[Review]] = {}
        for review in session.scalars(select(Review).options(joinedload(Review.meeting))):
            self.reviews.setdefault(review.action_id or 0, []).append(review)
        self.sent: dict[int, list[date]] = {}
        for version in session.scalars(select(Version).where(Version.kind == "circulated")):
            self.sent.setdefault(version.meeting_id, []).append(clock.day_of(version.at))
        self.agreed: dict[int, list[date]] = {}
        for action in self.actions:
            if action.meeting_id and action.told_on:
                self.agreed.setdefault(action.meeting_id, []).append(action.told_on)
        self.gone: dict[int, list[EntryGone]] = {}
        for gone in session.scalars(select(EntryGone)):
            self.gone.setdefault(gone.entry_id, []).append(gone)
        self.organisations = {each.id: each for each in session.scalars(select(Organisation))}
        self.groups = {each.slug: each.id for each in session.scalars(select(WorkingGroup))}

    def owed(self, day: date) -> Sequence[Owed]:
        """Every task as it stood at the end of a day; of each day it is found once."""
        if day not in self.days:
            self.days[day] = list(self._owed(day))
        return self.days[day]

    def _owed(self, day: date) -> Iterator[Owed]:
        for action in self.actions:
            if action.told_on is None or action.told_on > day or self._was_taken_out(action.entry, day):
                continue
            parts = [(part, span) for part in action.owners if (span := holding(part.spans, day))]
            for part, span in parts:
                yield self._part(action, part, span, day)
            if not parts:
                yield self._whole(action, day)

    def _was_taken_out(self, entry: Entry | None, day: date) -> bool:
        if entry is None:
            return False
        if entry.deleted_at is not None and clock.day_of(entry.deleted_at) <= day:
            return True
        spans = self.gone.get(entry.id, [])
        return any(clock.day_of(each.gone_at) <= day < clock.day_of(each.back_at) for each in spans)

    def _part(self, action: Action, part: Assignment, span: AssignmentSpan, day: date) -> Owed:
        confirmed = holding(action.confirmed_days, day)
        given = [each for each in action.progress if each.assignment_id == part.id and _is_more_time(each, day)]
        return Owed(
            action, span.organisation_id, span.state,
            confirmed.day if confirmed else span.window.latest or span.window.by, _handed_in(part.spans, span),
            len(given), _was_planned(action, day), any(_waited(ask, day) for ask in self.asks.get(part.id, [])),
        )  # fmt: skip

    def _whole(self, action: Action, day: date) -> Owed:
        confirmed = holding(action.confirmed_days, day)
        given = [each for each in action.progress if each.assignment_id is None and _is_more_time(each, day)]
        state, done = self._found(action, day)
        return Owed(
            action, None, state, confirmed.day if confirmed else action.first.latest or action.first.by, done,
            len(given), _was_planned(action, day), asked=False,
        )  # fmt: skip

    def _found(self, action: Action, day: date) -> tuple[AssignmentState, date | None]:
        """How far an action was that nobody owned, and when it was done."""
        turns = [each for each in _in_time(action.progress) if each.assignment_id is None and each.on <= day]
        merged = [each for each in action.progress if each.kind == ProgressKind.MERGED]
        gone = max(merged, key=lambda each: each.id) if merged and action.merged_into_id else None
        turns = [each for each in turns if each.kind in TURNS or each is gone]
        if turns and turns[-1].kind == ProgressKind.ACCEPTED:
            return AssignmentState.ACCEPTED, turns[-1].on
        if turns and turns[-1].kind != ProgressKind.REOPENED:
            return AssignmentState.DROPPED, None
        told = [each for each in self.reviews.get(action.id, []) if self.was_told(each.meeting, day)]
        last = max(told, key=lambda each: (each.meeting.held_on, each.meeting.id), default=None)
        if last and last.verdict == Verdict.DONE:
            return AssignmentState.ACCEPTED, last.meeting.held_on
        return AssignmentState.DROPPED if last and last.verdict == Verdict.DROPPED else AssignmentState.OPEN, None

    def was_told(self, meeting: Meeting, day: date) -> bool:
        return self.told_since(meeting) <= day

    def told_since(self, meeting: Meeting) -> date:
        """Since when its minutes are known; they are not while they are a draft."""
        if meeting.record == RecordState.DRAFT:
            return date.max
        noted = meeting.circulated_on or meeting.issued_on or meeting.held_on
        return max(meeting.held_on, min([noted, *self.sent.get(meeting.id, []), *self.agreed.get(meeting.id, [])]))

    def recount(self, groups: frozenset[int] | None, asked: Asked) -> Cockpit:
        """All that is counted of what is asked for."""
        mine = [each for each in self._of(groups, asked, asked.as_of) if _is_when(each, asked)]
        tops = {each.organisation: self.top(each.organisation, asked) for each in mine}
        called = {
            each: self.organisations[each].called if each else Bilingual.said("Nobody") for each in set(tops.values())
        }
        order = sorted(called, key=lambda each: (each is None, called[each].en.casefold(), each))
        return Cockpit(
            whole=_counts(mine, asked.as_of),
            organisations=[
                OfOrganisation(top, called[top],
                               _counts([each for each in mine if tops[each.organisation] == top], asked.as_of))
                for top in order
            ],
            kinds=[
                OfKind(kind, _counts([each for each in mine if each.action.kind == kind], asked.as_of))
                for kind in ActionKind
                if any(each.action.kind == kind for each in mine)
            ],
            ages=[_age(mine, least, most, asked.as_of) for least, most in AGES],
            trend=list(self._trend(groups, asked)),
        )  # fmt: skip

    def _of(self, groups: frozenset[int] | None, asked: Asked, day: date) -> Iterator[Owed]:
        """Those of the groups, the organisation and the kind that are asked for."""
        for each in self.owed(day):
            group_id = each.action.group_id
            if (groups is not None and group_id not in groups) or (asked.kind and each.action.kind != asked.kind):
                continue
            if asked.group and self.groups.get(asked.group) != group_id:
                continue
            if asked.organisation is None or self._is_of(each.organisation, asked.organisation):
                yield each

    def _is_of(self, organisation: int | None, asked: int) -> bool:
        if asked == 0:
            return organisation is None
        while organisation is not None and organisation != asked:
            organisation = self.organisations[organisation].parent_id
        return organisation == asked

    def top(self, organisation: int | None, asked: Asked) -> int | None:
        while organisation is not None and organisation != asked.organisation:
            above = self.organisations[organisation].parent_id
            if above is None:
                break
            organisation = above
        return organisation

    def _trend(self, groups: frozenset[int] | None, asked: Asked) -> Iterator[OfQuarter]:
        now = list(self._of(groups, asked, asked.as_of))
        number = asked.as_of.year * 4 + (asked.as_of.month - 1) // 3
        for each in range(number - 7, number + 1):
            first = date(each // 4, each % 4 * 3 + 1, 1)
            last = date((each + 1) // 4, (each + 1) % 4 * 3 + 1, 1) - timedelta(days=1)
            day = min(last, asked.as_of)
            then = list(self._of(groups, asked, day))
            yield OfQuarter(
                Quarter(first.year, each % 4 + 1), sum(first <= owed.action.agreed_on <= last for owed in now),
                sum(owed.is_done and owed.done is not None and first <= owed.done <= last for owed in now),
                sum(owed.is_open for owed in then), sum(owed.is_late(day) for owed in then),
            )  # fmt: skip


def holding(rows: Iterable[Lasting], day: date) -> Lasting | None:
    """What held on a day."""
    return next((each for each in rows if each.from_on <= day and (each.until_on or day) >= day), None)


def _in_time(steps: Sequence[Progress]) -> list[Progress]:
    return sorted(steps, key=lambda each: (each.on, each.id))


def _is_more_time(step: Progress, day: date) -> bool:
    return step.kind == ProgressKind.POSTPONED and step.on <= day


def _handed_in(spans: Sequence[AssignmentSpan], at: AssignmentSpan) -> date | None:
    """When a part was done that is accepted at this place of its history."""
    if at.state != AssignmentState.ACCEPTED:
        return None
    handed = None
    for each in sorted(spans, key=lambda each: each.from_on):
        if each is at:
            break
        if each.state == AssignmentState.SUBMITTED:
            handed = each.from_on
        elif each.state in OVER:
            handed = None
    return handed or at.from_on


def _was_planned(action: Action, day: date) -> bool:
    if action.kind != ActionKind.SPECIAL_MEETING:
        return False
    calls = [
        each
        for each in _in_time(action.progress)
        if each.kind == ProgressKind.SCHEDULED or (each.kind == ProgressKind.REOPENED and each.meeting_id)
    ]
    before = [each for each in calls if each.on <= day]
    if before:
        return before[-1].kind == ProgressKind.SCHEDULED
    return calls[0].kind == ProgressKind.REOPENED if calls else action.scheduled_meeting_id is not None


def _waited(ask: Ask, day: date) -> bool:
    answered = ask.decided_at or ask.withdrawn_at
    return clock.day_of(ask.asked_at) <= day and (answered is None or clock.day_of(answered) > day)


def _is_when(owed: Owed, asked: Asked) -> bool:
    agreed = owed.action.agreed_on
    if (asked.from_ and agreed < asked.from_) or (asked.to and agreed > asked.to):
        return False
    if asked.done is None:
        return True
    return owed.done is not None and asked.done.first <= owed.done <= asked.done.last


def _counts(owed: Sequence[Owed], day: date) -> Counts:
    done = [each for each in owed if each.is_done]
    dated = [each for each in done if each.ends]
    late = [(day - each.ends).days for each in owed if each.is_late(day) and each.ends]
    undated = [each for each in owed if each.is_open and each.ends is None and not each.planned]
    moved = [(each.ends - each.first).days for each in owed if each.ends and each.first]
    waits = [each for each in owed if each.is_open and (each.asked or each.state == AssignmentState.SUBMITTED)]
    return Counts(
        agreed=len(owed), done=len(done), dated=len(dated),
        on_time=sum(each.done is not None and each.ends is not None and each.done <= each.ends for each in dated),
        dropped=sum(each.state == AssignmentState.DROPPED for each in owed), open=sum(each.is_open for each in owed),
        late=len(late), longest=max(late, default=None),
        no_owner=sum(each.is_open and each.organisation is None and not each.planned for each in owed),
        no_date=len(undated), waiting=len(waits), slipped=sum(each.times > 0 for each in owed),
        later=sum(days > 0 for days in moved), slipped_times=sum(each.times for each in owed),
        slipped_days=sum(max(0, days) for days in moved),
        median=median([(each.done - each.action.agreed_on).days for each in done if each.done]) if done else None,
    )  # fmt: skip


def _age(owed: Sequence[Owed], least: int, most: int | None, day: date) -> OfAge:
    aged = [each for each in owed if each.is_open and least <= max(0, (day - each.action.agreed_on).days)]
    aged = [each for each in aged if most is None or (day - each.action.agreed_on).days <= most]
    return OfAge(least, most, len(aged), sum(each.is_late(day) for each in aged))
