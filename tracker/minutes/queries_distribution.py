"""Reads of the minutes' distribution: who was sent which version, and who has received it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from tracker.access.actors import Actor
from tracker.core.db import session
from tracker.core.i18n import Language
from tracker.core.paging import page_at
from tracker.mail.models import MailState, OutgoingMail
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, can_see_draft, is_told
from tracker.minutes.models import Delivery, DeliveryMail, NotReceived, Version, VersionKind
from tracker.minutes.policy_distribution import can_see_distribution, is_opened_by
from tracker.minutes.queries import read_version
from tracker.minutes.queries_recipients import deliveries_to, organisation_missing
from tracker.organisations.queries import in_order

PAGE = 50
STUCK = (MailState.FAILED, MailState.GIVEN_UP, MailState.BY_HAND)


@dataclass(frozen=True, slots=True)
class Line:
    """That a version went to somebody, and whether the recipient or another of its organisation says that it arrived.

    `mail` is the newest one by which it went.
    """

    delivery: Delivery
    arrived: bool

    @property
    def mail(self) -> OutgoingMail | None:
        """The newest mail by which it went."""
        return self.delivery.mails[-1].mail if self.delivery.mails else None


@dataclass(frozen=True, slots=True)
class DistributionList:
    """One page of deliveries, those of the newest version first."""

    rows: list[Line]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A number that was sent: to how many, how many have it, and how many mails wait for somebody."""

    number: int
    kind: VersionKind
    total: int
    arrived: int
    stuck: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands of the distribution beside the minutes for one reader.

    `sent` and `missing` are for those who see all; `own` is what went to the reader or his organisation, `arrived` what
    was acknowledged of it; `opened` is the version of which is not known yet that he has it before him.
    """

    sent: Sent | None = None
    missing: int = 0
    own: Delivery | None = None
    arrived: Delivery | None = None
    may_miss: bool = False
    missed: bool = False
    opened: int | None = None


def aside(actor: Actor, meeting: Meeting) -> Beside | None:
    """What stands beside the minutes of it; None where there is nothing for this reader."""
    version = read_version(meeting.id) if is_told(meeting) else None
    own = deliveries_to(actor, version) if version else ()
    missed = not_received_open({meeting.group_id}, meeting.id)
    organisation_id = None if can_see_draft(actor, meeting) else organisation_missing(actor, meeting)
    sees_all = can_see_distribution(actor, meeting)
    sent = next(iter(sent_numbers(meeting.id)), None) if version and sees_all else None
    beside = Beside(
        sent=sent,
        missing=len(missed) if sees_all else 0,
        own=None if can_draft(actor, meeting) else next(iter(own), None),
        arrived=_arrived(own),
        may_miss=organisation_id is not None and meeting.state == MeetingState.HELD,
        missed=organisation_id in {each.organisation_id for each in missed},
        opened=version.id if version and _unopened(own, actor, meeting) else None,
    )
    return None if beside == Beside(arrived=beside.arrived, missed=beside.missed) else beside


def _arrived(own: Sequence[Delivery]) -> Delivery | None:
    """The first that was acknowledged of those that went to the same organisation as the reader's own."""
    same = [each for each in own if each is own[0] or each.organisation_id == own[0].organisation_id]
    return next((each for each in same if each.acknowledged_at), None)


def _unopened(own: Sequence[Delivery], actor: Actor, meeting: Meeting) -> bool:
    return any(each.opened_at is None and is_opened_by(actor, each, meeting) for each in own)


def distribution_page(
    meeting_id: int, page: int, language: Language, *, number: int | None = None, missing: bool = False
) -> DistributionList:
    """One page of what was sent of a meeting's minutes, of one number or of all, or only what has not arrived."""
    wanted = _lines(meeting_id, language, number, missing)
    total = session.scalar(
        select(func.count()).select_from(wanted.order_by(None).with_only_columns(Delivery.id).subquery())
    )
    start, page, pages = page_at(total or 0, page, PAGE)
    return DistributionList(_read(wanted.limit(PAGE).offset(start)), page, pages, total or 0)


def distribution(
    meeting_id: int, language: Language, *, number: int | None = None, missing: bool = False
) -> list[Line]:
    """The same as a whole, however long."""
    return _read(_lines(meeting_id, language, number, missing))


def sent_numbers(meeting_id: int) -> Sequence[Sent]:
    """How far each number of a meeting's minutes came, the newest first: one query."""
    state = (
        select(OutgoingMail.state)
        .join(DeliveryMail, DeliveryMail.mail_id == OutgoingMail.id)
        .where(DeliveryMail.delivery_id == Delivery.id)
        .order_by(DeliveryMail.id.desc())
        .limit(1)
        .correlate(Delivery)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Version.number, func.min(Version.kind), func.count(), func.sum(case((_has_arrived(), 1), else_=0)),
            func.sum(case((state.in_(STUCK), 1), else_=0)),
        )
        .join(Delivery, Delivery.version_id == Version.id)
        .where(Version.meeting_id == meeting_id)
        .group_by(Version.number)
        .order_by(Version.number.desc())
    )  # fmt: skip
    return [Sent(*row) for row in rows]


def not_received_open(group_ids: Collection[int], meeting_id: int | None = None) -> Sequence[NotReceived]:
    """What organisations miss of these groups' minutes, or of one meeting's, the longest waiting first: one query."""
    wanted = (
        select(NotReceived)
        .join(NotReceived.meeting)
        .where(NotReceived.settled_at.is_(None), Meeting.group_id.in_(group_ids))
        .options(contains_eager(NotReceived.meeting).joinedload(Meeting.group), joinedload(NotReceived.organisation))
        .order_by(NotReceived.at, NotReceived.id)
    )
    return session.scalars(wanted if meeting_id is None else wanted.where(Meeting.id == meeting_id)).all()


def _lines(meeting_id: int, language: Language, number: int | None, missing: bool) -> Select[Delivery, bool]:
    arrived = _has_arrived()
    names = (func.coalesce(each, "") for each in in_order(language)[:1])
    wanted = (
        select(Delivery, arrived)
        .join(Delivery.version)
        .outerjoin(Delivery.organisation)
        .where(Version.meeting_id == meeting_id)
        .order_by(Version.number.desc(), *names, Delivery.name, Delivery.id)
    )
    if number is not None:
        wanted = wanted.where(Version.number == number)
    return wanted.where(~arrived) if missing else wanted


def _read(wanted: Select[Delivery, bool]) -> list[Line]:
    """Two queries, one more for every 500 lines."""
    rows = session.execute(
        wanted.options(
            contains_eager(Delivery.version).defer(Version.outline),
            contains_eager(Delivery.organisation),
            joinedload(Delivery.person),
            selectinload(Delivery.mails)
            .joinedload(DeliveryMail.mail)
            .load_only(OutgoingMail.state, OutgoingMail.trouble, OutgoingMail.created_at, OutgoingMail.sent_at),
        )
    )
    return [Line(delivery, arrived) for delivery, arrived in rows]


def _has_arrived() -> ColumnElement[bool]:
    """Whether a delivery was acknowledged, or another one of the same number to the same organisation."""
    other, its_version = aliased(Delivery), aliased(Version)
    elsewhere = (
        select(other.id)
        .join(its_version, its_version.id == other.version_id)
        .where(
            other.organisation_id == Delivery.organisation_id,
            other.acknowledged_at.is_not(None),
            its_version.meeting_id == Version.meeting_id,
            its_version.number == Version.number,
        )
        .correlate(Delivery, Version)
    )
    return or_(Delivery.acknowledged_at.is_not(None), elsewhere.exists())
