from collections.abc import Callable
from io import BytesIO
from typing import TypeVar

from flask import Blueprint, current_app, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.db import transaction
from tracker.core.errors import Refused
from tracker.core.web import tell
from tracker.exchange import dumping, policy, reading, services, uploads, writing
from tracker.exchange.forms import FileForm, LoadForm
from tracker.exchange.loading import Outcome
from tracker.exchange.meeting_file import MeetingFile
from tracker.exchange.problems import FileProblems
from tracker.exchange.uploads import Sent
from tracker.exchange.yaml_nodes import MOST_BYTES
from tracker.minutes.queries import meeting_for

bp = Blueprint("exchange", __name__)
YAML = "application/yaml"  # RFC 9512
Answer = TypeVar("Answer")


class _Tried(Exception):
    """Ends a transaction that was only tried; nothing of it is kept."""


@bp.route("/meetings/files", methods=["GET", "POST"])
@for_roles(*policy.LOADERS)
def files() -> ResponseReturnValue:
    form = FileForm()
    if not form.validate_on_submit():
        return _page(form)
    upload = form.file.data
    sent = Sent(uploads.named(upload.filename), upload.stream.read(MOST_BYTES + 1))
    try:
        file = reading.read(sent.data, sent.name)
        return _what_it_brings(sent, file, _twice(lambda: _tried(file, sent.name)))
    except FileProblems as problems:
        form.status = 413 if len(sent.data) > MOST_BYTES else 422
        return _page(form, sent.name, problems)
    except Refused as refused:
        form.refuse(refused.message, status=refused.status)
        return _page(form)


@bp.post("/meetings/files/load")
@for_roles(*policy.LOADERS)
def load() -> ResponseReturnValue:
    actor = current_actor()
    form, again = LoadForm(), FileForm(formdata=None)
    outcomes: list[Outcome] = []
    try:
        sent = uploads.unseal(form.kept.data or "", who=actor.who, secret_key=current_app.config["SECRET_KEY"])
        file = reading.read(sent.data, sent.name)

        def act() -> str:
            outcomes.append(services.take_in(file, sent.name, by=actor, at=clock.now()))
            return url_for("minutes.show", slug=file.group.slug, address=str(file.meeting.address))

        address = _twice(lambda: _stored(form, actor.who, act))
    except FileProblems as problems:
        again.status = 422
        return _page(again, sent.name, problems)
    except Refused as refused:
        again.refuse(refused.message, status=refused.status)
        return _page(again)
    for outcome in outcomes[-1:]:
        tell(outcome.told)
    return redirect(address)


@bp.get("/meetings/<slug>/<path:address>/meeting.yaml")
@for_roles(*policy.LOADERS)
def dump(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(policy.can_dump(actor, meeting.group_id))
    text = writing.write(dumping.dump(meeting.id))
    return send_file(
        BytesIO(text.encode()), mimetype=YAML, as_attachment=True, download_name=f"{meeting.reference}.yaml"
    )


def _page(form: FileForm, name: str = "", problems: FileProblems | None = None) -> ResponseReturnValue:
    found = problems.problems if problems else ()
    groups = services.groups_to_load_into(current_actor())
    return render_template("exchange/files.html", form=form, name=name, problems=found, groups=groups), form.status


def _what_it_brings(sent: Sent, file: MeetingFile, outcome: Outcome) -> ResponseReturnValue:
    kept = uploads.seal(sent, who=current_actor().who, secret_key=current_app.config["SECRET_KEY"])
    return render_template(
        "exchange/confirm.html", form=LoadForm(formdata=None), kept=kept, name=sent.name, outcome=outcome,
        meeting=file.meeting, slug=file.group.slug, points=sum(1 for _ in file.meeting.every_entry()),
        actions=sum(1 for _ in file.meeting.every_action()),
    )  # fmt: skip


def _tried(file: MeetingFile, name: str) -> Outcome:
    outcomes = []
    try:
        with transaction():
            outcomes.append(services.take_in(file, name, by=current_actor(), at=clock.now()))
            raise _Tried
    except _Tried:
        return outcomes[0]


def _stored(form: LoadForm, who: str, act: Callable[[], str]) -> str:
    with transaction():
        return form.once(who, act)


def _twice(work: Callable[[], Answer]) -> Answer:
    """On PostgreSQL somebody else may add the same organisation at this very moment; the second try finds it there."""
    try:
        return work()
    except IntegrityError:
        return work()
