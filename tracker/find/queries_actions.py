"""Reads of the list of actions: which ones an address asks for, in their order, and a page of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, func, or_, select

from tracker.access.actors import Actor
from tracker.actions.models import Action, Ask, Assignment, AssignmentRole, AssignmentState
from tracker.actions.words import SOON
from tracker.core.dates import quarter_span
from tracker.core.db import session
from tracker.core.paging import page_at
from tracker.find.asked import ActionsAsked, How, Mark, Sort
from tracker.find.indexed import ACTION
from tracker.find.visible import actions_found_by
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import READERS
from tracker.meetings.models import Meeting
from tracker.organisations.queries import answered_for
from tracker.register.items import Item
from tracker.register.models import CLOSING, Verdict
from tracker.register.reading import asked_actions, told_actions
from tracker.register.still_open import of_action, ownerless_over, times_carried
from tracker.search.accelerator import accelerated
from tracker.search.matching import holding, words_in
from tracker.search.models import SearchText

PAGE, MOST = 25, 1_000
A_DAY = timedelta(days=1)  # what happened today counts
STATES = {
    How.NOT_BEGUN: AssignmentState.OPEN,
    How.IN_PROGRESS: AssignmentState.IN_PROGRESS,
    How.SUBMITTED: AssignmentState.SUBMITTED,
    How.POSTPONED: AssignmentState.POSTPONED,
    How.ACCEPTED: AssignmentState.ACCEPTED,
    How.DROPPED: AssignmentState.DROPPED,
}
VERDICTS = {How.ACCEPTED: (Verdict.DONE,), How.DROPPED: (Verdict.DROPPED,)}
NOW_OPEN = (Mark.LATE, Mark.SOON, Mark.NO_DATE, Mark.WAITING, Mark.NO_OWNER)

_part, _action = Assignment.__table__.c, Action.__table__.c
_ITEMS = asked_actions(Action.id.in_(bindparam("ids", expanding=True)), bindparam("day", type_=Date))
_owned = select(Assignment.id).where(Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER)


@dataclass(frozen=True, slots=True)
class ActionList:
    """One page of actions; `more` says that there are more than are counted and can be turned to."""

    rows: Sequence[Item]
    page: int
    pages: int
    total: int
    more: bool


def actions_page(actor: Actor, asked: ActionsAsked, page: int, *, today: date) -> ActionList:
    """One page of the actions that somebody may see and asks for: seven queries at most."""
    ids, more = action_ids(actor, asked, MOST, today=today)
    start, page, pages = page_at(len(ids), page, PAGE)
    return ActionList(items(ids[start : start + PAGE], today=today), page, pages, len(ids), more)


def action_ids(actor: Actor, asked: ActionsAsked, most: int, *, today: date) -> tuple[list[int], bool]:
    """The ids of the actions asked for, in their order, and whether there are more than so many."""

    chosen = asked.organisation
    own = (answered_for(chosen) or frozenset({chosen})) if chosen else frozenset()

    def read(quick: bool) -> tuple[list[int], bool]:
        return _ids(_queries(actor, asked, own, quick, today), most)

    return accelerated(words_in(asked.q), read)


def asked_of_actions(
    actor: Actor, asked: ActionsAsked, own: frozenset[int], *, today: date
) -> tuple[ColumnElement[bool], ...]:
    """The same as conditions for a search, where its words are looked for otherwise."""
    whole = _either(asked, _parts(asked, own, today), _ownerless(asked, today))
    return (*_wanted(actor, asked, False, today), whole)


def items(ids: Sequence[int], *, today: date) -> list[Item]:
    """These actions as the register tells them, in this order: one query."""
    found = {item.id: item for item in told_actions(0, _ITEMS, {"ids": list(ids), "day": today + A_DAY})}
    return [found[each] for each in ids if each in found]


def _ids(queries: Sequence[Select[int]], most: int) -> tuple[list[int], bool]:
    """Each list only as far as there is room."""
    found: dict[int, None] = {}
    for query in queries:
        room = most + 1 - len(found)
        ids = session.connection().execute(query, {"room": room}).scalars().all()  # a thousand numbers, and no objects
        found.update(dict.fromkeys(ids))
        if len(ids) == room:
            return list(found)[:most], True
    return list(found), False


@lru_cache(maxsize=READERS)
def _queries(
    actor: Actor, asked: ActionsAsked, own: frozenset[int], quick: bool, today: date
) -> tuple[Select[int], ...]:
    wanted, parts = list(_wanted(actor, asked, quick, today)), _parts(asked, own, today)
    return tuple(each.limit(bindparam("room", type_=Integer)) for each in _in_order(wanted, parts, asked, today))


def _in_order(
    wanted: Sequence[ColumnElement[bool]], parts: Sequence[ColumnElement[bool]], asked: ActionsAsked, today: date
) -> Iterator[Select[int]]:
    """By their deadlines open actions are read in the order of the index of open parts, first those with a date, then
    those without, then those that nobody owns."""
    ownerless = _ownerless(asked, today)
    by_part = _is_open(asked) and asked.sort == Sort.DEADLINE
    if by_part and asked.mark != Mark.NO_OWNER:
        of_parts: Select[int] = select(Assignment.action_id).join(Action).where(*wanted, *parts)
        if asked.mark != Mark.NO_DATE:
            yield of_parts.where(_part.due_by.is_not(None)).order_by(_part.due_by, Assignment.id)
        yield of_parts.where(_part.due_by.is_(None)).order_by(Assignment.id)
    if by_part:
        if ownerless is not None:
            yield select(Action.id).where(*wanted, ownerless).order_by(*_order(asked))
        return
    yield select(Action.id).where(*wanted, _either(asked, parts, ownerless)).order_by(*_order(asked))


def _either(
    asked: ActionsAsked, parts: Sequence[ColumnElement[bool]], ownerless: ColumnElement[bool] | None
) -> ColumnElement[bool]:
    having: ColumnElement[bool] = (
        select(Assignment.id).where(Assignment.action_id == Action.id, *parts).correlate(Action).exists()
    )
    if asked.mark == Mark.NO_OWNER:
        having = Action.id.is_(None)
    elif asked.state == How.ALL and asked.mark is None and asked.organisation is None and asked.role is None:
        return Action.id.is_not(None)
    return having if ownerless is None else or_(having, ownerless)


def _order(asked: ActionsAsked) -> tuple[Any, ...]:
    match asked.sort:
        case Sort.REFERENCE:
            return (_action.reference,)
        case Sort.OLDEST:
            return (_action.agreed_on, _action.id)
        case Sort.NEWEST:
            return (_action.agreed_on.desc(), _action.id.desc())
        case _:
            return (_action.due_by.is_(None), _action.due_by, _action.id)


def _is_open(asked: ActionsAsked) -> bool:
    return asked.mark in NOW_OPEN or asked.state in {
        How.OPEN, How.NOT_BEGUN, How.IN_PROGRESS, How.SUBMITTED, How.POSTPONED,
    }  # fmt: skip


def _wanted(actor: Actor, asked: ActionsAsked, quick: bool, today: date) -> Iterator[ColumnElement[bool]]:
    """What is asked of the action itself."""
    yield actions_found_by(actor)
    if words := words_in(asked.q):
        yield Action.id.in_(select(SearchText.row_id).where(holding(ACTION, words, quick=quick)))
    if asked.group:
        yield Action.group_id == select(WorkingGroup.id).where(WorkingGroup.slug == asked.group).scalar_subquery()
    if asked.period:
        year, number = asked.period.year, asked.period.quarter
        meetings = select(Meeting.id).where(Meeting.period_year == year, Meeting.period_quarter == number)
        alone = and_(Action.meeting_id.is_(None), Action.agreed_on.between(*quarter_span(year, number)))
        yield or_(Action.meeting_id.in_(meetings), alone)
    if asked.kind:
        yield Action.kind == asked.kind
    if asked.mark == Mark.CARRIED:
        yield times_carried(of_action(), today + A_DAY) > 0


def _parts(asked: ActionsAsked, own: frozenset[int], today: date) -> list[ColumnElement[bool]]:
    """What is asked of one part of it."""
    role = asked.role or (None if asked.organisation else AssignmentRole.OWNER)
    conditions: list[ColumnElement[bool]] = [Assignment.role == role] if role else []
    if own:
        conditions.append(Assignment.organisation_id.in_(sorted(own)))
    if asked.state in STATES:
        conditions.append(Assignment.state == STATES[asked.state])
    if _is_open(asked):
        conditions.append(Assignment.closed_at.is_(None))
    elif asked.state in VERDICTS and not asked.organisation:
        conditions.append(~_owned.where(Assignment.closed_at.is_(None)).correlate(Action).exists())
    ends = func.coalesce(Action.confirmed_on, _part.due_latest, _part.due_by)
    match asked.mark:
        case Mark.LATE | Mark.SOON:
            conditions += [_is_near(ends, asked.mark, today), Assignment.state != AssignmentState.SUBMITTED]
            conditions.append(Assignment.role != AssignmentRole.RECIPIENT)
        case Mark.NO_DATE:
            conditions += [Action.confirmed_on.is_(None), _part.due_from.is_(None), _part.due_by.is_(None)]
        case Mark.WAITING:
            asks = select(Ask.id).where(
                Ask.assignment_id == Assignment.id, Ask.decided_at.is_(None), Ask.withdrawn_at.is_(None)
            )
            conditions.append(or_(Assignment.state == AssignmentState.SUBMITTED, asks.exists()))
        case _:
            pass
    return conditions


def _is_near(ends: ColumnElement[Any], mark: Mark | None, today: date) -> ColumnElement[bool]:
    """Late, or due soon; what was handed in waits for the chair, and what one is to receive is nobody's delay."""
    return ends < today if mark == Mark.LATE else ends.between(today, today + SOON)


