"""Reads of what was told: the reminders of one action with their mails, and the digests that went out lately in a
group. Knows no page and no ladder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.voices import How
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.actions.models import Action, Ask, Assignment, Progress, ProgressKind
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.paging import page_at
from tracker.organisations.models import Organisation, Person
from tracker.reminders.models import Digest, ItemKind, Receiver, Reminder, ReminderState, Skip
from tracker.reminders.states import Told, state_of

PAGE = 25
LATELY = timedelta(days=60)
SPOKEN = (ProgressKind.REPORT, ProgressKind.HANDED_IN, ProgressKind.RECEIVED)


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said after a reminder: a step of the action or what was asked, by whom, by what way."""

    said: Progress | Ask
    at: datetime
    by: str
    how: How
    said_by: str


@dataclass(frozen=True, slots=True)
class Row:
    """A reminder with the first answer that came before the next one of the same part."""

    reminder: Reminder
    skipped: Skip | None
    answered: Answered | None


@dataclass(frozen=True, slots=True)
class OfAction:
    """A page of the reminders of an action, the newest first, and what is left out next time."""

    rows: Sequence[Row]
    page: int
    pages: int
    total: int
    skips: Sequence[Skip]


@dataclass(frozen=True, slots=True)
class WentOut:
    """A digest with how many things of one group it tells, and how its mail stands."""

    digest: Digest
    items: int

    @property
    def told(self) -> Told:
        """How its mail stands."""
        return state_of(self.digest)


@dataclass(frozen=True, slots=True)
class Lately:
    """A page of the digests of a group, the newest first."""

    rows: Sequence[WentOut]
    page: int
    pages: int
    total: int


def reminders_of(action: Action, page: int = 1) -> OfAction:
    """What was reminded of an action and its parts: nine queries however many there are. The parts must be loaded."""
    parts = [part.id for part in action.assignments]
    asks = session.scalars(
        select(Ask).join(Ask.assignment).where(Assignment.action_id == action.id).order_by(Ask.asked_at)
    ).all()
    about = _about(Reminder, action.id, parts, [ask.id for ask in asks])
    total = session.scalar(select(func.count()).select_from(Reminder).where(about)) or 0
    start, page, pages = page_at(total, page, PAGE)
    found = session.scalars(_whole().where(about).offset(start).limit(PAGE)).all()
    skips = session.scalars(select(Skip).where(_about(Skip, action.id, parts, ())).order_by(Skip.id.desc())).all()
    said, made = _said(action.id, asks), _made(about)
    stopped = {skip.reminder_id: skip for skip in skips if skip.reminder_id is not None}
    days = {each.due_on: stopped[each.id] for each in found if each.id in stopped}  # one skip stops all of a day
    rows = [
        Row(each, stopped.get(each.id, days.get(each.due_on)), _answer_to(each, said, _next(each, made)))
        for each in found
    ]
    waiting = [skip for skip in skips if skip.reminder_id is None and skip.withdrawn_at is None]
    return OfAction(rows, page, pages, total, waiting)


def require_skip(action: Action, skip_id: int) -> None:
    """Raise NotFound unless what is left out was of this action or a part of it. The parts must be loaded."""
    about = _about(Skip, action.id, [part.id for part in action.assignments], ())
    if session.scalar(select(Skip.id).where(Skip.id == skip_id, about)) is None:
        raise NotFound(Bilingual.said("There is no such reminder."))


def last_of(action: Action) -> Reminder | None:
    """The reminder of an action that was told last, or that no mail could tell, with its receivers and their mails."""
    parts = [part.id for part in action.assignments]
    told = Reminder.receivers.any(
        or_(Receiver.digest_id.is_not(None), Receiver.told_on.is_not(None), Receiver.is_reachable.is_(False))
    )
    return session.scalars(_whole().where(_about(Reminder, action.id, parts, ()), told).limit(1)).first()


def links_of(action: Action, at: datetime) -> Sequence[tuple[SecretLink, Organisation | None, Person | None]]:
    """The links to an action's parts that are good at an instant, with who has them: one query."""
    parts = [part.id for part in action.assignments]
    asked = (
        select(SecretLink, Organisation, Person)
        .outerjoin(Organisation, Organisation.id == SecretLink.organisation_id)
        .outerjoin(Person, Person.id == SecretLink.person_id)
        .where(
            SecretLink.purpose == LinkPurpose.ACTION, SecretLink.subject_kind == "assignment",
            SecretLink.subject_id.in_(parts), SecretLink.revoked_at.is_(None), SecretLink.used_at.is_(None),
            SecretLink.expires_at > at,
        )
        .order_by(SecretLink.id.desc())
    )  # fmt: skip
    return [(link, organisation, person) for link, organisation, person in session.execute(asked)]


