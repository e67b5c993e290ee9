"""How a text in two languages is set in one line: the language that is read first, the other small beside it."""

from dataclasses import dataclass, replace

from tracker.core.bilingual import Bilingual
from tracker.core.lao import clean
from tracker.docx.lines import marks, spaced
from tracker.docx.markup import NOTHING, Xml, joined
from tracker.docx.runs import Ink, Pen


@dataclass(frozen=True, slots=True)
class Hand:
    """What writes first, and what writes small beside it, if anything does."""

    pen: Pen
    beside: Pen | None = None

    def plain(self, text: Bilingual) -> str:
        """The words alone, in the first language; the other one stands in where it has none."""
        return clean(text.in_(self.pen.language).text)

    def write(self, text: Bilingual, ink: Ink, *, gloss: bool = True) -> Xml:
        """The text with its gloss."""
        said = self.pen.write(self.plain(text), ink)
        return joined(said, self.gloss(text, ink, "  ")) if gloss else said

    def marked(self, text: Bilingual, ink: Ink) -> Xml:
        """The text without a gloss, and that it is not translated where it is not."""
        return spaced(self.pen.write(self.plain(text), ink), marks(self.pen, ink, text), self.pen, ink)

    def gloss(self, text: Bilingual, ink: Ink, before: str = "") -> Xml:
        """The same in the other language, small and grey; nothing where it has none or reads the same."""
        if self.beside is None:
            return NOTHING
        words = clean(text[self.beside.language])
        if not words or words == self.plain(text):
            return NOTHING
        return self.beside.write(f"{before}{words}", replace(ink, bold=False, grey=True, size=min(ink.size, 0) - 1))
