"""Which entry of a meeting stands where: lists of entries below their section or below another entry. Pure: knows ids
alone, no texts and no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.meetings.kinds import Section

MOST_LEVELS = 5  # of points under points that are made by hand; files may bring more
Above = Section | int
"""What an entry stands below: its section, or the entry of this id."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an entry stands: below which entry, if any, in which section, and as the how manieth."""

    parent_id: int | None
    section: Section
    position: int


@dataclass(slots=True)
class Forest:
    """The entries that are not deleted, in their order."""

    lists: dict[Above, list[int]] = field(default_factory=dict)
    above: dict[int, Above] = field(default_factory=dict)

    @classmethod
    def of(cls, spots: Mapping[int, Spot]) -> "Forest":
        """The forest of entries that stand at these spots; of two at one spot the older one comes first."""
        forest = cls()
        for entry_id, spot in sorted(spots.items(), key=lambda each: (each[1].position, each[0])):
            forest.put(entry_id, spot.section if spot.parent_id is None else spot.parent_id)
        return forest

    def spots(self) -> Iterator[tuple[int, Spot]]:
        """Where every entry stands, counted from 1 without gaps."""
        for above, entries in self.lists.items():
            parent_id = None if isinstance(above, Section) else above
            for position, entry_id in enumerate(entries, 1):
                yield entry_id, Spot(parent_id, self.section_of(entry_id), position)

    def section_of(self, entry_id: int) -> Section:
        """The section in which an entry is printed: that of the topmost one above it."""
        above = self.above[entry_id]
        while not isinstance(above, Section):
            above = self.above[above]
        return above

    def with_below(self, entry_id: int) -> Iterator[int]:
        """An entry and all below it."""
        yield entry_id
        for below in self.lists.get(entry_id, ()):
            yield from self.with_below(below)

    def put(self, entry_id: int, above: Above, place: int | None = None) -> None:
        """Let an entry stand below something, at the end or at a place counted from 0."""
        entries = self.lists.setdefault(above, [])
        entries.insert(len(entries) if place is None else min(max(place, 0), len(entries)), entry_id)
        self.above[entry_id] = above

    def take(self, entry_id: int) -> None:
        """Take an entry from where it stands; what is below it stays below it."""
        self.lists[self.above.pop(entry_id)].remove(entry_id)

    def cut(self, entry_id: int) -> list[int]:
        """Take an entry out with all below it, and answer with their ids."""
        gone = list(self.with_below(entry_id))
        self.take(entry_id)
        for each in gone:
            self.lists.pop(each, None)
            self.above.pop(each, None)
        return gone

    def step(self, entry_id: int, by: int) -> None:
        """Change places with the neighbour before (-1) or after (1); Refused at the ends."""
        entries = self.lists[self.above[entry_id]]
        place = entries.index(entry_id)
        if not 0 <= place + by < len(entries):
            first = Bilingual.said("It is the first here already.")
            raise Refused(first if by < 0 else Bilingual.said("It is the last here already."))
        entries[place], entries[place + by] = entries[place + by], entries[place]

    def nest(self, entry_id: int) -> None:
        """Let an entry stand below the one before it, as its last point."""
        entries = self.lists[self.above[entry_id]]
        place = entries.index(entry_id)
        if self.section_of(entry_id) == Section.CONCLUSIONS:
            raise Refused(Bilingual.said("A conclusion stands by itself; it can't be nested."))
        if place == 0:
            raise Refused(Bilingual.said("Nothing stands before it here, under which it could be nested."))
        if self._levels_above(entry_id) + self._levels(entry_id) > MOST_LEVELS:
            raise Refused(Bilingual.said("Points can be nested %(most)s levels deep.", most=MOST_LEVELS))
        self.take(entry_id)
        self.put(entry_id, entries[place - 1])

    def lift(self, entry_id: int) -> None:
        """Let an entry stand behind the one it is below."""
        above = self.above[entry_id]
        if isinstance(above, Section):
            raise Refused(Bilingual.said("It is not nested."))
        place = self.lists[self.above[above]].index(above)
        self.take(entry_id)
        self.put(entry_id, self.above[above], place + 1)

    def place(self, entry_id: int, section: Section) -> None:
        """Let an entry stand last in another section, with all below it."""
        if Section.CONCLUSIONS in (section, self.section_of(entry_id)):
            raise Refused(Bilingual.said("A conclusion stays among the conclusions, and a point among the points."))
        self.take(entry_id)
        self.put(entry_id, section)

    def _levels_above(self, entry_id: int) -> int:
        above = self.above[entry_id]
        return 1 if isinstance(above, Section) else 1 + self._levels_above(above)

    def _levels(self, entry_id: int) -> int:
        return 1 + max((self._levels(each) for each in self.lists.get(entry_id, ())), default=0)


def changed(before: Mapping[int, Spot], after: Iterable[tuple[int, Spot]]) -> list[tuple[int, Spot]]:
    """The entries that stand elsewhere than before."""
    return [(entry_id, spot) for entry_id, spot in after if before.get(entry_id) != spot]
