"""What stands between circulated minutes and their signature, and what whoever signs should know. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import say_many
from tracker.meetings.kinds import Disposition, EntryKind, RecordState
from tracker.meetings.models import Answer, Entry, Meeting
from tracker.minutes import queries_versions
from tracker.minutes.models import Stance, StanceKind, Version
from tracker.minutes.queries_answers import open_corrections
from tracker.minutes.sentences import both

POINTS = (EntryKind.ISSUE, EntryKind.RECOMMENDATION)
ISSUED = (RecordState.ISSUED, RecordState.AMENDED)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What hinders the signature: points without a disposition, dispositions without their reason or addressee,
    corrections without an answer. And what does not: a comment date still to come, and objections."""

    record: RecordState
    undecided: tuple[int, ...]
    unexplained: tuple[int, ...]
    corrections: int
    comment_until: date | None
    objections: Sequence[Stance]

    @property
    def is_amendment(self) -> bool:
        """Whether something was issued before."""
        return self.record in ISSUED

    @property
    def is_circulated(self) -> bool:
        """Whether anybody outside has seen the minutes."""
        return self.record != RecordState.DRAFT

    @property
    def hindrances(self) -> tuple[Bilingual, ...]:
        """Everything that must be done first, in words."""
        if not self.is_circulated:
            return (Bilingual.said("The minutes are not circulated yet."),)
        found = (
            (self.undecided, undecided(len(self.undecided))),
            (self.unexplained, unexplained(len(self.unexplained))),
            (self.corrections, to_answer(self.corrections)),
        )
        return tuple(words for there, words in found if there)

    @property
    def first_of(self) -> tuple[int | None, ...]:
        """For each hindrance of circulated minutes the entry of its first case, where it is in one."""
        entries = (self.undecided, self.unexplained)
        answers: tuple[int | None, ...] = (None,) if self.corrections else ()
        return (*(found[0] for found in entries if found), *answers)

    def is_early(self, today: date) -> bool:
        """Whether comments may still come."""
        return not self.is_amendment and self.comment_until is not None and today <= self.comment_until


def undecided(number: int) -> Bilingual:
    """On how many points nothing was decided."""
    return both(
        lambda side: say_many(
            "%(number)s point has no disposition yet", "%(number)s points have no disposition yet", number, side
        )
    )


def unexplained(number: int) -> Bilingual:
    """How many dispositions lack what makes them whole."""
    return both(
        lambda side: say_many(
            "%(number)s point is declined without a reason, or referred to nobody",
            "%(number)s points are declined without a reason, or referred to nobody",
            number, side,
        )
    )  # fmt: skip


def to_answer(number: int) -> Bilingual:
    """How many corrections wait."""
    return both(
        lambda side: say_many(
            "%(number)s proposed correction waits for an answer",
            "%(number)s proposed corrections wait for an answer",
            number, side,
        )
    )  # fmt: skip


def readiness(meeting: Meeting) -> Readiness:
    """How far the minutes of a meeting are from their signature. A fixed number of queries."""
    circulated = None if meeting.record in ISSUED else queries_versions.circulated(meeting.id)
    without, unreasoned = _points(meeting.id)
    return Readiness(
        record=meeting.record, undecided=without, unexplained=unreasoned, corrections=open_corrections(meeting.id),
        comment_until=meeting.comment_until, objections=_objections(meeting.id) if circulated else (),
    )  # fmt: skip


def _points(meeting_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The entries without a disposition, and those whose disposition lacks its reason or its addressee."""
    conclusion = aliased(Entry)
    answered = (
        select(Answer.id)
        .join(conclusion, conclusion.id == Answer.conclusion_id)
        .where(Answer.entry_id == Entry.id, conclusion.deleted_at.is_(None), conclusion.meeting_id == meeting_id)
        .correlate(Entry)
        .exists()
    )
    rows = session.execute(
        select(
            Entry.id, Entry.kind, Entry.disposition, Entry.disposition_remark, Entry.referred_group_id,
            Entry.referred_to_id, answered,
        )
        .where(Entry.meeting_id == meeting_id, Entry.deleted_at.is_(None))
        .order_by(Entry.number)
    ).all()  # fmt: skip
    without = [
        entry_id
        for entry_id, kind, disposition, _, _, _, is_answered in rows
        if kind in POINTS and disposition is None and not is_answered
    ]
    unreasoned = [
        entry_id
        for entry_id, _, disposition, remark, group_id, organisation_id, _ in rows
        if (disposition == Disposition.DECLINED and not remark)
        or (disposition == Disposition.REFERRED and group_id is None and organisation_id is None)
    ]
    return tuple(without), tuple(unreasoned)


def _objections(meeting_id: int) -> Sequence[Stance]:
    """Who objects, to whatever version, and has said nothing of a later one, not by silence either."""
    later, newer = aliased(Stance), aliased(Version)
    since = (
        select(later.id)
        .join(newer, newer.id == later.version_id)
        .where(newer.meeting_id == meeting_id, newer.number > Version.number)
        .where(later.organisation_id == Stance.organisation_id)
        .correlate(Stance, Version)
        .exists()
    )
    return session.scalars(
        select(Stance)
        .join(Stance.version)
        .where(Version.meeting_id == meeting_id, Stance.kind == StanceKind.OBJECTS, ~since)
        .order_by(Stance.at, Stance.id)
        .options(contains_eager(Stance.version), joinedload(Stance.organisation))
    ).all()
