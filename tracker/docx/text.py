"""Headings, paragraphs and lists as the paragraphs of one language; knows neither tables nor the page."""

from dataclasses import dataclass

from tracker.core.bilingual import Bilingual
from tracker.docx.lines import Line, line
from tracker.docx.lists import list_lines
from tracker.docx.markup import NOTHING
from tracker.docx.numbering import Numbering, in_list
from tracker.docx.outline import ItemList, Paragraph, Subheading
from tracker.docx.runs import Pen
from tracker.docx.style_sheet import HEADING_NUMBERS
from tracker.docx.styles import BODY, HEADING, NOTE, REMARK, SUBHEADING, Style


@dataclass(frozen=True, slots=True)
class Column:
    """One language's way down the document, with heading numbers of its own."""

    pen: Pen
    numbering: Numbering
    headings: int

    @classmethod
    def begin(cls, pen: Pen, numbering: Numbering) -> "Column":
        """A column whose first section will be number I."""
        return cls(pen, numbering, numbering.headings(pen))

    def heading(self, text: Bilingual, style: Style = HEADING) -> Line:
        """A section's heading, or a subheading; the list of the styles themselves needs no mention."""
        is_linked = self.headings == HEADING_NUMBERS
        return line(text, self.pen, style, NOTHING if is_linked else in_list(self.headings, style.level or 0))

    def lines(self, block: Subheading | Paragraph | ItemList) -> list[Line]:
        """One paragraph for a subheading or paragraph, one for each item of a list."""
        if isinstance(block, ItemList):
            return list_lines(block, self.pen, self.numbering)
        if isinstance(block, Subheading):
            return [self.heading(block.text, SUBHEADING)]
        return [line(block.text, self.pen, REMARK if block.quiet else BODY)] if block.text else []

    def notes(self, texts: tuple[Bilingual, ...]) -> list[Line]:
        """What stands at the end of the document."""
        return [line(text, self.pen, NOTE) for text in texts if text]
