"""Reads of the timetable: what ran, and when the last sign of life came. Knows no job."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.core.db import session
from tracker.jobs.models import JobRun

SCHEDULER = "scheduler"
"""The name under which whoever keeps the timetable leaves its signs of life."""


def rows() -> Sequence[JobRun]:
    """The last run of every job that ever ran, and the signs of life of whoever keeps the timetable, by name."""
    return session.scalars(select(JobRun).order_by(JobRun.name)).all()


def last_beat() -> datetime | None:
    """When the timetable was last known to be kept; None where it never was."""
    return session.scalar(select(JobRun.beat_at).where(JobRun.name == SCHEDULER))


def run_of(name: str) -> JobRun | None:
    """The last run of one job; None where it never ran."""
    return session.scalar(select(JobRun).where(JobRun.name == name).execution_options(populate_existing=True))
