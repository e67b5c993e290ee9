"""Until when and by whom circulated minutes may be answered; knows no database."""

from datetime import date

from tracker.access.actors import Actor
from tracker.access.voices import How
from tracker.core.bilingual import Bilingual
from tracker.core.dates import short_date
from tracker.meetings.kinds import RecordState, TextState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft
from tracker.minutes.models import Version, VersionKind


def comments_until(version: Version) -> date | None:
    """The last day for comments: the later one where it was put off."""
    return max((day for day in (version.comment_until, version.meeting.comment_until) if day), default=None)


def is_commented(version: Version) -> bool:
    """Whether a version is out for comments: circulated, and nothing was issued since."""
    meeting = version.meeting
    return version.kind == VersionKind.CIRCULATED and meeting.record == RecordState.CIRCULATED


def can_answer(actor: Actor, organisation_id: int, asked: frozenset[int]) -> bool:
    """Speak for an organisation that is asked: whoever belongs to it, or to what it is a unit of."""
    return organisation_id in actor.organisations & asked


def can_answer_for_others(actor: Actor, meeting: Meeting) -> bool:
    """Write down what an organisation said in another way: whoever drafts the minutes."""
    return can_draft(actor, meeting)


def too_late(version: Version, on: date, *, how: How = How.ITSELF) -> Bilingual | None:
    """Why a version takes no answers any more, and what is possible instead; None while it does. What somebody writes
    down for an organisation is taken until the minutes are issued."""
    if not is_commented(version):
        return _with_way(Bilingual.said("The minutes are not out for comments any more."), version.meeting)
    until = comments_until(version)
    if how == How.ITSELF and until is not None and on > until:
        over = Bilingual.said("The time for comments ended on %(date)s.", date=short_date(until))
        return _with_way(over, version.meeting)
    return None


def no_corrections(version: Version, on: date, *, how: How = How.ITSELF) -> Bilingual | None:
    """The same for corrections, which minutes that wait for their signature don't take either."""
    if is_commented(version) and version.meeting.text_state != TextState.OPEN:
        return _with_way(Bilingual.said("The minutes are frozen to be signed."), version.meeting)
    return too_late(version, on, how=how)


def _with_way(why: Bilingual, meeting: Meeting) -> Bilingual:
    """The reason, and how somebody is still heard."""
    mailbox = meeting.group.mailbox
    way = Bilingual.said("Write to %(mailbox)s.", mailbox=mailbox) if mailbox else Bilingual.said(
        "Write to the secretary of the group."
    )  # fmt: skip
    return Bilingual(en=f"{why.en} {way.en}", lo=f"{why.lo} {way.lo}")
