from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.actions import queries_documents, stages
from tracker.actions.driving import Standard
from tracker.actions.forms_documents import BeginStageForm, EndStageForm, HolderForm, Pairs
from tracker.actions.queries_documents import StageEnding
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import Conflict, NotFound
from tracker.core.forms import TrackerForm
from tracker.core.web import asked_number, reader_language, tell
from tracker.documents import policy
from tracker.documents.models import DocumentKind, Stage, StageSpan
from tracker.groups.queries import groups_for
from tracker.organisations.queries import organisation_choices

bp = Blueprint("stages", __name__, url_prefix="/documents/<int:document_id>/stages")


@bp.route("/begin", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def begin(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    standard = _kept(document_id, actor)
    if standard.document.kind != DocumentKind.STANDARD:
        raise NotFound(Bilingual.said("Only a standard goes through stages."))
    form = BeginStageForm(data={"on": clock.today(), "stage": standard.course.next_stage})
    form.holder_id.choices = organisation_choices(reader_language())
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_begun, document_id, form, actor)))
    return render_template("library/begin.html", form=form, standard=standard), form.status


@bp.route("/end", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def end(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    standard = _kept(document_id, actor)
    current = _current(standard)
    groups = _groups(document_id, actor)
    ending = queries_documents.ending_of(standard, groups[0][0] if groups else None)
    form = EndStageForm(data={"on": clock.today(), "stage": current.stage, "group_id": ending.group_id})
    form.offer_next(ending, organisation_choices(reader_language()), reader_language())
    form.group_id.choices = groups
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_ended, document_id, form, ending, actor)))
    return render_template(
        "library/end.html", form=form, standard=standard, ending=ending, current=current, today=clock.today()
    ), form.status


@bp.route("/holder", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def holder(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    standard = _kept(document_id, actor)
    current = _current(standard)
    known = {"holder_id": current.holder_id, "due_on": current.due_on, "stage": current.stage}
    form = HolderForm(data=known)
    form.holder_id.choices = organisation_choices(reader_language(), chosen=current.holder_id)
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_held, document_id, form, actor)))
    return render_template("library/holder.html", form=form, standard=standard, current=current), form.status


@bp.post("/take-back")
@for_roles(*policy.READERS)
def take_back(document_id: int) -> ResponseReturnValue:
    actor = current_actor()
    _kept(document_id, actor)
    span_id = asked_number("step") or 0
    form = TrackerForm()
    if form.validate_on_submit():
        with transaction():
            return redirect(form.once(actor.who, partial(_taken_back, document_id, span_id, actor)))
    return redirect(_page(document_id))


def _kept(document_id: int, actor: Actor) -> Standard:
    """The document, for whoever may move it."""
    standard = queries_documents.stages_of(document_id, actor)
    require(policy.can_keep(actor, queries_documents.driving_groups(document_id)))
    return standard


def _current(standard: Standard) -> StageSpan:
    if standard.course.current is None:
        raise NotFound(Bilingual.said("No stage of it runs."))
    return standard.course.current


def _groups(document_id: int, actor: Actor) -> Pairs:
    """The groups in which somebody may ask for the next action, those that drive the document first."""
    driving = queries_documents.driving_groups(document_id)
    mine = [group for group in groups_for(actor) if policy.can_keep(actor, {group.id})]
    return [(group.id, group.name) for group in sorted(mine, key=lambda group: group.id not in driving)]


def _stage(said: str | None) -> Stage:
    """The stage that the form was about."""
    found = next((stage for stage in Stage if stage.value == said), None)
    if found is None:
        raise Conflict(Bilingual.said("Somebody else moved the standard meanwhile. Look at where it stands now."))
    return found


def _page(document_id: int) -> str:
    return url_for("library.show", document_id=document_id)


def _begun(document_id: int, form: BeginStageForm, actor: Actor) -> str:
    stages.begin_stage(document_id, form.stage.data, form.beginning(), by=actor, at=clock.now())
    tell(Bilingual.said("The stage is begun."))
    return _page(document_id)


def _ended(document_id: int, form: EndStageForm, ending: StageEnding, actor: Actor) -> str:
    said = form.ending(ending, form.on.data, clock.today(), form.group_id.data)
    begun = stages.end_stage(document_id, _stage(form.stage.data), said, by=actor, at=clock.now())
    tell(_ended_words(begun))
    return _page(document_id)


def _ended_words(begun: StageSpan | None) -> Bilingual:
    if begun is None:
        return Bilingual.said("It is published.")
    if begun.holder is None:
        return Bilingual.said("The stage is ended, and the next one has begun. Nobody holds it yet.")
    return Bilingual.said("The stage is ended, and the next one has begun.")


def _held(document_id: int, form: HolderForm, actor: Actor) -> str:
    stage, at = _stage(form.stage.data), clock.now()
    stages.hand_over(document_id, stage, form.holder_id.data, form.on.data, by=actor, at=at)
    stages.set_due(document_id, stage, form.due_on.data, by=actor, at=at)
    tell(Bilingual.said("It is saved who holds the standard, and until when."))
    return _page(document_id)


def _taken_back(document_id: int, span_id: int, actor: Actor) -> str:
    stages.take_back(document_id, span_id, by=actor, at=clock.now())
    tell(Bilingual.said("The last step is taken back."))
    return _page(document_id)
