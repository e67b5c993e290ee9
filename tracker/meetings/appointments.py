"""What a calendar shows of a meeting, and when that changes; knows no calendar."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.meetings.kinds import MeetingState
from tracker.meetings.models import Meeting

State = Literal["on", "without_day", "off"]


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where a meeting is, under which title, and whether it is on, without a day yet, or off."""

    state: State
    held_on: date
    starts_at: time | None
    ends_at: time | None
    title: tuple[str, str]
    venue: tuple[str, str]

    @classmethod
    def of(cls, meeting: Meeting) -> "Appointment":
        """As it stands now."""
        return cls(
            state_of(meeting), meeting.held_on, meeting.starts_at, meeting.ends_at,
            (meeting.title.en, meeting.title.lo), (meeting.venue.en, meeting.venue.lo),
        )  # fmt: skip


def state_of(meeting: Meeting) -> State:
    """Whether a calendar shows a meeting on its day."""
    if meeting.state == MeetingState.CANCELLED:
        return "off"
    return "without_day" if meeting.state == MeetingState.POSTPONED else "on"


def count_change(meeting: Meeting, before: Appointment) -> None:
    """Let calendars know that what they show has changed, if it has (RFC 5545 §3.8.7.4)."""
    if Appointment.of(meeting) != before:
        meeting.calendar_sequence += 1


def called(meeting: Meeting, language: Language) -> str:
    """'IM TWG, Quarter 2, 2021', or 'IM TWG: ' and its title for a special one. The group must be loaded."""
    quarter = dates.quarter(meeting.period_year, meeting.period_quarter, language)
    title = meeting.title.in_(language).text if meeting.name else ""
    return f"{meeting.group.acronym}: {title or quarter}"


def as_bilingual(meeting: Meeting) -> Bilingual:
    """The same in both languages."""
    return Bilingual(en=called(meeting, "en"), lo=called(meeting, "lo"))
