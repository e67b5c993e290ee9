"""The tasks behind a figure, one by one: the same tasks and the same condition, so as many as it says."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from tracker.actions.models import Action, ActionKind, AssignmentState
from tracker.actions.words import text_of
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.paging import page_at
from tracker.dashboard.asked import Asked
from tracker.dashboard.long_lists import MOST, PAGE, Part
from tracker.dashboard.measures import Measure, condition
from tracker.dashboard.scope import Groups, asked_tasks, narrowed, units_of
from tracker.dashboard.worked_out import WorkedOut, counted_out
from tracker.groups.models import WorkingGroup
from tracker.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Task:
    """One task as it stood on the day of the figures; `organisation` is empty where nobody owned it, `late` the days by
    which it was late, None where it was not."""

    action_id: int
    reference: str
    group: str
    kind: ActionKind
    text: Bilingual
    organisation_id: int | None
    organisation: Bilingual
    state: AssignmentState
    agreed_on: date
    first_end: date | None
    ends_on: date | None
    done_on: date | None
    late: int | None
    times: int

    @property
    def later(self) -> int:
        """How many days later than first agreed it was due."""
        return max(0, (self.ends_on - self.first_end).days) if self.ends_on and self.first_end else 0

    @property
    def took(self) -> int | None:
        """How many days passed from being agreed to being done; None while it is not."""
        return (self.done_on - self.agreed_on).days if self.done_on else None


@dataclass(frozen=True, slots=True)
class Tasks(Part[Task]):
    """One page of tasks, and what is worked out of all of them."""

    worked_out: WorkedOut


def rows(groups: Groups, asked: Asked, measure: Measure, page: int = 1) -> Tasks:
    """One page of the tasks that a measure counts, those due first before the others: four queries at most."""
    found = _found(groups, asked, measure)
    total, worked_out = counted_out(found.order_by(None).subquery(), measure, asked.as_of)
    start, page, pages = page_at(total, page, PAGE)
    return Tasks(_read(found.limit(PAGE).offset(start), asked.as_of), page, pages, total, worked_out)


def all_rows(groups: Groups, asked: Asked, measure: Measure) -> list[Task]:
    """All tasks that a measure counts in the same order, as many as a sheet takes: three queries at most."""
    return _read(_found(groups, asked, measure).limit(MOST), asked.as_of)


def _found(groups: Groups, asked: Asked, measure: Measure) -> Select[Any]:
    task = asked_tasks(groups, asked, units_of(asked))
    return (
        select(*task.c, condition(Measure.LATE, task, asked.as_of).label("is_late"))
        .where(condition(measure, task, asked.as_of), narrowed(asked, task))
        .order_by(task.c.ends_on.is_(None), task.c.ends_on, task.c.action_id, task.c.assignment_id)
    )


def _read(found: Select[Any], as_of: date) -> list[Task]:
    wanted = found.subquery()
    query = (
        select(wanted, Action, WorkingGroup.acronym, Organisation)
        .join(Action, Action.id == wanted.c.action_id)
        .join(WorkingGroup, WorkingGroup.id == wanted.c.group_id)
        .outerjoin(Organisation, Organisation.id == wanted.c.organisation_id)
        .options(joinedload(Action.entry))
        .order_by(wanted.c.ends_on.is_(None), wanted.c.ends_on, wanted.c.action_id, wanted.c.assignment_id)
    )
    return [_task(each, as_of) for each in session.execute(query)]


def _task(found: Found[Any], as_of: date) -> Task:
    action: Action = found.Action
    owner: Organisation | None = found.Organisation
    return Task(
        action_id=action.id, reference=action.reference, group=found.acronym, kind=found.kind, text=text_of(action),
        organisation_id=found.organisation_id, organisation=owner.called if owner else Bilingual(), state=found.state,
        agreed_on=found.agreed_on, first_end=found.first_end, ends_on=found.ends_on, done_on=found.done_on,
        late=(as_of - found.ends_on).days if found.is_late else None, times=found.times,
    )  # fmt: skip
