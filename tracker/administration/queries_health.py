"""Reads of how the installation is doing: signs of life, mails that do not move on, the database. Knows no page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from tracker.core.db import session
from tracker.jobs import queries as jobs
from tracker.jobs.models import JobRun
from tracker.mail.models import MailState, OutgoingMail
from tracker.mail.queries import in_each_state

SILENT = timedelta(minutes=3)
LATE = timedelta(minutes=15)
ON_THEIR_WAY = (MailState.WAITING, MailState.LEASED)


@dataclass(frozen=True, slots=True)
class Signs:
    """How long ago the scheduler gave its last sign of life, and how many mails wait, wait too long, failed, or are to
    be sent by hand."""

    silent_for: timedelta | None
    waiting: int
    late: int
    failed: int
    by_hand: int

    def is_well(self, *, keeps: bool) -> bool:
        """Whether the timetable is kept. Where this server does not keep it and nobody ever did, nobody is missed."""
        if self.silent_for is None:
            return not keeps
        return self.silent_for <= SILENT


@dataclass(frozen=True, slots=True)
class Store:
    """Which database it is, and how many bytes it takes."""

    kind: str
    size: int


def signs(at: datetime) -> Signs:
    """How it goes at a moment; three queries."""
    states, beat = in_each_state(), jobs.last_beat()
    waited = select(func.count()).where(OutgoingMail.state.in_(ON_THEIR_WAY), OutgoingMail.created_at < at - LATE)
    return Signs(
        silent_for=max(at - beat, timedelta()) if beat else None,
        waiting=sum(states[state] for state in ON_THEIR_WAY),
        late=session.scalar(waited) or 0,
        failed=states[MailState.FAILED],
        by_hand=states[MailState.BY_HAND],
    )


def last_runs() -> Sequence[JobRun]:
    """What ran last of each job of the timetable."""
    return jobs.runs()


def store() -> Store:
    """The database at hand."""
    if session.get_bind().dialect.name == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return Store("SQLite", session.scalar(text(size)) or 0)
    return Store("PostgreSQL", session.scalar(select(func.pg_database_size(func.current_database()))) or 0)
