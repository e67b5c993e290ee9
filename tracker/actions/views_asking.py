from functools import partial

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_signed_in
from tracker.actions import asking, policy, queries_action
from tracker.actions.forms_asking import NotOursForm, QuestionForm, TimeForm
from tracker.actions.views_speaking import Sheet, Speaker, said, sheet, speaker_of
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm
from tracker.core.web import reader_language, tell
from tracker.groups.queries import days_off
from tracker.organisations.queries import organisation_choices

bp = Blueprint("asks", __name__)


@bp.route("/actions/parts/<int:assignment_id>/more-time", methods=["GET", "POST"])
@for_signed_in
def more_time(assignment_id: int) -> ResponseReturnValue:
    return more_time_by(speaker_of(assignment_id))


def more_time_by(speaker: Speaker) -> ResponseReturnValue:
    assignment_id = speaker.part.id
    form = TimeForm()
    form.anchor(clock.today(), days_off(speaker.part.action.group_id))
    speaker.ready(form)
    if form.validate_on_submit() and form.is_understood():
        done = said(
            form, speaker,
            lambda actor, voice, _, at: asking.ask_for_time(
                assignment_id, form.window, form.reason.data, voice, by=actor, at=at
            ),
            Bilingual.said("It went to the chair. You are told the answer."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(
        Bilingual.said("Ask for more time"), Bilingual.said("Send it to the chair"),
        Bilingual.said("The chair decides. The date first agreed stays on record."),
    )  # fmt: skip
    return sheet(speaker.part, form, around, back=speaker.back, page=speaker.page)


@bp.route("/actions/parts/<int:assignment_id>/not-ours", methods=["GET", "POST"])
@for_signed_in
def not_ours(assignment_id: int) -> ResponseReturnValue:
    return not_ours_by(speaker_of(assignment_id))


def not_ours_by(speaker: Speaker) -> ResponseReturnValue:
    assignment_id = speaker.part.id
    form = NotOursForm()
    form.offer(organisation_choices(reader_language()), speaker.part.organisation_id)
    speaker.ready(form)
    if form.validate_on_submit():
        done = said(
            form, speaker,
            lambda actor, voice, _, at: asking.say_not_ours(
                assignment_id, form.suggested_id.data, form.reason.data, voice, by=actor, at=at
            ),
            Bilingual.said("It went to the chair. You are told the answer."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(
        Bilingual.said("Say that this is not ours"), Bilingual.said("Tell the chair"),
        Bilingual.said("The chair decides whose it is. Until then it stays with you."),
    )  # fmt: skip
    return sheet(speaker.part, form, around, back=speaker.back, page=speaker.page)


@bp.route("/actions/parts/<int:assignment_id>/question", methods=["GET", "POST"])
@for_signed_in
def question(assignment_id: int) -> ResponseReturnValue:
    return question_by(speaker_of(assignment_id))


def question_by(speaker: Speaker) -> ResponseReturnValue:
    assignment_id = speaker.part.id
    form = QuestionForm()
    speaker.ready(form)
    if form.validate_on_submit():
        done = said(
            form, speaker,
            lambda actor, voice, _, at: asking.ask_question(
                assignment_id, form.question.data, voice, by=actor, at=at
            ),
            Bilingual.said("It went to the chair. You are told the answer."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(Bilingual.said("Ask a question"), Bilingual.said("Send it to the chair"))
    return sheet(speaker.part, form, around, back=speaker.back, page=speaker.page)


@bp.post("/actions/asks/<int:ask_id>/withdraw")
@for_signed_in
def withdraw(ask_id: int) -> ResponseReturnValue:
    actor = current_actor()
    _, part = queries_action.ask_for(actor, ask_id)
    require(policy.can_ask(actor, part) or policy.can_speak_for_others(actor, part.action))
    back = url_for("actions.show", action_id=part.action_id)
    form = TrackerForm()
    if form.validate_on_submit():
        with transaction():
            return redirect(form.once(actor.who, partial(_withdrawn, ask_id, actor, back)))
    return redirect(back)


def _withdrawn(ask_id: int, actor: Actor, back: str) -> str:
    asking.withdraw_ask(ask_id, by=actor, at=clock.now())
    tell(Bilingual.said("Taken back; the chair need not answer it."))
    return back
