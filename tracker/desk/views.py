"""The first screen of each role: what waits for whoever has signed in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.access.routes import for_signed_in

bp = Blueprint("desk", __name__)


@bp.get("/")
@for_signed_in
def show() -> ResponseReturnValue:
    return render_template("desk/show.html")
