from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Role
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.edits import mark_of
from tracker.core.web import reader_language, tell
from tracker.groups import queries_settings, services_seats
from tracker.groups.facts import SeatFacts
from tracker.groups.forms import ROLES, SeatForm, TimeForm
from tracker.groups.models import Seat
from tracker.organisations.queries_people import people_choices

bp = Blueprint("seats", __name__, url_prefix="/settings/groups/<slug>/seats")


@bp.route("/add", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def add(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    group_id = group.id
    form = SeatForm(data={"from_on": clock.today()})
    form.person_id.choices = [*people_choices(reader_language())]

    def act() -> str:
        services_seats.give_seat(group_id, form.facts(), by=actor, at=clock.now())
        tell(Bilingual.said("The seat is given."))
        return url_for("groups.show", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template("groups/seat.html", form=form, group=group, seat=None, roles=ROLES), form.status


@bp.route("/<int:seat_id>", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def edit(slug: str, seat_id: int) -> ResponseReturnValue:
    actor = current_actor()
    group = queries_settings.group_to_set(actor, slug)
    seat = queries_settings.seat_of(group.id, seat_id)
    group_id, person_id, role = group.id, seat.person_id, seat.role
    form = TimeForm(data=_values(seat))

    def act() -> str:
        facts = SeatFacts(
            person_id=person_id, role=role, from_on=form.from_on.data, until_on=form.until_on.data
        )  # fmt: skip
        services_seats.revise_seat(group_id, seat_id, facts, base=form.base.data or "", by=actor, at=clock.now())
        tell(Bilingual.said("The seat is changed."))
        return url_for("groups.show", slug=slug)

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
        if form.status == 409:
            form.rebase(_values(queries_settings.seat_of(group_id, seat_id)))
    return render_template("groups/seat.html", form=form, group=group, seat=seat, roles=ROLES), form.status


def _values(seat: Seat) -> dict[str, object]:
    return {"from_on": seat.from_on, "until_on": seat.until_on, "base": mark_of(SeatFacts.of(seat))}
