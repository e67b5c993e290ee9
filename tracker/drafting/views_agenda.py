from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import clock_time
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.forms import TrackerForm
from tracker.core.web import reader_language, tell
from tracker.drafting import agenda
from tracker.drafting.agenda import Way
from tracker.drafting.forms_planning import PickForm, PointForm
from tracker.drafting.papers import names
from tracker.drafting.planning_state import OPEN
from tracker.drafting.policy_planning import PLANNERS
from tracker.drafting.queries_planning import planning_of
from tracker.drafting.views_planning import address_of, meeting_to_plan
from tracker.invitations import queries as invitations
from tracker.meetings.models import Meeting
from tracker.register import words
from tracker.register.queries import AgendaPoint

bp = Blueprint("agenda", __name__, url_prefix="/meetings/<slug>/<path:address>")


@bp.get("/plan")
@for_roles(*PLANNERS)
def show(slug: str, address: str) -> ResponseReturnValue:
    _, meeting = meeting_to_plan(slug, address)
    return _page(meeting, PointForm(formdata=None), PickForm(formdata=None))


@bp.post("/agenda/point")
@for_roles(*PLANNERS)
def add_point(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = meeting_to_plan(slug, address)
    form, meeting_id = PointForm(), meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _point_added(meeting_id, form, actor)))
    return _page(meeting, form, PickForm(formdata=None))


@bp.post("/agenda/outstanding")
@for_roles(*PLANNERS)
def add_outstanding(slug: str, address: str) -> ResponseReturnValue:
    actor, meeting = meeting_to_plan(slug, address)
    form, meeting_id = PickForm(), meeting.id
    form.outstanding(planning_of(meeting).beside, reader_language())
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _items_added(meeting_id, form, actor)))
    return _page(meeting, PointForm(formdata=None), form)


@bp.post("/agenda/<int:point_id>/<any(up, down):way>")
@for_roles(*PLANNERS)
def move(slug: str, address: str, point_id: int, way: Way) -> ResponseReturnValue:
    actor, meeting = meeting_to_plan(slug, address)
    form, meeting_id = TrackerForm(), meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _moved(meeting_id, point_id, way, actor)))
    return _page(meeting, PointForm(formdata=None), PickForm(formdata=None), form)


@bp.route("/agenda/<int:point_id>/remove", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def take_off(slug: str, address: str, point_id: int) -> ResponseReturnValue:
    actor, meeting = meeting_to_plan(slug, address)
    form, meeting_id = TrackerForm(), meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _taken_off(meeting_id, point_id, actor)))
    point = _point(meeting, point_id)
    return render_template("planning/remove.html", meeting=meeting, point=point, form=form), form.status


def _page(
    meeting: Meeting, point: PointForm, pick: PickForm, refused: TrackerForm | None = None
) -> ResponseReturnValue:  # fmt: skip
    planning = planning_of(meeting)
    pick.outstanding(planning.beside, reader_language())
    status = max(form.status for form in (point, pick, refused) if form)
    return render_template(
        "planning/show.html", meeting=meeting, planning=planning, point=point, pick=pick, refused=refused,
        forms_of={each.id: TrackerForm(formdata=None) for each in planning.agenda}, is_open=meeting.state in OPEN,
        today=clock.today(), words=words, clock_time=clock_time, papers=names(),
        invited=invitations.overview(meeting),
    ), status  # fmt: skip


def _point(meeting: Meeting, point_id: int) -> AgendaPoint:
    found = [point for point in planning_of(meeting).agenda if point.id == point_id]
    if not found:
        raise NotFound(Bilingual.said("There is no such point on this agenda."))
    return found[0]


def _point_added(meeting_id: int, form: PointForm, actor: Actor) -> str:
    point = agenda.add_point(meeting_id, form.text.data, by=actor, at=clock.now())
    return f"{address_of(point.meeting)}#point-{point.id}"


def _items_added(meeting_id: int, form: PickForm, actor: Actor) -> str:
    meeting, added = agenda.add_outstanding(meeting_id, form.picked.data, by=actor, at=clock.now())
    tell(Bilingual.said("Added to the agenda: %(items)s.", items=", ".join(added) or "–"))
    return f"{address_of(meeting)}#agenda"


def _moved(meeting_id: int, point_id: int, way: Way, actor: Actor) -> str:
    meeting = agenda.move(meeting_id, point_id, way, by=actor, at=clock.now())
    return f"{address_of(meeting)}#point-{point_id}"


def _taken_off(meeting_id: int, point_id: int, actor: Actor) -> str:
    meeting = agenda.take_off(meeting_id, point_id, by=actor, at=clock.now())
    tell(Bilingual.said("The point is off the agenda."))
    return f"{address_of(meeting)}#agenda"
