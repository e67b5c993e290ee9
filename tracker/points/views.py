from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core.bilingual import Bilingual
from tracker.core.errors import NotFound
from tracker.points import policy, queries_points, views_sending
from tracker.points.views_sending import Sender

bp = Blueprint("points", __name__, url_prefix="/meetings/<slug>/<path:address>/points")


@bp.route("", methods=["GET", "POST"])
@for_signed_in
def show(slug: str, address: str) -> ResponseReturnValue:
    sender = _sender(slug, address)
    if not sender.organisations and policy.can_see_all(sender.actor, sender.meeting):
        return redirect(url_for("points_received.show", slug=slug, address=address))
    return views_sending.show_by(_speaking(sender))


@bp.route("/<int:sent_id>/change", methods=["GET", "POST"])
@for_signed_in
def change(slug: str, address: str, sent_id: int) -> ResponseReturnValue:
    return views_sending.change_by(_sender(slug, address), sent_id)


@bp.post("/<int:sent_id>/withdraw")
@for_signed_in
def withdraw(slug: str, address: str, sent_id: int) -> ResponseReturnValue:
    return views_sending.withdraw_by(_sender(slug, address), sent_id)


@bp.post("/<int:sent_id>/bring-back")
@for_signed_in
def bring_back(slug: str, address: str, sent_id: int) -> ResponseReturnValue:
    return views_sending.bring_back_by(_sender(slug, address), sent_id)


@bp.post("/none")
@for_signed_in
def none(slug: str, address: str) -> ResponseReturnValue:
    return views_sending.none_by(_speaking(_sender(slug, address)))


@bp.post("/none/take-back")
@for_signed_in
def take_back_none(slug: str, address: str) -> ResponseReturnValue:
    return views_sending.take_back_none_by(_speaking(_sender(slug, address)))


@bp.get("/files/<int:point_file_id>")
@for_signed_in
def file(slug: str, address: str, point_file_id: int) -> ResponseReturnValue:
    return views_sending.file_by(_sender(slug, address), point_file_id)


def _sender(slug: str, address: str) -> Sender:
    actor = current_actor()
    meeting = queries_points.meeting_for(actor, slug, address)
    own = queries_points.sending_for(actor, meeting)
    return Sender(actor, meeting, own, "points", {"slug": slug, "address": address})


def _speaking(sender: Sender) -> Sender:
    """Nothing of the points is shown to whoever may neither send in any nor read them all."""
    if not sender.organisations:
        raise NotFound(Bilingual.said("Your organisation is not among those that are asked for points."))
    return sender
