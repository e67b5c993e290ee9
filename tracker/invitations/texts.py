"""What an invitation says, as a mail and as a calendar; knows no outbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tracker.calendar import ical
from tracker.calendar.ical import Method, Party
from tracker.core import clock, dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.invitations.guests import Guest
from tracker.mail import reach
from tracker.mail.messages import Place
from tracker.mail.rendering import Letter, render
from tracker.meetings.appointments import called, state_of
from tracker.meetings.calendar_events import event_of
from tracker.meetings.models import Meeting
from tracker.register.queries import AgendaPoint

Occasion = Literal["first", "changed", "off", "without_day", "not_asked"]
CALLED_OFF = ("off", "without_day", "not_asked")
LONGEST_POINT = 300


@dataclass(frozen=True, slots=True)
class Told:
    """What all invitations to a meeting say: the meeting, its agenda, and why it was postponed or called off."""

    meeting: Meeting
    agenda: tuple[AgendaPoint, ...]
    reason: Bilingual = Bilingual()


def occasion_of(meeting: Meeting, *, before: bool, wanted: bool = True) -> Occasion:
    """What there is to be said to somebody who got an invitation before, or none, and is wanted or not."""
    state = state_of(meeting)
    if state != "on":
        return state
    if not wanted:
        return "not_asked"
    return "changed" if before else "first"


def letter(
    told: Told, to: Guest, occasion: Occasion, *, organisation: Bilingual, link: Place | str = "",
    asked_again: bool = False,
) -> Letter:  # fmt: skip
    """The mail to one reader. Where nobody can reach the pages, or the reader speaks for no organisation, it asks for a
    reply instead of offering a link. Who answered before the meeting was moved is asked again."""
    meeting, language = told.meeting, to.language
    return render(
        "invitation", language, why=why(meeting, to, organisation), reply_to=meeting.group.mailbox,
        occasion=occasion, about=called(meeting, language), day=dates.weekday_date(meeting.held_on, language),
        hours=hours(meeting, language), venue=meeting.venue.in_(language).text,
        purpose=meeting.purpose.in_(language).text, agenda=_points(told, language),
        reason=told.reason.in_(language).text, organisation=organisation[language],
        link=link if link and not reach.is_private() else "", group=meeting.group.acronym,
        asked_again=asked_again,
    )  # fmt: skip


def calendar(told: Told, to: Guest, occasion: Occasion, *, at: datetime) -> tuple[bytes, Method]:
    """The same as a calendar takes it, for this reader alone: nobody sees who else is asked."""
    method = Method.CANCEL if occasion in CALLED_OFF else Method.REQUEST
    lines = [told.meeting.purpose.in_(to.language).text]
    if points := _points(told, to.language):
        lines += ["", say("Agenda", to.language), *(f"{place}. {point}" for place, point in enumerate(points, 1))]
    description = "\n".join(lines).strip()
    event = event_of(told.meeting, to.language, description, guests=[Party(to.address, to.name)], at=at)
    return ical.write([event], method, clock.office()), method


def hours(meeting: Meeting, language: Language) -> str:
    """'08:30 – 12:00'; '' where no time is known."""
    known = [each for each in (meeting.starts_at, meeting.ends_at) if each]
    return " – ".join(dates.clock_time(each, language) for each in known) if meeting.starts_at else ""


def why(meeting: Meeting, to: Guest, organisation: Bilingual) -> str:
    """Why the mail comes to this reader."""
    group, named = meeting.group.acronym, organisation[to.language]
    if named:
        return say(
            "You get this mail because %(organisation)s is asked to the meetings of %(group)s.", to.language,
            organisation=named, group=group,
        )  # fmt: skip
    return say("You get this mail because the secretary of %(group)s asks you to this meeting.", to.language,
               group=group)  # fmt: skip


def _points(told: Told, language: Language) -> list[str]:
    found = [(point.item.text if point.item else point.text).in_(language).text for point in told.agenda]
    lines = [" ".join(text.split()) for text in found if text]
    return [text if len(text) <= LONGEST_POINT else f"{text[:LONGEST_POINT].rstrip()}…" for text in lines]
