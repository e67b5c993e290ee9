"""Which actions and points of a group are not closed on a day, as conditions of SQL. Reads nothing by itself."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all
from sqlalchemy.orm import aliased

from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole, Progress, ProgressKind, standing
from tracker.core import clock
from tracker.documents.queries import not_adopted
from tracker.meetings.kinds import Disposition, EntryKind, Extent, MeetingState, RecordState
from tracker.meetings.models import Answer, Entry, EntryDocument, Meeting
from tracker.meetings.queries import TOLD, UNSENT
from tracker.register.models import CLOSING, Review, Verdict

_STEPS = {Verdict.DONE: ProgressKind.ACCEPTED, Verdict.DROPPED: ProgressKind.DROPPED}
POINTS = (EntryKind.ISSUE, EntryKind.RECOMMENDATION)
SETTLED = (Disposition.DECLINED, Disposition.WITHDRAWN, Disposition.REFERRED)
Day = date | ColumnElement[date]
_AT, _CALLED, _LATER = aliased(Meeting), aliased(Meeting), aliased(Meeting)  # once: making them takes milliseconds
_CONCLUSION, _AGAIN, _GONE = aliased(Entry), aliased(Progress), aliased(Action)
_OWNED = (
    select(Assignment.id)
    .where(Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER)
    .correlate(Action)
)


def open_actions(group_id: int, day: date, own: int | None = None) -> ColumnElement[bool]:
    """Actions of a group agreed before the day that are not over yet; `own` is the meeting that looks back.

    One is over when every owner's part is; one that nobody owns, when somebody or a told meeting found it done or
    dropped it; one that asks for a special meeting also when that was held and its minutes are told, unless the chair
    opened it again.
    """
    return and_(
        actions_before(group_id, day, own),
        or_(Action.kind != ActionKind.SPECIAL_MEETING, ~_was_held(day, own), _taken_up_again()),
        or_(
            _OWNED.where(or_(Assignment.closed_at.is_(None), Assignment.closed_at > clock.midday(day))).exists(),
            and_(
                ~_OWNED.exists(),
                ~ownerless_over(day),
            ),
        ),
    )


def ownerless_over(day: Day, closing: Sequence[Verdict] = CLOSING) -> ColumnElement[bool]:
    """Whether an action that nobody owns is over before the day: somebody found it done or dropped it as a whole, or
    the last told meeting that looked at it did."""
    found = _found_over(day, tuple(_STEPS[verdict] for verdict in closing))
    return or_(found, latest_verdict(Review.action_id == Action.id, day, closing).is_(True))


def actions_before(group_id: int, day: date, own: int | None = None) -> ColumnElement[bool]:
    """The actions of a group that stand, were sent where minutes were, and were agreed before the day, open or over,
    elsewhere than in `own`."""
    return and_(
        Action.group_id == group_id,
        standing(),
        or_(Action.entry_id.is_(None), Action.entry_id.not_in(UNSENT)),
        Action.merged_into_id.is_(None),
        Action.agreed_on < day,
        or_(Action.meeting_id.is_(None), Action.meeting_id != (own or 0)),
    )


def standing_points(group_id: int, day: date, own: int | None = None) -> ColumnElement[bool]:
    """Points of meetings before the day that were carried over here, referred from here to a unit or an organisation,
    referred to this group, or answered only in part, until a told meeting closes or wholly answers them; and points
    about a standard, until it is adopted, unless they are declined, withdrawn or dropped."""
    carried = and_(or_(Entry.disposition == Disposition.CARRIED_OVER, referred_out()), Meeting.group_id == group_id)
    referred, in_part = referred_here(group_id), and_(answered_in_part(), Meeting.group_id == group_id)
    verdict = latest_verdict(Review.entry_id == Entry.id, day)
    dropped = latest_verdict(Review.entry_id == Entry.id, day, (Verdict.DROPPED,))
    return and_(
        points_before(day, own),
        or_(
            and_(or_(carried, referred, in_part), ~_answered(day), verdict.is_distinct_from(True)),
            and_(about_a_standard(group_id), _awaits_adoption(), dropped.is_distinct_from(True)),
        ),
    )


def points_before(day: date, own: int | None = None) -> ColumnElement[bool]:
    """The points that stand in the minutes of meetings before the day, elsewhere than in `own`."""
    return and_(Entry.deleted_at.is_(None), ~Entry.is_unsent, Meeting.held_on < day, Meeting.id != (own or 0))


def answered_in_part() -> ColumnElement[bool]:
    """Points that conclusions of their own meeting answer, none of them wholly, and for which nothing else was said."""
    answered = (
        select(Answer.id)
        .join(_CONCLUSION, _CONCLUSION.id == Answer.conclusion_id)
        .where(
            Answer.entry_id == Entry.id, _CONCLUSION.deleted_at.is_(None), _CONCLUSION.meeting_id == Entry.meeting_id
        )
        .correlate(Entry)
    )
    wholly = answered.where(Answer.extent == Extent.WHOLE).exists()
    few = Entry.id.in_(select(Answer.entry_id).where(Answer.extent == Extent.PART))  # found first: it is a rare answer
    return and_(few, Entry.disposition.is_(None), Entry.kind.in_(POINTS), answered.exists(), ~wholly)


def referred_here(group_id: int) -> ColumnElement[bool]:
    """Points that told minutes of any group refer to this one."""
    return and_(Entry.disposition == Disposition.REFERRED, Entry.referred_group_id == group_id, TOLD)


def referred_out() -> ColumnElement[bool]:
    """Points that were given to a unit or an organisation, which holds no register: they stay in that of their own
    group. What another group was given stands in that one's."""
    return and_(Entry.disposition == Disposition.REFERRED, Entry.referred_group_id.is_(None))


