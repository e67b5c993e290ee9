"""Pictures in a Word file: bars drawn as PNG, since many programs show no SVG there; knows nothing of what they count.

They hold no letters: the numbers stand beside them, so no font is needed, and a picture looks the same on every system.
"""

from dataclasses import dataclass
from functools import lru_cache

import resvg_py

from tracker.docx.markup import Xml, attribute

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_EMU = 635  # of a twentieth of a point
_DOTS = 0.25  # of the PNG in a twentieth of a point: 360 to the inch
_DARK, _FIRM = "#962a17", "#6b7a7d"
_HIGH, _CUT, _SLANT = 18, 8, 9


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in twentieths of a point."""

    width: int
    height: int


@lru_cache(maxsize=256)
def bar(dark: int, light: int, most: int, size: Size) -> bytes:
    """A PNG of one bar: dark and hatched, then outlined; `most` fills the whole width. What is there at all is seen."""
    wide = _HIGH * size.width / size.height
    unit = (wide - 1) / max(most, dark + light, 1)
    first, rest = (max(unit * count, 2.5) if count else 0 for count in (dark, light))
    drawn = ""
    if dark:
        cuts = "".join(f"M{x} {_HIGH}l{_SLANT}-{_HIGH}" for x in range(2 - _SLANT, int(first), _CUT))
        drawn += f'<clipPath id="in"><rect y="1" width="{first:.2f}" height="{_HIGH - 2}"/></clipPath>'
        drawn += f'<rect y="1" width="{first:.2f}" height="{_HIGH - 2}" fill="{_DARK}"/>'
        drawn += f'<path d="{cuts}" stroke="#fff" stroke-width="1.5" clip-path="url(#in)"/>'
    if light:
        outline = f'x="{first + 0.5:.2f}" y="1.5" width="{rest:.2f}" height="{_HIGH - 3}"'
        drawn += f'<rect {outline} fill="#fff" stroke="{_FIRM}"/>'
    box = f'viewBox="0 0 {wide + 1:.2f} {_HIGH}" width="{wide + 1:.2f}" height="{_HIGH}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{drawn}</svg>'
    return resvg_py.svg_to_bytes(svg_string=svg, width=round(size.width * _DOTS), skip_system_fonts=True)


def picture(name: str, number: int, size: Size, alt: str) -> Xml:
    """A run that shows the picture of this name, which is its relationship id; `alt` says what there is to see."""
    extent = f'cx="{size.width * _EMU}" cy="{size.height * _EMU}"'
    known = f'id="{number}" name="{attribute(name)}"'
    return Xml(
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" '
        f'xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent {extent}/>'
        f'<wp:docPr {known} descr="{attribute(alt)}"/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {known}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{attribute(name)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


class Pictures:
    """Collects the pictures of one document; the same picture is kept once."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self._names: dict[bytes, str] = {}
        self._shown = 0

    def show(self, data: bytes, size: Size, alt: str) -> Xml:
        """A run that shows these bytes of a PNG."""
        name = self._names.setdefault(data, f"picture{len(self._names) + 1}")
        self.kept[name] = data
        self._shown += 1
        return picture(name, self._shown, size, alt)
