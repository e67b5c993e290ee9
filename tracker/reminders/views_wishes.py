from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.routes import for_everybody, for_signed_in
from tracker.accounts import link_pages
from tracker.accounts.link_pages import DONE
from tracker.accounts.models import LinkPurpose
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import tell
from tracker.organisations.models import Person
from tracker.reminders import links_wishes, wishes
from tracker.reminders.forms import EACH_STEP, WEEKLY, WishForm

bp = Blueprint("wishes", __name__)
by_mail = Blueprint("wishes_link", __name__, url_prefix="/reminders")
link_pages.keep_secret(by_mail)


@dataclass(frozen=True, slots=True)
class Reader:
    token: str
    person: Person
    actor: Actor

    @property
    def home(self) -> str:
        return url_for("wishes_link.show", token=self.token)


@bp.route("/account/reminders", methods=["GET", "POST"])
@for_signed_in
def show() -> ResponseReturnValue:
    actor = current_actor()
    person = links_wishes.person_of(actor.person_id or 0)
    form, home = _form(person.id), url_for("wishes.show")
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _kept(form, actor, home)))
    return render_template("reminders/wishes.html", form=form, email=person.email), form.status


def _reader(token: str) -> Reader:
    came = links_wishes.wishing(link_pages.found(token, LinkPurpose.WISHES), clock.now())
    return Reader(token, came.person, came.actor)


def _way_on() -> Bilingual:
    return Bilingual.said("To be reminded in another way, reply to the mail in which you found the link.")


@by_mail.route("/<token>", endpoint="show", methods=["GET", "POST"])
@for_everybody
@link_pages.by_link(_reader, _way_on)
def by_link(reader: Reader) -> ResponseReturnValue:
    form = _form(reader.person.id)
    if form.validate_on_submit():
        with form.attempt(), transaction():
            form.once(reader.actor.who, lambda: _kept(form, reader.actor, DONE))
            return redirect(reader.home)
    return render_template(
        "reminders/wishes_link.html", form=form, person=reader.person, home=reader.home
    ), form.status  # fmt: skip


def _form(person_id: int) -> WishForm:
    wished = wishes.wish_of(person_id)
    often = WEEKLY if wished.weekly else EACH_STEP
    return WishForm(data={"language": wished.language, "often": often, "paused_until": wished.paused_until})


def _kept(form: WishForm, actor: Actor, answer: str) -> str:
    weekly, until = form.often.data == WEEKLY, form.paused_until.data
    wishes.set_wish(actor.person_id or 0, weekly, until, form.language.data, by=actor, at=clock.now())
    tell(Bilingual.said("Saved."))
    return answer
