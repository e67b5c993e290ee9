"""The timetable as data: which job runs how often. Knows no rules; what is due, each job finds in the database."""

import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from types import FrameType

import click
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker.administration import backups, jobs_backup, jobs_cleaning
from tracker.core import clock
from tracker.dashboard import jobs as dashboard_jobs
from tracker.jobs.jobs_leased import BEAT, Keeper
from tracker.mail import jobs as mail_jobs
from tracker.minutes import jobs as minutes_jobs
from tracker.reminders import jobs as reminders_jobs
from tracker.search import jobs as search_jobs

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A job and how many seconds lie between two of its runs."""

    name: str
    seconds: int
    run: Callable[[], None]


TIMETABLE = (
    Entry("mail", 15, mail_jobs.deliver),
    Entry("comment dates", 60, minutes_jobs.note_silence),
    Entry("reminders", 60, reminders_jobs.remind),
    Entry("pages of a quarter", dashboard_jobs.SECONDS, dashboard_jobs.send_due_pages),
    Entry("search", search_jobs.SECONDS, search_jobs.heal),
    Entry(jobs_cleaning.NAME, jobs_cleaning.SECONDS, jobs_cleaning.clean),
    Entry(backups.JOB, jobs_backup.SECONDS, jobs_backup.back_up),
)


def tick(app: Flask, entry: Entry, keeper: Keeper) -> None:
    """Run one job, unless it runs elsewhere; whatever goes wrong is logged, and the next run comes in its time."""
    try:
        with app.app_context():
            keeper.run(entry.name, entry.run)
    except Exception:
        _log.exception("the job %s failed", entry.name)


def beat(app: Flask, keeper: Keeper) -> None:
    """Leave a sign of life; where the database can't be asked, the next one comes in its time."""
    try:
        with app.app_context():
            keeper.beat()
    except Exception:
        _log.exception("no sign of life could be left")


@contextmanager
def running(app: Flask) -> Iterator[None]:
    """The timetable is kept in the background meanwhile; at the end a job that is running is waited for.

    In memory alone: what is due stands in the database, and so do the leases, so that two schedulers at once are
    harmless.
    """
    keeper = Keeper()
    # A thread for each job and one for the signs of life, so that a long backup delays neither mails nor leases.
    threads = {"default": {"type": "threadpool", "max_workers": len(TIMETABLE) + 1}}
    scheduler = BackgroundScheduler(timezone=UTC, executors=threads)
    always = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None, "next_run_time": clock.now()}
    scheduler.add_job(beat, "interval", args=(app, keeper), id="beat", seconds=BEAT, **always)
    for entry in TIMETABLE:
        scheduler.add_job(tick, "interval", args=(app, entry, keeper), id=entry.name, seconds=entry.seconds, **always)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


def told() -> str:
    """What is on the timetable, in one line."""
    return f"The timetable is kept: {', '.join(entry.name for entry in TIMETABLE)}"


@click.command("scheduler")
@with_appcontext
def command() -> None:
    """Keep the timetable, without serving pages, until Ctrl-C."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  jobs run in other threads
    signal.signal(signal.SIGTERM, _stop)
    with contextlib.suppress(KeyboardInterrupt), running(app):
        click.echo(f"{told()}  (stop with Ctrl-C)")
        while True:
            time.sleep(60)
    click.echo("The scheduler has stopped.")


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
