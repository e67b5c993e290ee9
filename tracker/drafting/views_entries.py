"""What the drafting room sends: new lines, changed entries, their order. Each is done once, however often it comes."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.edits import MOST_LETTERS, TextConflict, too_long
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.core.forms import TrackerForm
from tracker.core.web import tell, wants_data
from tracker.drafting import attendance, attendance_line, entries, entries_order, entries_revision, names, quick_line
from tracker.drafting.entries_revision import Revision
from tracker.drafting.entry_edit import EntryEdit
from tracker.drafting.queries_room import Day, day_of, draft_for, entry_for, known_names, revision_of
from tracker.drafting.quick_line import QuickLine
from tracker.drafting.views_room import WRITERS, not_meant, page
from tracker.groups import queries as groups
from tracker.meetings.kinds import Section
from tracker.meetings.models import Entry
from tracker.organisations import services as organisations
from tracker.organisations.facts import OrganisationFacts

bp = Blueprint("entries", __name__)
EDITORS = (Role.ADMINISTRATOR, *DRAFTERS)
ATTENDANCE = "attendance"
MOST_NAMES = 20  # that one line may create
VERBS: dict[str, Callable[[int, Actor], Entry]] = {
    "up": lambda entry_id, actor: entries_order.move(entry_id, "up", by=actor, at=clock.now()),
    "down": lambda entry_id, actor: entries_order.move(entry_id, "down", by=actor, at=clock.now()),
    "nest": lambda entry_id, actor: entries_order.nest(entry_id, by=actor, at=clock.now()),
    "lift": lambda entry_id, actor: entries_order.lift(entry_id, by=actor, at=clock.now()),
    "delete": lambda entry_id, actor: entries_order.delete(entry_id, by=actor, at=clock.now()),
    "restore": lambda entry_id, actor: entries_order.restore(entry_id, by=actor, at=clock.now()),
    "names": lambda entry_id, actor: entries.add_names(
        entry_id, request.form.getlist("name")[:MOST_NAMES], by=actor, at=clock.now()
    ),
}


@bp.post("/room/<int:meeting_id>/add")
@for_roles(*EDITORS)
def add(meeting_id: int) -> ResponseReturnValue:
    actor = current_actor()
    day, section = day_of(actor, meeting_id), request.form.get("section", "")
    try:
        form, typed = _sound_form(), request.form.get("line", "")
        if section == ATTENDANCE:
            return _done(meeting_id, _once(form, actor, lambda: _attended(meeting_id, typed, actor)))
        if section not in list(Section):
            raise Refused(Bilingual.said("The minutes have no such section."))
        return _done(meeting_id, _once(form, actor, lambda: _added(day, Section(section), typed, actor)), section)
    except Refused as refused:
        return _refused(refused, meeting_id)


def _attended(meeting_id: int, typed: str, actor: Actor) -> Mapping[str, int | None]:
    line = attendance_line.read(typed, names.parties(), names.people())
    attendance.add(meeting_id, line, by=actor, at=clock.now())
    return {"revision": revision_of(meeting_id)}


def _added(day: Day, section: Section, typed: str, actor: Actor) -> Mapping[str, int | None]:
    off = groups.days_off(day.group_id) if section == Section.CONCLUSIONS else ()
    ignored = not_meant(request.form)
    line = quick_line.read(typed, section, names.parties(), day.held_on, off, ignored)
    wanted = [name for name in line.unknown if name in request.form.getlist("create")]
    for name in wanted[:MOST_NAMES]:
        organisations.add_organisation(OrganisationFacts(short_name=name), by=actor, at=clock.now())
    if wanted:
        line = quick_line.read(typed, section, names.parties(), day.held_on, off, ignored)
    return _told(entries.add(day.meeting_id, _chosen(line), days_off=tuple(off), by=actor, at=clock.now()))


def _chosen(line: QuickLine) -> QuickLine:
    """The line with the window that the writer chose, where its words can be read in more than one way."""
    choice = request.form.get("window", "")
    ways = line.deadline.alternatives if line.deadline else ()
    if line.deadline and choice in {str(number) for number in range(1, len(ways) + 1)}:
        return replace(line, deadline=replace(line.deadline, window=ways[int(choice) - 1]))
    return line


@bp.post("/room/entries/<int:entry_id>/revise")
@for_roles(*WRITERS)
def revise(entry_id: int) -> ResponseReturnValue:
    actor = current_actor()
    entry = entry_for(actor, entry_id)
    meeting_id = entry.meeting_id
    try:
        form = _sound_form()
        edit = EntryEdit(request.form, known_names(), entry, entries_revision.action_of(entry))
        revision, days_off = edit.revision(), groups.days_off(entry.meeting.group_id)
        return _done(meeting_id, _once(form, actor, lambda: _revised(entry_id, edit, revision, days_off, actor)))
    except Refused as refused:
        return _refused(refused, meeting_id, entry_id)


def _revised(
    entry_id: int, edit: EntryEdit, revision: Revision, days_off: Collection[date], actor: Actor
) -> Mapping[str, int | None]:  # fmt: skip
    at, answered = clock.now(), edit.answered()
    entry = entries_revision.revise(entry_id, revision, days_off=days_off, by=actor, at=at)
    extents = {answer.entry_id: answer.extent for answer in entry.answers}
    for point_id, change in answered.items():
        extent = change.over(extents.get(point_id))
        entries_revision.answer(entry_id, point_id, extent, by=actor, at=at)
    return _told(entry)


@bp.post("/room/entries/<int:entry_id>/<verb>")
@for_roles(*EDITORS)
def act(entry_id: int, verb: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting_id = entry_for(actor, entry_id).meeting_id
    if verb not in VERBS:
        raise NotFound(Bilingual.said("There is no such point."))
    try:
        done = _done(meeting_id, _once(_sound_form(), actor, lambda: _told(VERBS[verb](entry_id, actor))))
    except Refused as refused:
        return _refused(refused, meeting_id, None if verb == "restore" else entry_id)
    if verb == "delete" and not wants_data():
        tell(Bilingual.said("Deleted. It can be brought back at the foot of the page while this is a draft."))
    return done


def _sound_form() -> TrackerForm:
    """The request key of what was sent; what it says is read where it is used."""
    form = TrackerForm()
    if not form.validate_on_submit():
        raise Refused(Bilingual.said("The address or the form was not understood. Go back and try again."))
    if any(len(value) > MOST_LETTERS for value in request.form.values()):
        raise Refused(too_long())
    return form


def _told(entry: Entry) -> Mapping[str, int | None]:
    """What the page must know of an entry that was changed, small enough to be kept with the request's key."""
    standing = entry.id if entry.deleted_at is None else None
    return {"revision": revision_of(entry.meeting_id), "entry": standing, "parent": entry.parent_id}


