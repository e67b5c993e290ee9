"""One typed line of minutes, read: who said it or who is to do it, what, about which document, until when. Pure: knows
neither the database nor who types."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.actions.deadlines import Reading
from tracker.actions.models import ActionKind
from tracker.core.bilingual import Bilingual
from tracker.documents.models import Stage
from tracker.drafting.quick_line_deadline import Calendar, Tail, tail_of
from tracker.drafting.quick_line_head import Head, head_of
from tracker.drafting.quick_line_kinds import kind_of
from tracker.drafting.quick_line_names import Found, Parties
from tracker.drafting.quick_line_text import Folded, fold, key_of
from tracker.meetings.kinds import EntryKind, Section

SEARCHED = 20_000  # letters of a line in which documents are looked for
NEST = (">", "＞")
NOTHING = Bilingual()
KINDS = {
    Section.PURPOSE: EntryKind.ISSUE,
    Section.ISSUES: EntryKind.ISSUE,
    Section.RECOMMENDATIONS: EntryKind.RECOMMENDATION,
    Section.CONCLUSIONS: EntryKind.CONCLUSION,
}


class PartKind(StrEnum):
    """What a piece of a line was read as."""

    RAISED_BY = "raised_by"
    OWNER = "owner"
    UNKNOWN = "unknown"
    DOCUMENT = "document"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the line that was recognised: where it stands, its words, and which organisation or document it is."""

    kind: PartKind
    start: int
    end: int
    words: str
    id: int | None = None
    called: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class QuickLine:
    """A line as it was read. `organisations` raised the point or, in a conclusion, owe it. Names that are nobody's
    (`unknown`) stay in the text. `action_kind` and `stage` are guessed for conclusions, where they are plain."""

    section: Section
    text: Bilingual
    kind: EntryKind
    nested: bool = False
    organisations: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    documents: tuple[int, ...] = ()
    deadline: Reading | None = None
    action_kind: ActionKind = ActionKind.GENERAL
    stage: Stage | None = None
    parts: tuple[Part, ...] = ()

    @property
    def raised_by(self) -> tuple[int, ...]:
        """Who raised it; nobody raises a conclusion."""
        return () if self.section == Section.CONCLUSIONS else self.organisations

    @property
    def owners(self) -> tuple[int, ...]:
        """Who is to do it."""
        return self.organisations if self.section == Section.CONCLUSIONS else ()

    @property
    def words(self) -> Bilingual:
        """The deadline as agreed, in the language it was typed in."""
        return Bilingual.of(self.deadline.words) if self.deadline else NOTHING


def read(
    line: str, section: Section, parties: Parties, on: date, days_off: Collection[date] = (),
    ignore: Collection[str] = (),
) -> QuickLine:  # fmt: skip
    """Read a line that was typed into a section on a day; never raises, and never guesses a name.

    `ignore` are words that were recognised before and that the writer does not mean so: they stay text.
    """
    start, marked = _begin(line)
    pieces = _pieces(line, start, section, parties, Calendar(on, days_off), frozenset(map(key_of, ignore)))
    text, documents = pieces.text, tuple(each.document for each in pieces.found)
    action_kind, stage = kind_of(text, documents) if pieces.concludes else (ActionKind.GENERAL, None)
    names = pieces.head.names if pieces.head else ()
    return QuickLine(
        section=section, text=Bilingual.of(text), kind=_kind(section, text),
        nested=marked and not pieces.concludes,
        organisations=tuple(dict.fromkeys(name.organisation_id for name in names if name.organisation_id)),
        unknown=tuple(dict.fromkeys(name.words for name in names if name.is_new)),
        documents=tuple(each.id for each in documents),
        deadline=pieces.tail.reading if pieces.tail else None, action_kind=action_kind, stage=stage,
        parts=tuple(pieces.parts(parties)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A line taken apart: what was said begins at `body`, behind the head and before the tail."""

    line: str
    body: int
    concludes: bool
    head: Head | None
    said: Folded
    found: list[Found]
    tail: Tail | None

    @property
    def text(self) -> str:
        """What is left: without the names that are somebody's and without the deadline."""
        said = self.line[self.body : self.tail.cut if self.tail else len(self.line)].strip()
        if self.tail and self.tail.full_stop and not said.endswith("."):
            said += "."
        return self.head.without_known(said) if self.head else said

    def parts(self, parties: Parties) -> Iterator[Part]:
        """Everything that was recognised, in the order of the line."""
        for name in self.head.names if self.head else ():
            if name.organisation_id:
                kind = PartKind.OWNER if self.concludes else PartKind.RAISED_BY
                called = parties.called.get(name.organisation_id, NOTHING)
                yield Part(kind, name.start, name.end, name.words, name.organisation_id, called)
            elif name.is_new:
                yield Part(PartKind.UNKNOWN, name.start, name.end, name.words)
        for each in self.found:
            first, last = (self.body + place for place in self.said.span(each.start, each.end))
            words = self.line[first:last]
            yield Part(PartKind.DOCUMENT, first, last, words, each.document.id, each.document.called)
        if self.tail:
            yield Part(PartKind.DEADLINE, self.tail.start, self.tail.end, self.line[self.tail.start : self.tail.end])


def _pieces(
    line: str, start: int, section: Section, parties: Parties, calendar: Calendar, ignore: Collection[str]
) -> _Pieces:
    head = head_of(line, start, parties, ignore)
    body = head.end if head else start
    concludes = section == Section.CONCLUSIONS
    said = fold(line[body : body + SEARCHED])
    found = [each for each in parties.named_in(said) if said.key[each.start : each.end] not in ignore]
    tail = tail_of(line, body, calendar, ignore) if concludes else None
    return _Pieces(line, body, concludes, head, said, found, tail)


def _begin(line: str) -> tuple[int, bool]:
    """Where the words begin, and whether a mark before them nests the line."""
    place, marked = 0, False
    while place < len(line) and (line[place].isspace() or line[place] in NEST):
        marked = marked or line[place] in NEST
        place += 1
    return place, marked


def _kind(section: Section, text: str) -> EntryKind:
    """A line that ends with a colon only stands above its points."""
    above_points = section != Section.CONCLUSIONS and text.rstrip().endswith((":", "："))
    return EntryKind.INFORMATION if above_points else KINDS[section]
