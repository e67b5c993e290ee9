from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.routes import for_everybody
from tracker.accounts import link_pages
from tracker.accounts.link_pages import DONE
from tracker.accounts.models import LinkPurpose
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.web import reader_language
from tracker.points import by_link, views_sending
from tracker.points.by_link import Caller
from tracker.points.forms import PointForm
from tracker.points.views_sending import Sender

bp = Blueprint("points_link", __name__, url_prefix="/points")
link_pages.keep_secret(bp)


@dataclass(frozen=True, slots=True)
class LinkSender(Sender):
    link_id: int = 0
    name: str = ""

    @property
    def kept(self) -> str:
        return DONE

    def ready(self, form: PointForm) -> None:
        if not form.is_submitted():
            form.said_by.data = self.name

    def speaking(self, name: str) -> Actor:
        return by_link.take_up(self.link_id, name, at=clock.now())


def sender_of(token: str) -> LinkSender:
    link = link_pages.found(token, LinkPurpose.POINTS)
    caller = by_link.caller_of(link, clock.now())
    return LinkSender(
        caller.actor(), caller.meeting, (caller.organisation,), "points_link", {"token": token}, "light.html",
        link_id=caller.link_id, name=_name(caller),
    )  # fmt: skip


def _name(caller: Caller) -> str:
    return caller.person.name.in_(reader_language()).text if caller.person else ""


def _way_on() -> Bilingual:
    return Bilingual.said("To send in points all the same, reply to the mail in which you found the link.")


behind_link = link_pages.by_link(sender_of, _way_on)


@bp.route("/<token>", methods=["GET", "POST"])
@for_everybody
@behind_link
def show(sender: LinkSender) -> ResponseReturnValue:
    return views_sending.show_by(sender)


@bp.route("/<token>/<int:sent_id>/change", methods=["GET", "POST"])
@for_everybody
@behind_link
def change(sender: LinkSender, sent_id: int) -> ResponseReturnValue:
    return views_sending.change_by(sender, sent_id)


@bp.post("/<token>/<int:sent_id>/withdraw")
@for_everybody
@behind_link
def withdraw(sender: LinkSender, sent_id: int) -> ResponseReturnValue:
    return views_sending.withdraw_by(sender, sent_id)


@bp.post("/<token>/<int:sent_id>/bring-back")
@for_everybody
@behind_link
def bring_back(sender: LinkSender, sent_id: int) -> ResponseReturnValue:
    return views_sending.bring_back_by(sender, sent_id)


@bp.post("/<token>/none")
@for_everybody
@behind_link
def none(sender: LinkSender) -> ResponseReturnValue:
    return views_sending.none_by(sender)


@bp.post("/<token>/none/take-back")
@for_everybody
@behind_link
def take_back_none(sender: LinkSender) -> ResponseReturnValue:
    return views_sending.take_back_none_by(sender)


@bp.get("/<token>/files/<int:point_file_id>")
@for_everybody
@behind_link
def file(sender: LinkSender, point_file_id: int) -> ResponseReturnValue:
    return views_sending.file_by(sender, point_file_id)
