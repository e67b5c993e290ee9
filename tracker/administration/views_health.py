import shutil
from datetime import datetime
from pathlib import Path

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from tracker.access.actors import Role
from tracker.access.routes import for_everybody, for_roles
from tracker.administration import queries_health
from tracker.administration.backup_troubles import explain
from tracker.administration.backups import JOB, OLD, Backup, kept, latest
from tracker.administration.forms_backups import BackupForm
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import number
from tracker.core.db import session
from tracker.core.web import reader_language
from tracker.jobs.models import JobRun
from tracker.mail.post import current_post

bp = Blueprint("health", __name__)
LITTLE_ROOM = 1_000_000_000  # bytes free on the disk


@bp.get("/healthz")
@for_everybody
def healthz() -> ResponseReturnValue:
    now = clock.now()
    try:
        signs = queries_health.signs(now)
    except SQLAlchemyError:
        session.rollback()
        return jsonify(web=True, database=False, scheduler=None, jobs=None, mail=None, backup=_backup(now)), 503
    silent = signs.silent_for
    told = {
        "web": True,
        "database": True,
        "scheduler": int(silent.total_seconds()) if silent is not None else None,
        "jobs": {name: _run(run, now) for name, run in signs.runs.items()},
        "mail": {"waiting": signs.waiting, "late": signs.late, "failed": signs.failed},
        "backup": _backup(now),
    }
    return jsonify(told), 200 if signs.is_well(keeps=_keeps()) else 503


def _run(run: JobRun, now: datetime) -> dict[str, object]:
    return {"age": _seconds(run.began_at, now), "ok": not run.trouble}


def _backup(now: datetime) -> dict[str, object] | None:
    newest = latest(_backups(), now)
    if current_app.config["TRACKER_BACKUPS"] is None:
        return None
    return {"age": _seconds(newest.at if newest else None, now), "ok": newest is not None and now - newest.at <= OLD}


def _seconds(since: datetime | None, now: datetime) -> int | None:
    return max(int((now - since).total_seconds()), 0) if since else None


def _backups() -> list[Backup]:
    folder: Path | None = current_app.config["TRACKER_BACKUPS"]
    return kept(folder) if folder else []


def _keeps() -> bool:
    return bool(current_app.config["TRACKER_SCHEDULER"])


@bp.app_template_global("alarms")
def alarms() -> dict[str, object]:
    """What an administrator is told on every page; one query."""
    now = clock.now()
    alarm, newest = queries_health.alarm(now), latest(_backups(), now)
    is_old = newest is not None and now - newest.at > OLD
    return {
        "silent": alarm.is_silent(keeps=_keeps()),
        "silent_for": alarm.silent_for,
        "failed": alarm.failed,
        "backup_on": newest.on if newest and is_old else None,
        "no_backup": newest is None and alarm.backup_failed,
    }


@bp.get("/settings/health")
@for_roles(Role.ADMINISTRATOR)
def show() -> ResponseReturnValue:
    return page(BackupForm())


def page(form: BackupForm) -> ResponseReturnValue:
    """The page, with a form by which a backup was asked for."""
    now, backups = clock.now(), _backups()
    signs, newest = queries_health.signs(now), latest(backups, now)
    run = signs.runs.get(JOB)
    shown = render_template(
        "administration/health.html",
        now=now,
        signs=signs,
        is_well=signs.is_well(keeps=_keeps()),
        runs=list(signs.runs.values()),
        store=queries_health.store(),
        office=current_app.config["TRACKER_OFFICE"],
        free=shutil.disk_usage(current_app.instance_path).free,
        little_room=LITTLE_ROOM,
        post=current_post(),
        job_words=_job_words(),
        megabytes=_megabytes,
        form=form,
        backups=backups,
        backup_folder=current_app.config["TRACKER_BACKUPS"],
        backup_is_old=newest is not None and now - newest.at > OLD,
        backup_trouble=run.trouble if run else "",
        explain=explain,
    )
    return shown, form.status


def _job_words() -> dict[str, Bilingual]:
    return {
        "mail": Bilingual.said("Sending mails"),
        "comment dates": Bilingual.said("Noting who agreed by silence"),
        "reminders": Bilingual.said("Reminding those who owe something"),
        "search": Bilingual.said("Keeping the search complete"),
        "cleaning": Bilingual.said("Deleting what nobody needs any more"),
        JOB: Bilingual.said("Making the backup of the night"),
    }


def _megabytes(size: int) -> str:
    return number(round(size / 1_000_000, 1 if size < 10_000_000 else None), reader_language())
