"""Reads for the desk about minutes that went out: what they ask of those who wrote them, and of those who got them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, ScalarSelect, Select, and_, bindparam, distinct, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from tracker.access.actors import Actor, Role
from tracker.core.db import session
from tracker.groups.policy import groups_drafted_by
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_issue, groups_seen_whole
from tracker.minutes.models import (
    SCAN,
    Correction,
    Delivery,
    NotReceived,
    Stance,
    StanceKind,
    Version,
    VersionFile,
    VersionKind,
)
from tracker.minutes.queries import minutes_visible_to
from tracker.minutes.readiness import ISSUED

MOST = 5
READERS = 200  # of whom the queries are kept: to make one takes longer than to run it
TRANSLATED_WITHIN = timedelta(days=365)  # minutes that are older stay in the language in which they went out


@dataclass(frozen=True, slots=True)
class OnTheirWay:
    """Minutes between circulation and issue: until when comments come, how many organisations object or have not
    answered, how many corrections wait, and whether the signed paper is there."""

    meeting: Meeting
    until: date | None
    corrections: int
    objections: int
    unanswered: int
    has_scan: bool
    may_issue: bool
    is_over: bool

    @property
    def is_frozen(self) -> bool:
        """Whether the paper waits for its signature."""
        return self.meeting.text_state == TextState.FROZEN

    @property
    def is_amending(self) -> bool:
        """Whether issued minutes are being written again."""
        return self.meeting.record in ISSUED and not self.is_frozen

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to hear or to answer before the signature."""
        return self.is_over and not self.corrections


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """Circulated minutes about which an organisation of the reader has said nothing yet."""

    meeting: Meeting
    until: date | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Minutes that went to the reader and were not acknowledged."""

    meeting: Meeting
    version_id: int


@dataclass(frozen=True, slots=True)
class Missed:
    """Minutes that so many organisations say they have not received."""

    meeting: Meeting
    organisations: int


def on_their_way(actor: Actor, on: date) -> tuple[OnTheirWay, ...]:
    """Minutes that whoever drafts them has to bring to their end, the oldest first; one query, for drafters alone."""
    groups = groups_drafted_by(actor)
    if not groups:
        return ()
    opened_again = and_(Meeting.record.in_(ISSUED), Meeting.text_state == TextState.OPEN)
    moving = or_(Meeting.record == RecordState.CIRCULATED, Meeting.text_state == TextState.FROZEN, opened_again)
    rows = session.execute(
        _meetings(_until(), _corrections(), _objections(), _unanswered(), _has_scan())
        .outerjoin(Version, _is_newest(VersionKind.CIRCULATED))
        .where(Meeting.group_id.in_(groups), moving)
        .order_by(Meeting.held_on, Meeting.id)
    ).all()
    return tuple(
        OnTheirWay(
            meeting=meeting, until=until, corrections=corrections, objections=objections, unanswered=unanswered,
            has_scan=has_scan, may_issue=can_issue(actor, meeting), is_over=until is None or until < on,
        )
        for meeting, until, corrections, objections, unanswered, has_scan in rows
    )  # fmt: skip


def to_answer(actor: Actor, on: date) -> tuple[ToAnswer, ...]:
    """Minutes that wait for the word of one of the reader's organisations, those with the least time first; one
    query. Whoever drafts them has them on his desk anyway."""
    return tuple(ToAnswer(*row) for row in session.execute(_to_answer(actor), {"today": on}))


@lru_cache(maxsize=READERS)
def _to_answer(actor: Actor) -> Select[Any]:
    said = select(Stance.organisation_id).where(Stance.version_id == Version.id).correlate(Version)
    silent = _sent(Delivery.id).where(
        _went_to(actor), Delivery.organisation_id.in_(actor.organisations), Delivery.organisation_id.not_in(said)
    )
    return (
        _meetings(_until())
        .join(Version, _is_newest(VersionKind.CIRCULATED))
        .where(
            minutes_visible_to(actor), Meeting.group_id.not_in(groups_drafted_by(actor)),
            Meeting.record == RecordState.CIRCULATED,
            or_(_until().is_(None), _until() >= bindparam("today", type_=Date)),
            silent.exists(),
        )
        .order_by(_until(), Meeting.id)
    )  # fmt: skip


def arrived(actor: Actor) -> tuple[Arrived, ...]:
    """Minutes that went to the reader, or to his organisation, and of which neither has said that they came; the
    newest first; one query."""
    return tuple(Arrived(*row) for row in session.execute(_arrived(actor)))


@lru_cache(maxsize=READERS)
def _arrived(actor: Actor) -> Select[Any]:
    went = _sent(Delivery.id).where(_went_to(actor))
    return (
        _meetings(Version.id)
        .join(Version, _is_newest())
        .where(
            minutes_visible_to(actor), Meeting.group_id.not_in(groups_drafted_by(actor)), went.exists(),
            ~went.where(Delivery.acknowledged_at.is_not(None)).exists(),
        )
        .order_by(Meeting.held_on.desc(), Meeting.id)
    )  # fmt: skip


def missed(actor: Actor) -> tuple[Missed, ...]:
    """Minutes of the reader's own groups that somebody has not received, the newest first; one query, for drafters
    alone."""
    groups = groups_drafted_by(actor)
    if not groups:
        return ()
    reports = _count(NotReceived.id).where(NotReceived.meeting_id == Meeting.id, NotReceived.settled_at.is_(None))
    count = _of_meeting(reports)
    rows = session.execute(
        _meetings(count).where(Meeting.group_id.in_(groups), count > 0).order_by(Meeting.held_on.desc(), Meeting.id)
    )
    return tuple(Missed(*row) for row in rows)


def to_translate(actor: Actor, on: date) -> Sequence[Meeting]:
    """Meetings of the last year whose minutes went out without one of their languages, for those who translate and do
    not draft; the newest first; one query, for translators alone."""
    groups = groups_seen_whole(actor) - groups_drafted_by(actor)
    if not groups:
        return ()
    edition = _edition()
    whole = select(edition.id).where(
        edition.meeting_id == Meeting.id, edition.number == Version.number, edition.sealed_at.is_not(None),
        func.length(edition.languages) == len("lo en"),
    )  # fmt: skip
    return session.scalars(
        _meetings()
        .join(Version, _is_newest())
        .where(
            Meeting.group_id.in_(groups), Meeting.held_on > on - TRANSLATED_WITHIN,
            ~whole.correlate(Meeting, Version).exists(),
        )
        .order_by(Meeting.held_on.desc(), Meeting.id)
    ).all()  # fmt: skip


@cache
def _sealed() -> type[Version]:
    # An alias takes longer to make than most of these queries to run, so each is made once.
    return aliased(Version)


@cache
def _edition() -> type[Version]:
    return aliased(Version)


def _meetings(*more: Any) -> Select[Any]:
    """A few meetings with their groups, and something more of each."""
    return select(Meeting, *more).join(Meeting.group).options(contains_eager(Meeting.group)).limit(MOST)


def _is_newest(*kinds: VersionKind) -> ColumnElement[bool]:
    """That a version is the last of its meeting that somebody could read, of these kinds or of any; its language
    editions come with its number."""
    sealed = _sealed()
    last = select(func.max(sealed.number)).where(sealed.meeting_id == Meeting.id, sealed.sealed_at.is_not(None))
    if kinds:
        last = last.where(sealed.kind.in_(kinds))
    number = last.correlate(Meeting).scalar_subquery()
    return and_(Version.meeting_id == Meeting.id, Version.edition == "", Version.number == number)


def _until() -> ColumnElement[date | None]:
    """The last day for comments: where it was put off, the meeting has the later one."""
    return func.coalesce(Meeting.comment_until, Version.comment_until)


def _count(of: Any) -> Select[int]:
    return select(func.count(distinct(of)))


def _of_meeting(counted: Select[int]) -> ScalarSelect[int]:
    """The count, for each meeting of the query around it."""
    return counted.correlate(Meeting).scalar_subquery()


def _sent(column: Any) -> Select[Any]:
    """What went out of the number of the version in the query around it, in whatever language."""
    edition = _edition()
    return (
        select(column)
        .join(edition, edition.id == Delivery.version_id)
        .where(edition.meeting_id == Version.meeting_id, edition.number == Version.number)
        .where(edition.sealed_at.is_not(None))
        .correlate(Version)
    )


def _went_to(actor: Actor) -> ColumnElement[bool]:
    """What went to the reader or to one of his organisations; to whoever oversees everything, what went to himself."""
    himself = Delivery.person_id == actor.person_id
    if actor.everywhere & {Role.ADMINISTRATOR, Role.MANAGEMENT}:
        return himself
    return or_(himself, Delivery.organisation_id.in_(actor.organisations))


def _corrections() -> ScalarSelect[int]:
    proposed = aliased(Version)
    counted = _count(Correction.id).join(proposed, proposed.id == Correction.version_id)
    return _of_meeting(counted.where(proposed.meeting_id == Meeting.id, Correction.outcome.is_(None)))


def _objections() -> ScalarSelect[int]:
    counted = _count(Stance.id).where(Stance.version_id == Version.id, Stance.kind == StanceKind.OBJECTS)
    return counted.correlate(Version).scalar_subquery()


def _unanswered() -> ScalarSelect[int]:
    said = select(Stance.organisation_id).where(Stance.version_id == Version.id).correlate(Version)
    return (
        _sent(func.count(distinct(Delivery.organisation_id)))
        .where(Delivery.organisation_id.not_in(said))
        .scalar_subquery()
    )


def _has_scan() -> ColumnElement[bool]:
    """Whether the signed paper is kept with the version that waits for it."""
    waiting = aliased(Version)
    scan = select(VersionFile.id).join(waiting, waiting.id == VersionFile.version_id)
    wanted = (waiting.meeting_id == Meeting.id, waiting.sealed_at.is_(None), VersionFile.layout == SCAN)
    return scan.where(*wanted).correlate(Meeting).exists()
