"""What the form of one open entry shows besides its text, as words that can be typed back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tracker.actions.deadlines import Window
from tracker.actions.models import Action, ActionKind, AssignmentRole
from tracker.actions.services import agreed_reading
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.fields import later, shown
from tracker.core.i18n import LANGUAGES, Language
from tracker.documents.forms import STAGES
from tracker.drafting.entry_edit import code_of
from tracker.drafting.queries_room import Surroundings
from tracker.drafting.quick_line_head import head_of
from tracker.meetings.kinds import Disposition, EntryKind, Extent, Section
from tracker.meetings.models import Entry
from tracker.minutes import words
from tracker.organisations.models import Organisation

Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Answered:
    """A point of the meeting, and how far the open conclusion answers it: '', 'whole' or 'part'."""

    id: int
    reference: str
    text: Bilingual
    extent: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields of an open entry; those of a conclusion stand in its action. `unknown` are names before its colon
    that are nobody's."""

    is_conclusion: bool
    documents: str
    unknown: tuple[str, ...] = ()
    raised_by: str = ""
    asked_of: str = ""
    kinds: tuple[Option, ...] = ()
    dispositions: tuple[Option, ...] = ()
    remark: Bilingual = Bilingual()
    referred_to: str = ""
    owners: str = ""
    recipients: str = ""
    words: Bilingual = Bilingual()
    windows: tuple[Option, ...] = ()
    confirmed_on: str = ""
    action_kinds: tuple[Option, ...] = ()
    stages: tuple[Option, ...] = ()
    points: tuple[Answered, ...] = ()


def facts_of(entry: Entry, action: Action | None, language: Language, around: Surroundings) -> Facts:
    """The fields of an entry and, for a conclusion, of the action that it made."""
    if entry.section == Section.CONCLUSIONS:
        return _of_conclusion(entry, action, language, around)
    return Facts(
        is_conclusion=False,
        documents=", ".join(document.code for document in entry.documents),
        unknown=_unknown(entry, around),
        raised_by=listed(entry.raised_by, language),
        asked_of=listed(entry.asked_of, language),
        kinds=_options(entry.kind, {kind: _kind(kind) for kind in EntryKind if kind != EntryKind.CONCLUSION}),
        dispositions=(
            ("", str(later("Not yet given")), entry.disposition is None),
            *_options(entry.disposition, {each: words.disposition(each) for each in Disposition}),
        ),
        remark=entry.disposition_remark,
        referred_to=_referred(entry, language),
    )


def _of_conclusion(entry: Entry, action: Action | None, language: Language, around: Surroundings) -> Facts:
    parts = action.assignments if action else []
    extents: Mapping[int, Extent] = {answer.entry_id: answer.extent for answer in entry.answers}
    return Facts(
        is_conclusion=True,
        documents=action.document.code if action and action.document else "",
        unknown=_unknown(entry, around),
        owners=listed([part.organisation for part in parts if part.role == AssignmentRole.OWNER], language),
        recipients=listed([part.organisation for part in parts if part.role == AssignmentRole.RECIPIENT], language),
        words=action.words if action else Bilingual(),
        windows=_windows(action, language, around) if action else (),
        confirmed_on=dates.short_date(action.confirmed_on) if action and action.confirmed_on else "",
        action_kinds=_options(action.kind if action else None, {kind: _action_kind(kind) for kind in ActionKind}),
        stages=(
            ("", str(later("No stage")), action is None or action.stage is None),
            *_options(action.stage if action else None, STAGES),
        ),
        points=tuple(
            Answered(point.id, point.reference, point.text, extents.get(point.id, "")) for point in around.points
        ),
    )


def _windows(action: Action, language: Language, around: Surroundings) -> tuple[Option, ...]:
    """The days that the words can mean, beside those that are agreed; nothing where there is nothing to choose."""
    reading = agreed_reading(action.words, action.agreed_on, around.days_off)
    known = dict.fromkeys(each for each in (action.first, reading.window, *reading.alternatives) if each)
    return tuple((code_of(each), _told(each, language), each == action.first) for each in known)


def _told(window: Window, language: Language) -> str:
    return dates.window(window.from_, window.by, language)


def _unknown(entry: Entry, around: Surroundings) -> tuple[str, ...]:
    heads = (head_of(entry.text[side], 0, around.parties) for side in LANGUAGES)
    return tuple(dict.fromkeys(name.words for head in heads if head for name in head.names if name.is_new))


def listed(organisations: Iterable[Organisation], language: Language) -> str:
    """'UXO Lao, MAG', as it can be typed."""
    return ", ".join(each.called[language] for each in organisations)


def _options(chosen: StrEnum | None, words: Mapping[Any, object]) -> tuple[Option, ...]:
    return tuple((value.value, shown(said), value == chosen) for value, said in words.items())


def _referred(entry: Entry, language: Language) -> str:
    if entry.referred_group:
        return entry.referred_group.acronym
    return entry.referred_to.called[language] if entry.referred_to else ""


def _kind(kind: EntryKind) -> Bilingual:
    match kind:
        case EntryKind.ISSUE:
            return Bilingual.said("Issue")
        case EntryKind.RECOMMENDATION:
            return Bilingual.said("Recommendation")
        case _:
            return Bilingual.said("Information")


def _action_kind(kind: ActionKind) -> Bilingual:
    match kind:
        case ActionKind.SUBMISSION:
            return Bilingual.said("Submission")
        case ActionKind.SPECIAL_MEETING:
            return Bilingual.said("Special meeting")
        case ActionKind.STANDARD_TRANSLATION:
            return Bilingual.said("Translation of a standard")
        case ActionKind.DATA_CORRECTION:
            return Bilingual.said("Correction of data")
        case ActionKind.FOLLOW_UP:
            return Bilingual.said("Follow-up")
        case _:
            return Bilingual.said("General")
