from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import tell
from tracker.find import services
from tracker.find.asked import ActionsAsked, EntriesAsked
from tracker.find.forms import NewSavedListForm, RemoveSavedListForm, SavedListForm
from tracker.find.queries_saved import saved_list

bp = Blueprint("saved_lists", __name__, url_prefix="/saved")
ENDPOINTS = {"actions": "action_list.index", "entries": "entry_list.index"}
ASKED: dict[str, type[ActionsAsked | EntriesAsked]] = {"actions": ActionsAsked, "entries": EntriesAsked}


@bp.route("/add", methods=["GET", "POST"])
@for_signed_in
def add() -> ResponseReturnValue:
    actor = current_actor()
    form = NewSavedListForm(page=request.args.get("page", ""), asked=request.args.get("asked", ""))
    page = form.page.data if form.page.data in ENDPOINTS else "actions"
    asked = ASKED[page].of(dict(parse_qsl(form.asked.data or "")))
    form.page.data, form.asked.data = page, urlencode(asked.args())
    address = address_of(page, form.asked.data)
    if form.validate_on_submit():
        name, kept = form.name.data, form.asked.data
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _kept(name, page, kept, address, actor)))
    return render_template("find/keep.html", form=form, saved=None, address=address), form.status


@bp.route("/<int:saved_list_id>", methods=["GET", "POST"])
@for_signed_in
def edit(saved_list_id: int) -> ResponseReturnValue:
    actor = current_actor()
    row = saved_list(actor, saved_list_id)
    form, address = SavedListForm(name=row.name), address_of(row.page, row.asked)

    def act() -> str:
        services.rename_list(saved_list_id, form.name.data, by=actor, at=clock.now())
        tell(Bilingual.said("%(name)s is saved.", name=form.name.data))
        return address

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template(
        "find/keep.html", form=form, saved=saved_list(actor, saved_list_id), address=address
    ), form.status


@bp.route("/<int:saved_list_id>/remove", methods=["GET", "POST"])
@for_signed_in
def remove(saved_list_id: int) -> ResponseReturnValue:
    actor = current_actor()
    form = RemoveSavedListForm()

    def act() -> str:
        row = services.remove_list(saved_list_id, by=actor, at=clock.now())
        tell(Bilingual.said("%(name)s is removed.", name=row.name))
        return url_for(ENDPOINTS.get(row.page, "find.search"))

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    row = saved_list(actor, saved_list_id)
    return render_template("find/forget.html", form=form, saved=row), form.status


def address_of(page: str, asked: str) -> str:
    address = url_for(ENDPOINTS.get(page, "find.search"))
    return f"{address}?{asked}" if asked else address


def _kept(name: str, page: str, asked: str, address: str, actor: Actor) -> str:
    services.keep_list(name, page, asked, by=actor, at=clock.now())
    tell(Bilingual.said("%(name)s is saved.", name=name))
    return address
