"""Text as runs of a Word file, each in the font and language of its script; knows nothing of paragraphs."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.core.i18n import Language
from tracker.core.lao import has_lao, split_runs
from tracker.docx.markup import Xml, attribute, escaped

LATIN_FONT = "Times New Roman"
LATIN = "en-GB"
LAO = "lo-LA"
GREY = "595959"

_LETTER = re.compile(r"[^\W\d_]")
_BREAK = re.compile("([\n\t])")
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>", "": ""}


@dataclass(frozen=True, slots=True)
class Ink:
    """How letters look; `size` is in points more or less than the body's."""

    bold: bool = False
    italic: bool = False
    grey: bool = False
    size: int = 0


PLAIN = Ink()


@lru_cache(maxsize=1024)
def run_properties(lao_font: str | None, points: int, ink: Ink) -> Xml:
    """`w:rPr` of a Lao run in this font, or of a Latin run (no font given).

    Word takes the complex-script font, size and language only with `w:cs` (MS-OI29500 2.1.84, 2.1.88), and then looks
    at bCs, iCs and szCs; LibreOffice looks at the others too, so they always stand in pairs.
    """
    properties = ""
    if lao_font is not None:
        font = attribute(lao_font)
        properties = f'<w:rFonts w:hint="cs" w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    if ink.bold:
        properties += "<w:b/><w:bCs/>"
    if ink.italic:
        properties += "<w:i/><w:iCs/>"
    if ink.grey:
        properties += f'<w:color w:val="{GREY}"/>'
    half_points = max(2 * (points + ink.size), 2)
    properties += f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    if lao_font is not None:
        properties += f'<w:cs/><w:lang w:val="{LAO}" w:eastAsia="{LAO}" w:bidi="{LAO}"/>'
    else:
        properties += f'<w:lang w:val="{LATIN}"/>'
    return Xml(f"<w:rPr>{properties}</w:rPr>")


@dataclass(frozen=True, slots=True)
class Pen:
    """What writes one language of one document.

    `size` is the body's in points; a `draft` shows where a translation lags; `beside` says that the other language
    stands next to this one, so that it need not stand in where this one has no text.
    """

    language: Language
    lao_font: str
    size: int
    draft: bool = False
    beside: bool = False

    def properties(self, ink: Ink = PLAIN) -> Xml:
        """`w:rPr` of this pen's own language, for what has no text of its own: list numbers, empty paragraphs."""
        return run_properties(self.lao_font if self.language == "lo" else None, self.size, ink)

    def write(self, text: str, ink: Ink = PLAIN) -> Xml:
        """The text as runs; a text without any letter is in the pen's language."""
        if not text:
            return Xml("")
        if self.language == "en" and not has_lao(text):
            return self._run(False, text, ink)
        runs = split_runs(text)
        if len(runs) == 1 and not runs[0][0] and not _LETTER.search(text):
            return self._run(True, text, ink)
        return Xml("".join([self._run(is_lao, chunk, ink) for is_lao, chunk in runs]))

    def field(self, instruction: str, cached: str, ink: Ink = PLAIN) -> Xml:
        """A field such as PAGE with the result that is shown until the program that opens the file counts."""
        properties = self.properties(ink)
        return Xml(
            "".join(
                f"<w:r>{properties}{content}</w:r>"
                for content in (
                    '<w:fldChar w:fldCharType="begin"/>',
                    f'<w:instrText xml:space="preserve"> {escaped(instruction)} </w:instrText>',
                    '<w:fldChar w:fldCharType="separate"/>',
                    f"<w:t>{escaped(cached)}</w:t>",
                    '<w:fldChar w:fldCharType="end"/>',
                )
            )
        )

    def _run(self, is_lao: bool, text: str, ink: Ink) -> Xml:
        properties = run_properties(self.lao_font if is_lao else None, self.size, ink)
        return Xml(f"<w:r>{properties}{_content(text)}</w:r>")


def _content(text: str) -> str:
    if "\n" not in text and "\t" not in text:
        return f'<w:t xml:space="preserve">{escaped(text)}</w:t>'
    pieces = _BREAK.split(text)
    return "".join(
        [
            _BREAKS[piece] if piece in _BREAKS else f'<w:t xml:space="preserve">{escaped(piece)}</w:t>'
            for piece in pieces
        ]
    )
