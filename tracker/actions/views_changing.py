from datetime import date
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles
from tracker.actions import changing, moving, policy, queries_action, queries_choices, queries_similar
from tracker.actions.changing import NewAction
from tracker.actions.forms_changing import MergeForm, NewActionForm, PartForm, ReassignForm, SplitForm
from tracker.actions.models import Action
from tracker.actions.states import Act
from tracker.actions.views_decisions import DECIDERS, again, decided, deciding_on, page_of
from tracker.actions.views_speaking import Sheet, sheet
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import answer_repeat
from tracker.core.web import asked_number, reader_language, tell
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import days_off, group_for, members_of
from tracker.organisations.queries import organisation_choices

bp = Blueprint("changing", __name__)


@bp.route("/actions/parts/<int:assignment_id>/reassign", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def reassign(assignment_id: int) -> ResponseReturnValue:
    actor, part = deciding_on(assignment_id, Act.REASSIGN)
    form = ReassignForm(data={"version": part.version})
    form.offer(organisation_choices(reader_language()), part.organisation_id)
    if form.validate_on_submit():
        done = decided(
            form, actor, part.action,
            lambda at: changing.reassign(
                form.seen(assignment_id), form.organisation_id.data, form.words, by=actor, at=at
            ),
            Bilingual.said("It is given on; both organisations see it."),
        )  # fmt: skip
        if done:
            return done
        part = again(form, assignment_id)
    around = Sheet(
        Bilingual.said("Give it to another organisation"), Bilingual.said("Give it on"),
        Bilingual.said("It begins anew there, until the same day; what was reported stays."),
    )  # fmt: skip
    return sheet(part, form, around, back=page_of(part.action))


@bp.route("/actions/<int:action_id>/parts/add", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def add_part(action_id: int) -> ResponseReturnValue:
    actor, action = _changing(action_id)
    form = PartForm()
    form.offer(organisation_choices(reader_language()))
    if form.validate_on_submit():
        done = decided(
            form, actor, action,
            lambda at: changing.add_part(
                action_id, form.organisation_id.data, form.role.data, form.what.data, by=actor, at=at
            ),
            Bilingual.said("It has its part now."),
        )  # fmt: skip
        if done:
            return done
    around = Sheet(Bilingual.said("Name an organisation"), Bilingual.said("Name it"))
    return sheet(action, form, around, back=page_of(action))


@bp.route("/actions/<int:action_id>/split", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def split(action_id: int) -> ResponseReturnValue:
    actor, action = _changing(action_id)
    form = SplitForm(data={"kind": action.kind, "document_id": action.document_id, "stage": action.stage})
    off = days_off(action.group_id)
    _offer(form, action.group, off)
    if form.validate_on_submit() and form.is_understood():
        new = form.new_action(clock.today(), off)
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_split, action_id, new, actor)))
    around = Sheet(
        Bilingual.said("Split off an action of its own"), Bilingual.said("Split it off"),
        Bilingual.said("This action goes on. The new one says where it comes from."),
    )  # fmt: skip
    return sheet(action, form, around, back=page_of(action))


@bp.route("/actions/<int:action_id>/merge", methods=["GET", "POST"])
@for_roles(*DECIDERS)
def merge(action_id: int) -> ResponseReturnValue:
    actor, action = _changing(action_id)
    wanted = request.args.get("with", "").strip()
    form = MergeForm()
    other = queries_similar.other_at(action, actor, wanted) if wanted else None
    if other is not None:
        moving.require_live(other)
        other_id = other.id
        if form.validate_on_submit():
            keep, gone = (other_id, action_id) if request.form.get("keep") == "other" else (action_id, other_id)
            with form.attempt(), transaction():
                return redirect(form.once(actor.who, partial(_merged, keep, gone, form.said, actor)))
    similar = () if other else queries_similar.similar(action, actor)
    return render_template(
        "actions/merge.html", action=action, other=other, similar=similar, form=form, back=page_of(action),
        today=clock.today(),
    ), form.status  # fmt: skip


@bp.route("/groups/<slug>/actions/add", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def add(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = group_for(actor, slug)
    require(policy.may_add(actor, group.id))
    entry = queries_choices.entry_of(group.id, asked_number("entry"))
    off, group_id, entry_id = days_off(group.id), group.id, entry.id if entry else None
    form = NewActionForm(data={"text": entry.text if entry else None})
    _offer(form, group, off)
    if form.validate_on_submit() and form.is_understood():
        new = form.new_action(clock.today(), off, entry_id)
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, partial(_added, group_id, new, actor)))
    return render_template(
        "actions/add.html", group=group_for(actor, slug), form=form, entry=entry, today=clock.today()
    ), form.status  # fmt: skip


def _changing(action_id: int) -> tuple[Actor, Action]:
    actor = current_actor()
    answer_repeat(actor.who)
    action = queries_action.action_for(actor, action_id)
    require(policy.can_decide(actor, action))
    moving.require_live(action)
    return actor, action


def _offer(form: NewActionForm, group: WorkingGroup, off: frozenset[date]) -> None:
    language = reader_language()
    members = [(each.id, each.called) for each in members_of(group.id)]
    form.offer(members, organisation_choices(language), queries_choices.document_choices(language))
    form.anchor(clock.today(), off)


def _split(action_id: int, new: NewAction, actor: Actor) -> str:
    made = changing.split_action(action_id, new, by=actor, at=clock.now())
    tell(Bilingual.said("%(reference)s is an action of its own now.", reference=made.reference))
    return url_for("actions.show", action_id=made.id)


def _merged(keep_id: int, gone_id: int, reason: Bilingual, actor: Actor) -> str:
    kept = changing.merge_actions(keep_id, [gone_id], reason, by=actor, at=clock.now())
    tell(Bilingual.said("Both go on as %(reference)s.", reference=kept.reference))
    return url_for("actions.show", action_id=kept.id)


def _added(group_id: int, new: NewAction, actor: Actor) -> str:
    made = changing.add_action(group_id, new, by=actor, at=clock.now())
    tell(Bilingual.said("%(reference)s is agreed; the next meeting confirms it.", reference=made.reference))
    return url_for("actions.show", action_id=made.id)
