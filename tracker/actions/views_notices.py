from datetime import date
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.actions import queries_documents
from tracker.actions.forms_documents import NOTICES, AskedForm, NoticeForm, ReceivedForm
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import Refused
from tracker.core.forms import TrackerForm
from tracker.core.web import asked_number, reader_language, tell
from tracker.documents import notices, policy, queries
from tracker.documents.models import Document, DocumentKind, NoticeKind
from tracker.files import services as files
from tracker.files.kinds import LARGEST, media_type_of
from tracker.groups.queries import groups_for, members_of
from tracker.organisations.queries import organisation_choices

bp = Blueprint("notices", __name__, url_prefix="/documents/<int:document_id>")
Paper = tuple[bytes, str, str]  # its bytes, its name, its kind


@bp.route("/notices/add", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def add(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    document = _kept(document_id, actor)
    form = NoticeForm(data=_asked_for(document))
    form.kind.choices = [pair for pair in NOTICES.items() if _fits(pair[0], document)]
    form.edition_id.choices = [(each.id, each.label) for each in reversed(document.editions)]
    form.organisation_ids.choices = organisation_choices(reader_language())
    form.group_id.choices = [(group.id, group.name) for group in groups_for(actor)]
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_noted, document_id, form, actor)))
    return render_template("library/notice.html", form=form, document=document), form.status


@bp.post("/notices/<int:notice_id>/take-back")
@for_roles(*policy.READERS)
def take_back(document_id: int, notice_id: int) -> ResponseReturnValue:
    actor = current_actor()
    _kept(document_id, actor)
    form = TrackerForm()
    if form.validate_on_submit():
        with transaction():
            return redirect(form.once(actor.who, partial(_taken_back, document_id, notice_id, actor)))
    return redirect(_page(document_id))


@bp.route("/asked", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def asked(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    document = _kept(document_id, actor)
    form = AskedForm(data={"held_by_id": document.held_by_id, "on": document.asked_on or clock.today()})
    form.held_by_id.choices = organisation_choices(reader_language(), chosen=document.held_by_id)
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_asked, document_id, form.on.data, form, actor)))
    return render_template("library/asked.html", form=form, document=document), form.status


@bp.route("/received", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def received(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    document = _kept(document_id, actor)
    form = ReceivedForm(data={"on": document.received_on or clock.today(), "language": reader_language()})
    if form.validate_on_submit():
        with form.attempt():
            paper = _paper(form)
            with transaction():
                return redirect(form.once(actor.who, partial(_received, document_id, form.on.data, form, paper, actor)))
    return render_template("library/received.html", form=form, document=document), form.status


@bp.post("/asked/take-back")
@for_roles(*policy.READERS)
def not_asked(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    document = _kept(document_id, actor)
    form = TrackerForm()
    if form.validate_on_submit():
        with transaction():
            return redirect(form.once(actor.who, partial(_not_asked, document_id, document.held_by_id, actor)))
    return redirect(_page(document_id))


@bp.post("/received/take-back")
@for_roles(*policy.READERS)
def not_received(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    _kept(document_id, actor)
    form = TrackerForm()
    if form.validate_on_submit():
        with transaction():
            return redirect(form.once(actor.who, partial(_not_received, document_id, actor)))
    return redirect(_page(document_id))


def _kept(document_id: int, actor: Actor) -> Document:
    """The document, for whoever may record what becomes of it."""
    document = queries.document(document_id)
    require(policy.can_keep(actor, queries_documents.driving_groups(document_id)))
    return document


def _fits(kind: NoticeKind, document: Document) -> bool:
    """Other people's minutes are passed on; of everything else people are told, or consulted about it."""
    return (kind == NoticeKind.PASSED_ON) == (document.kind == DocumentKind.EXTERNAL_MINUTES)


def _asked_for(document: Document) -> dict[str, object]:
    """What the link to the form says already: whom, and of which kind."""
    kind = next((each for each in NoticeKind if each.value == request.args.get("kind")), None)
    first = NoticeKind.PASSED_ON if document.kind == DocumentKind.EXTERNAL_MINUTES else NoticeKind.TOLD
    one = asked_number("organisation")
    newest = document.editions[-1].id if document.editions else None
    return {
        "kind": kind or first, "on": clock.today(), "organisation_ids": [one] if one else [],
        "edition_id": None if kind == NoticeKind.CONSULTED else newest,
    }  # fmt: skip


def _page(document_id: int) -> str:
    return url_for("library.show", document_id=document_id)


def _noted(document_id: int, form: NoticeForm, actor: Actor) -> str:
    members = [each.id for each in members_of(form.group_id.data)] if form.group_id.data else []
    new = notices.note(document_id, form.notice(members), by=actor, at=clock.now())
    tell(Bilingual.said("Noted.") if new else Bilingual.said("That was noted already."))
    return _page(document_id)


def _taken_back(document_id: int, notice_id: int, actor: Actor) -> str:
    notices.take_back(document_id, notice_id, by=actor, at=clock.now())
    tell(Bilingual.said("The note is taken back."))
    return _page(document_id)


def _asked(document_id: int, on: date, form: AskedForm, actor: Actor) -> str:
    notices.note_asked(document_id, on, form.held_by_id.data, by=actor, at=clock.now())
    tell(Bilingual.said("Noted."))
    return _page(document_id)


def _not_asked(document_id: int, held_by_id: int | None, actor: Actor) -> str:
    notices.note_asked(document_id, None, held_by_id, by=actor, at=clock.now())
    tell(Bilingual.said("The note is taken back."))
    return _page(document_id)


def _received(document_id: int, on: date, form: ReceivedForm, paper: Paper | None, actor: Actor) -> str:
    at = clock.now()
    stored = files.keep(*paper, at=at) if paper else None
    notices.note_received(document_id, on, stored, form.language.data, by=actor, at=at)
    tell(Bilingual.said("Noted."))
    return _page(document_id)


def _not_received(document_id: int, actor: Actor) -> str:
    notices.note_received(document_id, None, by=actor, at=clock.now())
    tell(Bilingual.said("The note is taken back."))
    return _page(document_id)


def _paper(form: ReceivedForm) -> Paper | None:
    upload = form.file.data
    if upload is None:
        return None
    data = upload.stream.read(LARGEST + 1)
    media_type = media_type_of(data, upload.filename)
    if not media_type:
        raise Refused(Bilingual.said("The file is not what its name says, or is damaged."))
    return data, upload.filename, media_type
