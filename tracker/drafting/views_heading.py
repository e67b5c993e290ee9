"""The page on which the head and the foot of a draft are written: place and time, sentences, signatures."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import TextConflict
from tracker.core.web import reader_language
from tracker.drafting.forms_heading import HeadingForm
from tracker.drafting.queries_room import draft_for
from tracker.meetings import policy, services
from tracker.meetings.models import Meeting
from tracker.meetings.services import TEXTS
from tracker.minutes import sentences
from tracker.minutes.queries import meeting_for, record_of
from tracker.organisations.queries_people import people_choices

bp = Blueprint("heading", __name__)


@bp.route("/meetings/<slug>/<path:address>/heading", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS, Role.TRANSLATOR)
def edit(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = record_of(draft_for(actor, meeting_for(actor, slug, address).id).id).meeting
    shown = _sentences(meeting)
    form = HeadingForm(data=_values(meeting, shown))
    form.people(list(people_choices(reader_language())))
    if not form.is_submitted():
        form.remember(meeting)
    meeting_id, on = meeting.id, url_for("drafting.room", slug=slug, address=address, _anchor="sheet")
    if form.validate_on_submit():
        with form.attempt():
            try:
                with transaction():
                    return redirect(form.once(actor.who, lambda: _saved(meeting_id, form, shown, actor, on)))
            except TextConflict as conflict:
                session.rollback()
                form.rebase(conflict, record_of(meeting_id).meeting)
                raise
    meeting = record_of(meeting_id).meeting
    may_draft = policy.can_draft(actor, meeting)
    return render_template("drafting/heading.html", meeting=meeting, form=form, may_draft=may_draft), form.status


def _saved(meeting_id: int, form: HeadingForm, shown: dict[str, Bilingual], actor: Actor, on: str) -> str:
    at = clock.now()
    meeting = services.revise_meeting(meeting_id, form.revision(shown), by=actor, at=at)
    if policy.can_draft(actor, meeting) and form.signs_anew():
        services.revise_signatures(meeting.id, form.signing(), by=actor, at=at)
    return on


def _sentences(meeting: Meeting) -> dict[str, Bilingual]:
    """The three sentences as they read now: composed, or in somebody's words."""
    return {
        "opening": sentences.opening(meeting),
        "participants": sentences.participants(meeting),
        "closing": sentences.closing(meeting),
    }


def _values(meeting: Meeting, shown: dict[str, Bilingual]) -> dict[str, Any]:
    values = {name: getattr(meeting, name) for name in (*TEXTS, *services.FACTS)}
    blocks = [{"role": each.role, "unit": each.unit, "person_id": each.person_id} for each in meeting.signatures]
    return {**values, **shown, "signatures": blocks}
