"""How far an action that nobody owned was at the end of a day, as SQL: by the last step about the whole of it, else by
what the last told meeting found. `register.still_open.ownerless_over` is the rule of today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from tracker.actions.models import Action, AssignmentSpan, AssignmentState, Progress, ProgressKind
from tracker.dashboard.as_of import Day, Over, told_by
from tracker.meetings.models import Meeting
from tracker.register.models import Review, Verdict

_STATE = AssignmentState
_STEPS = (ProgressKind.ACCEPTED, ProgressKind.DROPPED, ProgressKind.REOPENED)
_WHOLE, _LAST, _AT = aliased(Progress), aliased(Progress), aliased(Meeting)  # once: making them takes milliseconds
_action = Action.__table__.c
_TYPE = AssignmentSpan.__table__.c.state.type


@dataclass(frozen=True, slots=True)
class Ownerless:
    """An action of a query as a whole, at the end of a day, which is `over` then."""

    as_of: Day
    over: Over

    def state(self) -> ColumnElement[Any]:
        """How far it was: accepted, dropped or open."""
        step = self._step(
            case(
                (_WHOLE.kind == ProgressKind.ACCEPTED, _said(_STATE.ACCEPTED)),
                (_WHOLE.kind != ProgressKind.REOPENED, _said(_STATE.DROPPED)),
            )
        )
        found = self._verdict(
            case(
                (Review.verdict == Verdict.DONE, _said(_STATE.ACCEPTED)),
                (Review.verdict == Verdict.DROPPED, _said(_STATE.DROPPED)),
            )
        )
        return func.coalesce(step.scalar_subquery(), found.scalar_subquery(), _said(_STATE.OPEN), type_=_TYPE)

    def done_on(self) -> ColumnElement[date | None]:
        """The day of the step, or of the meeting, that found it done; NULL where none did."""
        step = self._step(case((_WHOLE.kind == ProgressKind.ACCEPTED, _WHOLE.on)))
        closed = self._step(_WHOLE.kind != ProgressKind.REOPENED)
        found = self._verdict(case((Review.verdict == Verdict.DONE, _AT.held_on)))
        return case((func.coalesce(closed.scalar_subquery(), False), step.scalar_subquery()),
                    else_=found.scalar_subquery())  # fmt: skip

    def _step(self, what: ColumnElement[Any]) -> Select[Any]:
        """The last step about the whole action that closed it or opened it again. Becoming part of another action
        closes it, of which the last such step tells; the others are those that it took up."""
        last_merger = (
            select(func.max(_LAST.id))
            .where(_LAST.action_id == _action.id, _LAST.kind == ProgressKind.MERGED)
            .correlate_except(_LAST)
            .scalar_subquery()
        )
        merged = and_(_action.merged_into_id.is_not(None), _WHOLE.id == last_merger)
        return (
            select(what)
            .where(
                _WHOLE.action_id == _action.id, _WHOLE.assignment_id.is_(None), _WHOLE.on <= self.as_of,
                or_(_WHOLE.kind.in_(_STEPS), and_(_WHOLE.kind == ProgressKind.MERGED, merged)),
            )
            .order_by(_WHOLE.on.desc(), _WHOLE.id.desc())
            .limit(1)
            .correlate_except(_WHOLE)
        )  # fmt: skip

    def _verdict(self, what: ColumnElement[Any]) -> Select[Any]:
        """What the last told meeting said that looked at it."""
        return (
            select(what)
            .select_from(Review)
            .join(_AT, _AT.id == Review.meeting_id)
            .where(Review.action_id == _action.id, told_by(_AT, self.as_of, self.over))
            .order_by(_AT.held_on.desc(), _AT.id.desc())
            .limit(1)
            .correlate_except(Review, _AT)
        )


def _said(state: AssignmentState) -> ColumnElement[Any]:
    return literal(state, _TYPE)
