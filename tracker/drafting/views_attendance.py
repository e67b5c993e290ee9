"""The page of the attendance: a checklist of the members, and everybody else who came."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.access.actors import Actor, Role
from tracker.access.current import current_actor
from tracker.access.policy import DRAFTERS, require
from tracker.access.routes import for_roles
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import NotFound
from tracker.core.forms import TrackerForm
from tracker.drafting import attendance, attendance_line, names
from tracker.drafting.forms_attendance import Sent
from tracker.drafting.queries_room import draft_for
from tracker.meetings import policy
from tracker.meetings.kinds import AttendanceRole, Presence
from tracker.meetings.services import MeetingRevision, revise_meeting
from tracker.minutes.queries import meeting_for
from tracker.minutes.words import attendance_role, presence

bp = Blueprint("attendance", __name__)


@bp.route("/meetings/<slug>/<path:address>/attendance", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR, *DRAFTERS)
def edit(slug: str, address: str) -> ResponseReturnValue:
    actor = current_actor()
    meeting = draft_for(actor, meeting_for(actor, slug, address).id)
    require(policy.can_draft(actor, meeting))
    form, meeting_id = TrackerForm(), meeting.id
    onward = _onward(slug, address, Sent(request.form))
    if form.validate_on_submit():
        with form.attempt(), transaction():
            return redirect(form.once(actor.who, lambda: _saved(meeting_id, Sent(request.form), actor, onward)))
        session.rollback()
        meeting = draft_for(actor, meeting_id)
    checklist = attendance.checklist(meeting)
    return render_template(
        "drafting/attendance.html",
        meeting=meeting,
        form=form,
        list=checklist,
        rows=checklist.rows,
        absent=[member for member in checklist.members if not member.rows],
        typed=request.form,
        moved=request.args.get("moved", type=int),
        ways=[(each.value, presence(each)) for each in Presence],
        roles=[(each.value, attendance_role(each)) for each in AttendanceRole],
    ), form.status


def _onward(slug: str, address: str, sent: Sent) -> str:
    """The list again for whoever stays or moved a row; else the room."""
    if moves := sent.moves():
        moved, _ = moves
        return url_for("attendance.edit", slug=slug, address=address, moved=moved, _anchor=f"row-{moved}")
    if sent.typed.get("stay"):
        return url_for("attendance.edit", slug=slug, address=address, _anchor="line")
    return url_for("drafting.room", slug=slug, address=address, _anchor="attendance")


def _saved(meeting_id: int, sent: Sent, actor: Actor, onward: str) -> str:
    at, meeting = clock.now(), draft_for(actor, meeting_id)
    checklist = attendance.checklist(meeting)
    for row in checklist.rows:
        if sent.leaves(row.id):
            attendance.remove_row(row.id, by=actor, at=at)
        elif revision := sent.row(row.id):
            attendance.revise_row(row.id, revision, by=actor, at=at)
    for member in checklist.members:
        if not member.rows and (line := sent.member(member.organisation_id)):
            attendance.add(meeting_id, line, by=actor, at=at)
    if typed := sent.typed.get("line", "").strip():
        line = attendance_line.read(typed, names.parties(), names.people())
        attendance.add(meeting_id, line, by=actor, at=at)
    if moves := sent.moves():
        if moves[0] not in {row.id for row in checklist.rows}:
            raise NotFound(Bilingual.said("There is no such row of the attendance."))
        attendance.move(*moves, by=actor, at=at)
    if declared := sent.declared():
        revise_meeting(meeting_id, MeetingRevision(headcount=declared), by=actor, at=at)
    return onward
