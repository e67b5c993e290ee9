"""What stands on a meeting's agenda: items of the register, and points in words of its own, in an order."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select

from tracker.access.actors import Actor
from tracker.actions import special
from tracker.actions.models import ActionKind
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound, Refused
from tracker.drafting.planning_state import locked_meeting, require_open
from tracker.meetings.kinds import MeetingKind
from tracker.meetings.models import Meeting
from tracker.register.items import Item
from tracker.register.models import AgendaItem
from tracker.register.queries import outstanding

LONGEST_AGENDA = 500
Way = Literal["up", "down"]


def add_point(meeting_id: int, text: Bilingual, *, by: Actor, at: datetime) -> AgendaItem:
    """Put a point in words of its own at the end of the agenda."""
    meeting = _open_meeting(meeting_id, by)
    if not text:
        raise Refused(Bilingual.said("Write the point in one language at least."))
    point = _put(meeting, _last_position(meeting) + 1, text=text)
    session.flush()
    _tell("agenda.point_added", meeting, by=by, at=at, point=point.id, text={"en": text.en, "lo": text.lo})
    return point


def add_outstanding(meeting_id: int, picked: Collection[str], *, by: Actor, at: datetime) -> tuple[Meeting, list[str]]:
    """Put items of the register, by their keys, on the agenda; gives back the meeting and the references of those
    that are new on it. NotFound for one that is not outstanding for the meeting's group."""
    meeting = _open_meeting(meeting_id, by)
    known = {item.key: item for item in outstanding(meeting.group, meeting)}
    if not known.keys() >= set(picked):
        raise NotFound(Bilingual.said("One of these is not outstanding in this group."))
    added = put_on_agenda(meeting, [item for key, item in known.items() if key in picked], by=by, at=at)
    if added:
        _tell("agenda.items_added", meeting, by=by, at=at, items=added)
    return meeting, added


def put_on_agenda(meeting: Meeting, items: Iterable[Item], *, by: Actor, at: datetime) -> list[str]:
    """Put items behind what stands on the agenda of a locked meeting; the references of those that were not on it. An
    action that asked for a special meeting is scheduled by being taken onto the agenda of one."""
    listed = session.execute(
        select(AgendaItem.action_id, AgendaItem.entry_id).where(AgendaItem.meeting_id == meeting.id)
    ).all()
    there = {f"action-{action}" if action else f"entry-{entry}" for action, entry in listed if action or entry}
    new = [item for item in items if item.key not in there]
    if len(listed) + len(new) > LONGEST_AGENDA:
        raise Refused(Bilingual.said("An agenda takes %(most)s points at the most.", most=LONGEST_AGENDA))
    for place, item in enumerate(new, _last_position(meeting) + 1):
        _put(meeting, place, action=item.id if item.which == "action" else None,
             entry=item.id if item.which == "entry" else None)  # fmt: skip
        if item.kind == ActionKind.SPECIAL_MEETING and meeting.kind == MeetingKind.SPECIAL:
            special.schedule(item.id, meeting, by=by, at=at)
    return [item.reference for item in new]


def take_off(meeting_id: int, point_id: int, *, by: Actor, at: datetime) -> Meeting:
    """Take a point off the agenda. What is outstanding stays so; a special meeting is no longer the one that was asked
    for."""
    meeting = _open_meeting(meeting_id, by)
    point = _point(meeting, point_id)
    if point.action_id:
        special.unschedule(point.action_id, meeting, by=by, at=at)
    session.delete(point)
    _tell(
        "agenda.point_taken_off", meeting, by=by, at=at, point=point.id, action=point.action_id, entry=point.entry_id,
        text={"en": point.text.en, "lo": point.text.lo},
    )  # fmt: skip
    return meeting


def move(meeting_id: int, point_id: int, way: Way, *, by: Actor, at: datetime) -> Meeting:
    """Change a point's place with that of its neighbour; at the edge it stays."""
    meeting = _open_meeting(meeting_id, by)
    point = _point(meeting, point_id)
    points = list(_points(meeting))
    place = points.index(point)
    other = place - 1 if way == "up" else place + 1
    if not 0 <= other < len(points):
        return meeting
    points[place], points[other] = points[other], points[place]
    for position, each in enumerate(points, 1):
        each.position = position
    _tell("agenda.point_moved", meeting, by=by, at=at, point=point.id, way=way)
    return meeting


def _open_meeting(meeting_id: int, by: Actor) -> Meeting:
    meeting = locked_meeting(meeting_id, by)
    require_open(meeting)
    return meeting


def _points(meeting: Meeting) -> Iterable[AgendaItem]:
    asked = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    return session.scalars(asked.order_by(AgendaItem.position, AgendaItem.id))


def _point(meeting: Meeting, point_id: int) -> AgendaItem:
    point = session.get(AgendaItem, point_id)
    if point is None or point.meeting_id != meeting.id:
        raise NotFound(Bilingual.said("There is no such point on this agenda."))
    return point


def _last_position(meeting: Meeting) -> int:
    asked = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)
    return session.scalar(asked) or 0


def _put(
    meeting: Meeting, place: int, *, action: int | None = None, entry: int | None = None, text: Bilingual | None = None
) -> AgendaItem:
    point = AgendaItem(
        meeting_id=meeting.id, position=place, action_id=action, entry_id=entry, text=text or Bilingual()
    )
    session.add(point)
    return point


def _tell(verb: str, meeting: Meeting, *, by: Actor, at: datetime, **details: object) -> None:
    meeting.revision += 1
    audit.record(verb, "meeting", meeting.id, by=by, at=at, subject=meeting.reference, **details)
