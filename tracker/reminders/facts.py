"""Reads of what reminders are about, all of one reader's together. Knows no words."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from tracker.actions.models import Action, Ask, AskKind, Assignment
from tracker.core.db import session
from tracker.documents.models import Document, StageSpan
from tracker.groups.models import Audience, WorkingGroup
from tracker.meetings.kinds import Section
from tracker.meetings.models import Entry, Meeting
from tracker.minutes.models import Delivery, Version
from tracker.organisations.models import Organisation
from tracker.reminders.models import ItemKind, Receiver, Reminder, ReminderState
from tracker.reminders.piles import Owed, Voice

_Ids = Collection[int]
_Row = TypeVar("_Row", WorkingGroup, Organisation, Meeting, Document)
Key = tuple[ItemKind, int, int | None]
"""What a reminder is about: the kind and number of a thing, and whose part of it."""


@dataclass(frozen=True, slots=True)
class Before:
    """How often somebody was reminded of a thing before a day, since when, and since when the chair knows."""

    times: int
    since: date
    chair_since: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the lines of one reader need. `numbers` are the places of conclusions in their minutes; `claims`,
    by the part, what its organisation asked about the deadline or the owner and waits to be answered."""

    groups: Mapping[int, WorkingGroup]
    organisations: Mapping[int, Organisation]
    parts: Mapping[int, Assignment]
    actions: Mapping[int, Action]
    asks: Mapping[int, Ask]
    claims: Mapping[int, Ask]
    meetings: Mapping[int, Meeting]
    versions: Mapping[int, Version]
    deliveries: Mapping[tuple[int, int | None], Delivery]
    stages: Mapping[int, StageSpan]
    documents: Mapping[int, Document]
    numbers: Mapping[int, int]
    before: Mapping[Key, Before]


def load(rows: Sequence[Owed], on: date, person_id: int | None) -> Facts:
    """What the rows are about, in one query for each kind of thing and a few for what hangs on them, however many there
    are. `person_id` is whose own copy of minutes is looked for first."""
    wanted: dict[ItemKind, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.kind].add(row.item_id)
    parts, asks = _parts(wanted[ItemKind.PART]), _asks(wanted[ItemKind.ASK])
    actions = _actions(wanted[ItemKind.ACTION])
    about = [*actions.values(), *(part.action for part in parts.values())]
    about += [ask.assignment.action for ask in asks.values()]
    organisations = {row.organisation_id for row in rows if row.organisation_id is not None}
    return Facts(
        groups=_of(WorkingGroup, {row.group_id for row in rows}), organisations=_of(Organisation, organisations),
        parts=parts, actions=actions, asks=asks, claims=_claims(wanted[ItemKind.PART]),
        meetings=_of(Meeting, wanted[ItemKind.MEETING]),
        versions=_versions(wanted[ItemKind.VERSION]),
        deliveries=_deliveries(wanted[ItemKind.VERSION], organisations, person_id),
        stages=_stages(wanted[ItemKind.STAGE]), documents=_of(Document, wanted[ItemKind.DOCUMENT]),
        numbers=_numbers({action.meeting_id for action in about if action.meeting_id and action.entry_id}),
        before=_before(rows, on),
    )  # fmt: skip


def _of(table: type[_Row], ids: _Ids) -> dict[int, _Row]:
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(select(table).where(table.id.in_(ids)))}


def _parts(ids: _Ids) -> dict[int, Assignment]:
    if not ids:
        return {}
    whole = joinedload(Assignment.action, innerjoin=True)
    asked = select(Assignment).where(Assignment.id.in_(ids)).options(*_with_action(whole))
    return {row.id: row for row in session.scalars(asked)}


def _actions(ids: _Ids) -> dict[int, Action]:
    if not ids:
        return {}
    asked = (
        select(Action)
        .where(Action.id.in_(ids))
        .options(
            joinedload(Action.meeting), joinedload(Action.entry),
            selectinload(Action.assignments).joinedload(Assignment.organisation, innerjoin=True),
        )
    )  # fmt: skip
    return {row.id: row for row in session.scalars(asked)}


