"""What the drafting room sends: new lines, changed entries, their order. Each is done once, however often it comes."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.errors import NotFound, Refused
from tracker.core.web import tell, wants_data
from tracker.drafting import attendance, attendance_line, entries, entries_order, entries_revision, names, quick_line
from tracker.drafting.entries_revision import Revision
from tracker.drafting.entry_edit import EntryEdit
from tracker.drafting.queries_room import Day, day_of, entry_for, known_names, revision_of
from tracker.drafting.quick_line import QuickLine
from tracker.drafting.views_room import WRITERS, not_meant
from tracker.drafting.views_room_sent import Told, done, once, refused_in_room, sound_form
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
        form, typed = sound_form(), request.form.get("line", "")
        if section == ATTENDANCE:
            return done(meeting_id, once(form, actor, lambda: _attended(meeting_id, typed, actor)))
        if section not in list(Section):
            raise Refused(Bilingual.said("The minutes have no such section."))
        return done(meeting_id, once(form, actor, lambda: _added(day, Section(section), typed, actor)), section)
    except Refused as refused:
        return refused_in_room(refused, meeting_id)


def _attended(meeting_id: int, typed: str, actor: Actor) -> Told:
    line = attendance_line.read(typed, names.parties(), names.people())
    attendance.add(meeting_id, line, by=actor, at=clock.now())
    return {"revision": revision_of(meeting_id)}


def _added(day: Day, section: Section, typed: str, actor: Actor) -> Told:
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
        form = sound_form()
        edit = EntryEdit(request.form, known_names(), entry, entries_revision.action_of(entry))
        revision, days_off = edit.revision(), groups.days_off(entry.meeting.group_id)
        return done(meeting_id, once(form, actor, lambda: _revised(entry_id, edit, revision, days_off, actor)))
    except Refused as refused:
        return refused_in_room(refused, meeting_id, entry_id)


def _revised(
    entry_id: int, edit: EntryEdit, revision: Revision, days_off: Collection[date], actor: Actor
) -> Told:  # fmt: skip
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
        shown = done(meeting_id, once(sound_form(), actor, lambda: _told(VERBS[verb](entry_id, actor))))
    except Refused as refused:
        return refused_in_room(refused, meeting_id, None if verb == "restore" else entry_id)
    if verb == "delete" and not wants_data():
        tell(Bilingual.said("Deleted. It can be brought back at the foot of the page while this is a draft."))
    return shown


def _told(entry: Entry) -> Told:
    """What the page must know of an entry that was changed, small enough to be kept with the request's key."""
    standing = entry.id if entry.deleted_at is None else None
    return {"revision": revision_of(entry.meeting_id), "entry": standing, "parent": entry.parent_id}
