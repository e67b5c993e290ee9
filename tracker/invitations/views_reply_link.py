from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.access.routes import for_everybody
from tracker.accounts import links
from tracker.accounts.links import DeadLink
from tracker.accounts.models import LinkPurpose
from tracker.core import clock
from tracker.core.dates import clock_time
from tracker.core.db import transaction
from tracker.core.errors import NotFound
from tracker.core.web import prefer
from tracker.invitations import policy, queries
from tracker.invitations.forms import ReplyForm
from tracker.invitations.views_replies import answered, values

bp = Blueprint("reply_link", __name__, url_prefix="/reply")
DONE = "done"  # what a repeated request is answered with: the address itself is secret, and kept nowhere


@bp.after_request
def keep_address_secret(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.route("/<token>", methods=["GET", "POST"])
@for_everybody
def show(token: str) -> ResponseReturnValue:
    try:
        key = str(current_app.config["SECRET_KEY"])
        link = links.open_link(token, (LinkPurpose.INVITATION,), key, clock.now())
        invitation = queries.invitation_of(link)
    except (NotFound, DeadLink) as error:
        return render_template("invitations/dead_link.html", message=error.message), error.status
    prefer(invitation.language)
    actor, meeting = queries.link_actor(link, invitation), invitation.meeting
    (organisation,) = queries.answering_for(actor, meeting)
    given = queries.reply_of(meeting.id, organisation.id)
    form = ReplyForm(data=values(given))
    form.offer([(organisation.id, organisation.called)])
    meeting_id, home = meeting.id, url_for("reply_link.show", token=token)
    if form.validate_on_submit():
        with form.attempt(), transaction():
            form.once(actor.who, lambda: answered(meeting_id, form, actor, DONE))
            return redirect(home)
    return render_template(
        "invitations/reply.html", meeting=meeting, form=form, given=given, back="", clock_time=clock_time,
        too_late=policy.too_late(meeting, clock.today()), is_cancelled=invitation.cancelled,
    ), form.status  # fmt: skip
