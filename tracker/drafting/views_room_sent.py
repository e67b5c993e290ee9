"""How the room answers what its forms send: each is done once, and told to a script or shown in the room."""

import json
from collections.abc import Callable, Mapping

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import MOST_LETTERS, TextConflict, too_long
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.core.forms import TrackerForm
from tracker.core.web import wants_data
from tracker.drafting.queries_room import draft_for
from tracker.drafting.views_room import page

Told = Mapping[str, int | str | None]


def sound_form() -> TrackerForm:
    form = TrackerForm()
    if not form.validate_on_submit():
        raise Refused(Bilingual.said("The address or the form was not understood. Go back and try again."))
    if any(len(value) > MOST_LETTERS for value in request.form.values()):
        raise Refused(too_long())
    return form


def once(form: TrackerForm, actor: Actor, act: Callable[[], Told]) -> Told:
    with transaction():
        kept = form.once(actor.who, lambda: json.dumps(act()))
    told: Told = json.loads(kept)
    return told


def done(meeting_id: int, told: Told, section: str = "") -> ResponseReturnValue:
    entry_id = told.get("entry")
    if wants_data():
        return jsonify(saved=f"{clock.at_office(clock.now()):%H:%M}", section=section, **told)
    meeting = draft_for(current_actor(), meeting_id)
    anchor = f"entry-{entry_id}" if entry_id else "sheet"
    return redirect(url_for("drafting.room", slug=meeting.group.slug, address=meeting.address, _anchor=anchor))


def refused_in_room(
    refused: Refused, meeting_id: int, entry_id: int | None = None, review: str = ""
) -> ResponseReturnValue:
    if wants_data() or isinstance(refused, NotFound | Forbidden):
        raise refused
    session.rollback()
    actor, typed = current_actor(), {**request.form}
    if isinstance(refused, TextConflict):  # sent again, what was typed takes the place of what stands there now
        typed |= {f"base_{each.field}_{each.language}": each.theirs for each in refused.collisions}
    meeting = draft_for(actor, meeting_id)
    return page(meeting, actor, open_id=entry_id, open_review=review, typed=typed, refused=refused), refused.status
