from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm
from tracker.core.web import tell
from tracker.minutes.queries import meeting_for
from tracker.reminders import asking_for_points, policy

bp = Blueprint("points_reminders", __name__, url_prefix="/meetings/<slug>/<path:address>/points/remind")


@bp.route("", methods=["GET", "POST"])
@for_roles(*policy.CHANGERS)
def now(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = meeting_for(actor, slug, address)
    require(policy.can_remind(actor, meeting.group_id))
    form, meeting_id, back = TrackerForm(), meeting.id, url_for("points_received.show", slug=slug, address=address)

    def act() -> str:
        made = asking_for_points.remind_silent(meeting_id, by=actor, at=clock.now())
        tell(Bilingual.said("They are reminded with the next mail they get."))
        if not all(each.is_reachable for row in made for each in row.receivers):
            tell(Bilingual.said("Whom no mail reaches stands on the list of those who are told by hand."))
        return back

    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, act))
    return render_template(
        "reminders/points.html", meeting=meeting, form=form, silent=asking_for_points.silent_in(meeting_id), back=back
    ), form.status  # fmt: skip
