"""Leases of jobs: taken by one process, kept alive, given back; and signs of life. Knows no job."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import IntegrityError

from tracker.core.db import session
from tracker.jobs.models import JobRun


def take(name: str, lease: str, lasts: timedelta, *, at: datetime) -> bool:
    """Take a job for a while; False where somebody else has it. Whoever had it and fell silent has lost it."""
    _known(name)
    free = or_(JobRun.lease.is_(None), JobRun.leased_until < at)
    return _note(name, free, lease=lease, leased_until=at + lasts, began_at=at, beat_at=at)


def beat(name: str, lease: str, lasts: timedelta, *, at: datetime) -> bool:
    """Keep a job that is still running for a while longer; False where it belongs to somebody else by now."""
    return _note(name, JobRun.lease == lease, leased_until=at + lasts, beat_at=at)


def finish(name: str, lease: str, trouble: str = "", *, at: datetime) -> bool:
    """Give a job back with how it ended; the trouble says what kind of error, never its words, which may hold a secret.

    False where it belongs to somebody else by now, who will tell."""
    failed = {"failed_at": at} if trouble else {}
    return _note(
        name, JobRun.lease == lease, lease=None, leased_until=None, ended_at=at, trouble=trouble[:200], **failed
    )


def live(name: str, *, at: datetime) -> None:
    """Leave a sign of life of something that is not leased."""
    _known(name)
    _note(name, beat_at=at)


def _known(name: str) -> None:
    """Make the row of a job that never ran; of several who do so at once one makes it."""
    found = select(JobRun.id).where(JobRun.name == name)
    if session.scalar(found) is not None:
        return
    try:
        with session.begin_nested():
            session.add(JobRun(name=name))
    except IntegrityError:
        session.scalars(found).one()


def _note(name: str, *wanted: ColumnElement[bool], **values: Any) -> bool:
    noted = session.execute(
        update(JobRun).where(JobRun.name == name, *wanted).values(**values).execution_options(synchronize_session=False)
    )
    return bool(noted.rowcount)  # type: ignore[attr-defined]
