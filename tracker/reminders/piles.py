"""What one line of a digest holds, and on which pile it lies. Knows no database and no template."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from tracker.accounts.models import LinkPurpose
from tracker.actions.deadlines import Window
from tracker.actions.words import due_words
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say, say_many
from tracker.groups.models import Audience, Trigger
from tracker.register.words import shortened
from tracker.reminders.models import ItemKind

_TRIGGER = re.compile(r"[a-z_]+")
_WEEK = 7
LONGEST = 300  # letters of a text in a line; the whole of it stands on the page


class Pile(StrEnum):
    """The piles of a digest, in their order."""

    LATE = "late"
    THIS_WEEK = "this_week"
    COMING = "coming"
    NO_DATE = "no_date"
    WAITING = "waiting"


class Voice(StrEnum):
    """As whom somebody reads a line: of those who owe it, of those who lead the group, or of the management."""

    OWNER = "owner"
    CHAIR = "chair"
    MANAGEMENT = "management"


class Outstanding(Protocol):
    """A reminder, whether it is written down or only falls due on a day."""

    @property
    def group_id(self) -> int: ...
    @property
    def kind(self) -> ItemKind: ...
    @property
    def item_id(self) -> int: ...
    @property
    def step(self) -> str: ...
    @property
    def occurrence(self) -> date: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def audience(self) -> Audience: ...


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing of which somebody is reminded, by which step, and as whom he reads it."""

    group_id: int
    kind: ItemKind
    item_id: int
    step: str
    occurrence: date
    organisation_id: int | None
    voice: Voice = Voice.OWNER

    @classmethod
    def of(cls, row: Outstanding, voice: Voice = Voice.OWNER) -> "Owed":
        """What a row says, to somebody who reads it so."""
        return cls(row.group_id, row.kind, row.item_id, row.step, row.occurrence, row.organisation_id, voice)

    @property
    def trigger(self) -> Trigger | None:
        """What the step counts from; None of one that somebody asked for by hand."""
        found = _TRIGGER.match(self.step)
        return Trigger(found[0]) if found and found[0] in set(Trigger) else None


@dataclass(frozen=True, slots=True)
class Target:
    """To what the secret link of a line leads, for which organisation; `link_id` where there is one already that goes
    out once more."""

    purpose: LinkPurpose
    kind: str
    subject_id: int
    organisation_id: int | None
    link_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a digest in its reader's language: what it is about, how it stands, what is expected. `language` is
    that of the text, which may be the other one. `listed` stands below it under its `heading`. `page` is where whoever
    signs in finds it."""

    owed: Owed
    group: str
    title: str
    language: Language
    missing: bool = False
    pile: Pile = Pile.WAITING
    ends: date | None = None
    reference: str = ""
    organisation: str = ""
    stands: str = ""
    agreed: str = ""
    expected: str = ""
    origin: str = ""
    escalated: str = ""
    heading: str = ""
    listed: tuple[str, ...] = ()
    button: str = ""
    page: str = ""
    target: Target | None = None


def pile_of(ends: date | None, on: date) -> Pile:
    """On which pile something lies that ends on a day: late, up to this week's Sunday, later, or without a date."""
    if ends is None:
        return Pile.NO_DATE
    if ends < on:
        return Pile.LATE
    return Pile.THIS_WEEK if ends < on + timedelta(days=_WEEK - on.weekday()) else Pile.COMING


@dataclass(frozen=True, slots=True)
class Setting:
    """In which language and on which day lines are written."""

    language: Language
    on: date

    def plain(self, text: Bilingual) -> str:
        """The beginning of a text in the language or, where it has none, in the other one, on one line."""
        return shortened(text.in_(self.language).text, LONGEST)

    def left(self, day: date) -> str:
        """'12 days late', 'due today', '4 days left'."""
        return due_words(Window(None, day, day), None, self.on, self.language)

    def since(self, day: date) -> str:
        """'today', '3 days ago'."""
        days = (self.on - day).days
        if days <= 0:
            return say("today", self.language)
        return say_many("%(number)s day ago", "%(number)s days ago", days, self.language)


def pile_words(pile: Pile) -> Bilingual:
    """The heading of a pile."""
    return {
        Pile.LATE: Bilingual.said("Late"),
        Pile.THIS_WEEK: Bilingual.said("This week"),
        Pile.COMING: Bilingual.said("Coming"),
        Pile.NO_DATE: Bilingual.said("No date"),
        Pile.WAITING: Bilingual.said("Waiting for you"),
    }[pile]


def first_large(text: str) -> str:
    """A few words as a sentence of their own."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""
