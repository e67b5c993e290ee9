"""Freezing the minutes for their signature, and taking them back. Knows no paper and no page."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.access.actors import Actor
from tracker.access.policy import require
from tracker.audit import services as audit
from tracker.audit.changes import plain
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.edits import require_reason
from tracker.core.errors import Conflict, Refused
from tracker.core.i18n import Language, say
from tracker.docx.outline import Paragraph
from tracker.docx.outline_json import from_data
from tracker.groups.services import lock_numbers, next_number, running_number
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_issue
from tracker.meetings.services import lock_meeting
from tracker.minutes import versions
from tracker.minutes.amended import list_of_changes
from tracker.minutes.models import Version, VersionKind
from tracker.minutes.numbers import numbers_in_use, of_year, pattern_on
from tracker.minutes.queries_versions import before as text_before
from tracker.minutes.queries_versions import last_issued, waiting
from tracker.minutes.readiness import ISSUED, Readiness, readiness
from tracker.minutes.sentences import both
from tracker.register.services import note_states, unwrite_verdicts, write_verdicts

AHEAD = timedelta(days=31)  # a paper may be dated with the day on which it will be signed
NOTHING = Bilingual()


class Numbering(StrEnum):
    """Where the number of the minutes comes from."""

    KEPT = "kept"
    PATTERN = "pattern"
    REGISTRY = "registry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezing:
    """What is decided when minutes are frozen: `early` says that the comment date is not waited for; `changes` tells
    what an amendment changes."""

    numbering: Numbering
    issued_on: date
    authentic: Language
    early: bool = False
    changes: Bilingual = NOTHING


def freeze(meeting_id: int, wanted: Freezing, *, today: date, by: Actor, at: datetime) -> Version:
    """Keep the minutes as they read now for the signature, with number and date, and write the register's verdicts;
    nobody writes in them from now on. Files are made later.

    Raises Refused with all that hinders it, and Conflict where somebody else froze them a moment ago.
    """
    meeting = locked_to_issue(meeting_id, by)
    _refuse_frozen(meeting)
    found = readiness(meeting)
    _require_ready(found, wanted, today)
    require_day(meeting, wanted.issued_on, today)
    meeting.number = _number(meeting, wanted)
    meeting.authentic_language, meeting.issued_on = wanted.authentic, wanted.issued_on
    meeting.text_state = TextState.FROZEN
    meeting.revision += 1
    _write_register(meeting, found)
    kind = VersionKind.AMENDED if found.is_amendment else VersionKind.ISSUED
    version = versions.freeze(meeting, kind, by=by.label[:200], by_person_id=by.person_id, at=at)
    if found.is_amendment:
        _print_changes(version, wanted.changes)
    _require_authentic(version, wanted.authentic)
    record(
        "frozen", meeting, by=by, at=at, version=version.number, number=meeting.number, issued_on=meeting.issued_on,
        authentic=wanted.authentic, before_comment_date=found.is_early(today), changes=plain(version.changes),
        objections=[each.organisation.short_name for each in found.objections],
    )  # fmt: skip
    return version


def take_back(meeting_id: int, reason: Bilingual, *, by: Actor, at: datetime) -> Meeting:
    """Let the text be written again; what was frozen goes with its files, the number stays the meeting's own."""
    meeting, version = locked_waiting(meeting_id, by)
    require_reason(reason)
    record("taken_back", meeting, by=by, at=at, version=version.number, sha256=version.sha256, reason=plain(reason))
    session.delete(version)
    session.flush()
    before = last_issued(meeting.id)
    meeting.issued_on = before.issued_on if before else None
    meeting.text_state = TextState.OPEN
    meeting.revision += 1
    if meeting.record not in ISSUED:
        unwrite_verdicts(meeting)
    return meeting


def locked_to_issue(meeting_id: int, by: Actor) -> Meeting:
    """The meeting with its row locked, for somebody who may sign its minutes."""
    meeting = lock_meeting(meeting_id)
    require(can_issue(by, meeting))
    return meeting


def locked_waiting(meeting_id: int, by: Actor) -> tuple[Meeting, Version]:
    """The locked meeting and its version that waits for the signature; Refused where none does."""
    meeting = locked_to_issue(meeting_id, by)
    version = waiting(meeting.id)
    if meeting.text_state != TextState.FROZEN or version is None:
        raise Refused(Bilingual.said("The minutes are not frozen. Freeze them for the signature first."))
    return meeting, version