def went_out(group_id: int, on: date, page: int = 1) -> Lately:
    """The digests of the last sixty days that tell something of a group: two queries."""
    items = (
        select(Receiver.digest_id, func.count(Receiver.id).label("number"))
        .join(Receiver.reminder)
        .where(Reminder.group_id == group_id, Reminder.due_on > on - LATELY, Receiver.digest_id.is_not(None))
        .group_by(Receiver.digest_id)
        .subquery()
    )
    total = session.scalar(select(func.count()).select_from(items)) or 0
    start, page, pages = page_at(total, page, PAGE)
    found = session.execute(
        select(Digest, items.c.number)
        .join(items, items.c.digest_id == Digest.id)
        .options(joinedload(Digest.mail))
        .order_by(Digest.on.desc(), Digest.id)
        .offset(start)
        .limit(PAGE)
    ).all()
    return Lately([WentOut(digest, count) for digest, count in found], page, pages, total)


def _about(
    what: type[Reminder] | type[Skip], action_id: int, parts: Sequence[int], asks: Sequence[int]
) -> ColumnElement[bool]:
    """Whether a row is about an action, one of its parts, or something that was asked about one."""
    return or_(
        and_(what.kind == ItemKind.ACTION, what.item_id == action_id),
        and_(what.kind == ItemKind.PART, what.item_id.in_(parts)),
        and_(what.kind == ItemKind.ASK, what.item_id.in_(asks)),
    )


def _whole() -> Select[Reminder]:
    receivers = selectinload(Reminder.receivers)
    return (
        select(Reminder)
        .options(
            joinedload(Reminder.organisation),
            receivers.joinedload(Receiver.person).joinedload(Person.organisation),
            receivers.joinedload(Receiver.organisation),
            receivers.joinedload(Receiver.digest).joinedload(Digest.mail),
        )
        .order_by(Reminder.due_on.desc(), Reminder.id.desc())
    )


def _said(action_id: int, asks: Sequence[Ask]) -> Mapping[int, Sequence[Answered]]:
    """What organisations said of their parts, the oldest first, by the part."""
    steps = session.scalars(
        select(Progress)
        .where(Progress.action_id == action_id, Progress.kind.in_(SPOKEN), Progress.assignment_id.is_not(None))
        .options(joinedload(Progress.organisation))
    ).all()
    rows = [(each.assignment_id, Answered(each, each.at, each.by, each.how, each.said_by)) for each in steps]
    rows += [(ask.assignment_id, Answered(ask, ask.asked_at, ask.asked_by, ask.how, ask.said_by)) for ask in asks]
    said: dict[int, list[Answered]] = {}
    for part_id, answer in sorted(rows, key=lambda row: row[1].at):
        said.setdefault(part_id or 0, []).append(answer)
    return said


def _next(this: Reminder, made: Mapping[tuple[ItemKind, int], Sequence[datetime]]) -> datetime | None:
    """When the next reminder of the same thing was made."""
    return min((at for at in made.get((this.kind, this.item_id), ()) if at > this.made_at), default=None)


def _made(about: ColumnElement[bool]) -> Mapping[tuple[ItemKind, int], Sequence[datetime]]:
    """When the reminders of each thing that were told were made."""
    made: dict[tuple[ItemKind, int], list[datetime]] = {}
    asked = select(Reminder.kind, Reminder.item_id, Reminder.made_at).where(about, Reminder.state == ReminderState.DUE)
    for kind, item_id, at in session.execute(asked):
        made.setdefault((kind, item_id), []).append(at)
    return made


def _answer_to(reminder: Reminder, said: Mapping[int, Sequence[Answered]], until: datetime | None) -> Answered | None:
    if reminder.kind != ItemKind.PART or reminder.state != ReminderState.DUE:
        return None  # what was never told nobody answered
    after = (each for each in said.get(reminder.item_id, ()) if each.at >= reminder.made_at)
    first = next(after, None)
    return first if first and (until is None or first.at < until) else None
