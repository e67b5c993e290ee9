"""Pages of the minutes: the preview, and the document to download."""

from flask import Blueprint, Response, render_template, request
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
from tracker.files.downloads import as_download
from tracker.files.downloads import download as handed_out
from tracker.files.kinds import MEDIA_TYPES
from tracker.meetings.kinds import RecordState
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
    words,
)
from tracker.minutes.handing_out import file_for
from tracker.minutes.versions import layouts_for
from tracker.register import queries as register

bp = Blueprint("minutes", __name__)


@bp.get("/meetings/<slug>/<path:address>")
@for_signed_in
def show(slug: str, address: str) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    meeting = queries.meeting_for(actor, slug, address)
    if not policy.can_read_minutes(actor, meeting):
        return render_template(
            "minutes/plan.html",
            meeting=meeting,
            agenda=register.agenda(meeting, drafts=False),
            reason=queries.last_reason(meeting),
            distribution=queries_distribution.aside(actor, meeting),
            clock_time=clock_time,
        )
    return render_template(
        "minutes/show.html",
        meeting=meeting,
        outline=outline.current(meeting),
        may_draft=can_draft(actor, meeting),
        sees_draft=can_see_draft(actor, meeting),
        shown=shown_languages(),
        scan=queries.signed_scan(meeting.id),
        circulation=queries_circulation.aside(actor, meeting),
        signing=queries_signing.aside(actor, meeting, today),
        answers=queries_answers.aside(actor, meeting, today),
        history=queries_history.aside(actor, meeting),
        distribution=queries_distribution.aside(actor, meeting),
        papers=queries_history.read_papers(meeting),
        called=words.language,
    )


@bp.get("/meetings/<slug>/<path:address>/minutes.docx")
@for_signed_in
def download(slug: str, address: str) -> ResponseReturnValue:
    return _as_read(readable(current_actor(), slug, address), ".docx")


@bp.get("/meetings/<slug>/<path:address>/minutes.pdf")
@for_signed_in
def pdf(slug: str, address: str) -> ResponseReturnValue:
    return _as_read(readable(current_actor(), slug, address), ".pdf")


@bp.get("/minutes/<int:version_id>/<layout>.<any(docx, pdf):suffix>")
@for_signed_in
def version_file(version_id: int, layout: str, suffix: str) -> ResponseReturnValue:
    version = queries_history.version_for(current_actor(), version_id)
    data, name = file_for(version, layout, f".{suffix}")
    return as_download(data, name, MEDIA_TYPES[f".{suffix}"])


@bp.get("/meetings/<slug>/<path:address>/scan")
@for_signed_in
def scan(slug: str, address: str) -> ResponseReturnValue:
    file = queries.signed_scan(readable(current_actor(), slug, address).id)
    if file is None:
        raise NotFound(Bilingual.said("No signed scan is kept with these minutes."))
    return handed_out(file)


def _as_read(meeting: Meeting, suffix: str) -> Response:
    """The file of what is read now: as it was kept, and of a draft as it stands at this moment."""
    version = queries.read_version(meeting.id) if meeting.record != RecordState.DRAFT else None
    official = layouts_for(version.whole_in)[0] if version else Layout.LAO_THEN_ENGLISH
    asked = request.args.get("layout", official)
    if asked not in list(Layout):
        raise NotFound(Bilingual.said("There is no layout %(layout)s.", layout=asked))
    if version:
        data, name = file_for(version, asked, suffix)
    elif suffix == ".docx":
        data = write(outline.current(meeting), Layout(asked), at=clock.now())
        name = f"{meeting.reference}-{asked}-{meeting.record}.docx"
    else:
        raise NotFound(Bilingual.said("A draft is handed out as Word."))
    return as_download(data, name, MEDIA_TYPES[suffix])


def readable(actor: Actor, slug: str, address: str) -> Meeting:
    meeting = queries.meeting_for(actor, slug, address)
    if not policy.can_read_minutes(actor, meeting):
        raise NotFound(Bilingual.said("The minutes of this meeting are not circulated yet."))
    return meeting


def shown_languages() -> tuple[Language, ...]:
    """The languages of the preview: one of them, or both; at first the reader's."""
    asked = request.args.get("text")
    if asked == "both":
        return LANGUAGES
    return tuple(language for language in LANGUAGES if language == asked) or (reader_language(),)
