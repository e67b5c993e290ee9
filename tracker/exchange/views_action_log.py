from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.core import clock, dates
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import Refused
from tracker.core.i18n import say_many
from tracker.core.web import tell
from tracker.exchange import action_log, action_log_sent, policy, uploads
from tracker.exchange.action_log_look import look
from tracker.exchange.action_log_rows import LogRow, read_rows
from tracker.exchange.action_log_words import Headings, find_headings, headings, states
from tracker.exchange.forms_action_log import ColumnsForm, LogFileForm, UndoForm
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import group_for
from tracker.minutes.sentences import both
from tracker.sheets import reader
from tracker.sheets.reader import Row

bp = Blueprint("action_log", __name__, url_prefix="/groups")
SHOWN = 200  # rows of each sort on the page that shows what a log brings


@dataclass(frozen=True, slots=True)
class Log:
    """A log that was handed in, between its upload and its being taken in."""

    name: str
    rows: tuple[Row, ...]
    found: Headings

    @property
    def heads(self) -> Row:
        return self.rows[self.found.place]

    @property
    def below(self) -> Sequence[Row]:
        return self.rows[self.found.place + 1 :]


@bp.route("/<slug>/action-log", methods=["GET", "POST"])
@for_roles(*policy.LOADERS)
def show(slug: str) -> ResponseReturnValue:
    actor, group = current_actor(), _group(slug)
    form = LogFileForm()
    if form.validate_on_submit():
        upload = form.file.data
        with form.attempt():
            rows = reader.read(upload.stream.read(reader.LARGEST + 1))
            log = _found(uploads.named(upload.filename), rows)
            kept = action_log_sent.seal(log.name, rows, who=_bound(actor, group), secret_key=_key())
            again = ColumnsForm(formdata=None)
            again.offer(log.heads.cells)
            again.show(log.found.columns)
            return _what_it_brings(group, again, kept, log)
    return _page(group, form)


@bp.post("/<slug>/action-log/look")
@for_roles(*policy.LOADERS)
def look_again(slug: str) -> ResponseReturnValue:
    actor, group = current_actor(), _group(slug)
    form = ColumnsForm()
    try:
        log = _unsealed(form, actor, group)
    except Refused as refused:
        return _once_more(group, refused)
    form.validate_on_submit()
    return _what_it_brings(group, form, form.kept.data or "", log)


@bp.post("/<slug>/action-log/load")
@for_roles(*policy.LOADERS)
def load(slug: str) -> ResponseReturnValue:
    actor, group = current_actor(), _group(slug)
    form = ColumnsForm()
    try:
        log = _unsealed(form, actor, group)
    except Refused as refused:
        return _once_more(group, refused)

    def act() -> str:
        done = action_log.load(group_id, _read(form, log), log.name, by=actor, at=clock.now())
        tell(both(lambda side: say_many("%(number)s action was taken in from %(file)s.",
                                        "%(number)s actions were taken in from %(file)s.", len(done.coming), side,
                                        file=log.name)))  # fmt: skip
        return url_for("action_log.show", slug=slug)

    group_id = group.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return _what_it_brings(_group(slug), form, form.kept.data or "", log)


@bp.post("/<slug>/action-log/<int:batch_id>/undo")
@for_roles(*policy.LOADERS)
def undo(slug: str, batch_id: int) -> ResponseReturnValue:
    actor, group_id = current_actor(), _group(slug).id
    form = UndoForm()

    def act() -> str:
        number = action_log.undo(group_id, batch_id, by=actor, at=clock.now())
        tell(both(lambda side: say_many("%(number)s action was taken back.", "%(number)s actions were taken back.",
                                        number, side)))  # fmt: skip
        return url_for("action_log.show", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    again = LogFileForm(formdata=None)
    again.mistakes, again.status = form.mistakes, form.status
    return _page(_group(slug), again)


def _group(slug: str) -> WorkingGroup:
    actor = current_actor()
    group = group_for(actor, slug)
    require(policy.can_load_log(actor, group.id))
    return group


def _bound(actor: Actor, group: WorkingGroup) -> str:
    return f"{actor.who}, action log of group {group.id}"


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _found(name: str, rows: tuple[Row, ...]) -> Log:
    found = find_headings(rows)
    if found is None:
        raise Refused(
            Bilingual.said(
                "No row of headings was found. The log needs columns such as 'Ref', 'Action' and 'Organisation(s)'."
            )
        )
    return Log(name, rows, found)


def _unsealed(form: ColumnsForm, actor: Actor, group: WorkingGroup) -> Log:
    name, rows = action_log_sent.unseal(form.kept.data or "", who=_bound(actor, group), secret_key=_key())
    log = _found(name, rows)
    form.offer(log.heads.cells)
    return log


def _read(form: ColumnsForm, log: Log) -> tuple[LogRow, ...]:
    return read_rows(log.below, form.chosen(), clock.today())


def _what_it_brings(group: WorkingGroup, form: ColumnsForm, kept: str, log: Log) -> ResponseReturnValue:
    seen = look(group, _read(form, log))
    return render_template(
        "exchange/action_log_look.html", group=group, form=form, kept=kept, name=log.name, seen=seen, shown=SHOWN,
        states=states(), window=dates.window,
        missing=[words for field, words in headings().items() if field not in form.chosen()],
    ), form.status  # fmt: skip


def _page(group: WorkingGroup, form: LogFileForm) -> ResponseReturnValue:
    return render_template(
        "exchange/action_log.html", group=group, form=form, undo=UndoForm(formdata=None),
        loads=action_log.loads(group.id), headings=headings().values(),
    ), form.status  # fmt: skip


def _once_more(group: WorkingGroup, refused: Refused) -> ResponseReturnValue:
    form = LogFileForm(formdata=None)
    form.refuse(refused.message, status=refused.status)
    return _page(group, form)
