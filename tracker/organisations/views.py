from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import asked_number, reader_language, tell
from tracker.organisations import policy, queries, queries_people, services
from tracker.organisations.facts import OrganisationFacts
from tracker.organisations.forms import KINDS, OrganisationForm, organisation_values
from tracker.organisations.models import Organisation

bp = Blueprint("organisations", __name__, url_prefix="/settings/organisations")


@bp.get("")
@for_roles(*policy.READERS)
def index() -> ResponseReturnValue:
    search = request.args.get("search", "").strip()[:200]
    page = request.args.get("page", 1, type=int)
    found = queries.organisation_tree(reader_language(), search=search, page=page)
    return render_template("organisations/index.html", found=found, search=search, kinds=KINDS)


@bp.get("/<int:organisation_id>")
@for_roles(*policy.READERS)
def show(organisation_id: int) -> ResponseReturnValue:
    language = reader_language()
    return render_template(
        "organisations/show.html",
        organisation=queries.organisation(organisation_id),
        units=queries.units_of(organisation_id, language),
        people=queries_people.people_of(organisation_id, language),
        kinds=KINDS,
    )


@bp.route("/add", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def add() -> ResponseReturnValue:
    actor = current_actor()
    form = OrganisationForm(parent_id=asked_number("parent"))
    form.parent_id.choices = queries.organisation_choices(reader_language())
    if form.validate_on_submit():
        facts = form.facts()
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _added(facts, actor)))
    return render_template("organisations/form.html", form=form, organisation=None), form.status


@bp.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def revise(organisation_id: int) -> ResponseReturnValue:
    actor = current_actor()
    row = queries.organisation(organisation_id)
    form = OrganisationForm(data=_values(row))
    others = queries.organisation_choices(reader_language(), chosen=row.parent_id)
    form.parent_id.choices = [choice for choice in others if choice[0] != organisation_id]
    if form.validate_on_submit():
        facts, base = form.facts(), form.version
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _revised(organisation_id, facts, base, actor)))
        if form.status == 409:
            form.rebase(_values(queries.organisation(organisation_id)))
    return render_template("organisations/form.html", form=form, organisation=row), form.status


def _values(row: Organisation) -> dict[str, object]:
    return organisation_values(OrganisationFacts.of(row), row.version)


def _added(facts: OrganisationFacts, actor: Actor) -> str:
    row = services.add_organisation(facts, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is added.", name=row.short_name))
    return url_for("organisations.show", organisation_id=row.id)


def _revised(organisation_id: int, facts: OrganisationFacts, base: int, actor: Actor) -> str:
    row = services.revise_organisation(organisation_id, facts, base=base, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is saved.", name=row.short_name))
    return url_for("organisations.show", organisation_id=row.id)
