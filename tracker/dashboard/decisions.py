"""What needs a decision from management, as it was known at the end of a day: a line for each sort, the weightiest
first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say, say_many
from tracker.dashboard.carried_over import carried
from tracker.dashboard.decisions_documents import decisions_on_documents
from tracker.dashboard.decisions_meetings import decisions_on_meetings
from tracker.dashboard.decisions_tasks import decisions_on_tasks
from tracker.dashboard.decisions_words import as_words, behind
from tracker.dashboard.facts import CarriedOver, Decision, DecisionKind, SpecialAsked
from tracker.dashboard.known_meetings import Known, known_meetings
from tracker.dashboard.measures_besides import OfSpecialMeetings
from tracker.dashboard.scope import Groups
from tracker.dashboard.special_meetings import overdue, special_meetings
from tracker.dashboard.stages import standards
from tracker.documents.models import Document
from tracker.minutes.sentences import both


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What decisions are found in besides the tasks, as it was known at the end of a day: of one group, or of all that
    somebody looks at."""

    groups: Groups
    slug: str
    as_of: date
    meetings: Sequence[Known]
    standards: Sequence[Document]
    special_meetings: Sequence[SpecialAsked]
    carried: Sequence[CarriedOver]


def grounds(groups: Groups, slug: str, as_of: date) -> Grounds:
    """What there is to be decided about: eight queries."""
    meetings = known_meetings(groups, slug, as_of)
    return Grounds(
        groups=groups, slug=slug, as_of=as_of, meetings=meetings, standards=standards(groups, slug, as_of),
        special_meetings=special_meetings(meetings, groups, slug, as_of), carried=carried(groups, slug, as_of),
    )  # fmt: skip


def decisions(on: Grounds) -> Sequence[Decision]:
    """The decisions that are needed from management, of which each stands for all of its sort; six queries at most."""
    found = [
        *decisions_on_tasks(on.groups, on.slug, on.as_of),
        *decisions_on_documents(on.standards, on.groups, on.slug, on.as_of),
        *_special(on.special_meetings, on.slug, on.as_of),
        *_carried(on.carried, on.slug, on.as_of),
        *decisions_on_meetings(on.meetings, on.as_of),
    ]
    order = list(DecisionKind)
    return sorted(found, key=lambda each: order.index(each.kind))


def _special(asked: Sequence[SpecialAsked], slug: str, as_of: date) -> Iterable[Decision]:
    """Special meetings whose window is over and of which none is planned, the one first that waits for longest."""
    found = overdue(asked)
    if found:
        alone, days, late = len(found) == 1, found[0].passed, OfSpecialMeetings.OVERDUE.value
        yield Decision(
            DecisionKind.SPECIAL_MEETING,
            Bilingual.said("Set a day for the special meeting"),
            as_words(found[0].text) if alone else both(partial(_meetings, len(found), as_words(found[0].text))),
            both(partial(_window_over, days, alone)),
            found[0].address if alone else behind("special_meetings", slug, as_of, figure=late),
        )


def _carried(found: Sequence[CarriedOver], slug: str, as_of: date) -> Iterable[Decision]:
    """What was carried over three times or more, the most often first."""
    if found:
        alone, times = len(found) == 1, found[0].times
        yield Decision(
            DecisionKind.CARRIED,
            Bilingual.said("Decide whether it goes on"),
            as_words(found[0].text) if alone else both(partial(_items, len(found), as_words(found[0].text))),
            both(partial(_carried_so_often, times, alone)),
            found[0].address if alone else behind("carried_over", slug, as_of),
        )


def _meetings(number: int, text: Bilingual, language: Language) -> str:
    return say_many(
        "%(number)s meeting, such as: %(text)s", "%(number)s meetings, such as: %(text)s", number, language,
        text=text.in_(language).text,
    )  # fmt: skip


def _items(number: int, text: Bilingual, language: Language) -> str:
    return say_many(
        "%(number)s action or point, such as: %(text)s", "%(number)s actions and points, such as: %(text)s", number,
        language, text=text.in_(language).text,
    )  # fmt: skip


def _window_over(days: int, alone: bool, language: Language) -> str:
    if alone:
        return say_many("its time was over %(number)s day ago", "its time was over %(number)s days ago", days, language)
    return say_many(
        "their time is over, the longest by %(number)s day",
        "their time is over, the longest by %(number)s days", days, language,
    )  # fmt: skip


def _carried_so_often(times: int, alone: bool, language: Language) -> str:
    if alone:
        return say_many("carried over %(number)s time", "carried over %(number)s times", times, language)
    return say("carried over 3 times or more", language)
