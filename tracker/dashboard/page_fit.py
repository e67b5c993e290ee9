"""How large the letters of the one page may be, and how long its texts, so that it stays one sheet; knows nothing of
Word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import ceil

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language
from tracker.dashboard import page_words as words
from tracker.dashboard.page import MOST_CARRIED, MOST_DECISIONS, MOST_MEETINGS, MOST_ORGANISATIONS, Page
from tracker.docx.layouts import Layout


@dataclass(frozen=True, slots=True)
class Fit:
    """Letters of so many points; of how many letters a decision, what more there is to say of a special meeting, the
    name of an organisation, what a special meeting is about (`called`) and what was carried over (`told`) may be; how
    many decisions, special meetings and carried-over things are shown, and whether the last two stand there in the
    second language too. `height` is how much of the sheet may be taken, in points; the rest is spare, since Word and
    LibreOffice do not break lines alike. `base` is what it was before it grew."""

    points: int
    decision: int = words.LONGEST_DECISION
    meeting: int = 90
    name: int = 26
    height: int = 750
    called: int = 50
    told: int = 80
    decisions: int = MOST_DECISIONS
    meetings: int = MOST_MEETINGS
    carried: int = MOST_CARRIED
    base: "Fit | None" = None
    is_glossed: bool = False

    @property
    def is_close(self) -> bool:
        """Whether the letters are smaller than they could be."""
        return self.size != FITS[0]

    @property
    def is_closest(self) -> bool:
        """Whether they are hardly larger than the smallest."""
        return self.points <= FITS[-1].points + 1

    @property
    def size(self) -> "Fit":
        """The same before the lists and texts grew."""
        return self.base or self

    def cuts(self, page: Page) -> bool:
        """Whether the sheet has no room for all of a page."""
        return (
            len(page.decisions) > self.decisions or len(page.organisations) > MOST_ORGANISATIONS
            or len(page.meetings) > self.meetings or len(page.carried) > self.carried
        )  # fmt: skip


_FULL = Fit(9, 98, 42, 17, 810)
FITS = (
    Fit(12), Fit(11), Fit(10), Fit(9), Fit(9, 98, 42), _FULL, replace(_FULL, meetings=3), Fit(8, 98, 42, 17),
)  # fmt: skip
"""The largest first; the last one has room for the fullest page there is."""
MORE = {"decisions": (1, 12), "meetings": (1, 12), "carried": (1, 12), "called": (20, 130), "told": (20, 180)}
"""What grows in turn where the sheet has room: by how much at a time, and up to what."""
_LAO, _ENGLISH = 1.55, 1.2  # how high a line is, in its letters
_ACROSS = 980  # letters in a line, of one point
_BESIDE, _SMALL = 480, 600  # the same of half a line, in bold and in the letters of remarks
_NAMED_ALONE, _NAMED = 220, 165  # the same of a name in one table, and in one of two
_GLOSS = 1250  # letters of a gloss in a line, of the letters beside it
_OFTEN = 26  # characters beside what was carried over
_ONE_TABLE = 10
_WRAPS = 10  # headings in two languages begin to need a second line in larger letters than these


@dataclass(frozen=True, slots=True)
class _Ruler:
    """How many lines every page has (`glossed`: in large letters of two languages; `two_tables`: of organisations), how
    many letters of what was carried over stand in one, and how many English letters where one Lao letter does."""

    fixed: int
    glossed: int
    two_tables: int
    told: int
    english: float

    def across(self, letters: int, side: Language) -> float:
        """How many letters of a language stand where so many Lao ones do."""
        return letters * self.english if side == "en" else letters


_LOOSE = _Ruler(21, 0, 0, _ACROSS, 1.0)
_TIGHT = _Ruler(18, 3, 3, 1130, 1.12)
"""The letters are chosen by the loose one, so that they need not shrink where a text becomes longer; how much more has
room is told by the one that was measured."""


def size(page: Page, layout: Layout) -> Fit:
    """The largest one with which the page stays one sheet in the fonts that it asks for."""
    return next((each for each in FITS if _height(page, layout, each, _LOOSE) <= each.height), FITS[-1])


def fit(page: Page, layout: Layout) -> Fit:
    """The same with as much more of every list, and with as much longer texts, as the sheet has room for then; and in
    two languages also what the lists say in the second one, if that has room."""
    base = size(page, layout)
    grown, growing = replace(base, base=base), dict(MORE)
    while growing:
        for what, (step, most) in tuple(growing.items()):
            number = getattr(grown, what)
            longer = replace(grown, **{what: min(number + step, most)})
            if number < most and _height(page, layout, longer, _TIGHT) <= FITS[0].height:
                grown = longer
            else:
                del growing[what]
    glossed = replace(grown, is_glossed=True)
    if len(layout.languages) > 1 and _height(page, layout, glossed, _TIGHT) <= FITS[0].height:
        return glossed
    return grown if grown != replace(base, base=base) else base


def closer(fit: Fit) -> Sequence[Fit]:
    """Those with shorter lists, smaller letters or shorter texts, the next one first."""
    found = FITS[FITS.index(fit.size) :]
    return found if fit != fit.size else found[1:]


def _height(page: Page, layout: Layout, fit: Fit, ruler: _Ruler) -> float:
    main = _ENGLISH if layout is Layout.ENGLISH else _LAO
    glosses = _ENGLISH * _glosses(page, fit) if len(layout.languages) > 1 else 0
    return fit.points * (main * _lines(page, layout, fit, ruler) + glosses)


def _lines(page: Page, layout: Layout, fit: Fit, ruler: _Ruler) -> float:
    """How many lines the page has in the language that it is read in."""
    side = layout.languages[0]
    decided = _lines_of((each[side] for each in _decided(page, fit)), fit.points, ruler.across(_ACROSS, side))
    texts = (words.carried_text(each, fit.told).in_(side).text + " " * _OFTEN for each in page.carried[: fit.carried])
    return (
        ruler.fixed
        + (ruler.glossed if len(layout.languages) > 1 and fit.points > _WRAPS else 0)
        + _rest(page, layout, fit)
        + decided
        + _rows(page, side, fit, ruler)
        + max(_meetings(page, layout, fit, ruler), _changes(page, layout))
        + _lines_of(texts, fit.points, ruler.across(ruler.told, side))
    )


def _lines_of(texts: Iterable[str], points: int, across: float) -> int:
    return sum(ceil(words.letters(each) * points / across) for each in texts)


def _rest(page: Page, layout: Layout, fit: Fit) -> int:
    """The lines that tell of what has no room: which decisions, how much was carried over, and where it stands."""
    lines = int(fit.cuts(page))
    if rest := page.decisions[fit.decisions :]:
        more = words.more_decisions(rest)
        lines += _lines_of(["".join(more[side] for side in layout.languages)], fit.points, _ACROSS)
    return lines + (len(page.carried) > fit.carried)


def _decided(page: Page, fit: Fit) -> Iterable[Bilingual]:
    return (words.decision(each, fit.decision) for each in page.decisions[: fit.decisions])


def _rows(page: Page, side: Language, fit: Fit, ruler: _Ruler) -> int:
    """The lines of the table with its total, or of two that stand beside each other."""
    named = [words.short_name(each, fit.name).in_(side).text for each in words.shown(page)]
    if len(named) <= _ONE_TABLE:
        return _lines_of(named, fit.points, _NAMED_ALONE) + 1
    half = len(named) // 2 + 1  # the total stands below the second
    beside = zip_longest(named[:half], named[half:], fillvalue="")
    return sum(max(_lines_of((each,), fit.points, _NAMED) for each in pair) for pair in beside) + ruler.two_tables


def _meetings(page: Page, layout: Layout, fit: Fit, ruler: _Ruler) -> int:
    if not page.meetings:
        return 1
    side, shown = layout.languages[0], page.first_meetings(fit.meetings)
    asked = "  ".join(words.asked_for(page)[each] for each in layout.languages)
    names = [words.line(each.text, fit.called).in_(side).text for each in shown]
    stands = [f"{words.meeting(each)[side]} · {words.meeting_more(each, fit.meeting)[side]}" for each in shown]
    more = len(page.meetings) > fit.meetings
    said = _lines_of([asked, *stands], fit.points, ruler.across(_SMALL, side))
    return _lines_of(names, fit.points, ruler.across(_BESIDE, side)) + said + more


def _glosses(page: Page, fit: Fit) -> int:
    decided = _lines_of((each.en for each in _decided(page, fit)), fit.points, _GLOSS)
    if not fit.is_glossed:
        return decided
    met = (words.line(each.text, fit.called).en for each in page.first_meetings(fit.meetings))
    told = (words.carried_text(each, fit.told).en for each in page.carried[: fit.carried])
    return decided + _lines_of(met, fit.points, _SMALL) + _lines_of(told, fit.points, _GLOSS)


def _changes(page: Page, layout: Layout) -> int:
    """The lines of what changed; a quarter that is not over is told to be less than a whole one."""
    return 7 + len(layout.languages) if page.quarter.is_cut_on(page.as_of) else 5
