"""What the drafting room sends: new lines, changed entries, their order. Each is done once, however often it comes."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import transaction
from tracker.core.errors import NotFound, Refused
from tracker.core.forms import TrackerForm, fresh_key
from tracker.core.i18n import LANGUAGES
from tracker.core.web import tell, wants_data
from tracker.drafting import attendance, attendance_line, entries, entries_order, entries_revision, names, quick_line
from tracker.drafting.entry_edit import EntryEdit
from tracker.drafting.queries_room import draft_for, entry_for, fragment_of, known_names, points_of
from tracker.drafting.quick_line import QuickLine
from tracker.drafting.room import line_of, new_line
from tracker.drafting.views_room import WRITERS, shown_language
from tracker.meetings.models import Entry, Meeting, Section
from tracker.organisations import services as organisations
from tracker.organisations.facts import OrganisationFacts

bp = Blueprint("entries", __name__)
EDITORS = (Role.ADMINISTRATOR, *DRAFTERS)
LONGEST_LINE = 20_000
VERBS: dict[str, Callable[[int, Actor], Entry]] = {
    "up": lambda entry_id, actor: entries_order.move(entry_id, "up", by=actor, at=clock.now()),
    "down": lambda entry_id, actor: entries_order.move(entry_id, "down", by=actor, at=clock.now()),
    "nest": lambda entry_id, actor: entries_order.nest(entry_id, by=actor, at=clock.now()),
    "lift": lambda entry_id, actor: entries_order.lift(entry_id, by=actor, at=clock.now()),
    "delete": lambda entry_id, actor: entries_order.delete(entry_id, by=actor, at=clock.now()),
    "restore": lambda entry_id, actor: entries_order.restore(entry_id, by=actor, at=clock.now()),
}


@bp.post("/room/<int:meeting_id>/add")
@for_roles(*EDITORS)
def add(meeting_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), _sound_form()
    meeting = draft_for(actor, meeting_id)
    section, typed = request.form.get("section", ""), request.form.get("line", "")
    if len(typed) > LONGEST_LINE:
        raise Refused(Bilingual.said("A text may have %(most)s characters at the most.", most=LONGEST_LINE))
    if section == "attendance":
        with transaction():
            form.once(actor.who, lambda: _attended(meeting_id, typed, actor))
        return _done(draft_for(actor, meeting_id))
    if section not in list(Section):
        raise Refused(Bilingual.said("The minutes have no such section."))
    with transaction():
        key = form.once(actor.who, lambda: _added(meeting, Section(section), typed, actor))
    entry = entry_for(actor, int(key))
    return _done(entry.meeting, entry, html=_row(entry, actor, is_new=True), section=section)


def _attended(meeting_id: int, typed: str, actor: Actor) -> str:
    line = attendance_line.read(typed, names.parties(), names.people())
    return str(attendance.add(meeting_id, line, by=actor, at=clock.now()).id)


def _added(meeting: Meeting, section: Section, typed: str, actor: Actor) -> str:
    for name in request.form.getlist("create")[:20]:
        organisations.add_organisation(OrganisationFacts(short_name=name), by=actor, at=clock.now())
    seen, meant = set(request.form.getlist("seen")), set(request.form.getlist("means"))
    off = names.days_off(meeting.group_id)
    line = quick_line.read(typed, section, names.parties(), meeting.held_on, off, tuple(seen - meant))
    added = entries.add(meeting.id, _chosen(line), days_off=tuple(off), by=actor, at=clock.now())
    return str(added.id)


def _chosen(line: QuickLine) -> QuickLine:
    """The line with the window that the writer chose, where its words can be read in more than one way."""
    choice = request.form.get("window", "")
    if line.deadline and choice.isdigit() and 0 < int(choice) <= len(line.deadline.alternatives):
        return replace(line, deadline=replace(line.deadline, window=line.deadline.alternatives[int(choice) - 1]))
    return line


@bp.post("/room/entries/<int:entry_id>/revise")
@for_roles(*WRITERS)
def revise(entry_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), _sound_form()
    entry = entry_for(actor, entry_id)
    typed = {name: value for name, value in request.form.items() if len(value) <= LONGEST_LINE}
    if len(typed) < len(request.form):
        raise Refused(Bilingual.said("A text may have %(most)s characters at the most.", most=LONGEST_LINE))
    off = names.days_off(entry.meeting.group_id)
    known = replace(known_names(), points=points_of(entry.meeting))
    revision = EntryEdit(typed, known, entry, entries_revision.action_of(entry)).revision()
    with transaction():
        form.once(
            actor.who,
            lambda: str(entries_revision.revise(entry_id, revision, days_off=off, by=actor, at=clock.now()).id),
        )
    entry = entry_for(actor, entry_id)
    kept = {name: value for name, value in typed.items() if not name.startswith("base_")}
    texts = {"text": entry.text, "disposition_remark": entry.disposition_remark}
    base = {f"{name}_{side}": text[side] for name, text in texts.items() for side in LANGUAGES}
    return _done(entry.meeting, entry, html=_row(entry, actor), base={**kept, **base})


@bp.post("/room/entries/<int:entry_id>/<verb>")
@for_roles(*EDITORS)
def act(entry_id: int, verb: str) -> ResponseReturnValue:
    actor, form = current_actor(), _sound_form()
    entry_for(actor, entry_id)
    if verb not in VERBS:
        raise NotFound(Bilingual.said("There is no such point."))
    with transaction():
        form.once(actor.who, lambda: str(VERBS[verb](entry_id, actor).id))
    entry = entry_for(actor, entry_id)
    if verb == "delete" and not wants_data():
        tell(Bilingual.said("Deleted. It can be brought back at the foot of the page while this is a draft."))
    return _done(entry.meeting, entry)


def _sound_form() -> TrackerForm:
    """The request key of what was sent; what it says is read where it is used."""
    form = TrackerForm()
    if not form.validate_on_submit():
        raise Refused(Bilingual.said("The address or the form was not understood. Go back and try again."))
    return form


def _row(entry: Entry, actor: Actor, *, is_new: bool = False) -> str:
    if not wants_data():
        return ""
    language = shown_language()
    line = new_line(entry, language) if is_new else line_of(entry, language, is_open=False)
    return render_template(
        "drafting/entry.html", line=line, room=fragment_of(entry.meeting, actor, language), fresh_key=fresh_key
    )


def _done(meeting: Meeting, entry: Entry | None = None, **more: object) -> ResponseReturnValue:
    """What a script of the room needs to go on, or the room itself where there is no script."""
    if wants_data():
        at = f"{clock.wall(clock.now()):%H:%M}"
        parent = f"entry-{entry.parent_id}" if entry and entry.parent_id else None
        return jsonify(revision=meeting.revision, saved=at, parent=parent, **more)
    anchor = f"entry-{entry.id}" if entry and entry.deleted_at is None else "sheet"
    return redirect(url_for("drafting.room", slug=meeting.group.slug, address=meeting.address, _anchor=anchor))
