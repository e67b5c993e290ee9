from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, may
from tracker.access.routes import for_signed_in
from tracker.groups.models import WorkingGroup
from tracker.groups.queries import groups_for
from tracker.meetings import queries as meetings
from tracker.minutes import policy, queries

bp = Blueprint("meetings", __name__)


@bp.get("/meetings")
@for_signed_in
def index() -> ResponseReturnValue:
    return _list(current_actor(), None)


@bp.get("/meetings/<slug>")
@for_signed_in
def of_group(slug: str) -> ResponseReturnValue:
    actor = current_actor()
    return _list(actor, queries.group_with_meetings_for(actor, slug))


def _list(actor: Actor, group: WorkingGroup | None) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int)
    found = meetings.meetings_page(page, queries.minutes_visible_to(actor), group.id if group else None)
    readable = {meeting.id for meeting, _ in found.rows if policy.can_read_minutes(actor, meeting)}
    may_draft = group is not None and may(actor, group.id, *DRAFTERS)
    known = groups_for(actor)
    groups = [] if group else known
    return render_template(
        "meetings/index.html", group=group, groups=groups, found=found, readable=readable, may_draft=may_draft,
        knows_register=group in known,
    )  # fmt: skip
