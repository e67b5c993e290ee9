"""What the form of one open entry shows besides its text, as words that can be typed back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tracker.actions.models import Action, ActionKind, AssignmentRole
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.fields import later, shown
from tracker.core.i18n import Language
from tracker.documents.forms import STAGES
from tracker.meetings.models import Disposition, Entry, EntryKind, Section
from tracker.minutes import words
from tracker.organisations.models import Organisation

Option = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields of an open entry; those of a conclusion stand in its action."""

    is_conclusion: bool
    documents: str
    raised_by: str = ""
    asked_of: str = ""
    kinds: tuple[Option, ...] = ()
    dispositions: tuple[Option, ...] = ()
    remark: Bilingual = Bilingual()
    referred_to: str = ""
    owners: str = ""
    recipients: str = ""
    words: Bilingual = Bilingual()
    window: str = ""
    confirmed_on: str = ""
    action_kinds: tuple[Option, ...] = ()
    stages: tuple[Option, ...] = ()
    answers: str = ""


def facts_of(entry: Entry, action: Action | None, language: Language) -> Facts:
    """The fields of an entry and, for a conclusion, of the action that it made."""
    if entry.section == Section.CONCLUSIONS:
        return _of_conclusion(entry, action, language)
    return Facts(
        is_conclusion=False,
        documents=", ".join(document.code for document in entry.documents),
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


def _of_conclusion(entry: Entry, action: Action | None, language: Language) -> Facts:
    parts = action.assignments if action else []
    window = action.first if action else None
    return Facts(
        is_conclusion=True,
        documents=action.document.code if action and action.document else "",
        owners=listed([part.organisation for part in parts if part.role == AssignmentRole.OWNER], language),
        recipients=listed([part.organisation for part in parts if part.role == AssignmentRole.RECIPIENT], language),
        words=action.words if action else Bilingual(),
        window=dates.window(window.from_, window.by, language) if window else "",
        confirmed_on=dates.short_date(action.confirmed_on) if action and action.confirmed_on else "",
        action_kinds=_options(action.kind if action else None, {kind: _action_kind(kind) for kind in ActionKind}),
        stages=(
            ("", str(later("No stage")), action is None or action.stage is None),
            *_options(action.stage if action else None, STAGES),
        ),
        answers=", ".join(answer.entry.reference for answer in entry.answers),
    )


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
