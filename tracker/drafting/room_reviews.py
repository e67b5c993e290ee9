"""What the drafting room shows of the review: a row for each older item, with its verdict as a chip."""

from dataclasses import dataclass

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.minutes.words import verdict
from tracker.register.models import Verdict
from tracker.register.review import Reviewed, mark_of
from tracker.register.services import lacks_reason
from tracker.register.words import shortened

SHAPES = {
    Verdict.DONE: ("done", "state-done"), Verdict.ON_TRACK: ("doing", ""), Verdict.LATE: ("late", "state-late"),
    Verdict.DEFERRED: ("window", ""), Verdict.DROPPED: ("dropped", ""), Verdict.CARRIED_OVER: ("forward", ""),
}  # fmt: skip
LONGEST = 160


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One item as the room shows it."""

    found: Reviewed

    @property
    def key(self) -> str:
        """What its address and its place on the page are called by."""
        return self.found.item.key

    @property
    def verdict(self) -> Bilingual:
        """The verdict in words, with the new day of what is deferred."""
        told = verdict(self.found.verdict)
        if self.found.until is None:
            return told
        until = Bilingual.said("until %(date)s", date=dates.short_date(self.found.until))
        return Bilingual(en=f"{told.en} {until.en}", lo=f"{told.lo} {until.lo}")

    @property
    def shape(self) -> str:
        """The shape of the verdict's chip."""
        return SHAPES[self.found.verdict][0]

    @property
    def tone(self) -> str:
        """Its class."""
        return SHAPES[self.found.verdict][1]

    @property
    def lacks(self) -> Language | None:
        """The language in which the remark does not say all."""
        return self.found.remark.lacks or self.found.remark.stale

    @property
    def lacks_reason(self) -> bool:
        """Whether it is dropped, and nobody says why."""
        return lacks_reason(self.found)

    @property
    def until(self) -> str:
        """The new day as a form carries it."""
        return dates.short_date(self.found.until) if self.found.until else ""

    @property
    def verdicts(self) -> tuple[tuple[str, Bilingual], ...]:
        """The verdicts to choose from."""
        return tuple((each.value, verdict(each)) for each in Verdict)

    def words(self, language: Language) -> str:
        """What the item says, cut where it is long."""
        return shortened(self.found.item.text.in_(language).text, LONGEST)

    def side(self, language: Language) -> Language:
        """The language in which the item says it."""
        return self.found.item.text.in_(language).language


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """All rows; `mark` is what is sent with 'take all as proposed'."""

    rows: tuple[ReviewRow, ...]
    mark: str

    @property
    def waiting(self) -> int:
        """How many nobody has looked at."""
        return sum(not row.found.given for row in self.rows)

    @classmethod
    def of(cls, found: tuple[Reviewed, ...]) -> "ReviewSheet":
        """The rows of what a meeting looks back on."""
        return cls(tuple(ReviewRow(each) for each in found), mark_of(found))
