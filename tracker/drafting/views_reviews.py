"""The review of older items in the drafting room: a verdict and its remark changed in place, or taken as proposed."""

from collections.abc import Callable

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.errors import NotFound, Refused
from tracker.core.forms import fresh_key
from tracker.drafting import reviews
from tracker.drafting.queries_room import draft_for, fragment_of, revision_of
from tracker.drafting.review_edit import review_edit
from tracker.drafting.room_reviews import ReviewRow
from tracker.drafting.views_entries import EDITORS
from tracker.drafting.views_room import WRITERS, shown_language
from tracker.drafting.views_room_sent import Told, done, once, refused_in_room, sound_form
from tracker.register.review import one_under_review

bp = Blueprint("reviews", __name__)


@bp.get("/room/<int:meeting_id>/reviews/<item>")
@for_roles(*WRITERS)
def closed_review(meeting_id: int, item: str) -> ResponseReturnValue:
    return _row(meeting_id, item, open_review="")


@bp.get("/room/<int:meeting_id>/reviews/<item>/open")
@for_roles(*WRITERS)
def open_review(meeting_id: int, item: str) -> ResponseReturnValue:
    return _row(meeting_id, item, open_review=item)


def _row(meeting_id: int, item: str, *, open_review: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = draft_for(actor, meeting_id)
    found = one_under_review(meeting, item)
    if found is None:
        raise NotFound(Bilingual.said("The meeting does not look back on this item."))
    room = fragment_of(meeting, actor, shown_language(), open_review=open_review)
    return render_template("drafting/review.html", row=ReviewRow(found), room=room, fresh_key=fresh_key)


@bp.post("/room/<int:meeting_id>/reviews/<item>/revise")
@for_roles(*EDITORS)
def revise(meeting_id: int, item: str) -> ResponseReturnValue:
    return _sent(
        meeting_id,
        item,
        lambda actor: reviews.revise_verdict(meeting_id, item, review_edit(request.form), by=actor, at=clock.now()),
    )


@bp.post("/room/<int:meeting_id>/reviews/<item>/take")
@for_roles(*EDITORS)
def take(meeting_id: int, item: str) -> ResponseReturnValue:
    return _sent(meeting_id, item, lambda actor: reviews.take_proposed(meeting_id, item, by=actor, at=clock.now()))


@bp.post("/room/<int:meeting_id>/reviews/<item>/follow")
@for_roles(*EDITORS)
def follow(meeting_id: int, item: str) -> ResponseReturnValue:
    return _sent(meeting_id, item, lambda actor: reviews.follow_proposed(meeting_id, item, by=actor, at=clock.now()))


@bp.post("/room/<int:meeting_id>/reviews/take")
@for_roles(*EDITORS)
def take_all(meeting_id: int) -> ResponseReturnValue:
    mark = request.form.get("mark", "")
    return _sent(meeting_id, "", lambda actor: reviews.take_all_proposed(meeting_id, mark, by=actor, at=clock.now()))


def _sent(meeting_id: int, item: str, act: Callable[[Actor], object]) -> ResponseReturnValue:
    actor = current_actor()
    draft_for(actor, meeting_id)

    def done_now() -> Told:
        act(actor)
        return {"revision": revision_of(meeting_id), "entry": item or None}

    try:
        return done(meeting_id, once(sound_form(), actor, done_now))
    except Refused as refused:
        return refused_in_room(refused, meeting_id, review=item)
