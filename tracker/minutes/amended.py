"""The list of what amended minutes changed: each passage, where it stands, how it reads and how it read. Knows no
record."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say
from tracker.docx.outline import Outline, Paragraph
from tracker.minutes.comparison import LISTED, Change, What, Wording, compare
from tracker.minutes.sentences import both
from tracker.register.words import shortened

LONGEST_NEW, LONGEST_OLD, BEFORE_IT = 400, 200, 40  # letters; whole, both stand in their versions
NOT_OF_THE_TEXT = frozenset({"letterhead", "amendment"})  # number and date, and the sentence above the list
Told = tuple[What, Bilingual, Bilingual]


def list_of_changes(old: Outline, new: Outline) -> tuple[Paragraph, ...]:
    """The passages that one outline changed in another, in their order, a paragraph for each; where several read the
    same before and after, they are named together. Nothing where none did."""
    found: dict[Told, list[Bilingual]] = {}
    for group in compare(old, new):
        for change in group.changes:
            if change.key not in NOT_OF_THE_TEXT:
                for told, place in _of_change(change):
                    found.setdefault(told, []).append(place)
    texts = [_sentence(told, places) for told, places in found.items()]
    head = Bilingual.said("The passages that were changed:")
    return (
        tuple(Paragraph(text, key=f"{LISTED}-{number}") for number, text in enumerate([head, *texts])) if texts else ()
    )


def listed_anew(finished: Outline, old: Outline, language: Language) -> Outline:
    """A frozen outline to which a language came, with its list in that language as the passages read now: what it said
    of them while they lacked the language or lagged is true no more. The other side stays as it was frozen."""
    frozen = [each for each in finished.closing if each.key.startswith(LISTED)]
    if not frozen:
        return finished
    begin = finished.closing.index(frozen[0])
    before, after = finished.closing[:begin], finished.closing[begin + len(frozen) :]
    anew = list_of_changes(old, replace(finished, closing=(*before, *after)))
    if len(anew) == len(frozen):
        anew = tuple(
            replace(now, text=_one_side(was.text, now.text, language)) for was, now in zip(frozen, anew, strict=True)
        )
    return replace(finished, closing=(*before, *anew, *after))


def _one_side(was: Bilingual, now: Bilingual, language: Language) -> Bilingual:
    return both(lambda side: now[side] if side == language else was[side])


def listed_in(outline: Outline) -> tuple[Bilingual, ...]:
    """The passages that a version lists, without the line above them."""
    return tuple(each.text for each in outline.closing if each.key.startswith(LISTED))[1:]


def _of_change(change: Change) -> Iterator[tuple[Told, Bilingual]]:
    place = Bilingual.same(change.number) if change.number else _in_a_line(change.name)
    if change.what in (What.ADDED, What.REMOVED):
        yield (change.what, _whole(change.wordings, was=True), _whole(change.wordings, was=False)), place
        return
    for each in change.wordings:
        yield (What.CHANGED, each.old, each.new), _within(place, each.label)
    if change.also_moved or change.what == What.MOVED:
        yield (What.MOVED, Bilingual(), place), place


def _in_a_line(name: Bilingual) -> Bilingual:
    return both(lambda side: ", ".join(name[side].split("\n")))


def _within(place: Bilingual, label: Bilingual) -> Bilingual:
    return both(lambda side: f"{place[side]}, {label[side]}" if label else place[side])


def _whole(wordings: Sequence[Wording], *, was: bool) -> Bilingual:
    """All texts of a place that came or went."""
    texts = [each.old if was else each.new for each in wordings]
    return both(lambda side: "; ".join(filter(None, (text.in_(side).text for text in texts))))


def _sentence(told: Told, places: Sequence[Bilingual]) -> Bilingual:
    what, old, new = told

    def side(language: Language) -> str:
        where = "; ".join(dict.fromkeys(place[language] for place in places))
        was, reads = old.in_(language).text, new.in_(language).text
        if what == What.MOVED:
            return say("– %(place)s: moved", language, place=where)
        if was == reads:
            return _only_elsewhere(where, language)
        if not reads:
            return say("– %(place)s: taken out: “%(text)s”", language, place=where, text=shortened(was, LONGEST_OLD))
        if not was:
            return say("– %(place)s: added: “%(text)s”", language, place=where, text=shortened(reads, LONGEST_NEW))
        same = _alike(was, reads)
        return say(
            "– %(place)s: “%(new)s” (before: “%(old)s”)", language, place=where,
            new=_from(reads, same, LONGEST_NEW), old=_from(was, same, LONGEST_OLD),
        )  # fmt: skip

    return both(side)


def _only_elsewhere(where: str, language: Language) -> str:
    if language == "en":
        return say("– %(place)s: changed in the Lao text only", language, place=where)
    return say("– %(place)s: changed in the English text only", language, place=where)


def _alike(one: str, other: str) -> int:
    """With how many letters both begin."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _from(text: str, same: int, most: int) -> str:
    """A long text cut so that what differs stands in it."""
    if len(text) <= most or same <= most // 2:
        return shortened(text, most)
    begin = same - BEFORE_IT
    space = text.find(" ", begin, same)
    return f"… {shortened(text[space + 1 if space >= 0 else begin :], most)}"
