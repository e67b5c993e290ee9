"""Events and tasks as iCalendar, RFC 5545 and 5546, as Outlook, Google and Apple take it; knows nothing of what they
are about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, vCalAddress
from icalendar import Event as VEvent
from icalendar import Todo as VTodo

MEDIA_TYPE = "text/calendar"
PRODUCT = "-//TWG tracker//Calendar//EN"
LONGEST_TEXT = 5000  # of a description: programs cut longer ones, or refuse the whole
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_WORD = r"[^\s\x00-\x20<>\",;:\\()\[\]@]"
_ADDRESS = re.compile(rf"{_WORD}{{1,64}}@(?:{_WORD}{{1,189}}|\[[0-9A-Za-z.:]{{1,60}}\])")
_IN_MAILTO = str.maketrans({"[": "%5B", "]": "%5D"})  # RFC 6068 §2


class Method(StrEnum):
    """What a calendar does with what it gets, RFC 5546 §1.4."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class TaskState(StrEnum):
    """How far a task is, RFC 5545 §3.8.1.11."""

    WAITING = "NEEDS-ACTION"
    UNDER_WAY = "IN-PROCESS"
    DONE = "COMPLETED"
    DROPPED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with an address: who calls a meeting, or who is asked to it."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A meeting on a day of the zone: from one time until another, or all day long where no time is known; one without
    an end has none. `at` is the moment at which this was said."""

    uid: str
    sequence: int
    at: datetime
    day: date
    starts_at: time | None = None
    ends_at: time | None = None
    summary: str
    place: str = ""
    description: str = ""
    language: str
    url: str = ""
    cancelled: bool = False
    organizer: Party | None = None
    guests: Sequence[Party] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """A task with its window; `percent` only where it is known, `related` is the UID of what it comes from."""

    uid: str
    at: datetime
    from_on: date | None = None
    due_on: date | None = None
    summary: str
    description: str = ""
    language: str
    url: str = ""
    state: TaskState = TaskState.WAITING
    percent: int | None = None
    completed_at: datetime | None = None
    related: str = ""


def write(items: Sequence[Event | Todo], method: Method, zone: ZoneInfo, *, name: str = "") -> bytes:
    """The whole file: lines of 75 octets at the most, none cut inside a letter, each ended by CRLF; times with their
    zone. A feed has a name, and is asked for again once a day."""
    calendar = Calendar()
    for key, value in (("PRODID", PRODUCT), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", method.value)):
        calendar.add(key, value)
    if name:
        for key in ("NAME", "X-WR-CALNAME"):
            calendar.add(key, clean(name))
        calendar.add("X-WR-TIMEZONE", zone.key)
        calendar.add("REFRESH-INTERVAL", timedelta(days=1), parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", "P1D")
    calendar.add_component(Timezone.from_tzinfo(zone))
    for item in items:
        calendar.add_component(_event(item, method, zone) if isinstance(item, Event) else _todo(item))
    return bytes(calendar.to_ical(sorted=False))


def clean(text: str) -> str:
    """The text as a value can hold it: line ends as line feeds, no other control characters."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_address(email: str) -> bool:
    """Whether an address can stand in a calendar."""
    return _ADDRESS.fullmatch(email) is not None


def _event(told: Event, method: Method, zone: ZoneInfo) -> VEvent:
    made = VEvent()
    _say(made, told)
    made.add("SEQUENCE", told.sequence)
    if told.starts_at is None:
        made.add("DTSTART", told.day)
    else:
        made.add("DTSTART", datetime.combine(told.day, told.starts_at, tzinfo=zone))
        if told.ends_at is not None and told.ends_at > told.starts_at:
            made.add("DTEND", datetime.combine(told.day, told.ends_at, tzinfo=zone))
    if told.place:
        made.add("LOCATION", clean(told.place).replace("\n", ", "), parameters={"LANGUAGE": told.language})
    made.add("STATUS", "CANCELLED" if told.cancelled or method == Method.CANCEL else "CONFIRMED")
    if told.organizer is not None and is_address(told.organizer.email):
        made.add("ORGANIZER", _address(told.organizer))
    for each in told.guests:
        if is_address(each.email):
            made.add("ATTENDEE", _address(each, is_asked=method == Method.REQUEST))
    return made


def _todo(told: Todo) -> VTodo:
    made = VTodo()
    _say(made, told)
    if told.from_on and (told.due_on is None or told.from_on < told.due_on):
        made.add("DTSTART", told.from_on)  # RFC 5545 §3.8.2.3: the end lies after the beginning, or stands alone
    if told.due_on:
        made.add("DUE", told.due_on)
    made.add("STATUS", told.state.value)
    if told.percent is not None:
        made.add("PERCENT-COMPLETE", max(0, min(told.percent, 100)))
    if told.completed_at is not None:
        made.add("COMPLETED", told.completed_at)
    if told.related:
        made.add("RELATED-TO", told.related)
    return made


def _say(made: VEvent | VTodo, told: Event | Todo) -> None:
    """What both have: name, moment and words."""
    made.add("UID", told.uid)
    made.add("DTSTAMP", told.at.replace(microsecond=0))
    made.add("SUMMARY", clean(told.summary).replace("\n", " "), parameters={"LANGUAGE": told.language})
    if told.description:
        text = clean(told.description)[:LONGEST_TEXT]
        made.add("DESCRIPTION", text, parameters={"LANGUAGE": told.language})
    if told.url:
        made.add("URL", told.url)


def _address(party: Party, *, is_asked: bool = False) -> vCalAddress:
    made = vCalAddress(f"mailto:{party.email.translate(_IN_MAILTO)}")
    name = " ".join(clean(party.name).replace('"', "'").split())
    more: dict[str, Any] = {"CN": name} if name else {}
    if is_asked:
        more |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    for key, value in more.items():
        made.params[key] = value
    return made