def _ownerless(asked: ActionsAsked, today: date) -> ColumnElement[bool] | None:
    """What is asked of an action that nobody owns, which is over as the register tells it; one that asks for a special
    meeting lacks nothing once that is planned. None where such a one is not asked for."""
    if asked.organisation or asked.role or asked.mark == Mark.WAITING:
        return None
    nobody = ~_owned.correlate(Action).exists()
    over = ownerless_over(today + A_DAY, VERDICTS.get(asked.state, CLOSING))
    if asked.state in VERDICTS and asked.mark not in NOW_OPEN:
        return and_(nobody, over)
    if asked.state not in {How.OPEN, How.NOT_BEGUN, How.ALL}:
        return None
    conditions = [nobody] if asked.state == How.ALL and asked.mark not in NOW_OPEN else [nobody, ~over]
    if asked.mark in {Mark.NO_OWNER, Mark.NO_DATE}:
        conditions.append(Action.scheduled_meeting_id.is_(None))
    if asked.mark in {Mark.LATE, Mark.SOON}:
        ends = func.coalesce(Action.confirmed_on, _action.due_latest, _action.due_by)
        conditions.append(_is_near(ends, asked.mark, today))
    if asked.mark == Mark.NO_DATE:
        conditions += [Action.confirmed_on.is_(None), _action.due_from.is_(None), _action.due_by.is_(None)]
    return and_(*conditions)
