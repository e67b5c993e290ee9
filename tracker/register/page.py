"""One page of a group's register: what is outstanding now under a filter, and what was closed lately by which act."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.actions.models import Action, AssignmentRole, Progress, ProgressKind, standing
from tracker.actions.words import text_of
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.paging import page_at
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import Extent, RecordState
from tracker.meetings.models import Answer, Entry, Meeting
from tracker.register.items import Item
from tracker.register.models import CLOSING, Review, Verdict
from tracker.register.queries import outstanding_now
from tracker.register.still_open import open_actions

PAGE = 50
LATELY = timedelta(days=92)
MOST_CLOSED = 20
OFTEN = 3
ENDS = (ProgressKind.ACCEPTED, ProgressKind.DROPPED, ProgressKind.MERGED)


class Mark(StrEnum):
    """What of the register is looked at."""

    ACTIONS = "actions"
    POINTS = "points"
    LATE = "late"
    NO_OWNER = "no_owner"
    NO_DATE = "no_date"
    OFTEN = "carried"
    REFERRED = "referred"


_FITS: Mapping[Mark, Callable[[Item, date], bool]] = {
    Mark.ACTIONS: lambda item, _: item.which == "action",
    Mark.POINTS: lambda item, _: item.which == "entry",
    Mark.LATE: lambda item, today: item.is_late(today),
    Mark.NO_OWNER: lambda item, _: item.has_no_owner,
    Mark.NO_DATE: lambda item, _: item.has_no_date,
    Mark.OFTEN: lambda item, _: item.carried >= OFTEN,
    Mark.REFERRED: lambda item, _: bool(item.home),
}


@dataclass(frozen=True, slots=True)
class Closed:
    """Something that was closed, and the act that did it: an action's step, a meeting's verdict or its conclusion."""

    reference: str
    text: Bilingual
    on: date
    how: ProgressKind | Verdict | Extent
    by: str = ""
    note: Bilingual = Bilingual()
    meeting: str = ""
    action_id: int | None = None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of what is outstanding, how much there is under each filter, and what was closed lately."""

    items: Sequence[Item]
    counts: Mapping[Mark, int]
    everything: int
    untold: int
    mark: Mark | None
    page: int
    pages: int
    total: int
    closed: Sequence[Closed]


def register_page(
    group: WorkingGroup, today: date, *, mark: Mark | None = None, page: int = 1, drafts: bool = False
) -> RegisterPage:
    """What is outstanding on a day under a filter, and what was closed lately; of what comes from drafts, which the
    reader may not see, only the number is told. Five queries."""
    seen, untold = seen_by(group, today, drafts=drafts)
    counts = Counter(each for item in seen for each, fits in _FITS.items() if fits(item, today))
    wanted = [item for item in seen if mark is None or _FITS[mark](item, today)]
    start, page, pages = page_at(len(wanted), page, PAGE)
    return RegisterPage(
        wanted[start : start + PAGE], counts, len(seen), untold, mark, page, pages, len(wanted),
        closed_lately(group.id, today),
    )  # fmt: skip


def seen_by(group: WorkingGroup, today: date, *, drafts: bool) -> tuple[Sequence[Item], int]:
    """What is outstanding on a day, the oldest first, for a reader who may see drafts or not; and how much that leaves
    out. Two queries."""
    found = outstanding_now(group, today)
    seen = [item for item in found if drafts or item.told]
    return seen, len(found) - len(seen)


def closed_lately(group_id: int, today: date) -> Sequence[Closed]:
    """What was closed in the last quarter, the newest first, at the most twenty. Three queries."""
    since = today - LATELY
    found = [*_ended(group_id, since, today), *_found_over(group_id, since, today), *_answered(group_id, since, today)]
    return sorted(found, key=lambda each: (each.on, each.reference), reverse=True)[:MOST_CLOSED]


