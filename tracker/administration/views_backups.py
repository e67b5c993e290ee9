from pathlib import Path

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.administration import backup
from tracker.administration.backups import JOB, Backup, kept
from tracker.administration.forms_backups import BackupForm
from tracker.administration.views_health import page
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import db, transaction
from tracker.core.errors import NotFound, Refused
from tracker.core.forms import answer_repeat
from tracker.core.web import tell
from tracker.files.downloads import from_disk
from tracker.jobs.jobs_leased import Keeper

bp = Blueprint("backups", __name__, url_prefix="/settings/health/backups")


@bp.post("")
@for_roles(Role.ADMINISTRATOR)
def make() -> ResponseReturnValue:
    form, actor = BackupForm(), current_actor()
    answer_repeat(actor.who)
    if form.validate_on_submit():
        with form.attempt():
            made = _make()
            with transaction():
                address = form.once(actor.who, lambda: _noted("backup.made", made))
            tell(Bilingual.said("The backup is made."))
            return redirect(address)
    return page(form)


def _make() -> Backup:
    made: list[Backup] = []
    if not Keeper().run(JOB, lambda: made.append(backup.make(db.engine, _folder(), clock.now()))):
        raise Refused(Bilingual.said("A backup is being made at this moment. Look again in a while."))
    return made[0]


@bp.post("/<saved>/take")
@for_roles(Role.ADMINISTRATOR)
def take(saved: str) -> ResponseReturnValue:
    form = BackupForm()
    found = next((each for each in kept(_folder()) if each.name == saved), None)
    if found is None:
        raise NotFound(Bilingual.said("There is no such backup any more."))
    if not form.validate_on_submit():
        return page(form)
    with transaction():
        _noted("backup.taken", found)
    return from_disk(found.path, found.name, "application/octet-stream")


def _noted(verb: str, of: Backup) -> str:
    audit.record(verb, "backup", None, by=current_actor(), at=clock.now(), subject=of.name, size=of.size)
    return url_for("health.show")


def _folder() -> Path:
    folder = current_app.config["TRACKER_BACKUPS"]
    if folder is None:
        raise NotFound(Bilingual.said("No backups are made here: TRACKER_BACKUPS is off."))
    return Path(folder)
