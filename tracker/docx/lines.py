"""One paragraph before it is written, and the words of a text in two languages; knows nothing of numbers and tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import say
from tracker.core.lao import clean
from tracker.docx.markup import NOTHING, Xml, joined
from tracker.docx.runs import Ink, Pen
from tracker.docx.styles import Style


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its style, its runs, and what it has of its own: place in a list, indent, tab stops, alignment."""

    style: Style
    pen: Pen
    runs: Xml = NOTHING
    place: Xml = NOTHING
    keep_next: bool = False
    section: Xml = NOTHING

    def xml(self) -> Xml:
        """The paragraph; its mark has the pen's font and language, so that typing goes on in them."""
        keep = "<w:keepNext/>" if self.keep_next else ""
        mark = self.pen.properties(self.style.ink)
        return Xml(
            f'<w:p><w:pPr><w:pStyle w:val="{self.style.id}"/>{keep}{self.place}{mark}{self.section}</w:pPr>'
            f"{self.runs}</w:p>"
        )


Piece = Line | Xml


def written(pieces: Iterable[Piece]) -> Xml:
    """Paragraphs and tables one after the other."""
    return Xml("".join([piece.xml() if isinstance(piece, Line) else piece for piece in pieces]))


def kept_with_next(pieces: Sequence[Piece]) -> list[Piece]:
    """The same, but a paragraph at the end stays on the page of what follows."""
    kept = [replace(piece, keep_next=True) if isinstance(piece, Line) else piece for piece in pieces[-1:]]
    return [*pieces[:-1], *kept]


def words(text: Bilingual, pen: Pen) -> str:
    """The text in the pen's language; the other one stands in unless it stands beside anyway."""
    return clean(text[pen.language] if pen.beside else text.in_(pen.language).text)


def marks(pen: Pen, ink: Ink, *texts: Bilingual) -> Xml:
    """What a reader must know of these texts in the pen's language, each remark once: not yet translated, not up to
    date (in a draft only)."""
    remarks = []
    if any(text.lacks == pen.language for text in texts):
        remarks.append(say("not yet translated", pen.language))
    if pen.draft and any(text.stale == pen.language and not text.lacks for text in texts):
        remarks.append(say("translation not up to date", pen.language))
    if not remarks:
        return NOTHING
    said = " ".join(f"({remark})" for remark in remarks)
    return pen.write(said, replace(ink, bold=False, italic=True, grey=True, size=ink.size - 2))


def spaced(before: Xml, after: Xml, pen: Pen, ink: Ink) -> Xml:
    """Both, with a space between them if both say anything."""
    return joined(before, pen.write(" ", ink), after) if before and after else before or after


def shown(text: Bilingual, pen: Pen, ink: Ink) -> Xml:
    """The text in the pen's language with its marks."""
    return spaced(pen.write(words(text, pen), ink), marks(pen, ink, text), pen, ink)


def line(text: Bilingual, pen: Pen, style: Style, place: Xml = NOTHING) -> Line:
    """A paragraph that holds this text."""
    return Line(style, pen, shown(text, pen, style.ink), place)


def stacked(text: Bilingual, pens: Iterable[Pen], style: Style, place: Xml = NOTHING) -> Iterator[Line]:
    """The text once in each language, one below the other; once only where it reads the same, not at all if empty."""
    if not text:
        return
    seen = set()
    for pen in pens:
        if text[pen.language] not in seen:
            yield line(text, pen, style, place)
        seen.add(text[pen.language])
