from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor
from tracker.access.current import current_actor
from tracker.access.routes import for_signed_in
from tracker.core.bilingual import Bilingual
from tracker.core.errors import NotFound
from tracker.docx.outline import Outline
from tracker.docx.outline_json import from_data
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_see_draft
from tracker.minutes import outline, queries, queries_history, words
from tracker.minutes.comparison import compare
from tracker.minutes.models import Version
from tracker.minutes.queries_history import Told
from tracker.minutes.views import readable, shown_languages

bp = Blueprint("versions", __name__)
DRAFT = "draft"


@bp.get("/meetings/<slug>/<path:address>/versions")
@for_signed_in
def index(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = readable(actor, slug, address)
    return render_template(
        "minutes/versions.html",
        meeting=meeting,
        told=queries_history.history(actor, meeting),
        translations=queries_history.translations(actor, meeting),
        called=words.language,
        sees_draft=can_see_draft(actor, meeting),
    )


@bp.get("/meetings/<slug>/<path:address>/versions/<int:number>")
@for_signed_in
def show(slug: str, address: str, number: int) -> ResponseReturnValue:
    actor = current_actor()
    meeting = readable(actor, slug, address)
    version = queries_history.version_at(actor, meeting, number)
    told = queries_history.history(actor, meeting)
    return render_template(
        "minutes/version.html",
        meeting=meeting,
        frozen=version,
        outline=from_data(version.outline),
        shown=shown_languages(),
        told=[each for each in told if each.version.number == number],
        newer=_newer(told, number),
        called=words.language,
    )


@bp.get("/meetings/<slug>/<path:address>/versions/<int:number>/differences")
@for_signed_in
def differences(slug: str, address: str, number: int) -> ResponseReturnValue:
    actor = current_actor()
    meeting = readable(actor, slug, address)
    version = queries_history.version_at(actor, meeting, number)
    told = queries_history.history(actor, meeting)
    numbers = sorted({each.version.number for each in told})
    asked = request.args.get("against", "")
    old, new, against = _pair(actor, meeting, version, asked, numbers)
    return render_template(
        "minutes/differences.html",
        meeting=meeting,
        frozen=version,
        numbers=numbers,
        against=against,
        groups=compare(old, new) if old else (),
        sees_draft=can_see_draft(actor, meeting),
    )


def _pair(
    actor: Actor, meeting: Meeting, version: Version, asked: str, numbers: list[int]
) -> tuple[Outline | None, Outline, int | str | None]:
    """What is compared, the older one first; the working text is always the newer one."""
    frozen = from_data(version.outline)
    if asked == DRAFT:
        if not can_see_draft(actor, meeting):
            raise NotFound(Bilingual.said("The text that is worked on is open to those who write it."))
        return frozen, outline.build(queries.record_of(meeting.id)), DRAFT
    earlier = [each for each in numbers if each < version.number]
    if asked and asked not in map(str, numbers):
        raise NotFound(Bilingual.said("These minutes have no version %(number)s.", number=asked[:20]))
    against = int(asked) if asked else max(earlier, default=None)
    if against is None or against == version.number:
        return None, frozen, None
    other = from_data(queries_history.version_at(actor, meeting, against).outline)
    return (other, frozen, against) if against < version.number else (frozen, other, against)


def _newer(told: tuple[Told, ...], number: int) -> Version | None:
    """The version that is read instead of this one, where there is one."""
    return next((each.version for each in told if each.is_current and each.version.number > number), None)
