"""What a meeting looks back on: every item with the verdict that was given, or that is proposed for it."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import joinedload

from tracker.actions.models import Action, Assignment, Progress, standing
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.meetings.kinds import Extent, MeetingKind, MeetingState, RecordState, TextState
from tracker.meetings.models import Answer, Entry, Meeting
from tracker.register.closed import adoption, closed_actions, closed_points
from tracker.register.items import Item, key_of
from tracker.register.models import AgendaItem, Review, Verdict
from tracker.register.proposals import Proposal, Since, Told, propose
from tracker.register.reading import read_actions, read_entries
from tracker.register.still_open import open_actions, standing_points

WHICH = ("action", "entry")
MOST_DIGITS = 18
LONG_AGO = date(1975, 1, 1)
NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An item with what the meeting finds about it. `given` says that somebody looked at it; `proposed` is what it
    would be by itself, None where the minutes are no longer written."""

    item: Item
    verdict: Verdict
    remark: Bilingual = NOTHING
    until: date | None = None
    given: bool = False
    proposed: Proposal | None = field(default=None)

    @property
    def item_reference(self) -> str:
        """The reference of the item."""
        return self.item.reference

    @property
    def printed(self) -> Bilingual:
        """The remark as it is printed: one that nobody looked at is never behind its other language."""
        return self.remark if self.given or self.proposed is None else self.proposed.printed


def is_written(meeting: Meeting) -> bool:
    """Whether the verdicts still follow what is reported: until the minutes are frozen for the first time."""
    return meeting.text_state == TextState.OPEN and meeting.record in {RecordState.DRAFT, RecordState.CIRCULATED}


def reviewed(meeting: Meeting) -> tuple[Reviewed, ...]:
    """What the minutes of a meeting say about older items: while they are written everything that it looks back on,
    then what was stored. A fixed number of queries."""
    return under_review(meeting) if is_written(meeting) else stored(meeting)


def under_review(meeting: Meeting) -> tuple[Reviewed, ...]:
    """Everything that was outstanding before the meeting and what was closed since the last one, the oldest first, each
    with its verdict. A special meeting looks back only on what stands on its agenda."""
    last = last_regular_on(meeting)
    return _found(meeting, _items(meeting, last), last)


def one_under_review(meeting: Meeting, key: str) -> Reviewed | None:
    """One item of these by its key; None where the meeting does not look back on it."""
    which, _, number = key.partition("-")
    if which not in WHICH or not (number.isascii() and number.isdigit() and len(number) < MOST_DIGITS):
        return None
    if not is_written(meeting):
        return next((each for each in stored(meeting) if each.item.key == key), None)
    last = last_regular_on(meeting)
    return next(iter(_found(meeting, _items(meeting, last, (which, int(number))), last)), None)


def mark_of(rows: Iterable[Reviewed]) -> str:
    """What a form carries of the proposals that it showed."""
    told = [(each.item.key, each.verdict.value, each.remark.en, each.remark.lo) for each in rows if not each.given]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _found(meeting: Meeting, items: Sequence[Item], last: date) -> tuple[Reviewed, ...]:
    given = _given(meeting.id)
    since = _since(meeting, items, last)
    found, held = [], meeting.kind == MeetingKind.SPECIAL and meeting.state == MeetingState.HELD
    for item in items:
        proposed = propose(item, since.get(item.key, Since()), meeting.held_on, held=held)
        row = given.get(item.key)
        if row is None:
            found.append(Reviewed(item, proposed.verdict, proposed.remark, proposed=proposed))
        else:
            found.append(Reviewed(item, row.verdict, row.remark, row.deferred_until, given=True, proposed=proposed))
    return tuple(found)


def stored(meeting: Meeting) -> tuple[Reviewed, ...]:
    """The verdicts that are kept for a meeting, in their printed order. Three queries."""
    mine = select(Review).where(Review.meeting_id == meeting.id)
    known = {
        item.key: item
        for item in (
            *read_actions(
                meeting.group_id, Action.id.in_(mine.with_only_columns(Review.action_id)), meeting.held_on
            ),
            *read_entries(
                meeting.group_id, Entry.id.in_(mine.with_only_columns(Review.entry_id)), meeting.held_on
            ),
        )
    }  # fmt: skip
    rows = session.scalars(mine.order_by(Review.position, Review.id))
    return tuple(
        Reviewed(known[key_of(row)], row.verdict, row.remark, row.deferred_until, given=row.given) for row in rows
    )


def last_regular_on(meeting: Meeting) -> date:
    """The day of the group's regular meeting before this one; long ago where there was none."""
    asked = select(Meeting.held_on).where(
        Meeting.group_id == meeting.group_id, Meeting.kind == MeetingKind.REGULAR, Meeting.held_on < meeting.held_on,
        Meeting.state == MeetingState.HELD, Meeting.id != meeting.id,
    )  # fmt: skip
    return session.scalar(asked.order_by(Meeting.held_on.desc()).limit(1)) or meeting.previous_on or LONG_AGO


