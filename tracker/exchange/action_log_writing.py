"""Writing the actions of a log, all rows of a table at once; knows neither who may nor what else is noted of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, insert, select

from tracker.access.actors import Actor
from tracker.actions.deadlines import NO_WINDOW, Basis, Precision, Window
from tracker.actions.models import (
    CLOSED,
    Action,
    Assignment,
    AssignmentRole,
    AssignmentSpan,
    AssignmentState,
    Progress,
    ProgressKind,
)
from tracker.actions.services import new_references
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import Base, session
from tracker.exchange.action_log_look import Coming
from tracker.exchange.action_log_rows import LogRow
from tracker.find import indexed
from tracker.groups import services as groups
from tracker.groups.models import WorkingGroup
from tracker.search import keeping

Values = dict[str, Any]
NOTHING = Bilingual()
SOME = 500  # values that are asked for at once
KINDS = {
    AssignmentState.SUBMITTED: ProgressKind.HANDED_IN,
    AssignmentState.ACCEPTED: ProgressKind.ACCEPTED,
    AssignmentState.POSTPONED: ProgressKind.POSTPONED,
    AssignmentState.DROPPED: ProgressKind.DROPPED,
}


@dataclass(frozen=True, slots=True)
class Written:
    """The ids of what was written."""

    actions: Sequence[int]
    steps: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Part:
    """What an organisation has to do with a row that comes in."""

    coming: Coming
    action_id: int
    owner: int
    place: int

    @property
    def state(self) -> AssignmentState:
        return self.coming.row.state


def write(group: WorkingGroup, coming: Sequence[Coming], name: str, *, by: Actor, at: datetime) -> Written:
    """The actions with their parts, their history and their steps, in as many statements however many they are."""
    if not coming:
        return Written((), ())
    references = _references(group, coming)
    _insert(Action, [_action(group, each, references[each.row.number], name) for each in coming])
    known = _found(select(Action.reference, Action.id), Action.reference, tuple(references.values()))
    ids = [known[references[each.row.number]] for each in coming]
    parts = [
        _Part(each, action_id, owner, place)
        for each, action_id in zip(coming, ids, strict=True)
        for place, owner in enumerate(each.owners, 1)
    ]
    _insert(Assignment, [_assignment(part, at) for part in parts])
    whose = _found(select(Assignment.action_id, Assignment.organisation_id, Assignment.id), Assignment.action_id, ids)
    part_ids = [whose[part.action_id, part.owner] for part in parts]
    spans = (_spans(part, row_id, at) for part, row_id in zip(parts, part_ids, strict=True))
    _insert(AssignmentSpan, [span for each in spans for span in each])
    said = {"at": at, "by": by.label[:200], "by_person_id": by.person_id}
    _insert(Progress, [said | step for step in _steps(coming, ids, parts, part_ids, at)])
    keeping.refold(indexed.ACTIONS, {Action.id: ids})
    return Written(ids, sorted(_found(select(Progress.id, Progress.id), Progress.action_id, ids)))


def _insert(model: type[Base], rows: Sequence[Values]) -> None:
    """Write the rows past the session, which would ask and count row by row."""
    if rows:
        session.execute(insert(model.metadata.tables[model.__tablename__]), rows)


def _found(asked: Select[*tuple[Any, ...]], column: Any, values: Sequence[Any]) -> dict[Any, int]:
    """The ids, which are selected last, by what is selected before them."""
    rows = (
        row
        for start in range(0, len(values), SOME)
        for row in session.execute(asked.where(column.in_(values[start : start + SOME])))
    )
    return {(row[0] if len(row) == 2 else tuple(row[:-1])): row[-1] for row in rows}


def _references(group: WorkingGroup, coming: Sequence[Coming]) -> Mapping[int, str]:
    """The reference of each row: its own, or the group's next one behind all of these."""
    kept = {each.row.number: each.reference for each in coming if each.reference}
    groups.keep_references(group, tuple(kept.values()))
    without = [each.row.number for each in coming if not each.reference]
    return kept | dict(zip(without, new_references(group, len(without)), strict=True))


