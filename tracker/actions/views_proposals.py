from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.actions import proposals, queries_documents, queries_proposals
from tracker.actions.forms_documents import OutcomeForm
from tracker.actions.models_proposals import Proposal
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm
from tracker.core.web import tell
from tracker.documents import policy, queries

bp = Blueprint("proposals", __name__, url_prefix="/documents/<int:document_id>/proposals/<int:entry_id>")


@bp.route("", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def outcome(document_id: int, entry_id: int) -> ResponseReturnValue:
    actor = current_actor()
    document = queries.document(document_id)
    line = queries_proposals.proposal_about(document_id, entry_id, actor)
    require(policy.can_keep(actor, queries_documents.driving_groups(document_id)))
    form = OutcomeForm(data=_values(line.proposal))
    form.edition_id.choices = [(each.id, each.label) for each in reversed(document.editions)]
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_recorded, document_id, entry_id, form, actor)))
    return render_template("library/outcome.html", form=form, document=document, line=line), form.status


@bp.post("/take-back")
@for_roles(*policy.READERS)
def take_back(document_id: int, entry_id: int) -> ResponseReturnValue:
    actor = current_actor()
    queries_proposals.proposal_about(document_id, entry_id, actor)
    require(policy.can_keep(actor, queries_documents.driving_groups(document_id)))
    form = TrackerForm()
    if form.validate_on_submit():
        with transaction():
            return redirect(form.once(actor.who, partial(_reopened, document_id, entry_id, actor)))
    return redirect(_page(document_id, entry_id))


def _values(kept: Proposal | None) -> dict[str, object]:
    if kept is None:
        return {"on": clock.today()}
    return {"outcome": kept.outcome, "edition_id": kept.edition_id, "reason": kept.reason, "on": kept.on}


def _page(document_id: int, entry_id: int) -> str:
    return url_for("library.show", document_id=document_id, _anchor=f"e-{entry_id}")


def _recorded(document_id: int, entry_id: int, form: OutcomeForm, actor: Actor) -> str:
    proposals.record_outcome(document_id, entry_id, form.said(), by=actor, at=clock.now())
    tell(Bilingual.said("It is recorded what became of the proposal."))
    return _page(document_id, entry_id)


def _reopened(document_id: int, entry_id: int, actor: Actor) -> str:
    proposals.take_back_outcome(document_id, entry_id, by=actor, at=clock.now())
    tell(Bilingual.said("The proposal is undecided again."))
    return _page(document_id, entry_id)