def _given(meeting_id: int) -> Mapping[str, Review]:
    rows = session.scalars(select(Review).where(Review.meeting_id == meeting_id, Review.given))
    return {key_of(row): row for row in rows}


def _items(meeting: Meeting, last: date, only: tuple[str, int] | None = None) -> Sequence[Item]:
    group_id, day = meeting.group_id, meeting.held_on
    mine = select(Review).where(Review.meeting_id == meeting.id, Review.given)
    actions: list[ColumnElement[bool]] = [Action.id.in_(mine.with_only_columns(Review.action_id))]
    entries: list[ColumnElement[bool]] = [Entry.id.in_(mine.with_only_columns(Review.entry_id))]
    if meeting.kind == MeetingKind.SPECIAL:
        agenda = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
        actions.append(Action.id.in_(agenda.with_only_columns(AgendaItem.action_id)))
        entries.append(Entry.id.in_(agenda.with_only_columns(AgendaItem.entry_id)))
    else:
        actions += [open_actions(group_id, day, meeting.id), closed_actions(group_id, last, day, meeting.id)]
        entries += [standing_points(group_id, day, meeting.id), closed_points(group_id, last, day, meeting.id)]
    one: dict[str, ColumnElement[bool]] = {which: true() for which in WHICH}
    if only:
        column = {"action": Action.id, "entry": Entry.id}
        one = {which: column[which] == only[1] if which == only[0] else false() for which in WHICH}
    found = (
        *read_actions(group_id, and_(one["action"], or_(*actions)), day),
        *read_entries(group_id, and_(one["entry"], or_(*entries)), day),
    )
    return sorted(found, key=lambda item: item.order)


def _since(meeting: Meeting, items: Iterable[Item], last: date) -> Mapping[str, Since]:
    ids = {which: [item.id for item in items if item.which == which] for which in ("action", "entry")}
    found = {f"action-{action_id}": Since(tuple(steps)) for action_id, steps in _steps(ids["action"], last).items()}
    answered, made, adopted = _answers(meeting.id, ids["entry"]), _made_from(ids["entry"]), _adopted(ids["entry"])
    for entry_id in ids["entry"]:
        found[f"entry-{entry_id}"] = Since(
            answered=answered.get(entry_id), actions=tuple(made.get(entry_id, ())), adopted=entry_id in adopted
        )
    return found


def _steps(action_ids: Collection[int], since: date) -> Mapping[int, list[Told]]:
    """What was said of actions from the day of the last meeting on, their owners' parts alone."""
    rows = session.scalars(
        select(Progress)
        .where(Progress.action_id.in_(action_ids), Progress.on >= since)
        .order_by(Progress.on, Progress.id)
        .options(joinedload(Progress.assignment).joinedload(Assignment.organisation), joinedload(Progress.organisation))
    )
    steps: dict[int, list[Told]] = defaultdict(list)
    for row in rows:
        if row.assignment and row.assignment.role != "owner":
            continue
        party = row.organisation.called if row.organisation else NOTHING
        steps[row.action_id].append(
            Told(row.kind, row.assignment_id, party, row.on, row.note, row.done_count, row.total_count)
        )
    return steps


def _answers(meeting_id: int, entry_ids: Collection[int]) -> Mapping[int, Extent]:
    """How far the conclusions of the meeting answer older points; wholly, where one does."""
    rows = session.execute(
        select(Answer.entry_id, Answer.extent)
        .join(Entry, Entry.id == Answer.conclusion_id)
        .where(Entry.meeting_id == meeting_id, Entry.deleted_at.is_(None), Answer.entry_id.in_(entry_ids))
    )
    found: dict[int, Extent] = {}
    for entry_id, extent in rows:
        found[entry_id] = Extent.WHOLE if Extent.WHOLE in {extent, found.get(entry_id)} else Extent.PART
    return found


def _made_from(entry_ids: Collection[int]) -> Mapping[int, list[str]]:
    """The actions that were made from points, by their references."""
    rows = session.execute(
        select(Action.entry_id, Action.reference)
        .where(Action.entry_id.in_(entry_ids), Action.merged_into_id.is_(None), standing())
        .order_by(Action.id)
    )
    made: dict[int, list[str]] = defaultdict(list)
    for entry_id, reference in rows:
        if entry_id is not None:
            made[entry_id].append(reference)
    return made


def _adopted(entry_ids: Collection[int]) -> frozenset[int]:
    """The points that asked for a standard which was adopted since."""
    asked = select(Entry.id).join(Entry.meeting).where(Entry.id.in_(entry_ids), adoption())
    return frozenset(session.scalars(asked))
