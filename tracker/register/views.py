"""The page of a group's standing register."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, may
from tracker.access.routes import for_signed_in
from tracker.core import clock
from tracker.groups.queries import group_for
from tracker.register import policy, words
from tracker.register.page import Mark, register_page

bp = Blueprint("register", __name__)


@bp.get("/groups/<slug>/register")
@for_signed_in
def show(slug: str) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    group = group_for(actor, slug)
    asked = request.args.get("mark", "")
    found = register_page(
        group,
        today,
        mark=Mark(asked) if asked in list(Mark) else None,
        page=request.args.get("page", 1, type=int),
        drafts=policy.sees_drafts(actor, group.id),
    )
    return render_template(
        "register/show.html",
        group=group,
        found=found,
        today=today,
        words=words,
        may_draft=may(actor, group.id, *DRAFTERS),
        reads_all=policy.reads_minutes_of_all(actor),
    )
