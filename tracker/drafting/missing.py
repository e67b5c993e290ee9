"""What a draft still lacks before it can go out: each kind of gap with the entries it concerns."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import LANGUAGES, Language, say, say_many
from tracker.core.lao import western_digits
from tracker.drafting.missing_facts import Agreed, Draft, Said, draft_of
from tracker.drafting.quick_line_text import fold
from tracker.meetings.kinds import Disposition, EntryKind, MeetingState, RecordState
from tracker.minutes.queries_circulation import NOT_HINDERED, Hindered
from tracker.register.models import Verdict

CIRCULATING = (RecordState.DRAFT, RecordState.CIRCULATED)
POINTS = (EntryKind.ISSUE, EntryKind.RECOMMENDATION)
_FIGURES = re.compile(r"(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d{1,2})(?![\d/-])", re.ASCII)


class Kind(StrEnum):
    """What can be missing, in the order in which the chair would look."""

    DISPOSITION = "disposition"
    REASON = "reason"
    OWNER = "owner"
    DATE = "date"
    CONFIRMATION = "confirmation"
    LAO = "lao"
    ENGLISH = "english"
    STALE = "stale"
    ATTENDANCE = "attendance"
    HEADCOUNT = "headcount"
    STRANGE_DATE = "strange_date"
    DOCUMENT = "document"
    PROPOSAL = "proposal"


LACKS = {"lo": Kind.LAO, "en": Kind.ENGLISH}


@dataclass(frozen=True, slots=True)
class Gap:
    """One kind of gap: how many, in which entries, and in which other places (`heading-…`, `attendance`)."""

    kind: Kind
    count: int
    entries: tuple[int, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def first(self) -> int | None:
        """The entry of the first case, where one is in an entry."""
        return self.entries[0] if self.entries else None

    @property
    def anchor(self) -> str:
        """Where the first case stands on the page."""
        return next((f"entry-{entry_id}" for entry_id in self.entries), "".join(self.others[:1]))

    @property
    def words(self) -> Bilingual:
        """What is missing, as it is read behind the count."""
        return Bilingual(en=_words(self, "en"), lo=_words(self, "lo"))


@dataclass(frozen=True, slots=True)
class Missing:
    """All that a draft lacks, in the order of the kinds; a kind of which nothing is missing is left out. `hindered` is
    what stands in the way of its circulation."""

    gaps: tuple[Gap, ...]
    hindered: Hindered = NOT_HINDERED

    @property
    def total(self) -> int:
        """How many things are missing altogether; a total that does not fit is one, however many people it is off."""
        return self.hindered.count + sum(1 if gap.kind == Kind.HEADCOUNT else gap.count for gap in self.gaps)

    @property
    def in_translation(self) -> "Missing":
        """What a translator can mend: texts without their other language, and texts that no longer fit it."""
        return Missing(tuple(gap for gap in self.gaps if gap.kind in {*LACKS.values(), Kind.STALE}))

    def of(self, kind: Kind) -> Gap:
        """The gap of a kind, also where there is none."""
        return next((gap for gap in self.gaps if gap.kind == kind), Gap(kind, 0))


def still_missing(meeting_id: int, language: Language | None = None) -> Missing:
    """What a draft still lacks; where a language is named, only the texts of that one. A fixed number of queries."""
    draft = draft_of(meeting_id)
    entries: dict[Kind, list[int]] = defaultdict(list)
    others: dict[Kind, list[str]] = defaultdict(list)
    for said in draft.entries:
        for kind in set(_of_entry(said, draft)):
            entries[kind].append(said.id)
    for name, text in draft.texts.items():
        for kind in _of_text(text):
            others[kind].append(f"heading-{name}")
    for key, given in draft.reviews.items():
        for kind in _of_verdict(*given):
            others[kind].append(f"entry-{key}")
    if draft.quarter != dates.quarter_of(draft.held_on):
        others[Kind.STRANGE_DATE].append("heading-opening")
    differing = 0 if draft.headcount is None else abs(draft.headcount - draft.counted)
    if differing:
        others[Kind.HEADCOUNT].append("attendance")
    elif not draft.counted:
        others[Kind.ATTENDANCE].append("attendance")
    left_out = {LACKS[side] for side in LANGUAGES if language not in (None, side)}
    gaps = [
        Gap(kind, differing if kind == Kind.HEADCOUNT else len(entries[kind]) + len(others[kind]),
            tuple(entries[kind]), tuple(others[kind]))
        for kind in Kind
    ]  # fmt: skip
    return Missing(tuple(gap for gap in gaps if gap.count and gap.kind not in left_out), _hindered(draft))


def _hindered(draft: Draft) -> Hindered:
    """What stands in the way of circulating it; nothing of minutes that were issued, which are amended."""
    if draft.record not in CIRCULATING:
        return NOT_HINDERED
    return Hindered(
        not_held=draft.state != MeetingState.HELD, empty=not draft.entries, no_headcount=draft.headcount is None
    )


def _of_entry(said: Said, draft: Draft) -> Iterator[Kind]:
    agreed = draft.agreed.get(said.id, ())
    for text in (said.text, said.remark, *(each.words for each in agreed)):
        yield from _of_text(text)
    yield from _of_disposition(said, draft)
    for each in agreed:
        yield from _of_action(each, draft.held_on)
    if any(_is_strange(day, draft.held_on) for side in LANGUAGES for day in _dates_in(said.text[side])):
        yield Kind.STRANGE_DATE
    named = {each.document.id for side in LANGUAGES for each in draft.documents.named_in(fold(said.text[side]))}
    if said.kind == EntryKind.CONCLUSION:  # an action is about one document
        unlinked = named and not any(each.document_id for each in agreed)
    else:
        unlinked = named - draft.linked.get(said.id, frozenset())
    if unlinked:
        yield Kind.DOCUMENT
    if said.is_proposed:
        yield Kind.PROPOSAL


def _of_text(text: Bilingual) -> Iterator[Kind]:
    if text.lacks:
        yield LACKS[text.lacks]
    elif text.stale:
        yield Kind.STALE


def _of_verdict(verdict: Verdict, remark: Bilingual) -> Iterator[Kind]:
    yield from _of_text(remark)
    if verdict == Verdict.DROPPED and not remark:
        yield Kind.REASON


def _of_disposition(said: Said, draft: Draft) -> Iterator[Kind]:
    if said.kind in POINTS and said.disposition is None and said.id not in draft.answered:
        yield Kind.DISPOSITION
    declined = said.disposition == Disposition.DECLINED and not said.remark
    if declined or (said.disposition == Disposition.REFERRED and not said.is_referred_somewhere):
        yield Kind.REASON


def _of_action(agreed: Agreed, held_on: date) -> Iterator[Kind]:
    if not agreed.owned:
        yield Kind.OWNER
    until = agreed.confirmed_on or agreed.latest or agreed.due_by
    if until is None and not agreed.at_next_meeting:
        yield Kind.DATE
    if agreed.confirmed_on is None and agreed.latest != agreed.due_by:
        yield Kind.CONFIRMATION
    if until is not None and until < held_on:
        yield Kind.STRANGE_DATE


def _dates_in(text: str) -> Iterator[date | None]:
    """The dates that are written in figures; None for one that the calendar does not have."""
    for found in _FIGURES.finditer(western_digits(text)):
        try:
            yield dates.parse_date(found[0])
        except ValueError:
            yield None


def _is_strange(day: date | None, held_on: date) -> bool:
    """Whether a written date can hardly be meant: no day at all, or more than a year from the meeting's."""
    return day is None or abs(day.year - held_on.year) > 1


