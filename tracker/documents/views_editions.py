from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles, for_signed_in
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import Refused
from tracker.core.i18n import Language
from tracker.core.web import tell
from tracker.documents import policy, queries, services
from tracker.documents.forms import EditionForm, FileForm
from tracker.files import services as files
from tracker.files.downloads import download
from tracker.files.kinds import LARGEST, media_type_of

bp = Blueprint("editions", __name__)
SETTINGS = "/settings/documents"


@bp.route(f"{SETTINGS}/<int:document_id>/editions/add", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def add(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    document = queries.document(document_id)
    form = EditionForm()
    if form.validate_on_submit():
        label = form.label.data
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _added(document_id, label, actor)))
    return render_template("documents/edition.html", form=form, document=document, edition=None), form.status


@bp.route(f"{SETTINGS}/editions/<int:edition_id>/edit", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def rename(edition_id: int) -> ResponseReturnValue:
    actor = current_actor()
    edition = queries.edition(edition_id)
    form = EditionForm(obj=edition)
    if form.validate_on_submit():
        label = form.label.data
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _renamed(edition_id, label, actor)))
    return render_template("documents/edition.html", form=form, document=edition.document, edition=edition), form.status


@bp.route(f"{SETTINGS}/editions/<int:edition_id>/file", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def put_file(edition_id: int) -> ResponseReturnValue:
    actor = current_actor()
    edition = queries.edition(edition_id)
    form = FileForm()
    if form.validate_on_submit():
        language, upload = form.language.data, form.file.data
        data = upload.stream.read(LARGEST + 1)
        with form.attempt():
            media_type = _checked(data, upload.filename)
            with transaction():
                return redirect(
                    form.once(actor.who, lambda: _put(edition_id, language, upload.filename, media_type, data, actor))
                )
    return render_template("documents/file.html", form=form, document=edition.document, edition=edition), form.status


@bp.get("/documents/files/<int:file_id>")
@for_signed_in
def file(file_id: int) -> ResponseReturnValue:
    return download(queries.document_file(file_id, queries.files_open_to(current_actor())).file)


def _added(document_id: int, label: str, actor: Actor) -> str:
    edition = services.add_edition(document_id, label, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is added.", name=edition.label))
    return url_for("documents.show", document_id=document_id)


def _renamed(edition_id: int, label: str, actor: Actor) -> str:
    edition = services.rename_edition(edition_id, label, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is saved.", name=edition.label))
    return url_for("documents.show", document_id=edition.document_id)


def _checked(data: bytes, name: str) -> str:
    media_type = media_type_of(data, name)
    if not media_type:
        raise Refused(Bilingual.said("The file is not what its name says, or is damaged."))
    return media_type


def _put(edition_id: int, language: Language, name: str, media_type: str, data: bytes, actor: Actor) -> str:
    stored = files.keep(data, name, media_type, at=clock.now())
    kept = services.put_file(edition_id, language, stored, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is kept.", name=stored.name))
    return url_for("documents.show", document_id=kept.edition.document_id)
