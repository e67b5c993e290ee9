"""Reads for the desk of an organisation: its parts of actions, piled by what presses most. Knows no page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker.access.actors import Actor, Role
from tracker.actions.models import (
    Action,
    Ask,
    AskKind,
    Assignment,
    AssignmentRole,
    AssignmentState,
    Progress,
    ProgressKind,
)
from tracker.actions.queries import live
from tracker.actions.words import SOON
from tracker.core import clock
from tracker.core.dates import quarter_of, quarter_span
from tracker.core.db import session
from tracker.desk.cards import Card, Ours, Pile
from tracker.meetings.kinds import Section
from tracker.meetings.models import Entry, Meeting

HALF_A_DAY = timedelta(hours=12)
MOST = 10  # of each pile; the rest stands in the list
TURNS = (ProgressKind.HANDED_IN, ProgressKind.RETURNED, ProgressKind.REOPENED, ProgressKind.REASSIGNED)
_part = Assignment.__table__.c


def ours(actor: Actor, on: date) -> Ours:
    """What somebody's organisations have to do on a day; six queries at the most, however much there is. Management
    without a seat speaks for nobody, as `actions.policy.owns_part`."""
    if Role.MANAGEMENT in actor.everywhere and not actor.seats:
        return Ours({}, {}, (), 0)
    piled = _piled(actor.organisations, on)
    cards: dict[Pile, list[Card]] = {pile: [] for pile in Pile}
    for card in _cards({each.id: Pile(each.pile) for each in piled}):
        cards[card.pile].append(card)
    done = _done(actor.organisations, on)
    return Ours(
        cards={pile: found for pile, found in cards.items() if found},
        counts={Pile(each.pile): each.size for each in piled},
        done=[action for action, _ in done], done_count=done[0][1] if done else 0,
    )  # fmt: skip


def _piled(organisations: Collection[int], on: date) -> Sequence[Row[Any]]:
    """The first parts of each pile in their order, each with the name and the size of its pile."""
    asked = {"organisations": list(organisations), "today": on, "soon": on + SOON}
    return session.execute(_first_of_piles(), asked).all()


@cache
def _first_of_piles() -> Select[Any]:
    # Made once: SQLAlchemy takes longer to build it than the database to answer. The outer join to the actions, which
    # are always there, keeps SQLite from beginning with all those that were never merged.
    end = func.coalesce(Action.confirmed_on, _part.due_latest, _part.due_by)
    piles = (
        select(Assignment.id, end.label("ends"), _pile(end).label("pile"))
        .outerjoin(Action, Action.id == Assignment.action_id)
        .outerjoin(Meeting, Meeting.id == Action.meeting_id)
        .outerjoin(Entry, Entry.id == Action.entry_id)
        .where(
            Assignment.organisation_id.in_(bindparam("organisations", expanding=True)), Assignment.closed_at.is_(None),
            *live(),
        )
        .subquery()
    )  # fmt: skip
    order = (piles.c.ends.is_(None), piles.c.ends, piles.c.id)
    ranked = select(
        piles.c.id, piles.c.pile,
        func.count().over(partition_by=piles.c.pile).label("size"),
        func.row_number().over(partition_by=piles.c.pile, order_by=order).label("place"),
    ).subquery()  # fmt: skip
    return select(ranked.c.id, ranked.c.pile, ranked.c.size).where(ranked.c.place <= MOST).order_by(ranked.c.place)


def _pile(end: ColumnElement[Any]) -> ColumnElement[str]:
    """On which pile a part lies, by the same order as `actions.words.standing_of`."""
    return case(
        (Assignment.role == AssignmentRole.RECIPIENT, Pile.RECEIPT.value),
        (or_(Assignment.state == AssignmentState.SUBMITTED, _helped_enough()), Pile.WAITING.value),
        (end < bindparam("today"), Pile.LATE.value),
        (and_(Assignment.state == AssignmentState.IN_PROGRESS, _returned()), Pile.RETURNED.value),
        (end <= bindparam("soon"), Pile.SOON.value),
        (end.is_(None), Pile.NO_DATE.value),
        else_=Pile.LATER.value,
    )  # fmt: skip


def _helped_enough() -> ColumnElement[bool]:
    """That a part supports or follows up what all who owe it have handed in."""
    owner = aliased(Assignment)
    owners = and_(owner.action_id == Assignment.action_id, owner.role == AssignmentRole.OWNER)
    submitted = owner.state == AssignmentState.SUBMITTED
    return and_(
        Assignment.role != AssignmentRole.OWNER,
        exists().where(owners, submitted),
        ~exists().where(owners, ~submitted, owner.closed_at.is_(None)),
    )


def _returned() -> ColumnElement[bool]:
    """That the chair gave a part back, and it was not handed in again."""
    last = (
        select(Progress.kind)
        .where(Progress.assignment_id == Assignment.id, Progress.kind.in_(TURNS))
        .order_by(Progress.id.desc())
        .limit(1)
        .correlate(Assignment)
        .scalar_subquery()
    )
    return last == ProgressKind.RETURNED


def _cards(piles: Mapping[int, Pile]) -> list[Card]:
    """What the cards of these parts tell, in their order: four queries."""
    if not piles:
        return []
    asked = {"ids": list(piles)}
    turns = {each.assignment_id: each for each in session.scalars(_last_turns(), asked)}
    asks = {each.assignment_id: each for each in session.scalars(_last_asks(), asked)}
    found = {part.id: (part, number) for part, number in session.execute(_whole_parts(), asked)}
    return [
        Card(part=found[key][0], pile=pile, number=found[key][1], last=turns.get(key), ask=asks.get(key))
        for key, pile in piles.items()
        if key in found
    ]


@cache
def _whole_parts() -> Select[Any]:
    counted = aliased(Entry)
    number = (
        select(func.count())
        .where(
            counted.meeting_id == Entry.meeting_id, counted.section == Section.CONCLUSIONS,
            counted.parent_id.is_(None), counted.deleted_at.is_(None),
            or_(counted.position < Entry.position, and_(counted.position == Entry.position, counted.id <= Entry.id)),
        )
        .correlate(Entry)
        .scalar_subquery()
    )  # fmt: skip
    concluded = and_(Entry.section == Section.CONCLUSIONS, Entry.parent_id.is_(None))
    whole = joinedload(Assignment.action)
    return (
        select(Assignment, case((concluded, number)))
        .join(Action, Action.id == Assignment.action_id)
        .outerjoin(Entry, Entry.id == Action.entry_id)
        .where(Assignment.id.in_(bindparam("ids", expanding=True)))
        .options(
            joinedload(Assignment.organisation), whole.joinedload(Action.entry),
            whole.joinedload(Action.meeting),
            whole.selectinload(Action.assignments).joinedload(Assignment.organisation),
        )
    )  # fmt: skip


@cache
def _last_turns() -> Select[Any]:
    last = select(func.max(Progress.id)).where(
        Progress.assignment_id.in_(bindparam("ids", expanding=True)), Progress.kind.in_(TURNS)
    )
    return select(Progress).where(Progress.id.in_(last.group_by(Progress.assignment_id)))


@cache
def _last_asks() -> Select[Any]:
    last = select(func.max(Ask.id)).where(
        Ask.assignment_id.in_(bindparam("ids", expanding=True)), Ask.withdrawn_at.is_(None),
        Ask.kind != AskKind.QUESTION,
    )  # fmt: skip
    return select(Ask).where(Ask.id.in_(last.group_by(Ask.assignment_id)))


def _done(organisations: Collection[int], on: date) -> Sequence[Row[Action, int]]:
    """The actions of which a part was accepted since the quarter of a day began, the newest first, each with how many
    there are."""
    first, _ = quarter_span(*quarter_of(on))
    asked = {"organisations": list(organisations), "since": clock.midday(first) - HALF_A_DAY}
    return session.execute(_lately_done(), asked).all()


@cache
def _lately_done() -> Select[Action, int]:
    ours = (
        select(Assignment.action_id, func.max(Assignment.closed_at).label("at"))
        .where(
            Assignment.organisation_id.in_(bindparam("organisations", expanding=True)),
            Assignment.closed_at >= bindparam("since"), Assignment.state == AssignmentState.ACCEPTED,
        )
        .group_by(Assignment.action_id)
        .subquery()
    )  # fmt: skip
    return (
        select(Action, func.count().over())
        .join(ours, ours.c.action_id == Action.id)
        .outerjoin(Meeting, Meeting.id == Action.meeting_id)
        .outerjoin(Action.entry)
        .where(*live())
        .options(contains_eager(Action.entry))
        .order_by(ours.c.at.desc(), Action.id)
        .limit(MOST)
    )
