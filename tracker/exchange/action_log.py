"""Taking an existing action log in as history, which sends nothing; taking it back while nothing followed from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, exists, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.actions.models import Action, Ask, Assignment, Progress
from tracker.audit import services as audit
from tracker.audit.models import Batch, BatchRow
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.exchange.action_log_look import Look, look
from tracker.exchange.action_log_rows import LogRow
from tracker.exchange.action_log_writing import write
from tracker.exchange.policy import can_load_log
from tracker.find import indexed
from tracker.groups.models import WorkingGroup
from tracker.register.models import AgendaItem, Review
from tracker.search.models import SearchText

NEWEST = 20  # loads that the page tells of


@dataclass(frozen=True, slots=True)
class Load:
    """One log that was taken in: its file, when, by whom, how many actions, and when it was taken back."""

    id: int
    name: str
    at: datetime
    actor: str
    actions: int
    undone_at: datetime | None


def load(group_id: int, rows: Sequence[LogRow], name: str, *, by: Actor, at: datetime) -> Look:
    """Take in every row that can be taken, in the transaction that is open; gives back what was done with each. The
    same log again brings nothing."""
    require(can_load_log(by, group_id))
    group = _locked(group_id)
    found = look(group, rows)
    made = write(group, found.coming, name, by=by, at=at)
    if made.actions:
        noted = [("action", row_id) for row_id in made.actions]
        noted += [("progress", row_id) for row_id in made.steps]
        batch = audit.note_batch(f"{_prefix(group_id)}{name}"[:80], noted, by=by, at=at)
        session.flush()
        audit.record(
            "action_log.loaded", "working_group", group_id, by=by, at=at, subject=group.acronym, file=name,
            batch=batch.id, new=len(made.actions), known=len(found.known), left_out=len(found.wrong),
        )  # fmt: skip
    return found


def undo(group_id: int, batch_id: int, *, by: Actor, at: datetime) -> int:
    """Take the actions of a load away again; gives back how many. Refused once something followed from one of them."""
    require(can_load_log(by, group_id))
    group = _locked(group_id)
    batch = session.scalar(select(Batch).where(Batch.id == batch_id, Batch.name.startswith(_prefix(group_id))))
    if batch is None:
        raise NotFound(Bilingual.said("There is no such load."))
    if batch.undone_at is not None:
        return 0
    ids = _rows_of(batch_id, "action")
    session.scalars(select(Action.id).where(Action.id.in_(ids)).order_by(Action.id).with_for_update()).all()
    followed = _followed(ids, _rows_of(batch_id, "progress"))
    if followed:
        raise Refused(
            Bilingual.said(
                "Something has followed from %(action)s since; the log stays. Drop what is wrong, action by action.",
                action=followed,
            )
        )
    number = session.scalar(select(func.count()).select_from(Action).where(Action.id.in_(ids))) or 0
    _delete(ids)
    batch.undone_at = at
    audit.record("action_log.undone", "working_group", group_id, by=by, at=at, subject=group.acronym, batch=batch_id,
                 actions=number)  # fmt: skip
    return number


def loads(group_id: int) -> tuple[Load, ...]:
    """The logs that were taken into a group, the newest first."""
    number = (
        select(func.count()).select_from(BatchRow).where(BatchRow.batch_id == Batch.id, BatchRow.kind == "action")
    ).scalar_subquery()
    prefix = _prefix(group_id)
    found = session.execute(
        select(Batch.id, Batch.name, Batch.at, Batch.actor, number, Batch.undone_at)
        .where(Batch.name.startswith(prefix))
        .order_by(Batch.id.desc())
        .limit(NEWEST)
    )
    return tuple(Load(row[0], row[1].removeprefix(prefix), *row[2:]) for row in found)


def _prefix(group_id: int) -> str:
    return f"action log {group_id} "


def _locked(group_id: int) -> WorkingGroup:
    """The group, so that only one log at a time is taken into it."""
    asked = select(WorkingGroup).where(WorkingGroup.id == group_id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one()


def _rows_of(batch_id: int, kind: str) -> Select[int]:
    return select(BatchRow.row_id).where(BatchRow.batch_id == batch_id, BatchRow.kind == kind)


def _followed(ids: Select[int], steps: Select[int]) -> str:
    """The reference of an action that somebody has worked on since it was taken in, '' where there is none."""
    other = aliased(Action)
    part = exists().where(Assignment.action_id == Action.id)
    followed = or_(
        Action.version > 1,
        part.where(Assignment.version > 1),
        exists().where(Progress.action_id == Action.id, Progress.id.not_in(steps)),
        exists().where(Ask.assignment_id == Assignment.id, Assignment.action_id == Action.id),
        exists().where(Review.action_id == Action.id),
        exists().where(AgendaItem.action_id == Action.id),
        exists().where(or_(other.split_from_id == Action.id, other.merged_into_id == Action.id)),
    )
    asked = select(Action.reference).where(Action.id.in_(ids), followed).order_by(Action.id).limit(1)
    return session.scalar(asked) or ""


def _delete(ids: Select[int]) -> None:
    """Parts, history and steps go with their action."""
    unsynced = {"synchronize_session": False}
    texts = delete(SearchText).where(SearchText.kind == indexed.ACTIONS.kind, SearchText.row_id.in_(ids))
    session.execute(texts.execution_options(**unsynced))
    try:
        with session.begin_nested():
            session.execute(delete(Action).where(Action.id.in_(ids)).execution_options(**unsynced))
    except IntegrityError:
        raise Refused(
            Bilingual.said("Something else in the tracker refers to an action of this log; it stays.")
        ) from None
    session.expire_all()