def require_day(meeting: Meeting, day: date, today: date) -> None:
    """Refuse a date of issue before the meeting, or far from now."""
    if day < meeting.held_on:
        raise Refused(Bilingual.said("Minutes are issued on the day of the meeting or later."))
    if day > today + AHEAD:
        raise Refused(Bilingual.said("The date of issue may lie a month ahead at the most."))


def record(verb: str, meeting: Meeting, *, by: Actor, at: datetime, **details: object) -> None:
    """Tell the trail what became of the minutes of a meeting."""
    audit.record(f"minutes.{verb}", "meeting", meeting.id, by=by, at=at, subject=meeting.reference, **details)


def _refuse_frozen(meeting: Meeting) -> None:
    if meeting.text_state == TextState.ISSUED:
        raise Refused(Bilingual.said("The minutes were issued. Begin an amendment to change them."))
    if meeting.text_state == TextState.FROZEN:
        version = waiting(meeting.id)
        name = version.by if version else ""
        raise Conflict(Bilingual.said("The minutes are frozen already, by %(name)s.", name=name))


def _require_ready(found: Readiness, wanted: Freezing, today: date) -> None:
    if found.hindrances:
        raise Refused(both(lambda side: "; ".join(words[side] for words in found.hindrances)))
    if found.is_early(today) and not wanted.early:
        raise Refused(
            Bilingual.said("Comments may still come. Wait for the comment date, or tick that you freeze before it.")
        )
    if found.is_amendment and (not wanted.changes or wanted.changes.lacks):
        raise Refused(Bilingual.said("Say what the amendment changes, in both languages: it is printed."))


def _number(meeting: Meeting, wanted: Freezing) -> str:
    year = wanted.issued_on.year
    if wanted.numbering == Numbering.REGISTRY:
        return ""
    if wanted.numbering == Numbering.KEPT or keeps_number(meeting, wanted.issued_on):
        if not meeting.number:
            raise Refused(Bilingual.said("These minutes have no number yet."))
        lock_numbers(meeting.group_id, year)
        require_free(meeting, meeting.number, wanted.issued_on)
        return meeting.number
    pattern = pattern_on(meeting, wanted.issued_on)
    if not pattern:
        raise Refused(Bilingual.said("The group's letterhead says nothing about numbers; type the registry's."))
    return next_number(meeting.group_id, pattern, year, lambda: numbers_in_use(meeting, wanted.issued_on, own=True))


def keeps_number(meeting: Meeting, day: date) -> bool:
    """Whether a running number was given to minutes that never went out with it, so that another would leave a gap."""
    given = running_number(pattern_on(meeting, day), day.year, meeting.number)
    before = last_issued(meeting.id)
    was_used = before is not None and before.registered_as == meeting.number
    fits = given is not None and bool(of_year(meeting, [meeting.number], day))
    return fits and not was_used and meeting.number not in numbers_in_use(meeting, day)


def require_free(meeting: Meeting, number: str, day: date) -> None:
    """Refuse a number that other minutes of the group have in the year of that day; its numbers must be locked."""
    if number in numbers_in_use(meeting, day):
        raise Refused(Bilingual.said("Other minutes of the group have the number %(number)s already.", number=number))


def _print_changes(version: Version, changes: Bilingual) -> None:
    """Say on the paper, before the signatures, what it replaces and what is new, and list the passages."""
    before = last_issued(version.meeting_id)

    def told(language: Language) -> str:
        day = dates.long_date(before.issued_on, language) if before and before.issued_on else ""
        number = before.registered_as if before else ""
        if number and day:
            replaced = say("This version replaces No. %(number)s of %(date)s.", language, number=number, date=day)
        else:
            replaced = say("This version replaces the one that was issued before.", language)
        listed = say("What is changed: %(changes)s", language, changes=changes[language])
        return f"{replaced} {listed}"

    version.changes = changes
    frozen = from_data(version.outline)
    note, replaced = Paragraph(both(told), key="amendment"), text_before(version)
    passages = list_of_changes(from_data(replaced.outline), frozen) if replaced else ()
    versions.put_outline(version, replace(frozen, closing=(note, *passages, *frozen.closing)))


def _require_authentic(version: Version, language: Language) -> None:
    if len(version.whole_in) == 1 and language not in version.whole_in:
        raise Refused(Bilingual.said("The authentic language must be the one that is finished."))


def _write_register(meeting: Meeting, found: Readiness) -> None:
    """What an amendment changes is no new verdict: the register keeps what was written at first."""
    if found.is_amendment:
        note_states(meeting)
    else:
        write_verdicts(meeting)
