"""Two versions of the same minutes compared place by place: what came, went, moved, and what reads otherwise. Knows
neither versions nor pages."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.core.bilingual import Bilingual
from tracker.core.differences import Piece, marked, rising
from tracker.core.i18n import LANGUAGES, Language
from tracker.docx.outline import Item, ItemList, Outline, Paragraph, Section, Subheading, Table
from tracker.minutes.sentences import both

NUMERALS = ("I", "II", "III", "IV", "V", "VI")
HEAD, FOOT = "head", "foot"
NOTHING = Bilingual()
LISTED = "amended"
"""How the keys of the paragraphs begin that list what amended minutes changed: they are about the text, not of it."""


class What(StrEnum):
    """What became of a place."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a place, and what it is there; the text itself needs no label."""

    text: Bilingual
    label: Bilingual = Bilingual()


@dataclass(frozen=True, slots=True)
class Place:
    """Something that can be told apart in the minutes: a paragraph, a point, a row of a table. `under` is what it
    belongs to; `number` is how the minutes count it, such as 'IV.1' or 'IM-A-008', where they do."""

    key: str
    section: str
    name: Bilingual
    parts: tuple[Part, ...]
    under: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """How one text of a place differs, in each language in which it does; and both texts whole."""

    label: Bilingual
    pieces: Mapping[Language, tuple[Piece, ...]]
    old: Bilingual = NOTHING
    new: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Change:
    """One place that is not as it was; one that only moved has no wordings."""

    what: What
    key: str
    name: Bilingual
    wordings: tuple[Wording, ...] = ()
    also_moved: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one section, under its heading."""

    heading: Bilingual
    changes: tuple[Change, ...]


def compare(old: Outline, new: Outline) -> tuple[Group, ...]:
    """The changes from one outline to another, by section, each in the order in which it is read."""
    before, after = list(_places(old)), list(_places(new))
    headings = {**_headings(old), **_headings(new)}
    found: dict[str, list[Change]] = {section: [] for section in headings}
    for section, change in _changes(before, after):
        found[section].append(change)
    return tuple(Group(headings[section], tuple(changes)) for section, changes in found.items() if changes)


def _changes(before: Sequence[Place], after: Sequence[Place]) -> Iterator[tuple[str, Change]]:
    """What went is told where it stood: behind the place that stood before it."""
    was, is_there = {each.key: each for each in before}, {each.key for each in after}
    moved = _moved(was, after)
    gone: dict[str, list[Place]] = defaultdict(list)
    last = ""
    for each in before:
        if each.key in is_there:
            last = each.key
        else:
            gone[last].append(each)
    yield from ((each.section, _whole(What.REMOVED, each)) for each in gone[""])
    for each in after:
        earlier = was.get(each.key)
        if earlier is None:
            yield each.section, _whole(What.ADDED, each)
        elif change := _change(earlier, each, is_moved=each.key in moved):
            yield each.section, change
        yield from ((lost.section, _whole(What.REMOVED, lost)) for lost in gone[each.key])


def _change(old: Place, new: Place, *, is_moved: bool) -> Change | None:
    texts = {each.label: each.text for each in old.parts}
    now = {each.label: each.text for each in new.parts}
    labels = list(dict.fromkeys([*now, *texts]))
    wordings = [_wording(label, texts.get(label, Bilingual()), now.get(label, Bilingual())) for label in labels]
    told = tuple(each for each in wordings if each.pieces)
    if not told and not is_moved:
        return None
    what, also_moved = What.CHANGED if told else What.MOVED, bool(told) and is_moved
    return Change(what, new.key, new.name, told, also_moved, new.number)


def _wording(label: Bilingual, old: Bilingual, new: Bilingual) -> Wording:
    pieces = {side: marked(old[side], new[side]) for side in LANGUAGES if old[side] != new[side]}
    return Wording(label, pieces, old, new)


def _whole(what: What, place: Place) -> Change:
    """A place that came or went, with all its texts."""
    empty = Bilingual()
    pairs = [(each, (empty, each.text) if what == What.ADDED else (each.text, empty)) for each in place.parts]
    told = tuple(_wording(each.label, *pair) for each, pair in pairs if each.text)
    return Change(what, place.key, place.name, told, number=place.number)


def _moved(was: Mapping[str, Place], after: Sequence[Place]) -> set[str]:
    """The places that belong to something else now, or whose neighbours went past them: all but the largest number
    that kept their order."""
    order = {key: number for number, key in enumerate(was)}
    siblings: dict[str, list[str]] = defaultdict(list)
    moved = set()
    for each in after:
        earlier = was.get(each.key)
        if earlier is not None and earlier.under == each.under:
            siblings[each.under].append(each.key)
        elif earlier is not None:
            moved.add(each.key)
    for keys in siblings.values():
        kept = rising([(place, order[key]) for place, key in enumerate(keys)])
        moved |= set(keys) - {keys[place] for place, _ in kept}
    return moved


# The places of an outline, in the order in which they are read


def _headings(outline: Outline) -> dict[str, Bilingual]:
    sections = {
        section.key: Bilingual(en=f"{numeral}. {section.heading.en}", lo=f"{numeral}. {section.heading.lo}")
        for numeral, section in zip(NUMERALS, outline.sections, strict=False)
    }
    head, foot = Bilingual.said("Head of the minutes"), Bilingual.said("Closing and signatures")
    return {HEAD: head, **sections, FOOT: foot}


def _places(outline: Outline) -> Iterator[Place]:
    head = outline.letterhead
    yield Place("letterhead", HEAD, Bilingual.said("Letterhead"), _lines((*head.top, *head.left, *head.right)))
    yield Place("title", HEAD, Bilingual.said("Title"), _lines(outline.title))
    for numeral, section in zip(NUMERALS, outline.sections, strict=False):
        yield from _of_section(section, numeral)
    for paragraph in outline.closing:
        if paragraph.key.startswith(LISTED):
            continue
        yield Place(paragraph.key or "closing", FOOT, _name_of(paragraph.key or "closing"), (Part(paragraph.text),))
    for number, block in enumerate(outline.signatures, 1):
        name = Bilingual.said("Signature %(number)s", number=number)
        yield Place(f"signature-{number}", FOOT, name, _lines((block.role, block.unit, block.name)))
    if outline.notes:
        yield Place("notes", FOOT, Bilingual.said("Note"), _lines(outline.notes))


def _lines(texts: Sequence[Bilingual]) -> tuple[Part, ...]:
    """Lines that belong together as one text; a line that lacks a language says in it what it says in the other."""
    told = [text for text in texts if text]
    return (Part(both(lambda language: "\n".join(text.in_(language).text for text in told))),)


def _of_section(section: Section, numeral: str) -> Iterator[Place]:
    under, count, printed = section.heading, 0, numeral
    yield Place(f"section {section.key}", section.key, Bilingual.said("Heading"), (Part(section.heading),))
    for number, block in enumerate(section.blocks):
        if isinstance(block, Subheading):
            under, count = block.text, count + 1
            printed = f"{numeral}.{count}"
            key = f"heading {block.key or number}"
            yield Place(key, section.key, Bilingual.said("Heading"), (Part(block.text),))
        elif isinstance(block, Paragraph):
            if not block.quiet:  # says of a section that nothing is in it
                key = block.key or f"{section.key} text {number}"
                yield Place(key, section.key, _name_of(block.key), (Part(block.text),))
        elif isinstance(block, ItemList):
            above = block.key or f"{section.key} list {number}"
            yield from _items(block.items, section.key, (under, printed), above)
        else:
            yield from _rows(block, section.key)


def _name_of(key: str) -> Bilingual:
    names = {
        "opening": Bilingual.said("Opening sentence"), "participants": Bilingual.said("Sentence on the participants"),
        "purpose": Bilingual.said("Purpose"), "closing": Bilingual.said("Closing sentence"),
    }  # fmt: skip
    return names.get(key, Bilingual.said("Paragraph"))


def _items(
    items: Sequence[Item], section: str, under: tuple[Bilingual, str], above: str, label: str = ""
) -> Iterator[Place]:
    """The points below a heading, which is given with its number."""
    heading, counted = under
    for number, item in enumerate(items, 1):
        printed = f"{label}{number}" if item.label is None else f"{label}{item.label}".rstrip(".")
        key = item.key or f"{above} {number}"
        name, whole = _behind(heading, printed), f"{counted}.{printed}".rstrip(".")
        yield Place(key, section, name, tuple(_of_item(item)), under=above, number=whole)
        yield from _items(item.items, section, under, key, f"{printed}.")


def _behind(heading: Bilingual, label: str) -> Bilingual:
    """'Recommendations, 3'."""
    return both(lambda language: f"{heading[language]}, {label}".rstrip(", "))


def _of_item(item: Item) -> Iterator[Part]:
    yield Part(item.text)
    if item.lead:
        said = both(lambda language: ", ".join(each[language] for each in item.lead))
        yield Part(said, Bilingual.said("Raised by"))
    if item.note:
        yield Part(item.note, Bilingual.said("Remark in brackets"))


def _rows(table: Table, section: str) -> Iterator[Place]:
    """Rows are known by their first cell, a reference; where it only counts them, by the two cells behind it."""
    numbered = all(row[0].en in ("", str(number)) for number, row in enumerate(table.rows, 1))
    seen: Counter[str] = Counter()
    for row in table.rows:
        known = " ".join(cell.en or cell.lo for cell in (row[1:3] if numbered else row[:1]))
        seen[known] += 1
        cells = zip(table.columns, row, strict=True)
        parts = [Part(cell, column.heading) for column, cell in cells][1 if numbered else 0 :]
        key = f"{table.key} {known} {seen[known]}"
        own = known if table.key == "actions" else ""
        yield Place(key, section, _behind(table.caption, known), tuple(parts), under=table.key, number=own)
