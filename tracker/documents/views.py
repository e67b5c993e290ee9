from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import reader_language, tell
from tracker.documents import policy, queries, services
from tracker.documents.facts import DocumentFacts
from tracker.documents.forms import KINDS, STAGES, DocumentForm, NewDocumentForm, document_values
from tracker.documents.models import Document, DocumentKind
from tracker.organisations.queries import organisation_choices

bp = Blueprint("documents", __name__, url_prefix="/settings/documents")


@bp.get("")
@for_roles(*policy.READERS)
def index() -> ResponseReturnValue:
    search = request.args.get("search", "").strip()[:200]
    kind = next((each for each in DocumentKind if each.value == request.args.get("kind")), None)
    found = queries.documents_page(kind, search=search, page=request.args.get("page", 1, type=int))
    return render_template(
        "documents/index.html", found=found, search=search, kind=kind, kinds=KINDS, stages=STAGES, today=clock.today()
    )


@bp.get("/<int:document_id>")
@for_roles(*policy.READERS)
def show(document_id: int) -> ResponseReturnValue:
    document = queries.document(document_id)
    return render_template("documents/show.html", document=document, kinds=KINDS, stages=STAGES)


@bp.route("/add", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def add() -> ResponseReturnValue:
    actor = current_actor()
    form = NewDocumentForm()
    form.held_by_id.choices = organisation_choices(reader_language())
    if form.validate_on_submit():
        facts, edition = form.facts(), form.edition.data
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _added(facts, edition, actor)))
    return render_template("documents/form.html", form=form, document=None), form.status


@bp.route("/<int:document_id>/edit", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def revise(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    row = queries.document(document_id)
    form = DocumentForm(data=_values(row))
    form.held_by_id.choices = organisation_choices(reader_language(), chosen=row.held_by_id)
    if form.validate_on_submit():
        facts, base = form.facts(), form.version
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _revised(document_id, facts, base, actor)))
        if form.status == 409:
            form.rebase(_values(queries.document(document_id)))
    return render_template("documents/form.html", form=form, document=row), form.status


def _values(row: Document) -> dict[str, object]:
    return document_values(DocumentFacts.of(row), row.version)


def _added(facts: DocumentFacts, edition: str, actor: Actor) -> str:
    row = services.add_document(facts, edition=edition, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is added.", name=row.code))
    return url_for("documents.show", document_id=row.id)


def _revised(document_id: int, facts: DocumentFacts, base: int, actor: Actor) -> str:
    row = services.revise_document(document_id, facts, base=base, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is saved.", name=row.code))
    return url_for("documents.show", document_id=row.id)
