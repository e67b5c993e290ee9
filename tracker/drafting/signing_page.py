"""The page on which minutes are signed: what still hinders, what is proposed, where it stands. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.access.actors import Actor
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language
from tracker.docx.outline_texts import whole_in
from tracker.drafting.missing import Gap, Kind, still_missing
from tracker.groups.services import coming_number
from tracker.meetings.kinds import TextState
from tracker.meetings.models import Meeting
from tracker.minutes import outline
from tracker.minutes.amending import reason_of
from tracker.minutes.models import VersionFile
from tracker.minutes.numbers import numbers_in_use, pattern_on
from tracker.minutes.paper import made_of, scan_of
from tracker.minutes.queries import record_of
from tracker.minutes.queries_signing import Standing, standing
from tracker.minutes.readiness import Readiness, readiness
from tracker.minutes.signing import Numbering, keeps_number

HINDERING = (Kind.DISPOSITION, Kind.REASON)


@dataclass(frozen=True, slots=True)
class Before:
    """What is known before minutes are frozen: what hinders, the other gaps of the text, the languages in which nothing
    is missing, and what can be chosen."""

    found: Readiness
    gaps: Sequence[Gap]
    whole: tuple[Language, ...]
    numbers: Sequence[tuple[Numbering, Bilingual]]
    allowed: tuple[Language, ...]
    authentic: Language
    changes: Bilingual
    is_early: bool


@dataclass(frozen=True, slots=True)
class Signing:
    """The whole page; `before` only while the text is open."""

    standing: Standing
    before: Before | None

    @property
    def meeting(self) -> Meeting:
        """Whose minutes they are."""
        return self.standing.meeting

    @property
    def printed(self) -> Sequence[VersionFile]:
        """The files to print."""
        version = self.standing.waiting
        return made_of(version) if version else ()

    @property
    def scan(self) -> VersionFile | None:
        """The signed paper, of what waits or of what was issued."""
        version = self.standing.waiting or self.standing.issued
        return scan_of(version) if version else None

    @property
    def step(self) -> int:
        """Which step is next: 1 freeze, 2 print and number, 3 attach the scan, 4 issue, 5 nothing."""
        if self.standing.is_issued:
            return 5
        version = self.standing.waiting
        if version is None:
            return 1
        if not self.printed or not version.registered_as:
            return 2
        return 4 if self.scan else 3


def signing_page(actor: Actor, meeting: Meeting, today: date) -> Signing:
    """The page in a fixed number of queries."""
    is_open = meeting.text_state == TextState.OPEN
    return Signing(standing(actor, meeting, today), before_freezing(meeting, today) if is_open else None)


def before_freezing(meeting: Meeting, today: date) -> Before:
    """What is known of the text, and what can be chosen, before it is frozen."""
    found = readiness(meeting)
    gaps = still_missing(meeting.id).gaps
    numbers = _numbers(meeting, today)
    whole = whole_in(outline.build(record_of(meeting.id)))
    allowed = whole if len(whole) == 1 else LANGUAGES
    known = meeting.authentic_language
    return Before(
        found=found, gaps=[gap for gap in gaps if gap.kind not in HINDERING], whole=whole, numbers=numbers,
        allowed=allowed, authentic=known if known and known in allowed else allowed[0],
        changes=reason_of(meeting) if found.is_amendment else Bilingual(), is_early=found.is_early(today),
    )  # fmt: skip


def _numbers(meeting: Meeting, today: date) -> Sequence[tuple[Numbering, Bilingual]]:
    """Where the number may come from; the first is proposed."""
    choices = []
    if meeting.number:
        kept = Bilingual.said("%(number)s, as these minutes have it", number=meeting.number)
        choices.append((Numbering.KEPT, kept))
    pattern = pattern_on(meeting, today)
    if pattern and not keeps_number(meeting, today):
        number = coming_number(pattern, today.year, numbers_in_use(meeting, today, own=True))
        choices.append((Numbering.PATTERN, Bilingual.said("by the group's pattern: %(number)s", number=number)))
    choices.append((Numbering.REGISTRY, Bilingual.said("the registry gives it: dots now, typed in later")))
    return choices
