from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.routes import for_everybody
from tracker.accounts import link_pages
from tracker.accounts.link_pages import DONE
from tracker.accounts.models import LinkPurpose
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import clock_time
from tracker.core.db import transaction
from tracker.core.web import prefer
from tracker.invitations import policy, queries
from tracker.invitations.forms import ReplyForm
from tracker.invitations.models import Invitation
from tracker.invitations.views_replies import answered, values

bp = Blueprint("reply_link", __name__, url_prefix="/reply")
link_pages.keep_secret(bp)


@dataclass(frozen=True, slots=True)
class Guest:
    token: str
    invitation: Invitation
    actor: Actor

    @property
    def home(self) -> str:
        return url_for("reply_link.show", token=self.token)


def guest_of(token: str) -> Guest:
    link = link_pages.opened(token, LinkPurpose.INVITATION)
    invitation = queries.invitation_of(link)
    prefer(invitation.language)
    return Guest(token, invitation, queries.link_actor(link, invitation))


def _way_on() -> Bilingual:
    return Bilingual.said("To answer the invitation all the same, reply to the mail in which you found the link.")


@bp.route("/<token>", methods=["GET", "POST"])
@for_everybody
@link_pages.by_link(guest_of, _way_on)
def show(guest: Guest) -> ResponseReturnValue:
    actor, meeting = guest.actor, guest.invitation.meeting
    (organisation,) = queries.answering_for(actor, meeting)
    given = queries.reply_of(meeting.id, organisation.id)
    form = ReplyForm(data=values(given))
    form.offer([(organisation.id, organisation.called)])
    meeting_id = meeting.id
    if form.validate_on_submit():
        with form.attempt(), transaction():
            form.once(actor.who, lambda: answered(meeting_id, form, actor, DONE))
            return redirect(guest.home)
    return render_template(
        "invitations/reply.html", layout="light.html", meeting=meeting, form=form, given=given, back="",
        clock_time=clock_time, too_late=policy.too_late(meeting, clock.today()),
        is_cancelled=guest.invitation.cancelled,
    ), form.status  # fmt: skip
