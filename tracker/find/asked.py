"""What a list is asked for, as it stands in the address; knows no database and no page."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self, TypeVar

from tracker.actions.models import ActionKind, AssignmentRole
from tracker.core.lao import clean
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import Disposition, EntryKind, RecordState
from tracker.search.matching import LONGEST

MOST_ROWS = 2**31 - 1

Choice = TypeVar("Choice", bound=StrEnum)


class How(StrEnum):
    """How far an action is: not over, at one of its states, or wherever."""

    OPEN = "open"
    NOT_BEGUN = "not_begun"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    POSTPONED = "postponed"
    ACCEPTED = "accepted"
    DROPPED = "dropped"
    ALL = "all"


class Mark(StrEnum):
    """What is to be looked at about an action."""

    LATE = "late"
    SOON = "soon"
    NO_DATE = "no_date"
    NO_OWNER = "no_owner"
    WAITING = "waiting"
    CARRIED = "carried"


class Sort(StrEnum):
    """In which order actions stand."""

    DEADLINE = "deadline"
    OLDEST = "oldest"
    NEWEST = "newest"
    REFERENCE = "reference"


class What(StrEnum):
    """What a search can find."""

    ACTION = "action"
    ENTRY = "entry"
    MEETING = "meeting"
    MINUTES = "minutes"
    DOCUMENT = "document"
    ORGANISATION = "organisation"


class Paper(StrEnum):
    """How far minutes are; those that were amended were issued."""

    DRAFT = RecordState.DRAFT.value
    CIRCULATED = RecordState.CIRCULATED.value
    ISSUED = RecordState.ISSUED.value


class About(StrEnum):
    """What has become of a point: it waits, a conclusion answers it, or it has a disposition."""

    OPEN = "open"
    ANSWERED = "answered"
    CARRIED_OVER = Disposition.CARRIED_OVER.value
    NOTED = Disposition.NOTED.value
    REFERRED = Disposition.REFERRED.value
    DECLINED = Disposition.DECLINED.value
    WITHDRAWN = Disposition.WITHDRAWN.value


def one_of(kind: type[Choice], said: str) -> Choice | None:
    """The choice of that name; None for anything else."""
    return next((each for each in kind if each.value == said), None)


def _text(args: Mapping[str, str]) -> str:
    return clean(args.get("q", ""))[:LONGEST]


def _period(args: Mapping[str, str]) -> Period | None:
    try:
        return Period.parse(args.get("period", ""))
    except ValueError:
        return None


def _organisation(args: Mapping[str, str]) -> int | None:
    said = args.get("organisation", "")
    fits = said.isascii() and said.isdigit() and len(said) <= len(str(MOST_ROWS)) and 0 < int(said) <= MOST_ROWS
    return int(said) if fits else None


class Filters:
    """What every list is asked for can say: itself as arguments of an address, those left out that say nothing."""

    def args(self) -> dict[str, str]:
        """The arguments, each as text."""
        said: dict[str, str] = {}
        for field in fields(self):  # type: ignore[arg-type]  # whoever is asked is a dataclass
            value: Any = getattr(self, field.name)
            if value not in (None, "", field.default):
                said[field.name] = str(value)
        return said

    @property
    def narrows(self) -> bool:
        """Whether it asks for less, or for something else, than the list shows by itself."""
        return any(name != "sort" for name in self.args())

    @property
    def is_special(self) -> bool:
        """Whether it asks for more than words and an organisation."""
        return not self.args().keys() <= {"q", "organisation"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionsAsked(Filters):
    """Which actions, in which order; `role` is what the organisation, or a unit of it, has to do with them."""

    q: str = ""
    group: str = ""
    period: Period | None = None
    organisation: int | None = None
    role: AssignmentRole | None = None
    state: How = How.OPEN
    kind: ActionKind | None = None
    mark: Mark | None = None
    sort: Sort = Sort.DEADLINE

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """What the address asks for; what it says wrongly is not asked."""
        return cls(
            q=_text(args), group=clean(args.get("group", ""))[:40], period=_period(args),
            organisation=_organisation(args), role=one_of(AssignmentRole, args.get("role", "")),
            state=one_of(How, args.get("state", "")) or How.OPEN, kind=one_of(ActionKind, args.get("kind", "")),
            mark=one_of(Mark, args.get("mark", "")), sort=one_of(Sort, args.get("sort", "")) or Sort.DEADLINE,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class EntriesAsked(Filters):
    """Which issues, recommendations and conclusions; `organisation` raised them."""

    q: str = ""
    group: str = ""
    period: Period | None = None
    organisation: int | None = None
    kind: EntryKind | None = None
    about: About | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """What the address asks for; what it says wrongly is not asked."""
        return cls(
            q=_text(args), group=clean(args.get("group", ""))[:40], period=_period(args),
            organisation=_organisation(args), kind=one_of(EntryKind, args.get("kind", "")),
            about=one_of(About, args.get("about", "")),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchAsked(Filters):
    """What is searched: `state` is that of an action or of minutes; `organisation` raised it, was asked, has a part in
    it, attended, holds it, or is it."""

    q: str = ""
    group: str = ""
    period: Period | None = None
    organisation: int | None = None
    kind: What | None = None
    state: How | Paper | None = None

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """What the address asks for; what it says wrongly is not asked."""
        said = args.get("state", "")
        how = one_of(How, said)
        return cls(
            q=_text(args), group=clean(args.get("group", ""))[:40], period=_period(args),
            organisation=_organisation(args), kind=one_of(What, args.get("kind", "")),
            state=one_of(Paper, said) if how in {None, How.ALL} else how,
        )  # fmt: skip

    def misread(self, args: Mapping[str, str]) -> frozenset[str]:
        """The names of what the address says wrongly, and what is therefore not asked."""
        return frozenset(name for name in ("period", "organisation", "kind", "state") if args.get(name)) - {
            *self.args(),
            *(["state"] if args.get("state") == How.ALL else []),
        }

    @property
    def is_special(self) -> bool:
        """Whether it asks for more than words."""
        return not self.args().keys() <= {"q"}
