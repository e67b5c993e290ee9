"""Pages of the minutes: the preview, and the document to download."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import clock_time
from tracker.core.errors import NotFound
from tracker.core.i18n import LANGUAGES, Language
from tracker.core.web import reader_language
from tracker.docx.layouts import Layout
from tracker.docx.writer import write
from tracker.files.downloads import download as handed_out
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft, can_see_draft
from tracker.minutes import (
    outline,
    policy,
    queries,
    queries_answers,
    queries_circulation,
    queries_distribution,
    queries_history,
    queries_signing,
)
from tracker.register import queries as register

bp = Blueprint("minutes", __name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/meetings/<slug>/<path:address>")
@for_signed_in
def show(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = queries.meeting_for(actor, slug, address)
    if not policy.can_read_minutes(actor, meeting):
        return render_template(
            "minutes/plan.html",
            meeting=meeting,
            agenda=register.agenda(meeting, drafts=False),
            reason=queries.last_reason(meeting),
            clock_time=clock_time,
        )
    return render_template(
        "minutes/show.html",
        meeting=meeting,
        outline=outline.current(meeting),
        may_draft=can_draft(actor, meeting),
        sees_draft=can_see_draft(actor, meeting),
        shown=_shown_languages(),
        scan=queries.signed_scan(meeting.id),
        circulation=queries_circulation.aside(actor, meeting),
        signing=queries_signing.aside(actor, meeting),
        answers=queries_answers.aside(actor, meeting),
        history=queries_history.aside(actor, meeting),
        distribution=queries_distribution.aside(actor, meeting),
        layouts={
            Layout.LAO_THEN_ENGLISH: Bilingual.said("Lao, then English"),
            Layout.SIDE_BY_SIDE: Bilingual.said("Lao and English side by side"),
            Layout.LAO: Bilingual.said("Lao only"),
            Layout.ENGLISH: Bilingual.said("English only"),
        },
    )


@bp.get("/meetings/<slug>/<path:address>/minutes.docx")
@for_signed_in
def download(slug: str, address: str) -> ResponseReturnValue:
    meeting = _readable(current_actor(), slug, address)
    asked = request.args.get("layout", Layout.LAO_THEN_ENGLISH)
    if asked not in list(Layout):
        raise NotFound(Bilingual.said("There is no layout %(layout)s.", layout=asked))
    made = write(outline.current(meeting), Layout(asked), at=clock.now())
    name = f"{meeting.reference}-{asked}-{meeting.record}.docx"
    return send_file(BytesIO(made), mimetype=WORD, as_attachment=True, download_name=name)


@bp.get("/meetings/<slug>/<path:address>/scan")
@for_signed_in
def scan(slug: str, address: str) -> ResponseReturnValue:
    file = queries.signed_scan(_readable(current_actor(), slug, address).id)
    if file is None:
        raise NotFound(Bilingual.said("No signed scan is kept with these minutes."))
    return handed_out(file)


def _readable(actor: Actor, slug: str, address: str) -> Meeting:
    meeting = queries.meeting_for(actor, slug, address)
    if not policy.can_read_minutes(actor, meeting):
        raise NotFound(Bilingual.said("The minutes of this meeting are not circulated yet."))
    return meeting


def _shown_languages() -> tuple[Language, ...]:
    """The languages of the preview: one of them, or both; at first the reader's."""
    asked = request.args.get("text")
    if asked == "both":
        return LANGUAGES
    return tuple(language for language in LANGUAGES if language == asked) or (reader_language(),)
