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
from tracker.organisations.facts import PersonFacts
from tracker.organisations.forms import PersonForm, person_values
from tracker.organisations.models import Person

bp = Blueprint("people", __name__, url_prefix="/settings/people")


@bp.get("")
@for_roles(*policy.READERS)
def index() -> ResponseReturnValue:
    search = request.args.get("search", "").strip()[:200]
    page = request.args.get("page", 1, type=int)
    found = queries_people.people_page(reader_language(), search=search, page=page)
    return render_template("organisations/people.html", found=found, search=search)


@bp.route("/add", methods=["GET", "POST"])
@for_roles(*policy.READERS)
def add() -> ResponseReturnValue:
    actor = current_actor()
    form = PersonForm(organisation_id=asked_number("organisation"))
    form.organisation_id.choices = queries.organisation_choices(reader_language())
    if form.validate_on_submit():
        facts = form.facts()
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _added(facts, actor)))
    return render_template("organisations/person.html", form=form, person=None), form.status


@bp.route("/<int:person_id>/edit", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def revise(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    row = queries_people.person(person_id)
    form = PersonForm(data=_values(row))
    form.organisation_id.choices = queries.organisation_choices(reader_language(), chosen=row.organisation_id)
    if form.validate_on_submit():
        facts, base = form.facts(), form.version
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _revised(person_id, facts, base, actor)))
        if form.status == 409:
            form.rebase(_values(queries_people.person(person_id)))
    return render_template("organisations/person.html", form=form, person=row), form.status


def _values(row: Person) -> dict[str, object]:
    return person_values(PersonFacts.of(row), row.version)


def _added(facts: PersonFacts, actor: Actor) -> str:
    row = services.add_person(facts, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is added.", name=row.name.in_("en").text))
    return url_for("organisations.show", organisation_id=row.organisation_id)


def _revised(person_id: int, facts: PersonFacts, base: int, actor: Actor) -> str:
    row = services.revise_person(person_id, facts, base=base, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is saved.", name=row.name.in_("en").text))
    return url_for("organisations.show", organisation_id=row.organisation_id)
