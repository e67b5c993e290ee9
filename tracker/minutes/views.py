"""Pages of the minutes: the preview, and the document to download."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from tracker.access.routes import for_everybody
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.errors import NotFound
from tracker.core.i18n import LANGUAGES, Language
from tracker.core.web import reader_language
from tracker.docx.layouts import Layout
from tracker.docx.writer import write
from tracker.meetings.queries import meeting_at
from tracker.minutes import outline

bp = Blueprint("minutes", __name__)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/meetings/<slug>/<path:address>")
@for_everybody
def show(slug: str, address: str) -> ResponseReturnValue:
    meeting = meeting_at(slug, address)
    return render_template(
        "minutes/show.html",
        meeting=meeting,
        outline=outline.current(meeting),
        shown=_shown_languages(),
        layouts={
            Layout.LAO_THEN_ENGLISH: Bilingual.said("Lao, then English"),
            Layout.SIDE_BY_SIDE: Bilingual.said("Lao and English side by side"),
            Layout.LAO: Bilingual.said("Lao only"),
            Layout.ENGLISH: Bilingual.said("English only"),
        },
    )


@bp.get("/meetings/<slug>/<path:address>/minutes.docx")
@for_everybody
def download(slug: str, address: str) -> ResponseReturnValue:
    meeting = meeting_at(slug, address)
    asked = request.args.get("layout", Layout.LAO_THEN_ENGLISH)
    if asked not in list(Layout):
        raise NotFound(Bilingual.said("There is no layout %(layout)s.", layout=asked))
    made = write(outline.current(meeting), Layout(asked), at=clock.now())
    name = f"{meeting.reference}-{asked}-{meeting.record}.docx"
    return send_file(BytesIO(made), mimetype=WORD, as_attachment=True, download_name=name)


def _shown_languages() -> tuple[Language, ...]:
    """The languages of the preview: one of them, or both; at first the reader's."""
    asked = request.args.get("text")
    if asked == "both":
        return LANGUAGES
    return tuple(language for language in LANGUAGES if language == asked) or (reader_language(),)
