from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.accounts.queries import account_by_id
from tracker.administration.forms_outbox import MailForm, TrialForm
from tracker.audit import services as audit
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import NotFound, Refused
from tracker.core.lao import clean
from tracker.core.web import reader_language, tell
from tracker.files.downloads import as_download
from tracker.mail import eml, outbox, queries, trial
from tracker.mail.models import MailState, OutgoingMail
from tracker.mail.post import current_post
from tracker.mail.ready import has_links, made_ready, without_links
from tracker.mail.server import MailServer
from tracker.mail.troubles import LastingTrouble, explain

bp = Blueprint("outbox", __name__, url_prefix="/settings/outbox")
ONE = "/<int(max=2147483647):mail_id>"
EML = "message/rfc822"
Verb = Callable[..., OutgoingMail]


@bp.get("")
@for_roles(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    search = " ".join(clean(request.args.get("search", "")).split())[:200]
    state = _state(request.args.get("state", ""))
    return render_template(
        "administration/outbox.html",
        found=queries.mails_page(request.args.get("page", 1, type=int), state, search),
        counts=queries.in_each_state(),
        state=state,
        search=search,
        explain=explain,
        post=current_post(),
    )


def _state(asked: str) -> MailState | None:
    return MailState(asked) if asked in list(MailState) else None


@bp.get(ONE)
@for_roles(Role.ADMINISTRATOR)
def show(mail_id: int) -> ResponseReturnValue:
    return _page(queries.mail(mail_id), MailForm())


def _page(mail: OutgoingMail, form: MailForm) -> ResponseReturnValue:
    page = render_template(
        "administration/outbox_mail.html",
        mail=mail,
        form=form,
        text=without_links(mail.text),
        has_links=has_links(mail),
        explain=explain,
        post=current_post(),
        file_name=eml.file_name(mail.id),
    )
    return page, form.status


@bp.get(f"{ONE}/mail.eml")
@for_roles(Role.ADMINISTRATOR)
def download(mail_id: int) -> ResponseReturnValue:
    """As it will go, with marks where secret links will stand."""
    mail = queries.mail(mail_id)
    return _as_file(mail, without_links)


@bp.post(f"{ONE}/take")
@for_roles(Role.ADMINISTRATOR)
def take(mail_id: int) -> ResponseReturnValue:
    """The same with its secret links, for whoever sends it by hand; who took it is written down."""
    form = MailForm()
    if form.validate_on_submit():
        with form.attempt(), transaction():
            outbox.note_taken(mail_id, by=current_actor(), at=clock.now())
        if not form.mistakes:
            return _as_file(queries.mail(mail_id), current_post().complete)
    return _page(queries.mail(mail_id), form)


def _as_file(mail: OutgoingMail, complete: Callable[[str], str]) -> Response:
    try:
        ready = made_ready(mail, current_post(), complete)
    except LastingTrouble as trouble:
        raise Refused(explain(trouble.trouble)) from None
    return as_download(ready.data, eml.file_name(mail.id), EML)


@bp.post(f"{ONE}/retry")
@for_roles(Role.ADMINISTRATOR)
def retry(mail_id: int) -> ResponseReturnValue:
    return _do(mail_id, outbox.retry, Bilingual.said("The mail will be tried again within a minute."))


@bp.post(f"{ONE}/give-up")
@for_roles(Role.ADMINISTRATOR)
def give_up(mail_id: int) -> ResponseReturnValue:
    return _do(mail_id, outbox.give_up, Bilingual.said("The mail is given up; it is not sent."))


@bp.route(f"{ONE}/sent", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def mark_sent(mail_id: int) -> ResponseReturnValue:
    if request.method == "POST":
        return _do(mail_id, outbox.mark_sent, Bilingual.said("The mail is marked as sent by hand."))
    return render_template("administration/outbox_sent.html", mail=queries.mail(mail_id), form=MailForm())


def _do(mail_id: int, verb: Verb, done: Bilingual) -> ResponseReturnValue:
    form, actor = MailForm(), current_actor()
    if form.validate_on_submit():
        with form.attempt():
            with transaction():
                address = form.once(actor.who, lambda: _done(mail_id, verb, actor))
            eml.remove(current_post().folder, mail_id)
            tell(done)
            return redirect(address)
    return _page(queries.mail(mail_id), form)


def _done(mail_id: int, verb: Verb, actor: Actor) -> str:
    verb(mail_id, by=actor, at=clock.now())
    return url_for("outbox.show", mail_id=mail_id)


@bp.route("/test", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def test() -> ResponseReturnValue:
    actor, server = current_actor(), current_post().server
    form = TrialForm(email=_own_address(actor))
    outcome = None
    if server is not None and form.validate_on_submit():
        outcome = _tried(server, form.email.data, actor)
        if outcome.trouble is not None:
            form.refuse(explain(outcome.trouble))
    page = render_template("administration/outbox_test.html", form=form, server=server, outcome=outcome)
    return page, form.status


def _own_address(actor: Actor) -> str:
    try:
        return account_by_id(actor.account_id or 0).email
    except NotFound:
        return ""


def _tried(server: MailServer, to: str, actor: Actor) -> trial.Outcome:
    language = reader_language()
    session.rollback()  # no transaction is open while a server is spoken to
    outcome = trial.send(current_post(), server, to, language, at=clock.now())
    with transaction():
        audit.record(
            "mail.tried", "mail", None, by=actor, at=clock.now(), subject=to, server=outcome.server,
            trouble=outcome.trouble or "",
        )  # fmt: skip
    return outcome
