from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import reader_language, tell
from tracker.groups import policy, queries_settings, services_settings
from tracker.groups.facts import GroupFacts
from tracker.groups.forms import ATTACH, ROLES, ConfirmForm, DayOffForm, GroupForm, MembersForm
from tracker.groups.models import WorkingGroup
from tracker.organisations.queries import label, organisation_choices

bp = Blueprint("groups", __name__, url_prefix="/settings/groups")


@bp.get("")
@for_roles(*policy.SETTINGS_READERS)
def index() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "groups/index.html", rows=queries_settings.groups_to_set(actor, clock.today()),
        may_change=policy.can_change_settings(actor),
    )  # fmt: skip


@bp.route("/add", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    actor = current_actor()
    form = GroupForm()

    def act() -> str:
        group = services_settings.add_group(form.facts(), by=actor, at=clock.now())
        tell(Bilingual.said("%(name)s is added.", name=group.acronym))
        return url_for("groups.show", slug=group.slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template("groups/edit.html", form=form, group=None, fixed=False), form.status


@bp.get("/<slug>")
@for_roles(*policy.SETTINGS_READERS)
def show(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    return render_template(
        "groups/show.html", group=group, may_change=policy.can_change_settings(actor), roles=ROLES,
        attach=ATTACH,
        members=queries_settings.members_of(group.id, reader_language()),
        seats=queries_settings.seats_of(group.id, clock.today()),
        letterheads=queries_settings.letterheads_of(group.id), days_off=queries_settings.days_off_of(group.id),
    )  # fmt: skip


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def edit(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    fixed = services_settings.is_quoted(group.id)
    form = GroupForm(data=_values(group))

    def act() -> str:
        changed = services_settings.revise_group(group_id, form.facts(), base=form.version, by=actor, at=clock.now())
        tell(Bilingual.said("%(name)s is saved.", name=changed.acronym))
        return url_for("groups.show", slug=changed.slug)

    group_id = group.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
        if form.status == 409:
            form.rebase(_values(queries_settings.group_to_set(actor, slug)))
    return render_template("groups/edit.html", form=form, group=group, fixed=fixed), form.status


def _values(group: WorkingGroup) -> dict[str, object]:
    facts = GroupFacts.of(group)
    return {**{name: getattr(facts, name) for name in GroupFacts.__dataclass_fields__}, "base": group.version}


@bp.route("/<slug>/members", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def members(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    there = queries_settings.members_of(group.id, reader_language())
    ids = sorted(each.id for each in there)
    form = MembersForm(data={"organisations": ids, "base": ",".join(map(str, ids))})
    known = dict(organisation_choices(reader_language()))
    gone = {
        each.id: label(each.short_name, each.lao_short_name, each.name, reader_language())
        for each in there if each.id not in known
    }  # fmt: skip
    form.organisations.choices = [*known.items(), *gone.items()]
    group_id = group.id

    def act() -> str:
        chosen = frozenset(form.organisations.data or ())
        services_settings.set_members(group_id, chosen, base=form.shown, by=actor, at=clock.now())
        tell(Bilingual.said("The members are saved."))
        return url_for("groups.show", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template("groups/members.html", form=form, group=group), form.status


@bp.route("/<slug>/days-off", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def days_off(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    group_id = group.id
    form = DayOffForm()

    def act() -> str:
        services_settings.add_day_off(group_id, form.day.data, form.name.data, by=actor, at=clock.now())
        return url_for("groups.days_off", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    rows = queries_settings.days_off_of(group_id)
    return render_template(
        "groups/days_off.html",
        form=form,
        group=group,
        rows=rows,
        removals={each.id: ConfirmForm(formdata=None) for each in rows},
    ), form.status


@bp.post("/<slug>/days-off/<int:day_off_id>/remove")
@for_roles(Role.ADMINISTRATOR)
def remove_day_off(slug: str, day_off_id: int) -> ResponseReturnValue:
    actor = current_actor()
    group_id = queries_settings.group_to_set(actor, slug).id
    form = ConfirmForm()

    def act() -> str:
        services_settings.remove_day_off(group_id, day_off_id, by=actor, at=clock.now())
        return url_for("groups.days_off", slug=slug)

    with transaction():
        address = form.once(actor.who, act)
    tell(Bilingual.said("The group works on that day again."))
    return redirect(address)