def _ended(group_id: int, since: date, today: date) -> Iterable[Closed]:
    """The last step of each action that is over."""
    rows = session.scalars(
        select(Progress)
        .join(Progress.action)
        .where(
            Action.group_id == group_id, standing(), Progress.on >= since, Progress.kind.in_(ENDS),
            or_(Action.meeting_id.is_(None), Action.meeting.has(Meeting.record != RecordState.DRAFT)),
            or_(Progress.assignment_id.is_(None), Progress.assignment.has(role=AssignmentRole.OWNER)),
            open_actions(group_id, today + timedelta(days=1)).is_distinct_from(True),
            or_(Action.merged_into_id.is_(None), Progress.kind == ProgressKind.MERGED),
            or_(Progress.kind != ProgressKind.MERGED, Action.merged_into_id.is_not(None)),
        )
        .order_by(Progress.on.desc(), Progress.id.desc())
        .limit(MOST_CLOSED * 3)
        .options(
            contains_eager(Progress.action).joinedload(Action.entry),
            joinedload(Progress.meeting).joinedload(Meeting.group),
        )
    ).all()  # fmt: skip
    last: dict[int, Closed] = {}
    for row in rows:
        action = row.action
        text = text_of(action)
        told = row.meeting.reference if row.meeting else ""
        last.setdefault(
            action.id,
            Closed(action.reference, text, row.on, row.kind, row.by, row.note, told, action.id),
        )
    return last.values()


def _found_over(group_id: int, since: date, today: date) -> Iterable[Closed]:
    """Points that told meetings found done or dropped; and actions that nobody owns, until minutes that are issued put
    it into their time line."""
    stepped = select(Progress.id).where(Progress.action_id == Action.id, Progress.kind.in_(ENDS)).correlate(Action)
    action = and_(
        standing(), ~stepped.exists(), open_actions(group_id, today + timedelta(days=1)).is_distinct_from(True)
    )
    rows = session.scalars(
        select(Review)
        .join(Review.meeting)
        .outerjoin(Review.action)
        .where(
            Meeting.group_id == group_id, Meeting.record != RecordState.DRAFT, Meeting.held_on.between(since, today),
            Review.verdict.in_(CLOSING), or_(Review.entry_id.is_not(None), action),
        )
        .order_by(Meeting.held_on.desc(), Review.id.desc())
        .limit(MOST_CLOSED)
        .options(
            contains_eager(Review.meeting).joinedload(Meeting.group),
            joinedload(Review.entry).joinedload(Entry.meeting).joinedload(Meeting.group),
            contains_eager(Review.action).joinedload(Action.entry),
        )
    )  # fmt: skip
    for row in rows:
        if row.action:
            yield Closed(row.action.reference, text_of(row.action), row.meeting.held_on, row.verdict, note=row.remark,
                         meeting=row.meeting.reference, action_id=row.action.id)  # fmt: skip
        elif row.entry:
            yield Closed(row.entry.reference, row.entry.text, row.meeting.held_on, row.verdict, note=row.remark,
                         meeting=row.meeting.reference)  # fmt: skip


def _answered(group_id: int, since: date, today: date) -> Iterable[Closed]:
    """Older points that a conclusion of a told meeting answered wholly."""
    conclusion = (
        select(Entry.id, Meeting.id.label("meeting_id"))
        .join(Meeting, Meeting.id == Entry.meeting_id)
        .where(
            Meeting.group_id == group_id, Meeting.record != RecordState.DRAFT, Meeting.held_on.between(since, today),
            Entry.deleted_at.is_(None),
        )
        .subquery()
    )  # fmt: skip
    rows = session.execute(
        select(Entry, Meeting)
        .select_from(Answer)
        .join(conclusion, conclusion.c.id == Answer.conclusion_id)
        .join(Entry, Entry.id == Answer.entry_id)
        .join(Meeting, Meeting.id == conclusion.c.meeting_id)
        .where(Answer.extent == Extent.WHOLE, Entry.meeting_id != Meeting.id, Entry.deleted_at.is_(None))
        .order_by(Meeting.held_on.desc(), Answer.id.desc())
        .limit(MOST_CLOSED)
        .options(joinedload(Entry.meeting).joinedload(Meeting.group), joinedload(Meeting.group))
    )
    for entry, meeting in rows:
        yield Closed(entry.reference, entry.text, meeting.held_on, Extent.WHOLE, meeting=meeting.reference)
