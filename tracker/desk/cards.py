"""What a card of the desk tells of one part of an action; asks no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from tracker.actions import words
from tracker.actions.models import (
    Action,
    ActionKind,
    Ask,
    Assignment,
    AssignmentRole,
    AssignmentState,
    Progress,
    ProgressKind,
)
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.organisations.models import Organisation

FEW = 5
HANDED = frozenset({AssignmentState.SUBMITTED, AssignmentState.ACCEPTED})


class Pile(StrEnum):
    """What parts of one pile have in common, in the order in which the desk shows them."""

    LATE = "late"
    SOON = "soon"
    RETURNED = "returned"
    WAITING = "waiting"
    LATER = "later"
    NO_DATE = "nodate"
    RECEIPT = "receipt"


class Turn(StrEnum):
    """What an organisation does next with its part."""

    REPORT = "report"
    HAND_IN = "hand_in"
    LOOK = "look"
    DATE = "date"
    CONFIRM = "confirm"


JUMPS = (Pile.LATE, Pile.SOON, Pile.WAITING, Pile.NO_DATE)


@dataclass(frozen=True, slots=True)
class Card:
    """One part of an action as its organisation sees it: on which pile it lies, the number of its conclusion in the
    minutes, the last handing in or giving back of it, and what was asked about it last."""

    part: Assignment
    pile: Pile
    number: int | None
    last: Progress | None
    ask: Ask | None

    @property
    def action(self) -> Action:
        """What it is a part of."""
        return self.part.action

    @property
    def text(self) -> Bilingual:
        """What is to be done."""
        return words.text_of(self.action)

    @property
    def turn(self) -> Turn:
        """The one thing that its button offers."""
        if self.pile == Pile.RECEIPT:
            return Turn.CONFIRM
        if self.pile == Pile.WAITING:
            return Turn.LOOK
        owned = self.part.role == AssignmentRole.OWNER
        if owned and self.pile == Pile.NO_DATE and not self.is_asked:
            return Turn.DATE
        kind = self.action.kind
        hands_in = (self.is_returned and kind != ActionKind.SPECIAL_MEETING) or kind == ActionKind.SUBMISSION
        return Turn.HAND_IN if owned and hands_in else Turn.REPORT

    @property
    def is_returned(self) -> bool:
        """Whether the chair gave it back, and it was not handed in again."""
        at_work = self.part.state == AssignmentState.IN_PROGRESS
        return at_work and self.last is not None and self.last.kind == ProgressKind.RETURNED

    @property
    def is_asked(self) -> bool:
        """Whether something that was asked about it waits for the chair."""
        return self.ask is not None and self.ask.decided_at is None

    @property
    def is_refused(self) -> bool:
        """Whether what was asked about it last was refused."""
        return self.ask is not None and self.ask.decided_at is not None and not self.ask.granted

    @property
    def partners(self) -> list[Organisation]:
        """Who else works on it, without those who only receive it."""
        return self._others(AssignmentRole.OWNER, AssignmentRole.SUPPORT, AssignmentRole.FOLLOW_UP)

    @property
    def recipients(self) -> list[Organisation]:
        """Who else receives what is handed in."""
        return self._others(AssignmentRole.RECIPIENT)

    @property
    def has_owner(self) -> bool:
        """Whether anybody owes the action."""
        return any(part.role == AssignmentRole.OWNER for part in self.action.assignments)

    @property
    def has_come(self) -> bool:
        """Whether one of those who owe it has handed something in, so that a recipient may have it."""
        return any(part.role == AssignmentRole.OWNER and part.state in HANDED for part in self.action.assignments)

    def dates(self, language: Language) -> str:
        """The days of the window that holds now."""
        return words.dates_words(self.part.window, None, language)

    def first_dates(self, language: Language) -> str:
        """The days that were agreed first, where others hold now."""
        moved = self.part.window != self.action.first
        return words.dates_words(self.action.first, None, language) if moved else ""

    def days_waiting(self, on: date) -> int:
        """For how many days what was handed in has waited for the chair."""
        return max((on - self.last.on).days, 0) if self.last else 0

    def _others(self, *roles: AssignmentRole) -> list[Organisation]:
        parts = [part for part in self.action.assignments if part.role in roles]
        found = {part.organisation_id: part.organisation for part in parts}
        return [each for key, each in found.items() if key != self.part.organisation_id]


@dataclass(frozen=True, slots=True)
class Ours:
    """The open parts of somebody's organisations: the first few of each pile, and how many there are; and what was
    accepted in this quarter."""

    cards: Mapping[Pile, Sequence[Card]]
    counts: Mapping[Pile, int]
    done: Sequence[Action]
    done_count: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is open and nothing was done lately."""
        return not self.counts and not self.done_count

    @property
    def jumps(self) -> list[Pile]:
        """The piles to which a reader jumps: what presses, what waits, what has no date."""
        return [pile for pile in JUMPS if pile in self.counts]

    @property
    def open_count(self) -> int:
        """How many parts are open."""
        return sum(self.counts.values())

    @property
    def first_few(self) -> list[Card]:
        """The cards that press most, for a desk on which other work comes first."""
        return list(islice((card for pile in Pile for card in self.cards.get(pile, ())), FEW))

    @property
    def are_several(self) -> bool:
        """Whether parts of more than one of the reader's organisations lie here, so that each card says whose it is."""
        return len({card.part.organisation_id for cards in self.cards.values() for card in cards}) > 1
