"""Reads of what organisations said about circulated minutes: who agrees, who objects, and which corrections wait."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, distinct, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.groups.models import Membership
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Meeting
from tracker.minutes import policy_answers as policy
from tracker.minutes.models import Correction, Delivery, Stance, StanceKind, Version, VersionKind
from tracker.minutes.queries_corrections import own_corrections
from tracker.minutes.queries_versions import family, newest
from tracker.organisations.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Summary:
    """How many organisations said what about a version, how many have not answered, and how many corrections of the
    meeting's minutes wait for the chair."""

    agreed: int
    objecting: int
    silent: int
    waiting: int
    open_corrections: int

    @property
    def asked(self) -> int:
        """How many organisations it went to, or spoke up without that."""
        return self.agreed + self.objecting + self.silent + self.waiting


@dataclass(frozen=True, slots=True)
class Standing:
    """What an organisation said about a version; nothing where it has not answered."""

    organisation: Organisation
    stance: Stance | None


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside the minutes: what the reader's own organisations said, and what they proposed."""

    version: Version
    until: date | None
    own: tuple[Standing, ...]
    corrections: tuple[Correction, ...]
    too_late: Bilingual | None
    no_corrections: Bilingual | None
    may_record: bool

    @property
    def may_agree(self) -> tuple[Standing, ...]:
        """The reader's organisations that have not agreed by their own word, while they may."""
        if self.too_late:
            return ()
        return tuple(
            each for each in self.own if not each.stance or each.stance.silent or each.stance.kind == StanceKind.OBJECTS
        )

    @property
    def is_silent(self) -> bool:
        """Whether one of them has said nothing yet."""
        return any(not each.stance or each.stance.silent for each in self.own)


def asked(version: Version) -> frozenset[int]:
    """The organisations whose word counts: those that got a version, and the members of its group; no closed ones."""
    sent = select(Delivery.organisation_id).where(
        Delivery.version_id.in_(family(version.id)), Delivery.organisation_id.is_not(None)
    )
    members = select(Membership.organisation_id).where(Membership.group_id == version.meeting.group_id)
    wanted = or_(Organisation.id.in_(sent), Organisation.id.in_(members))
    return frozenset(session.scalars(select(Organisation.id).where(wanted, Organisation.is_active)))


def answering_for(actor: Actor, version: Version) -> tuple[Organisation, ...]:
    """The organisations for which somebody may answer a version, the own one first."""
    found = select(Organisation).where(Organisation.id.in_(actor.organisations & asked(version)))
    home = None
    if actor.person_id:
        home = session.scalar(select(Person.organisation_id).where(Person.id == actor.person_id))
    rows = session.scalars(found.order_by(func.lower(Organisation.short_name)))
    return tuple(sorted(rows, key=lambda each: each.id != home))


def stances_of(version_id: int) -> dict[int, Stance]:
    """What was said about a version, by organisation."""
    rows = session.scalars(
        select(Stance).where(Stance.version_id == version_id).options(joinedload(Stance.organisation))
    )
    return {row.organisation_id: row for row in rows}


def objecting(version_id: int) -> frozenset[int]:
    """The organisations that object to a version."""
    objections = (Stance.version_id == version_id, Stance.kind == StanceKind.OBJECTS)
    return frozenset(session.scalars(select(Stance.organisation_id).where(*objections)))


def standings(version: Version) -> tuple[Standing, ...]:
    """Every organisation to which a version went, and every other one that said something, objections first, then
    who has not answered."""
    stances = stances_of(version.id)
    sent = select(Delivery.organisation_id).where(Delivery.version_id.in_(family(version.id)))
    rows = session.scalars(
        select(Organisation)
        .where(or_(Organisation.id.in_(sent), Organisation.id.in_(stances)))
        .order_by(func.lower(Organisation.short_name))
    )
    return tuple(sorted((Standing(row, stances.get(row.id)) for row in rows), key=_urgency))


def _urgency(standing: Standing) -> int:
    stance = standing.stance
    if stance is None:
        return 1
    return 0 if stance.kind == StanceKind.OBJECTS else 2 + stance.silent


def summary(version_id: int) -> Summary:
    """The counts of a version in one query."""
    ids = family(version_id)
    meeting_id = select(Version.meeting_id).where(Version.id == version_id).scalar_subquery()
    said = select(Stance.organisation_id).where(Stance.version_id.in_(ids))
    stances = select(func.count()).select_from(Stance).where(Stance.version_id.in_(ids))
    own, silent = stances.where(~Stance.silent), stances.where(Stance.silent)
    waiting = select(func.count(distinct(Delivery.organisation_id))).where(
        Delivery.version_id.in_(ids), Delivery.organisation_id.not_in(said)
    )
    row = session.execute(
        select(
            own.where(Stance.kind == StanceKind.AGREES).scalar_subquery(),
            own.where(Stance.kind == StanceKind.OBJECTS).scalar_subquery(),
            silent.scalar_subquery(),
            waiting.scalar_subquery(),
            _open().where(Version.meeting_id == meeting_id).scalar_subquery(),
        )
    ).one()
    return Summary(*row)


def _open() -> Select[int]:
    return (
        select(func.count())
        .select_from(Correction)
        .join(Version, Version.id == Correction.version_id)
        .where(Correction.outcome.is_(None))
    )


def open_corrections(meeting_id: int) -> int:
    """How many proposed corrections of a meeting's minutes wait for an answer, of whatever version."""
    return session.scalar(_open().where(Version.meeting_id == meeting_id)) or 0


def past_comment_date(today: date) -> tuple[int, ...]:
    """The versions whose time for comments is over and whose silence nobody has noted yet."""
    newer = aliased(Version)
    return tuple(
        session.scalars(
            select(Version.id)
            .join(Version.meeting)
            .where(
                Version.kind == VersionKind.CIRCULATED,
                Version.edition == "",
                Version.sealed_at.is_not(None),
                Version.silence_noted_at.is_(None),
                Version.comment_until < today,
                or_(Meeting.comment_until.is_(None), Meeting.comment_until < today),
                Meeting.record == RecordState.CIRCULATED,
                ~select(newer.id)
                .where(
                    newer.meeting_id == Version.meeting_id,
                    newer.number > Version.number,
                    newer.sealed_at.is_not(None),
                )
                .exists(),
            )
            .order_by(Version.id)
        )
    )


def aside(actor: Actor, meeting: Meeting, today: date) -> Aside | None:
    """What stands beside the minutes of a meeting about the answers to them; None where nothing concerns the reader."""
    version = newest(meeting.id) if meeting.record != RecordState.DRAFT else None
    if version is None or version.kind != VersionKind.CIRCULATED:
        return None
    drafts = policy.can_answer_for_others(actor, meeting)
    organisations = answering_for(actor, version)
    if not (organisations or drafts):
        return None
    stances = stances_of(version.id)
    return Aside(
        version=version,
        until=policy.comments_until(version),
        own=tuple(Standing(each, stances.get(each.id)) for each in organisations),
        corrections=own_corrections(version, frozenset(each.id for each in organisations)),
        too_late=policy.too_late(version, today),
        no_corrections=policy.no_corrections(version, today),
        may_record=drafts,
    )
