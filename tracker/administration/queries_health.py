"""Reads of how the installation is doing: signs of life, mails that do not move on, the database. Knows no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from tracker.administration.backups import JOB
from tracker.core.db import session
from tracker.jobs import queries as jobs
from tracker.jobs.models import JobRun
from tracker.mail.models import MailState, OutgoingMail
from tracker.mail.queries import in_each_state

SILENT, LONG_SILENT = timedelta(minutes=3), timedelta(minutes=5)
LATE = timedelta(minutes=15)
ON_THEIR_WAY = (MailState.WAITING, MailState.LEASED)


@dataclass(frozen=True, slots=True)
class Signs:
    """How long ago the scheduler gave its last sign of life, what ran last of each job, and how many mails wait, wait
    too long, failed, or are to be sent by hand."""

    silent_for: timedelta | None
    waiting: int
    late: int
    failed: int
    by_hand: int
    runs: Mapping[str, JobRun]

    def is_well(self, *, keeps: bool) -> bool:
        """Whether the timetable is kept. Where this server does not keep it and nobody ever did, nobody is missed."""
        return _is_kept(self.silent_for, SILENT, keeps=keeps)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What an administrator is told on every page: the timetable is not kept, mails failed, the last backup failed."""

    silent_for: timedelta | None
    failed: int
    backup_failed: bool

    def is_silent(self, *, keeps: bool) -> bool:
        """Whether nobody has kept the timetable for so long that somebody should look."""
        return not _is_kept(self.silent_for, LONG_SILENT, keeps=keeps)


def _is_kept(silent_for: timedelta | None, longest: timedelta, *, keeps: bool) -> bool:
    return not keeps if silent_for is None else silent_for <= longest


@dataclass(frozen=True, slots=True)
class Store:
    """Which database it is, and how many bytes it takes."""

    kind: str
    size: int


def signs(at: datetime) -> Signs:
    """How it goes at a moment; three queries."""
    states, runs = in_each_state(), {run.name: run for run in jobs.rows()}
    kept = runs.pop(jobs.SCHEDULER, None)
    waited = select(func.count()).where(OutgoingMail.state.in_(ON_THEIR_WAY), OutgoingMail.created_at < at - LATE)
    return Signs(
        silent_for=_since(kept.beat_at if kept else None, at),
        waiting=sum(states[state] for state in ON_THEIR_WAY),
        late=session.scalar(waited) or 0,
        failed=states[MailState.FAILED],
        by_hand=states[MailState.BY_HAND],
        runs=runs,
    )


def alarm(at: datetime) -> Alarm:
    """What is told on every page; one query."""
    beat = select(JobRun.beat_at).where(JobRun.name == jobs.SCHEDULER)
    trouble = select(JobRun.trouble).where(JobRun.name == JOB)
    failed = select(func.count()).where(OutgoingMail.state == MailState.FAILED)
    row = session.execute(select(*(each.scalar_subquery() for each in (beat, trouble, failed)))).one()
    return Alarm(_since(row[0], at), row[2], bool(row[1]))


def _since(beat: datetime | None, at: datetime) -> timedelta | None:
    return max(at - beat, timedelta()) if beat else None


def store() -> Store:
    """The database at hand."""
    if session.get_bind().dialect.name == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return Store("SQLite", session.scalar(text(size)) or 0)
    return Store("PostgreSQL", session.scalar(select(func.pg_database_size(func.current_database()))) or 0)
