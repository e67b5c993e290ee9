import shutil

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from tracker.access.actors import Role
from tracker.access.routes import for_everybody, for_roles
from tracker.administration import queries_health
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import number
from tracker.core.db import session
from tracker.core.web import reader_language
from tracker.mail.post import current_post

bp = Blueprint("health", __name__)
LITTLE_ROOM = 1_000_000_000  # bytes free on the disk


@bp.get("/healthz")
@for_everybody
def healthz() -> ResponseReturnValue:
    try:
        signs = queries_health.signs(clock.now())
    except SQLAlchemyError:
        session.rollback()
        return jsonify(database=False, scheduler=None, mail=None), 503
    silent = signs.silent_for
    told = {
        "database": True,
        "scheduler": int(silent.total_seconds()) if silent is not None else None,
        "mail": {"waiting": signs.waiting, "late": signs.late, "failed": signs.failed},
    }
    return jsonify(told), 200 if signs.is_well(keeps=current_app.config["TRACKER_SCHEDULER"]) else 503


@bp.get("/settings/health")
@for_roles(Role.ADMINISTRATOR)
def show() -> ResponseReturnValue:
    now = clock.now()
    signs = queries_health.signs(now)
    return render_template(
        "administration/health.html",
        now=now,
        signs=signs,
        is_well=signs.is_well(keeps=current_app.config["TRACKER_SCHEDULER"]),
        runs=queries_health.last_runs(),
        store=queries_health.store(),
        office=current_app.config["TRACKER_OFFICE"],
        free=shutil.disk_usage(current_app.instance_path).free,
        little_room=LITTLE_ROOM,
        post=current_post(),
        job_words=_job_words(),
        megabytes=_megabytes,
    )


def _job_words() -> dict[str, Bilingual]:
    return {
        "mail": Bilingual.said("Sending mails"),
        "comment dates": Bilingual.said("Noting who agreed by silence"),
    }


def _megabytes(size: int) -> str:
    return number(round(size / 1_000_000, 1 if size < 10_000_000 else None), reader_language())
