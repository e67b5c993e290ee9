"""Actions and points that told meetings took up again and again and that were still open at the end of a day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker.actions.models import CLOSED, Action
from tracker.actions.words import text_of
from tracker.core.db import session
from tracker.dashboard.as_of import day_over, stood, told_by
from tracker.dashboard.facts import CarriedOver, Place
from tracker.dashboard.scope import Groups, of_groups
from tracker.dashboard.tasks import tasks
from tracker.documents.queries import not_adopted
from tracker.meetings.kinds import Disposition, Extent
from tracker.meetings.models import Answer, Entry, EntryDocument, Meeting
from tracker.register.models import CLOSING, Review

OFTEN = 3
_AT, _LATER = aliased(Meeting), aliased(Meeting)
_CONCLUSION = aliased(Entry)
_CARRIED = Entry.disposition == Disposition.CARRIED_OVER


def carried(groups: Groups, slug: str, as_of: date) -> Sequence[CarriedOver]:
    """What was carried over three times or more and is still open, the most often and then the oldest first; two
    queries."""
    found = [*_actions(groups, slug, as_of), *_points(groups, slug, as_of)]
    return sorted(found, key=lambda each: (-each.times, each.since, each.reference))


def _taken_up(column: Any, as_of: date, least: int) -> Subquery:
    """How many told meetings took an item up and left it open, where that is often enough."""
    return (
        select(column.label("item_id"), func.count().label("times"))
        .select_from(Review)
        .join(_AT, _AT.id == Review.meeting_id)
        .where(column.is_not(None), Review.verdict.not_in(CLOSING), told_by(_AT, as_of, day_over(as_of)))
        .group_by(column)
        .having(func.count() >= least)
        .subquery("taken_up")
    )


def _actions(groups: Groups, slug: str, as_of: date) -> Iterable[CarriedOver]:
    often = _taken_up(Review.action_id, as_of, OFTEN)
    task = tasks(as_of, of_groups(Action.group_id, groups, slug), Action.id.in_(select(often.c.item_id)))
    still_open = select(task.c.action_id).where(task.c.state.not_in(CLOSED))
    rows = session.execute(
        select(Action, often.c.times)
        .join(often, often.c.item_id == Action.id)
        .where(Action.id.in_(still_open))
        .options(joinedload(Action.entry), joinedload(Action.group))
    )
    for action, times in rows:
        yield CarriedOver(
            reference=action.reference, group=action.group.acronym, text=text_of(action), times=times,
            since=action.agreed_on, address=Place("actions.show", {"action_id": action.id}),
        )  # fmt: skip


def _points(groups: Groups, slug: str, as_of: date) -> Iterable[CarriedOver]:
    """Points; the meeting that carried one over counts with those that took it up."""
    over = day_over(as_of)
    often = _taken_up(Review.entry_id, as_of, OFTEN - 1)
    times = often.c.times + case((_CARRIED, 1), else_=0)
    here = or_(
        of_groups(Meeting.group_id, groups, slug),
        and_(Entry.disposition == Disposition.REFERRED, of_groups(Entry.referred_group_id, groups, slug)),
    )
    rows = session.execute(
        select(Entry, times)
        .join(often, often.c.item_id == Entry.id)
        .join(Entry.meeting)
        .where(
            here, times >= OFTEN, stood(Entry, over), told_by(Meeting, as_of, over), ~_closed(as_of, over),
            ~_answered(as_of, over),
            or_(Entry.disposition.in_((Disposition.CARRIED_OVER, Disposition.REFERRED)), _waits_for_adoption(as_of)),
        )
        .options(contains_eager(Entry.meeting).joinedload(Meeting.group))
    )  # fmt: skip
    for entry, often_taken in rows:
        meeting = entry.meeting
        place = Place(
            "minutes.show",
            {"slug": meeting.group.slug, "address": meeting.address, "_anchor": f"e-{entry.key}"},
        )
        yield CarriedOver(
            reference=entry.reference, group=meeting.group.acronym, text=entry.text, times=often_taken,
            since=meeting.held_on, address=place,
        )  # fmt: skip


def _closed(as_of: date, over: datetime) -> ColumnElement[bool]:
    """The last told meeting that looked at a point closed it."""
    last = (
        select(Review.verdict.in_(CLOSING))
        .join(_AT, _AT.id == Review.meeting_id)
        .where(Review.entry_id == Entry.id, told_by(_AT, as_of, over))
        .order_by(_AT.held_on.desc(), _AT.id.desc())
        .limit(1)
        .correlate(Entry)
        .scalar_subquery()
    )
    return last.is_(True)


def _answered(as_of: date, over: datetime) -> ColumnElement[bool]:
    """A conclusion of a later told meeting answers it wholly."""
    return (
        select(Answer.id)
        .join(_CONCLUSION, _CONCLUSION.id == Answer.conclusion_id)
        .join(_LATER, _LATER.id == _CONCLUSION.meeting_id)
        .where(
            Answer.entry_id == Entry.id, Answer.extent == Extent.WHOLE, stood(_CONCLUSION, over),
            _CONCLUSION.meeting_id != Entry.meeting_id, told_by(_LATER, as_of, over),
        )
        .correlate(Entry)
        .exists()
    )  # fmt: skip


def _waits_for_adoption(as_of: date) -> ColumnElement[bool]:
    """It is about a standard that had not been adopted since."""
    waits = not_adopted(EntryDocument.document_id, Meeting.held_on.expression, as_of)
    return select(EntryDocument.id).where(EntryDocument.entry_id == Entry.id, waits).correlate(Entry, Meeting).exists()
