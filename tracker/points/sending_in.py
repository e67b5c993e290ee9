"""What organisations send in before a meeting: points with files, or that they have none. They do so themselves, by a
link, or it is written down for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select

from tracker.access.actors import Actor, Via
from tracker.access.policy import require
from tracker.access.voices import How, Voice, require_speaker
from tracker.accounts.models import LinkPurpose, SecretLink
from tracker.actions.models import Assignment
from tracker.actions.reporting import Handed, Report, report_progress
from tracker.audit import services as audit
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import MOST_LETTERS, mark_of, refuse_stale, too_long
from tracker.core.errors import Forbidden, NotFound, Refused
from tracker.files.models import StoredFile
from tracker.meetings.models import Meeting
from tracker.meetings.services import lock_meeting
from tracker.organisations.models import Organisation
from tracker.points import policy, queries, queries_points
from tracker.points.models import NoPoints, Point, PointFile, PointKind

MOST_FILES, MOST_POINTS = 20, 100


@dataclass(frozen=True, slots=True)
class Said:
    """What is sent in; progress may be that on one part of an action, which it is reported on in the same moment."""

    kind: PointKind
    text: Bilingual
    files: tuple[StoredFile, ...] = ()
    assignment_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    kind: PointKind
    text: Bilingual


def send_in(meeting_id: int, said: Said, voice: Voice, *, by: Actor, at: datetime) -> Point:
    """Keep a point for a meeting that is still to be held. An organisation that had none before has one now.

    Raises Forbidden for whoever may not speak for the organisation, and Refused once it is too late.
    """
    meeting = _open_for(meeting_id, voice, by)
    organisation = _organisation(voice)
    _require_sound(said)
    _require_room(meeting, organisation)
    action_id = _reported(said, voice, by=by, at=at)
    point = Point(
        meeting=meeting, organisation=organisation, kind=said.kind, text=said.text, at=at, by=by.label[:200],
        by_person_id=by.person_id, how=voice.how, said_by=voice.said_by, action_id=action_id,
        files=[PointFile(file_id=each) for each in _files(said, voice)],
    )  # fmt: skip
    session.add(point)
    session.execute(delete(NoPoints).where(_none_of(meeting.id, organisation.id)))
    session.flush()
    _tell(
        "point.sent_in", point, by=by, at=at, point_kind=said.kind, text=_plain(said.text), how=voice.how,
        said_by=voice.said_by, action=action_id, files=[each.sha256 for each in said.files],
    )  # fmt: skip
    return point


def change(
    point_id: int, said: Said, base: str, *, without: Collection[int] = (), by: Actor, at: datetime
) -> Point:  # fmt: skip
    """Say a point anew while nobody has decided on it; more files come to it, and those of `without` go. `base` is
    `mark` of what the form was made from: Conflict where somebody else changed it meanwhile."""
    point = _own(point_id, by)
    if point.action_id is not None:
        raise Refused(
            Bilingual.said("It was reported on the action at once, and stands in its story. Send in another point.")
        )
    refuse_stale(mark(point), base)
    _require_sound(said)
    point.kind, point.text = said.kind, said.text
    point.files = [each for each in point.files if each.id not in without]
    point.files += [PointFile(file_id=each.id) for each in said.files]
    if len(point.files) > MOST_FILES:
        raise _too_many_files()
    session.flush()
    _tell(
        "point.changed", point, by=by, at=at, point_kind=said.kind, text=_plain(said.text),
        files=[each.sha256 for each in said.files], without=sorted(without),
    )  # fmt: skip
    return point


def mark(point: Point) -> str:
    """What a form carries of a point that it was made from."""
    return mark_of(_Words(point.kind, point.text))


def withdraw(point_id: int, *, by: Actor, at: datetime) -> Point:
    """Take a point back that nobody has decided on; it can be brought back. What it reported on an action stays."""
    point = _own(point_id, by)
    point.withdrawn_at = at
    _tell("point.withdrawn", point, by=by, at=at)
    return point


def bring_back(point_id: int, *, by: Actor, at: datetime) -> Point:
    """Let a point that was withdrawn stand again."""
    point = _own(point_id, by, withdrawn=True)
    if point.withdrawn_at is None:
        raise Refused(Bilingual.said("The point is there already."))
    point.withdrawn_at = None
    session.execute(delete(NoPoints).where(_none_of(point.meeting_id, point.organisation_id)))
    _tell("point.brought_back", point, by=by, at=at)
    return point


def say_none(meeting_id: int, voice: Voice, *, by: Actor, at: datetime) -> NoPoints:
    """Note that an organisation has no points for a meeting; Refused where it has sent some in."""
    meeting = _open_for(meeting_id, voice, by)
    organisation = _organisation(voice)
    if queries_points.standing_of(meeting.id, organisation.id):
        raise Refused(Bilingual.said("Points were sent in already. Withdraw them first if there are none after all."))
    none = session.scalar(select(NoPoints).where(_none_of(meeting.id, organisation.id)))
    if none is None:
        none = NoPoints(meeting_id=meeting.id, organisation_id=organisation.id)
        session.add(none)
    none.at, none.by, none.how, none.said_by = at, by.label[:200], voice.how, voice.said_by
    session.flush()
    _tell_none("points.none", meeting, organisation, by=by, at=at, how=voice.how, said_by=voice.said_by)
    return none


def take_back_none(meeting_id: int, voice: Voice, *, by: Actor, at: datetime) -> None:
    """Take back that there is none: the organisation is among those that have not answered again."""
    meeting = _open_for(meeting_id, voice, by)
    organisation = _organisation(voice)
    gone = session.scalar(select(NoPoints).where(_none_of(meeting.id, organisation.id)))
    if gone is not None:
        session.delete(gone)
        _tell_none("points.none_taken_back", meeting, organisation, by=by, at=at)


def _open_for(meeting_id: int, voice: Voice, by: Actor) -> Meeting:
    """The meeting with its row locked, for somebody who may say this for it now."""
    meeting = lock_meeting(meeting_id)
    if voice.how != How.ITSELF:
        require(policy.can_decide(by, meeting))
        require_speaker(voice)
    else:
        require(policy.can_send(by, voice.organisation_id))
        _require_asked(meeting, voice.organisation_id, by)
    if why := policy.too_late(meeting):
        raise Refused(why)
    return meeting


def _require_asked(meeting: Meeting, organisation_id: int, by: Actor) -> None:
    if by.via == Via.LINK:
        made = select(SecretLink.id).where(
            SecretLink.id == by.link_id, SecretLink.purpose == LinkPurpose.POINTS,
            SecretLink.subject_kind == "meeting", SecretLink.subject_id == meeting.id,
        )  # fmt: skip
        if session.scalar(made) is None:
            raise Forbidden(Bilingual.said("This link is not for this meeting."))
    elif organisation_id not in {each.id for each in queries_points.sending_for(by, meeting)}:
        raise Forbidden(Bilingual.said("Your organisation is not among those that are asked."))


def _own(point_id: int, by: Actor, *, withdrawn: bool = False) -> Point:
    """A point that still waits for the chair, the row of its meeting locked, for somebody who may change it."""
    meeting_id = session.scalar(select(Point.meeting_id).where(Point.id == point_id))
    if meeting_id is None:
        raise queries.no_point()
    meeting = lock_meeting(meeting_id)
    point = session.get_one(Point, point_id, populate_existing=True)
    require(policy.can_change(by, point))
    if by.via == Via.LINK:
        _require_asked(meeting, point.organisation_id, by)
    if why := policy.too_late(meeting):
        raise Refused(why)
    if point.decided_at is not None:
        raise Refused(Bilingual.said("The chair has decided on this point meanwhile; it stays as it is."))
    if point.withdrawn_at is not None and not withdrawn:
        raise Refused(Bilingual.said("This point was withdrawn meanwhile. Bring it back to go on with it."))
    return point


def _organisation(voice: Voice) -> Organisation:
    organisation = session.get(Organisation, voice.organisation_id)
    if organisation is None or not organisation.is_active:
        raise NotFound(Bilingual.said("There is no such organisation."))
    return organisation


def _require_sound(said: Said) -> None:
    if not said.text:
        raise Refused(Bilingual.said("Write the point in one language at least."))
    if max(len(said.text.en), len(said.text.lo)) > MOST_LETTERS:
        raise Refused(too_long())
    if len(said.files) > MOST_FILES:
        raise _too_many_files()
    if said.assignment_id is not None and said.kind != PointKind.PROGRESS:
        raise Refused(Bilingual.said("Only progress is reported on an action. Choose 'Progress' above, or no action."))


def _require_room(meeting: Meeting, organisation: Organisation) -> None:
    own = (Point.meeting_id == meeting.id, Point.organisation_id == organisation.id)
    if (session.scalar(select(func.count()).where(*own)) or 0) >= MOST_POINTS:
        raise Refused(
            Bilingual.said("An organisation sends in %(most)s points for a meeting at the most.", most=MOST_POINTS)
        )


def _too_many_files() -> Refused:
    return Refused(Bilingual.said("Send %(most)s files with a point at the most.", most=MOST_FILES))


def _reported(said: Said, voice: Voice, *, by: Actor, at: datetime) -> int | None:
    """Report it on the action that it is about; gives back which one."""
    if said.assignment_id is None:
        return None
    report = Report(note=said.text, files=tuple(Handed(each) for each in said.files))
    report_progress(said.assignment_id, report, voice, by=by, at=at)
    return session.get_one(Assignment, said.assignment_id).action_id


def _files(said: Said, voice: Voice) -> list[int]:
    paper = [voice.file_id] if voice.file_id is not None else []
    return [*(each.id for each in said.files), *paper]


def _none_of(meeting_id: int, organisation_id: int) -> ColumnElement[bool]:
    return and_(NoPoints.meeting_id == meeting_id, NoPoints.organisation_id == organisation_id)


def _plain(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "lo": text.lo}


def _tell(verb: str, point: Point, *, by: Actor, at: datetime, **details: object) -> None:
    audit.record(
        verb, "point", point.id, by=by, at=at, subject=point.meeting.reference,
        organisation=point.organisation.short_name, **details,
    )  # fmt: skip


def _tell_none(
    verb: str, meeting: Meeting, organisation: Organisation, *, by: Actor, at: datetime, **details: object
) -> None:
    audit.record(
        verb, "meeting", meeting.id, by=by, at=at, subject=meeting.reference, organisation=organisation.short_name,
        **details,
    )  # fmt: skip
