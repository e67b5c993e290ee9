from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles
from tracker.actions import changing, deciding, moving, policy, queries_action, queries_documents, stages, words
from tracker.actions.forms_deciding import (
    REFUSAL_NEEDS_IT,
    AnswerForm,
    AskForm,
    DayForm,
    GiveTimeForm,
    ReasonForm,
)
from tracker.actions.models import Action, Ask, AskKind, Assignment, AssignmentRole
from tracker.actions.queries_documents import StageEnding
from tracker.actions.states import Act, after
from tracker.actions.views_speaking import Sheet, sheet
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import Conflict
from tracker.core.forms import TrackerForm, answer_repeat
from tracker.core.web import reader_language, tell
from tracker.groups.queries import days_off
from tracker.organisations.queries import organisation_choices

bp = Blueprint("decisions", __name__)
DECIDERS = policy.DECIDERS
Decide = Callable[[datetime], object]


@bp.route("/actions/parts/<int:assignment_id>/answer", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def answer(assignment_id: int) -> ResponseReturnValue:
    actor, part = deciding_on(assignment_id, Act.ACCEPT)
    ending = stage_ending(actor, part)
    form = answer_form(part, ending)
    if form.validate_on_submit():
        if request.form.get("answer") == "return":
            done = decided(
                form, actor, part.action,
                lambda at: deciding.return_with_reason(form.seen(assignment_id), form.words, by=actor, at=at),
                Bilingual.said("Returned. Who handed it in is told what is missing."),
            )  # fmt: skip
        else:
            done = decided(
                form, actor, part.action, _accept(form, part, ending, actor), Bilingual.said("Accepted.")
            )  # fmt: skip
        if done:
            return done
        part = again(form, assignment_id)
    return render_template(
        "actions/answer.html", form=form, part=part, action=part.action, ending=ending,
        told=queries_action.told(actor, part.action), today=clock.today(), back=page_of(part.action),
    ), form.status  # fmt: skip


def answer_form(part: Assignment, ending: StageEnding | None) -> AnswerForm:
    """The two answers to a part as it stands now."""
    form = AnswerForm(data={"version": part.version})
    if ending:
        form.offer_next(ending, organisation_choices(reader_language()), reader_language())
    else:
        form.without_stage()
    return form


def stage_ending(actor: Actor, part: Assignment) -> StageEnding | None:
    """What accepting this very part would end, and what can come next."""
    others = [each for each in part.action.owners if each.id != part.id and each.closed_at is None]
    if part.role != AssignmentRole.OWNER or others:
        return None
    return queries_documents.ends_stage(part.action, actor)


def _accept(form: AnswerForm, part: Assignment, ending: StageEnding | None, actor: Actor) -> Decide:
    assignment_id, action_id, today = part.id, part.action_id, clock.today()
    then = form.ending(ending, on=today, today=today) if ending else None

    def accept(at: datetime) -> None:
        deciding.accept(form.seen(assignment_id), form.words, by=actor, at=at)
        if then:
            stages.stage_done(action_id, then, by=actor, at=at)

    return accept


@bp.route("/actions/asks/<int:ask_id>/answer", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def answer_ask(ask_id: int) -> ResponseReturnValue:
    actor = current_actor()
    answer_repeat(actor.who)
    ask, part = queries_action.ask_for(actor, ask_id)
    may_all = policy.can_decide(actor, part.action)
    require(may_all or (ask.kind == AskKind.QUESTION and policy.can_speak_for_others(actor, part.action)))
    _refuse_answered(ask)
    form = _ask_form(ask, part)
    if form.validate_on_submit() and (ask.kind != AskKind.MORE_TIME or form.is_understood()):
        done = decided(form, actor, part.action, _answer(ask, form, actor), Bilingual.said("Your answer is sent."))
        if done:
            return done
    return render_template(
        "actions/answer_ask.html", form=form, ask=ask, part=part, action=part.action, words=words,
        today=clock.today(), back=page_of(part.action),
    ), form.status  # fmt: skip


@bp.route("/actions/parts/<int:assignment_id>/time", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def give_time(assignment_id: int) -> ResponseReturnValue:
    actor, part = deciding_on(assignment_id, Act.POSTPONE)
    form = GiveTimeForm(data={"version": part.version})
    form.anchor(clock.today(), days_off(part.action.group_id))
    if form.validate_on_submit() and form.is_understood():
        done = decided(
            form, actor, part.action,
            lambda at: deciding.give_time(form.seen(assignment_id), form.window, form.words, by=actor, at=at),
            Bilingual.said("More time is given; the date first agreed stays on record."),
        )  # fmt: skip
        if done:
            return done
        part = again(form, assignment_id)
    around = Sheet(Bilingual.said("Give more time"), Bilingual.said("Give it"))
    return sheet(part, form, around, back=page_of(part.action))


@bp.route("/actions/parts/<int:assignment_id>/drop", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def drop(assignment_id: int) -> ResponseReturnValue:
    return _with_reason(
        assignment_id, Act.DROP, deciding.drop, Bilingual.said("Dropped; it stays on record and can be reopened."),
        Sheet(
            Bilingual.said("Drop this part"), Bilingual.said("Drop it with this reason"),
            Bilingual.said("Nobody owes it then. It stays on record, and can be reopened."),
        ),
    )  # fmt: skip


@bp.route("/actions/parts/<int:assignment_id>/reopen", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def reopen(assignment_id: int) -> ResponseReturnValue:
    return _with_reason(
        assignment_id, Act.REOPEN, deciding.reopen, Bilingual.said("It is open again."),
        Sheet(
            Bilingual.said("Reopen it"), Bilingual.said("Reopen it with this reason"),
            Bilingual.said("It is owed again, by whoever owed it last."),
        ),
    )  # fmt: skip


@bp.route("/actions/<int:action_id>/date", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def confirm_date(action_id: int) -> ResponseReturnValue:
    actor = current_actor()
    action = queries_action.action_for(actor, action_id)
    require(policy.can_decide(actor, action) or policy.can_speak_for_others(actor, action))
    moving.require_live(action)
    form = DayForm(data={"on": action.confirmed_on})
    if form.validate_on_submit():
        done = decided(
            form, actor, action, lambda at: deciding.confirm_date(action_id, form.on.data, by=actor, at=at),
            Bilingual.said("The day is noted."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(Bilingual.said("Note the day that was settled on"), Bilingual.said("Note it"))
    return sheet(action, form, around, back=page_of(action))


def deciding_on(assignment_id: int, act: Act) -> tuple[Actor, Assignment]:
    """Who decides, and the part, if it can be decided so."""
    actor = current_actor()
    answer_repeat(actor.who)
    part = queries_action.part_for(actor, assignment_id)
    require(policy.can_decide(actor, part.action))
    moving.require_live(part.action)
    after(act, part.state)
    return actor, part


def decided(
    form: TrackerForm, actor: Actor, action: Action, decide: Decide, then: Bilingual
) -> ResponseReturnValue | None:  # fmt: skip
    """Do once what a sound form says, and go back to the action; None where it was refused."""
    back = page_of(action)
    with form.attempt(), transaction():
        return redirect(form.once(actor.who, partial(_decided, decide, then, back)))
    return None


def again(form: AnswerForm | ReasonForm, assignment_id: int) -> Assignment:
    """The part as it stands now, which the form is about from here on."""
    part = queries_action.part_for(current_actor(), assignment_id)
    if form.status == Conflict.status:
        form.version.data = str(part.version)
    return part


def page_of(action: Action) -> str:
    return url_for("actions.show", action_id=action.id)


def _decided(decide: Decide, then: Bilingual, back: str) -> str:
    decide(clock.now())
    tell(then)
    return back


def _with_reason(
    assignment_id: int, act: Act, decide: Callable[..., object], then: Bilingual, around: Sheet
) -> ResponseReturnValue:  # fmt: skip
    actor, part = deciding_on(assignment_id, act)
    form = ReasonForm(data={"version": part.version})
    if form.validate_on_submit():
        done = decided(
            form, actor, part.action,
            lambda at: decide(form.seen(assignment_id), form.words, by=actor, at=at), then,
        )  # fmt: skip
        if done:
            return done
        part = again(form, assignment_id)
    return sheet(part, form, around, back=page_of(part.action))


def _refuse_answered(ask: Ask) -> None:
    if ask.decided_at is not None:
        raise Conflict(Bilingual.said("This was answered meanwhile."))
    if ask.withdrawn_at is not None:
        raise Conflict(Bilingual.said("This was taken back meanwhile."))


def _ask_form(ask: Ask, part: Assignment) -> AskForm:
    form = AskForm(data={"organisation_id": ask.suggested_id})
    if ask.kind == AskKind.MORE_TIME:
        form.anchor(clock.today(), days_off(part.action.group_id))
    else:
        form.without_day()
    if ask.kind == AskKind.NOT_OURS:
        form.offer(organisation_choices(reader_language()), part.organisation_id)
        form.organisation_id.needed = request.form.get("decision") != "refuse"
    else:
        form.without_organisation()
    if ask.kind == AskKind.QUESTION:
        form.answer.needed = True
    else:
        form.answer.hint = REFUSAL_NEEDS_IT
    return form


def _answer(ask: Ask, form: AskForm, actor: Actor) -> Decide:
    ask_id, kind = ask.id, ask.kind
    if kind == AskKind.QUESTION:
        return lambda at: deciding.answer_question(ask_id, form.words, by=actor, at=at)
    if request.form.get("decision") == "refuse":
        return lambda at: deciding.refuse_ask(ask_id, form.words, by=actor, at=at)
    if kind == AskKind.MORE_TIME:
        window = form.window if form.until.data else None
        return lambda at: deciding.grant_time(ask_id, window, form.words, by=actor, at=at)
    return lambda at: changing.grant_not_ours(ask_id, form.organisation_id.data, form.words, by=actor, at=at)
