"""The first screen of each role: what waits for whoever has signed in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.actions import words
from tracker.core import clock
from tracker.core.dates import weekday_date as weekday
from tracker.core.forms import fresh_key
from tracker.desk.queries import desk_of

bp = Blueprint("desk", __name__)


@bp.get("/")
@for_signed_in
def show() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    desk = desk_of(actor, today)
    return render_template(
        "desk/show.html", desk=desk, actor=actor, today=today, fresh_key=fresh_key, text_of=words.text_of,
        window_words=words.dates_words, weekday=weekday, day_of=clock.day_of,
    )  # fmt: skip
