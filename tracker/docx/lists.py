"""The items of a list as paragraphs. The natural number of an item is its place among its siblings; a printed label
stands in its place and changes no other item's."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.core.lao import clean
from tracker.docx.lines import Line, marks, spaced, words
from tracker.docx.markup import NOTHING, Xml, joined
from tracker.docx.numbering import DEEPEST, Look, Numbering, hanging, in_list, indent
from tracker.docx.outline import Item, ItemList
from tracker.docx.runs import Pen
from tracker.docx.styles import LIST

_LEAD = replace(LIST.ink, bold=True)
_NOTE = replace(LIST.ink, italic=True)


def list_lines(block: ItemList, pen: Pen, numbering: Numbering) -> list[Line]:
    """The paragraphs of a list in one language, one for each item."""
    return list(_Writer(block.look, pen, numbering).lines(block.items, 0, None))


@dataclass(frozen=True, slots=True)
class _Writer:
    look: Look
    pen: Pen
    numbering: Numbering

    def lines(self, items: tuple[Item, ...], level: int, number: int | None) -> Iterator[Line]:
        """The items on one level and all below; `number` is the list of the item above, if that is in one.

        An item below a labelled one, or after it, can't rely on Word's counting: there a list begins anew, at the
        item's own place. So it does below the deepest level that Word has.
        """
        for place, item in enumerate(items, 1):
            if item.label is None:
                number = number or self.numbering.start(self.look, self.pen, min(level, DEEPEST), place)
                yield Line(LIST, self.pen, self._said(item), in_list(number, level))
                yield from self.lines(item.items, level + 1, number if level < DEEPEST else None)
            else:
                number = None
                yield self._labelled(item, item.label, level)
                yield from self.lines(item.items, level + 1, None)

    def _labelled(self, item: Item, label: str, level: int) -> Line:
        left = indent(self.look, level)
        first = hanging(self.look, level) if label else 0
        runs = joined(self.pen.write(f"{clean(label)}\t", LIST.ink) if label else NOTHING, self._said(item))
        return Line(LIST, self.pen, runs, Xml(f'<w:ind w:left="{left}" w:hanging="{first}"/>'))

    def _said(self, item: Item) -> Xml:
        """Who said it, what was said, the remark in brackets, and what a reader must know of all three."""
        pen = self.pen
        lead = ", ".join(words(name, pen) for name in item.lead)
        note = words(item.note, pen)
        said = joined(
            pen.write(f"{lead}: ", _LEAD) if lead else NOTHING,
            pen.write(words(item.text, pen), LIST.ink),
            pen.write(f" [{note}]", _NOTE) if note else NOTHING,
        )
        return spaced(said, marks(pen, LIST.ink, *item.lead, item.text, item.note), pen, LIST.ink)
