"""Circulating the minutes: a version is frozen and sent, comments are open until a day. Knows no page and no mail's
words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tracker.access.actors import Actor
from tracker.actions import special
from tracker.audit import services as audit
from tracker.calendar.workdays import add_working_days, is_working_day, next_working_day
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.core.errors import Conflict, Refused
from tracker.groups.queries import days_off
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Meeting
from tracker.meetings.services import lock_draft, require_open
from tracker.minutes import queries_circulation as queries
from tracker.minutes import queries_versions, sending, stances, versions
from tracker.minutes.models import Version
from tracker.minutes.sending import Recipient
from tracker.minutes.versions import Prepared

LONGEST = timedelta(days=366)
WORKING_DAYS = 5  # in which circulated minutes are commented, unless whoever sends them says otherwise


def circulate(
    meeting_id: int, prepared: Prepared | None, recipients: Sequence[Recipient], *, comment_until: date, seen: int,
    by: Actor, at: datetime,
) -> Version:  # fmt: skip
    """Freeze what was prepared as the next version and send it to each recipient once; comments are open until the end
    of that day.

    `seen` is the number of the newest version that whoever circulates knows of; nothing is prepared where it was seen
    before that it can't be done. Raises Conflict where somebody else was faster, or changed the text meanwhile, and
    Refused where something hinders it.
    """
    meeting = lock_draft(meeting_id, by=by)
    require_ready(meeting, seen)
    if prepared is None:
        raise Conflict(Bilingual.said("Something was changed a moment ago. Look at it once more, and send again."))
    if not recipients:
        raise Refused(Bilingual.said("Tick at least one recipient."))
    check_comment_date(comment_until, clock.day_of(at), days_off(meeting.group_id))
    meeting.record, meeting.circulated_on = RecordState.CIRCULATED, clock.day_of(at)
    meeting.comment_until = comment_until
    before = queries_versions.circulated(meeting_id)
    version = versions.keep(meeting, prepared, by=by.label[:200], by_person_id=by.person_id, at=at)
    version.comment_until = comment_until
    versions.mark_sent(meeting_id, clock.day_of(at))
    if before is not None:
        stances.carry_objections(before, version)
    special.meeting_circulated(meeting, by=by, at=at)
    sent = sending.send(version, recipients, by=by, at=at)
    audit.record(
        "minutes.circulated", "meeting", meeting_id, by=by, at=at, subject=meeting.reference, version=version.number,
        sha256=version.sha256, comment_until=comment_until, recipients=[each.address for each in sent],
    )  # fmt: skip
    return version


def is_ready(meeting: Meeting, seen: int) -> bool:
    """Whether it is worth while to make the files."""
    try:
        require_open(meeting)
        require_ready(meeting, seen)
    except Refused:
        return False
    return True


def require_ready(meeting: Meeting, seen: int) -> None:
    """Refuse where the minutes can't be circulated, or were by somebody else since."""
    if meeting.record not in {RecordState.DRAFT, RecordState.CIRCULATED}:
        raise Refused(Bilingual.said("These minutes were issued. An amendment is sent when it is signed."))
    number, who = queries.circulated_by(meeting.id)
    if number != seen:
        raise Conflict(
            Bilingual.said("Version %(number)s was circulated a moment ago by %(who)s.", number=number, who=who)
        )
    hindered = queries.hindered(meeting)
    if hindered.not_held:
        raise Refused(Bilingual.said("Mark the meeting as held first."))
    if hindered.empty:
        raise Refused(Bilingual.said("Write at least one entry first: the minutes are empty."))
    if hindered.no_headcount:
        raise Refused(Bilingual.said("Say first how many people were at the meeting."))


def extend(meeting_id: int, until: date, *, base: date | None, by: Actor, at: datetime) -> Meeting:
    """Leave comments open until a later day. `base` is the day that whoever moves it knows of."""
    meeting = lock_draft(meeting_id, by=by)
    if meeting.record != RecordState.CIRCULATED:
        raise Refused(Bilingual.said("Only circulated minutes have a comment date."))
    version = queries_versions.circulated(meeting_id)
    if meeting.comment_until != base:
        raise Conflict(Bilingual.said("Somebody else moved the comment date a moment ago. Look at it once more."))
    if version is not None and version.silence_noted_at is not None:
        raise Refused(
            Bilingual.said("The time is over, and silence was noted as agreement. Circulate the next version instead.")
        )
    if base is not None and until <= base:
        raise Refused(Bilingual.said("Give a day after %(date)s.", date=short_date(base)))
    check_comment_date(until, clock.day_of(at), days_off(meeting.group_id))
    meeting.comment_until = until
    if version is not None:
        version.comment_until = until
    audit.record("minutes.comments_extended", "meeting", meeting_id, by=by, at=at, subject=meeting.reference,
                 before=base, until=until)  # fmt: skip
    return meeting


def usual_comment_date(meeting: Meeting, today: date) -> date:
    """Until when a version that goes out today may be commented: some working days from now, and never less than was
    said before."""
    soon = add_working_days(today, WORKING_DAYS, days_off(meeting.group_id))
    return max(filter(None, (soon, meeting.comment_until)))


def later_comment_date(meeting: Meeting, today: date) -> date:
    """Until when more time would be given: as many working days again, from the day that was said, or from now."""
    start = max(filter(None, (meeting.comment_until, today)))
    return add_working_days(start, WORKING_DAYS, days_off(meeting.group_id))


def check_comment_date(day: date, today: date, off: frozenset[date]) -> None:
    """Refuse a comment date that is over, far away, or no working day."""
    if day < today:
        raise Refused(Bilingual.said("%(date)s is over. Give a day that is still to come.", date=short_date(day)))
    if day - today > LONGEST:
        raise Refused(Bilingual.said("Give a day within a year."))
    if not is_working_day(day, off):
        free = short_date(next_working_day(day, off))
        raise Refused(
            Bilingual.said(
                "Nobody works on %(date)s. The next working day is %(next)s.", date=short_date(day), next=free
            )
        )