def _words(gap: Gap, side: Language) -> str:  # noqa: C901, PLR0911, PLR0912  one line for each kind
    number = gap.count
    match gap.kind:
        case Kind.DISPOSITION:
            return say_many("point without disposition", "points without disposition", number, side)
        case Kind.REASON:
            return say_many("disposition without its reason", "dispositions without their reason", number, side)
        case Kind.OWNER:
            return say_many("conclusion without owner", "conclusions without owner", number, side)
        case Kind.DATE:
            return say_many("conclusion without date", "conclusions without date", number, side)
        case Kind.CONFIRMATION:
            return say_many("window without a confirmed date", "windows without a confirmed date", number, side)
        case Kind.LAO:
            return say_many("text without Lao", "texts without Lao", number, side)
        case Kind.ENGLISH:
            return say_many("text without English", "texts without English", number, side)
        case Kind.STALE:
            return say_many("translation older than its text", "translations older than their texts", number, side)
        case Kind.ATTENDANCE:
            return say("attendance not yet noted", side)
        case Kind.HEADCOUNT:
            return say_many("person more or fewer listed than said", "people more or fewer listed than said", number,
                            side)  # fmt: skip
        case Kind.STRANGE_DATE:
            return say_many("date that does not fit the meeting", "dates that do not fit the meeting", number, side)
        case Kind.DOCUMENT:
            return say_many("entry names a document that is not linked", "entries name a document that is not linked",
                            number, side)  # fmt: skip
        case Kind.PROPOSAL:
            return say_many("proposal to look at", "proposals to look at", number, side)