def about_a_standard(group_id: int) -> ColumnElement[bool]:
    """The issues and recommendations of a group that nobody declined, withdrew or gave to another group; whether they
    are about a standard at all is asked beside this."""
    unsettled = or_(
        Entry.disposition.is_(None),
        Entry.disposition.not_in(SETTLED),
        referred_out(),
    )
    return and_(Entry.kind.in_(POINTS), or_(and_(Meeting.group_id == group_id, unsettled), referred_here(group_id)))


def latest_verdict(
    of: ColumnElement[bool], day: Day, closing: Sequence[Verdict] = CLOSING
) -> ColumnElement[bool | None]:
    """Whether the last meeting before the day that looked at an item closed it; NULL where none did. A verdict counts
    once its minutes are told: until then it can be changed."""
    return (
        select(Review.verdict.in_(closing))
        .join(_AT, _AT.id == Review.meeting_id)
        .where(of, _AT.held_on < day, _AT.record != RecordState.DRAFT)
        .order_by(_AT.held_on.desc(), _AT.id.desc())
        .limit(1)
        .correlate(Action, Entry)
        .scalar_subquery()
    )


def of_action() -> ColumnElement[bool]:
    """Reviews of an action, and of those that became part of it: they said the same, and their age goes on in it."""
    found = select(_GONE.id).correlate(Action)
    each_by_its_index = found.where(_GONE.id == Action.id), found.where(_GONE.merged_into_id == Action.id)
    return Review.action_id.in_(union_all(*each_by_its_index))


def times_carried(of: ColumnElement[bool], day: Day) -> ColumnElement[int]:
    """How many told meetings before the day took an item up and left it open."""
    return (
        select(func.count(Review.meeting_id.distinct()))
        .select_from(Review)
        .join(_AT, _AT.id == Review.meeting_id)
        .where(of, Review.verdict.not_in(CLOSING), _AT.held_on < day, _AT.record != RecordState.DRAFT)
        .correlate(Action, Entry)
        .scalar_subquery()
    )


def _was_held(day: date, own: int | None) -> ColumnElement[bool]:
    return (
        select(_CALLED.id)
        .where(
            _CALLED.id == Action.scheduled_meeting_id,
            _CALLED.state == MeetingState.HELD,
            _CALLED.record != RecordState.DRAFT,
            _CALLED.held_on < day,
            _CALLED.id != (own or 0),
        )
        .exists()
    )


def _taken_up_again() -> ColumnElement[bool]:
    """Somebody owes it by an act of the chair's, whatever meeting was held for it."""
    return (
        _OWNED.where(Assignment.closed_at.is_(None))
        .join(_AGAIN, _AGAIN.assignment_id == Assignment.id)
        .where(_AGAIN.kind.in_((ProgressKind.REOPENED, ProgressKind.REASSIGNED)))
        .exists()
    )


def _found_over(day: Day, kinds: Sequence[ProgressKind]) -> ColumnElement[bool]:
    """An action as a whole was accepted, or dropped, before the day, and not taken up again."""
    reopened = (
        select(_AGAIN.id)
        .where(
            _AGAIN.action_id == Progress.action_id, _AGAIN.assignment_id.is_(None), _AGAIN.id > Progress.id,
            _AGAIN.kind == ProgressKind.REOPENED,
        )
        .correlate(Progress)
        .exists()
    )  # fmt: skip
    return (
        select(Progress.id)
        .where(
            Progress.action_id == Action.id, Progress.assignment_id.is_(None), Progress.on < day,
            Progress.kind.in_(kinds), ~reopened,
        )
        .correlate(Action)
        .exists()
    )  # fmt: skip


def _answered(day: date) -> ColumnElement[bool]:
    """A conclusion of a later meeting whose minutes are told answers the point wholly."""
    return (
        select(Answer.id)
        .join(_CONCLUSION, _CONCLUSION.id == Answer.conclusion_id)
        .join(_LATER, _LATER.id == _CONCLUSION.meeting_id)
        .where(
            Answer.entry_id == Entry.id,
            Answer.extent == Extent.WHOLE,
            _CONCLUSION.deleted_at.is_(None),
            _CONCLUSION.meeting_id != Entry.meeting_id,
            _LATER.held_on < day,
            _LATER.record != RecordState.DRAFT,
        )
        .exists()
    )


def _awaits_adoption() -> ColumnElement[bool]:
    return (
        select(EntryDocument.id)
        .where(EntryDocument.entry_id == Entry.id, not_adopted(EntryDocument.document_id, Meeting.held_on.expression))
        .exists()
    )