def _once(form: TrackerForm, actor: Actor, act: Callable[[], Mapping[str, int | None]]) -> Mapping[str, int | None]:
    with transaction():
        kept = form.once(actor.who, lambda: json.dumps(act()))
    told: Mapping[str, int | None] = json.loads(kept)
    return told


def _done(meeting_id: int, told: Mapping[str, int | None], section: str = "") -> ResponseReturnValue:
    """What a script of the room needs to go on, or the room itself where there is no script."""
    entry_id = told.get("entry")
    if wants_data():
        return jsonify(saved=f"{clock.wall(clock.now()):%H:%M}", section=section, **told)
    meeting = draft_for(current_actor(), meeting_id)
    anchor = f"entry-{entry_id}" if entry_id else "sheet"
    return redirect(url_for("drafting.room", slug=meeting.group.slug, address=meeting.address, _anchor=anchor))


def _refused(refused: Refused, meeting_id: int, entry_id: int | None = None) -> ResponseReturnValue:
    """The reason; where no script had sent it, in the room, with what was typed still there."""
    if wants_data() or isinstance(refused, NotFound | Forbidden):
        raise refused
    session.rollback()
    actor, typed = current_actor(), {**request.form}
    if isinstance(refused, TextConflict):  # sent again, what was typed takes the place of what stands there now
        typed |= {f"base_{each.field}_{each.language}": each.theirs for each in refused.collisions}
    meeting = draft_for(actor, meeting_id)
    return page(meeting, actor, open_id=entry_id, typed=typed, refused=refused), refused.status
