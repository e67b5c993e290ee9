"""Pages of meetings."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.routes import for_everybody
from tracker.meetings import queries

bp = Blueprint("meetings", __name__)


@bp.get("/")
@for_everybody
def home() -> ResponseReturnValue:
    return redirect(url_for("meetings.index"))


@bp.get("/meetings")
@for_everybody
def index() -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int)
    return render_template("meetings/index.html", group=None, found=queries.meetings_page(page))


@bp.get("/meetings/<slug>")
@for_everybody
def of_group(slug: str) -> ResponseReturnValue:
    group = queries.group_by_slug(slug)
    page = request.args.get("page", 1, type=int)
    return render_template("meetings/index.html", group=group, found=queries.meetings_page(page, slug))
