"""Paper: its size, its margins, and where a part of a document begins; knows nothing of what is printed."""

from dataclasses import dataclass

from tracker.docx.markup import Xml


@dataclass(frozen=True, slots=True)
class Paper:
    """A4; all measures are in twentieths of a point."""

    width: int
    height: int
    left: int
    right: int
    orientation: str = ""
    top: int = 1134
    bottom: int = 1134
    edge: int = 567

    @property
    def text_width(self) -> int:
        """What lies between the margins."""
        return self.width - self.left - self.right

    def section(self, header: str, footer: str) -> Xml:
        """`w:sectPr`: a part of the document that begins on a new page; header and footer are relationship ids, ''
        for none."""
        head = f'<w:headerReference w:type="default" r:id="{header}"/>' if header else ""
        foot = f'<w:footerReference w:type="default" r:id="{footer}"/>' if footer else ""
        turned = f' w:orient="{self.orientation}"' if self.orientation else ""
        return Xml(
            f'<w:sectPr>{head}{foot}<w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"{turned}/>'
            f'<w:pgMar w:top="{self.top}" w:right="{self.right}" w:bottom="{self.bottom}" w:left="{self.left}" '
            f'w:header="{self.edge}" w:footer="{self.edge}" w:gutter="0"/></w:sectPr>'
        )


UPRIGHT = Paper(11906, 16838, left=1417, right=1134)
ACROSS = Paper(16838, 11906, left=1134, right=1134, orientation="landscape")
