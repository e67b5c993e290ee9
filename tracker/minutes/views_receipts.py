from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.access.current import current_actor
from tracker.access.policy import require
from tracker.access.routes import for_signed_in
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.db import transaction
from tracker.core.forms import TrackerForm, fresh_key
from tracker.core.web import reader_language, tell
from tracker.meetings.models import Meeting
from tracker.minutes import acknowledging, not_received
from tracker.minutes.queries import meeting_for
from tracker.minutes.queries_history import version_for
from tracker.minutes.queries_recipients import deliveries_to

bp = Blueprint("receipts", __name__)
bp.add_app_template_global(fresh_key, "fresh_key")


@bp.post("/minutes/<int:version_id>/received")
@for_signed_in
def received(version_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), TrackerForm()
    version = version_for(actor, version_id)
    require(bool(deliveries_to(actor, version)))
    back = _page(version.meeting)

    def act() -> str:
        acknowledging.receive(version_id, by=actor, at=clock.now())
        tell(Bilingual.said("Thank you. It is noted that you have received the minutes."))
        return back

    with transaction():
        return redirect(form.once(actor.who, act))


@bp.post("/minutes/<int:version_id>/opened")
@for_signed_in
def opened(version_id: int) -> ResponseReturnValue:
    actor = current_actor()
    version_for(actor, version_id)
    with transaction():
        acknowledging.note_opened(version_id, by=actor, at=clock.now())
    return "", 204


@bp.post("/meetings/<slug>/<path:address>/not-received")
@for_signed_in
def say_not_received(slug: str, address: str) -> ResponseReturnValue:
    actor, form = current_actor(), TrackerForm()
    meeting = meeting_for(actor, slug, address)
    meeting_id, back = meeting.id, _page(meeting)

    def act() -> str:
        said, is_new = not_received.say_not_received(meeting_id, by=actor, at=clock.now())
        name = said.organisation.called[reader_language()]
        if is_new:
            tell(Bilingual.said("It is noted that %(organisation)s has not received the minutes.", organisation=name))
        else:
            tell(
                Bilingual.said(
                    "It is noted since %(date)s that %(organisation)s has not received the minutes.",
                    organisation=name, date=short_date(clock.day_of(said.at)),
                )
            )  # fmt: skip
        return back

    with transaction():
        return redirect(form.once(actor.who, act))


def _page(meeting: Meeting) -> str:
    return url_for("minutes.show", slug=meeting.group.slug, address=meeting.address)