def _asks(ids: _Ids) -> dict[int, Ask]:
    if not ids:
        return {}
    whole = joinedload(Ask.assignment, innerjoin=True).joinedload(Assignment.action, innerjoin=True)
    asked = select(Ask).where(Ask.id.in_(ids)).options(joinedload(Ask.organisation, innerjoin=True))
    return {row.id: row for row in session.scalars(asked.options(*_with_action(whole)))}


def _claims(parts: _Ids) -> dict[int, Ask]:
    if not parts:
        return {}
    waiting = (Ask.decided_at.is_(None), Ask.withdrawn_at.is_(None), Ask.kind != AskKind.QUESTION)
    asked = select(Ask).where(Ask.assignment_id.in_(parts), *waiting).order_by(Ask.id)
    return {row.assignment_id: row for row in session.scalars(asked)}


def _with_action(whole: _AbstractLoad) -> tuple[_AbstractLoad, ...]:
    parts = selectinload(Action.assignments).joinedload(Assignment.organisation, innerjoin=True)
    return (whole.options(joinedload(Action.meeting), joinedload(Action.entry), parts),)


def _versions(ids: _Ids) -> dict[int, Version]:
    if not ids:
        return {}
    asked = select(Version).where(Version.id.in_(ids)).options(defer(Version.outline), joinedload(Version.meeting))
    return {row.id: row for row in session.scalars(asked)}


def _deliveries(versions: _Ids, organisations: _Ids, person_id: int | None) -> dict[tuple[int, int | None], Delivery]:
    """By version and organisation: what went to the person for it, else to its own address."""
    if not versions:
        return {}
    mine = or_(Delivery.person_id == person_id, Delivery.organisation_id.in_(organisations))
    rows = session.scalars(select(Delivery).where(Delivery.version_id.in_(versions), mine).order_by(Delivery.id)).all()
    own = [row for row in rows if person_id is not None and row.person_id == person_id]
    shared = [row for row in rows if row.person_id is None]
    return {(row.version_id, row.organisation_id): row for row in [*reversed(shared), *reversed(own)]}


def _stages(ids: _Ids) -> dict[int, StageSpan]:
    if not ids:
        return {}
    asked = select(StageSpan).where(StageSpan.id.in_(ids))
    asked = asked.options(joinedload(StageSpan.document, innerjoin=True), joinedload(StageSpan.holder))
    return {row.id: row for row in session.scalars(asked)}


def _numbers(meetings: _Ids) -> dict[int, int]:
    """The place of each conclusion in its minutes, from 1."""
    if not meetings:
        return {}
    place = func.row_number().over(partition_by=Entry.meeting_id, order_by=(Entry.position, Entry.id))
    top = (
        Entry.meeting_id.in_(meetings), Entry.section == Section.CONCLUSIONS, Entry.parent_id.is_(None),
        Entry.deleted_at.is_(None),
    )  # fmt: skip
    return {row[0]: row[1] for row in session.execute(select(Entry.id, place).where(*top))}


def _before(rows: Sequence[Owed], on: date) -> dict[Key, Before]:
    """What was told of these things before the day."""
    ids = {row.item_id for row in rows if row.voice != Voice.OWNER}
    if not ids:
        return {}
    told = Reminder.receivers.any(or_(Receiver.digest_id.is_not(None), Receiver.told_on.is_not(None)))
    chair = case((Reminder.audience != Audience.OWNER, Reminder.due_on))
    key = (Reminder.kind, Reminder.item_id, Reminder.organisation_id)
    asked = (
        select(*key, func.count(), func.min(Reminder.due_on), func.min(chair))
        .where(Reminder.item_id.in_(ids), Reminder.state == ReminderState.DUE, Reminder.due_on < on, told)
        .group_by(*key)
    )
    return {
        (kind, item_id, organisation_id): Before(times, since, chair_since)
        for kind, item_id, organisation_id, times, since, chair_since in session.execute(asked)
    }
