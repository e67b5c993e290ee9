from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, current_app, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import tell
from tracker.exchange import dumping, policy, queries, reading, services, uploads, writing
from tracker.exchange.forms import FileForm, LoadForm
from tracker.exchange.loading import Outcome
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.problems import FileProblems
from tracker.exchange.uploads import Sent
from tracker.exchange.yaml_nodes import MOST_BYTES
from tracker.minutes.queries import meeting_for

bp = Blueprint("exchange", __name__)
YAML = "application/yaml"  # RFC 9512


@dataclass
class _Tried(Exception):
    """Ends a load that was only tried; nothing of it is kept."""

    outcome: Outcome


@bp.route("/meetings/files", methods=["GET", "POST"])
@for_roles(*policy.LOADERS)
def files() -> ResponseReturnValue:
    form = FileForm()
    if form.validate_on_submit():
        sent = Sent(uploads.named(form.file.data.filename), form.file.data.stream.read(MOST_BYTES + 1))
        try:
            file = reading.read(sent.data, sent.name)
            return _what_it_brings(sent, file, _try(file, sent.name))
        except FileProblems as problems:
            return _page(form, 422, sent.name, problems)
    return _page(form, form.status)


@bp.post("/meetings/files/load")
@for_roles(*policy.LOADERS)
def load() -> ResponseReturnValue:
    actor = current_actor()
    form = LoadForm()
    sent = uploads.unseal(form.kept.data or "", who=actor.who, secret_key=current_app.config["SECRET_KEY"])

    def act() -> str:
        outcome = services.take_in(reading.read(sent.data, sent.name), sent.name, by=actor, at=clock.now())
        tell(Bilingual.said("%(told)s.", told=outcome.told))
        return url_for("exchange.loaded", meeting_id=outcome.meeting_id)

    try:
        return redirect(_stored(form, act))
    except FileProblems as problems:
        return _page(FileForm(formdata=None), 422, sent.name, problems)
