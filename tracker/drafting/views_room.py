"""The drafting room: the page, its parts as its scripts ask for them one by one, and what they look at."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from flask import Blueprint, current_app, jsonify, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS
from tracker.access.routes import for_everybody, for_roles
from tracker.core import clock, dates
from tracker.core.bilingual import Bilingual
from tracker.core.edits import TextConflict
from tracker.core.errors import NotFound, Refused
from tracker.core.forms import fresh_key
from tracker.core.i18n import Language, language_or
from tracker.core.web import moment, reader_language
from tracker.drafting import changes, names, quick_line
from tracker.drafting.missing import still_missing
from tracker.drafting.queries_room import day_of, draft_for, entry_for, fragment_of, revision_for
from tracker.drafting.room import line_of, sheet_of
from tracker.groups import queries as groups
from tracker.meetings.kinds import Section
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft
from tracker.minutes.queries import meeting_for

bp = Blueprint("drafting", __name__)
WRITERS = (Role.ADMINISTRATOR, *DRAFTERS, Role.TRANSLATOR)
LONGEST_READ = 2000  # letters of a line that are read while it is typed
MOST_PARTS = 60
NOTHING: Mapping[str, str] = MappingProxyType({})


@bp.get("/meetings/<slug>/<path:address>/room")
@for_roles(*WRITERS)
def room(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = draft_for(actor, meeting_for(actor, slug, address).id)
    return page(meeting, actor, open_id=request.args.get("entry", type=int), open_review=request.args.get("review", ""))


def page(
    meeting: Meeting, actor: Actor, *, open_id: int | None = None, open_review: str = "",
    typed: Mapping[str, str] = NOTHING, refused: Refused | None = None,
) -> str:  # fmt: skip
    """The whole room; where something was refused that no script had sent, with the reason and with what was typed."""
    sheet = sheet_of(meeting.id, shown_language(), actor=actor, open_id=open_id, open_review=open_review)
    known = names.parties()
    last = changes.last_change(meeting.id)
    return render_template(
        "drafting/room.html",
        room=sheet,
        gaps=still_missing(meeting.id),
        room_address="",
        meeting=meeting,
        may_draft=can_draft(actor, meeting),
        deleted=changes.deleted(meeting.id),
        last=last if last and last.actor != actor.label else None,
        last_at=_when(last.at) if last else "",
        parties=sorted(called[reader_language()] for called in known.called.values()),
        documents=sorted({document.called.en for _, document in known.documents}),
        fresh_key=fresh_key,
        typed=typed,
        refused=refused,
        collisions=refused.collisions if isinstance(refused, TextConflict) else (),
    )


def _when(at: datetime) -> str:
    """The time of today, or day and time."""
    local = clock.at_office(at)
    return f"{local:%H:%M}" if local.date() == clock.today() else moment(at)


@bp.get("/room/entries/<int:entry_id>")
@for_roles(*WRITERS)
def closed_entry(entry_id: int) -> ResponseReturnValue:
    return _entry(entry_id, is_open=False)


@bp.get("/room/entries/<int:entry_id>/open")
@for_roles(*WRITERS)
def open_entry(entry_id: int) -> ResponseReturnValue:
    return _entry(entry_id, is_open=True)


def _entry(entry_id: int, *, is_open: bool) -> ResponseReturnValue:
    actor = current_actor()
    entry = entry_for(actor, entry_id)
    if entry.deleted_at is not None:
        raise NotFound(Bilingual.said("There is no such point."))
    line = line_of(entry, shown_language(), is_open=is_open)
    room = fragment_of(entry.meeting, actor, shown_language(), open_id=entry_id if is_open else None)
    return render_template("drafting/entry.html", line=line, room=room, fresh_key=fresh_key)


@bp.get("/room/<int:meeting_id>/read/<section>")
@for_roles(*WRITERS)
def read_line(meeting_id: int, section: str) -> ResponseReturnValue:
    day = day_of(current_actor(), meeting_id)
    typed = request.args.get("line", "")[:LONGEST_READ]
    if section not in list(Section) or not typed.strip():
        return ""
    ignored = [words for words in not_meant(request.args) if words in typed]
    line = quick_line.read(
        typed, Section(section), names.parties(), day.held_on, groups.days_off(day.group_id), ignored
    )  # fmt: skip
    windows = (line.deadline.window, *line.deadline.alternatives) if line.deadline else ()
    told = [dates.window(each.from_, each.by, reader_language()) for each in windows]
    return render_template("drafting/read.html", line=line, ignored=ignored, windows=told, section=section)


def not_meant(sent: MultiDict[str, str]) -> list[str]:
    """The words that were shown as recognised, and that the writer has unticked."""
    meant = set(sent.getlist("means"))
    return [words for words in dict.fromkeys(sent.getlist("seen")[:MOST_PARTS]) if words not in meant]


@bp.get("/room/<int:meeting_id>/missing")
@for_roles(*WRITERS)
def missing(meeting_id: int) -> ResponseReturnValue:
    actor = current_actor()
    meeting = draft_for(actor, meeting_id)
    return render_template(
        "drafting/_missing.html", gaps=still_missing(meeting_id), room_address="", meeting=meeting,
        may_draft=can_draft(actor, meeting),
    )  # fmt: skip


@bp.get("/room/<int:meeting_id>/now")
@for_roles(*WRITERS)
def now(meeting_id: int) -> ResponseReturnValue:
    return jsonify(revision=revision_for(current_actor(), meeting_id))


@bp.get("/room/token")
@for_roles(*WRITERS)
def token() -> ResponseReturnValue:
    """For a room that was opened under an earlier sign-in of the same account."""
    return jsonify(account=current_actor().account_id, csrf=generate_csrf())


@bp.get("/worker.js")
@for_everybody
def worker() -> ResponseReturnValue:
    """The service worker stands at the root, because it may only look after what stands below it."""
    response = send_from_directory(current_app.static_folder or "", "worker.js", mimetype="text/javascript")
    response.cache_control.no_cache = True
    return response


def shown_language() -> Language:
    """The language in which the sheet is shown: the one that was asked for, else the reader's."""
    return language_or(request.args.get("text"), reader_language())