def _action(group: WorkingGroup, coming: Coming, reference: str, name: str) -> Values:
    row, reading, first = coming.row, coming.reading, _first(coming)
    agrees = first == reading.window
    reason = NOTHING if coming.meeting_id else Bilingual.said("From the action log %(file)s.", file=name)
    return {
        "group_id": group.id, "meeting_id": coming.meeting_id, "position": row.number, "reference": reference,
        "precision": reading.precision if agrees else Precision.DAY if first.by else None,
        "basis": reading.basis if agrees else Basis.FIXED, "agreed_on": coming.agreed_on, "told_on": coming.agreed_on,
        **_text("text", row.text), **_text("words", row.words), **_text("reason", reason), **_window(first),
    }  # fmt: skip


def _first(coming: Coming) -> Window:
    return coming.reading.window or coming.window


def _moved_on(coming: Coming, at: datetime) -> date:
    """The day from which on it stands as the log says."""
    told = max((told.on for told in coming.row.told if told.on), default=None)
    return max(coming.agreed_on, coming.row.closed_on or told or clock.day_of(at))


def _assignment(part: _Part, at: datetime) -> Values:
    coming = part.coming
    return {
        "action_id": part.action_id, "position": part.place, "organisation_id": part.owner,
        "person_id": coming.people.get(part.owner), "role": AssignmentRole.OWNER, "state": part.state,
        "closed_at": clock.midday(_moved_on(coming, at)) if part.state in CLOSED else None, **_window(coming.window),
    }  # fmt: skip


def _spans(part: _Part, part_id: int, at: datetime) -> Iterator[Values]:
    """As it was agreed until the day of which the log tells, and from then on as it stands."""
    was, now = (AssignmentState.OPEN, _first(part.coming)), (part.state, part.coming.window)
    begins, moved_on = part.coming.agreed_on, _moved_on(part.coming, at)
    whose = {"assignment_id": part_id, "organisation_id": part.owner}
    if was != now and moved_on > begins:
        until = moved_on - timedelta(days=1)
        yield {**whose, "state": was[0], **_window(was[1]), "from_on": begins, "until_on": until}
        begins = moved_on
    yield {**whose, "state": now[0], **_window(now[1]), "from_on": begins, "until_on": None}


def _steps(
    coming: Sequence[Coming], ids: Sequence[int], parts: Sequence[_Part], part_ids: Sequence[int], at: datetime
) -> Iterator[Values]:
    """The steps that the log's states stand for, and what it tells besides."""
    for part, part_id in zip(parts, part_ids, strict=True):
        if part.state != AssignmentState.OPEN:
            yield _moved(part, part_id, at)
    for each, action_id in zip(coming, ids, strict=True):
        yield from _told(each.row, action_id, _moved_on(each, at))


def _moved(part: _Part, part_id: int, at: datetime) -> Values:
    coming = part.coming
    window = coming.window if coming.window != _first(coming) else NO_WINDOW
    return {
        "action_id": part.action_id, "assignment_id": part_id, "organisation_id": part.owner,
        "on": _moved_on(coming, at), "kind": KINDS.get(part.state, ProgressKind.REPORT),
        "state_from": AssignmentState.OPEN, "state_to": part.state, **_text("note", NOTHING), **_window(window),
    }  # fmt: skip


def _told(row: LogRow, action_id: int, moved_on: date) -> Iterator[Values]:
    for told in row.told:
        if told.note:
            yield {
                "action_id": action_id, "assignment_id": None, "organisation_id": None, "on": told.on or moved_on,
                "kind": ProgressKind.REPORT, "state_from": None, "state_to": None, **_text("note", told.note),
                **_window(NO_WINDOW),
            }  # fmt: skip


def _text(name: str, said: Bilingual) -> Values:
    return {f"{name}_en": said.en, f"{name}_lo": said.lo}


def _window(window: Window) -> Values:
    return {"due_from": window.from_, "due_by": window.by, "due_latest": window.latest}
