from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.web import reader_language, tell
from tracker.drafting.forms_old_meetings import MOST, OldForm, old_form
from tracker.drafting.old_meetings import enter_old
from tracker.drafting.policy_planning import PLANNERS, can_plan
from tracker.drafting.scans import Scan, checked
from tracker.files.kinds import LARGEST
from tracker.groups.queries import group_for
from tracker.organisations.queries import organisation_choices

bp = Blueprint("old_meetings", __name__)


@bp.route("/meetings/<slug>/old", methods=["GET", "POST"])
@for_roles(*PLANNERS)
def enter(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    group = group_for(actor, slug)
    require(can_plan(actor, group.id))
    more = "more" in request.form
    form = old_form(request.form.get("rows", ""), more=more)
    form.organisations(organisation_choices(reader_language()))
    group_id = group.id
    if not more and form.validate_on_submit():
        upload = form.scan.data
        data = upload.stream.read(LARGEST + 1)
        with form.attempt():
            scan = checked(data, upload.filename)
            with transaction():
                return redirect(form.once(actor.who, lambda: _entered(group_id, form, scan, actor)))
    rows = list(form.items())
    return render_template("planning/old.html", group=group, form=form, rows=rows, most=MOST), form.status


def _entered(group_id: int, form: OldForm, scan: Scan, actor: Actor) -> str:
    meeting = enter_old(group_id, form.told(), scan, clock.today(), by=actor, at=clock.now())
    tell(Bilingual.said("%(meeting)s is recorded.", meeting=meeting.reference))
    return url_for("minutes.show", slug=meeting.group.slug, address=meeting.address)
