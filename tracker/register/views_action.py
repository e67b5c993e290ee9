from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.routes import for_roles, for_signed_in
from tracker.actions import deciding, policy, queries_action, queries_documents, queries_waiting, words
from tracker.actions.forms_deciding import SeveralForm
from tracker.actions.queries_waiting import Waiting
from tracker.actions.slippage import slippage
from tracker.actions.turns import turn_of
from tracker.actions.views_decisions import answer_form, stage_ending
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import tell
from tracker.register import queries_action as register
from tracker.register.story import story

bp = Blueprint("actions", __name__)


@bp.get("/actions/<int:action_id>")
@for_signed_in
def show(action_id: int) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    action = queries_action.action_for(actor, action_id)
    told = queries_action.told(actor, action)
    turn = turn_of(actor, told)
    endings = {part.id: stage_ending(actor, part) for part in turn.to_accept}
    reviewed = register.reviewed(action, actor, today)
    lines = story(told, reviewed)
    return render_template(
        "actions/show.html", action=action, told=told, turn=turn, today=today, words=words, reviewed=reviewed,
        forms_for={part.id: answer_form(part, endings[part.id]) for part in turn.to_accept}, endings=endings,
        slippage=slippage(told, told.lead, today) if told.lead else None, is_live=policy.is_live(action),
        lines=lines if "whole" in request.args else lines[: queries_action.SHOWN], total=len(lines),
        standard=queries_documents.stages_of(action.document_id, actor) if action.document_id else None,
    )  # fmt: skip


@bp.route("/actions/waiting", methods=["GET", "POST"])
@for_roles(*policy.DECIDERS)
def waiting() -> ResponseReturnValue:
    actor = current_actor()
    found = queries_waiting.waiting_for(actor)
    form = _several(found)
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_accepted, form, actor)))
        found = queries_waiting.waiting_for(actor)
    return render_template(
        "actions/waiting.html", found=found, form=form, today=clock.today(), day_of=clock.day_of, words=words
    ), form.status  # fmt: skip


def _several(found: list[Waiting]) -> SeveralForm:
    form = SeveralForm()
    form.parts.choices = [(each.key, each.key) for group in found for each in group.handed_in if each.can_tick]
    return form


def _accepted(form: SeveralForm, actor: Actor) -> str:
    done = deciding.accept_several(form.seen(), by=actor, at=clock.now())
    if len(done) == 1:
        tell(Bilingual.said("One part is accepted."))
    else:
        tell(Bilingual.said("%(count)s parts are accepted.", count=len(done)))
    return url_for("actions.waiting")
