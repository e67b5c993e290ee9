"""What the filters of a list offer, as pairs of a value and its words in one language. Knows no page."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from tracker.core.bilingual import Bilingual
from tracker.core.dates import quarter, quarter_of
from tracker.core.i18n import Language
from tracker.find import words
from tracker.find.asked import How
from tracker.groups.models import WorkingGroup
from tracker.meetings.addresses import Period

YEARS = 10

Choice = TypeVar("Choice", bound=StrEnum)
Pairs = Sequence[tuple[str, str]]


def of_actions(groups: Sequence[WorkingGroup], language: Language) -> dict[str, Pairs]:
    """The choices of the list of actions, those of groups and organisations not among them."""
    return {
        "state": _said(words.states(), language),
        "mark": _said(words.marks(), language),
        "role": _said(words.roles(), language),
        "kind": _said(words.kinds(), language),
        "sort": _said(words.sorts(), language),
        "group": _names(groups, language),
    }


def of_entries(groups: Sequence[WorkingGroup], language: Language) -> dict[str, Pairs]:
    """The same of the list of entries."""
    return {
        "kind": _said(words.entry_kinds(), language),
        "about": _said(words.abouts(), language),
        "group": _names(groups, language),
    }


def of_search(groups: Sequence[WorkingGroup], language: Language) -> dict[str, Pairs]:
    """The same of a search: the states of actions and those of minutes each by themselves."""
    how = [(value, said) for value, said in _said(words.states(), language) if value != How.ALL]
    return {
        "kind": _said(words.found(), language),
        "how": how,
        "paper": _said(words.papers(), language),
        "group": _names(groups, language),
    }


def periods(today: date, chosen: Period | None, language: Language) -> Pairs:
    """The quarters of the last years, the newest first, and the one that is chosen already."""
    year, number = quarter_of(today)
    last = year * 4 + number  # the next one too: meetings are planned ahead
    offered = [Period(each // 4, each % 4 + 1) for each in range(last, last - 4 * YEARS, -1)]
    if chosen is not None and chosen not in offered:
        offered.append(chosen)
    return [(str(each), quarter(each.year, each.quarter, language)) for each in offered]


def _said(choices: Mapping[Choice, Bilingual], language: Language) -> Pairs:
    return [(value.value, said[language]) for value, said in choices.items()]


def _names(groups: Sequence[WorkingGroup], language: Language) -> Pairs:
    return [(group.slug, f"{group.acronym} – {group.name.in_(language).text}") for group in groups]
