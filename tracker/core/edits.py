"""What a form changes, beside what it was made from, so that nobody overwrites what somebody else wrote meanwhile."""

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any, Generic, TypeVar

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Conflict, Refused
from tracker.core.i18n import LANGUAGES, Language
from tracker.core.lao import clean

Value = TypeVar("Value")
MOST_LETTERS = 20_000  # of one side of a text


@dataclass(frozen=True, slots=True)
class Change(Generic[Value]):
    """A new value, and the one that stood in the form when it was made."""

    to: Value
    base: Value

    def over(self, stored: Value) -> Value:
        """The value that is to be stored; Conflict where somebody else stored a third one meanwhile."""
        if self.to == self.base:
            return stored
        if stored not in (self.base, self.to):
            raise Conflict(Bilingual.said("Somebody else changed it meanwhile. Nothing of yours was saved."))
        return self.to


@dataclass(frozen=True, slots=True)
class Collision:
    """Two people changed one side of a text: what the form was made from, what stands there now, what was sent."""

    field: str
    language: Language
    base: str
    theirs: str
    mine: str


class TextConflict(Conflict):
    """Somebody else changed the same text meanwhile; both versions are there to choose from, and none was stored."""

    def __init__(self, collisions: Iterable[Collision]) -> None:
        super().__init__(
            Bilingual.said("Somebody else changed the same text meanwhile. Choose which of the two stays.")
        )
        self.collisions = tuple(collisions)

    def details(self) -> dict[str, object]:
        """The first of the texts, under the name of its field in a form."""
        first = self.collisions[0]
        field = f"{first.field}_{first.language}"
        return {"conflict": {"field": field, "language": first.language, "theirs": first.theirs, "mine": first.mine}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An edit of a text in both languages: each side with what the form was made from. A side that is None, or as the
    form was made, is not touched."""

    en: str | None = None
    lo: str | None = None
    base_en: str = ""
    base_lo: str = ""
    small: bool = False

    @property
    def touched(self) -> tuple[Language, ...]:
        """The sides that the writer changed."""
        return tuple(side for side in LANGUAGES if self._typed(side) not in (None, self._base(side)))

    def collisions(self, field: str, stored: Bilingual) -> tuple[Collision, ...]:
        """The sides that somebody else has changed meanwhile, and to something else."""
        return tuple(
            Collision(field, side, self._base(side), stored[side], self._typed(side) or "")
            for side in self.touched
            if stored[side] not in (self._base(side), self._typed(side))
        )

    def over(self, stored: Bilingual) -> Bilingual:
        """The text that is to be stored. Raises Refused where a side is too long to be one text of anything."""
        new = {side: self._typed(side) for side in self.touched}
        if any(text is not None and len(text) > MOST_LETTERS for text in new.values()):
            raise Refused(too_long())
        return stored.revise(en=new.get("en"), lo=new.get("lo"), small=self.small)

    def _typed(self, side: Language) -> str | None:
        typed = self.en if side == "en" else self.lo
        return None if typed is None else clean(typed)

    def _base(self, side: Language) -> str:
        return clean(self.base_en if side == "en" else self.base_lo)


def refuse_stale(now: int | str, base: int | str) -> None:
    """Raise Conflict where a form showed another version, or mark, than the one that stands."""
    if now != base:
        raise Conflict(
            Bilingual.said("Somebody else changed this meanwhile. Compare, correct what is below, and save again.")
        )


def require_reason(reason: Bilingual) -> None:
    """Refuse an empty reason, where nobody could learn later why."""
    if not reason:
        raise Refused(Bilingual.said("Say why, in one language at least."))


def mark_of(facts: Any) -> str:
    """What a form carries of the state it was made from, where the row keeps no version."""
    return hashlib.sha256(repr(astuple(facts)).encode()).hexdigest()[:32]


def too_long() -> Bilingual:
    """What is said of a text that is too long."""
    return Bilingual.said("A text may have %(most)s characters at the most.", most=MOST_LETTERS)


def put_texts(row: object, edits: Iterable[tuple[str, Wording | None]]) -> tuple[str, ...]:
    """Store edited texts by their names, all or none, and answer with the names of those that changed.

    Raises TextConflict with every side that somebody else changed meanwhile.
    """
    wanted = [(name, edit) for name, edit in edits if edit is not None]
    collisions = [each for name, edit in wanted for each in edit.collisions(name, getattr(row, name))]
    if collisions:
        raise TextConflict(collisions)
    changed = []
    for name, edit in wanted:
        stored = getattr(row, name)
        new = edit.over(stored)
        if new != stored:
            setattr(row, name, new)
            changed.append(name)
    return tuple(changed)
