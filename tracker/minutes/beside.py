"""A proposed correction beside the text as it was circulated and as it stands now. Knows neither record nor page."""

from dataclasses import dataclass

from tracker.core.bilingual import Bilingual
from tracker.core.differences import Piece, marked
from tracker.core.i18n import LANGUAGES, Language
from tracker.minutes.models import Correction
from tracker.minutes.places import Place

NOTHING = Bilingual()


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a place: as it was circulated, as it stands now, and as it should read; '' where nothing was
    proposed."""

    language: Language
    was: str
    now: str
    proposed: str

    @property
    def has_changed(self) -> bool:
        """Whether the text was changed since it was circulated."""
        return self.now != self.was

    @property
    def since(self) -> tuple[Piece, ...]:
        """What was changed since, word by word."""
        return marked(self.was, self.now)

    @property
    def asked(self) -> tuple[Piece, ...]:
        """What the proposal would change, word by word."""
        return marked(self.was, self.proposed)


@dataclass(frozen=True, slots=True)
class Case:
    """A correction with its place as it was circulated, and how that reads now; None where it is not there any more."""

    correction: Correction
    place: Place
    now: Bilingual | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The languages in which a text was proposed; where none was, those in which there is one."""
        now, text = self.now or NOTHING, self.correction.text
        wanted = [side for side in LANGUAGES if (text[side] if text else self.place.text[side])]
        return tuple(Side(side, self.place.text[side], now[side], text[side]) for side in wanted)

    @property
    def fits(self) -> bool:
        """Whether it can be taken in as it was proposed: nobody has changed the same side to something else since."""
        if not self.correction.text:
            return True
        return self.now is not None and all(side.now in {side.was, side.proposed} for side in self.sides)


def case_of(correction: Correction, was: dict[str, Place], now: dict[str, Place]) -> Case:
    """The correction between the places of its version and those of the working text."""
    place, current = was[correction.place], now.get(correction.place)
    same = current is not None and (current.kind == place.kind or not place.has_text)
    return Case(correction, place, current.text if same and current else None)
