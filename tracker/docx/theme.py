"""The theme that every Word file must carry: black on white, no effects; our styles take nothing from it."""

from tracker.docx.markup import DECLARATION
from tracker.docx.runs import LATIN_FONT

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLORS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "262626",
    "lt2": "F2F2F2",
    "accent1": "404040",
    "accent2": "595959",
    "accent3": "7F7F7F",
    "accent4": "A6A6A6",
    "accent5": "BFBFBF",
    "accent6": "D9D9D9",
    "hlink": "0563C1",
    "folHlink": "954F72",
}


def _theme() -> bytes:
    colors = "".join(f'<a:{name}><a:srgbClr val="{color}"/></a:{name}>' for name, color in _COLORS.items())
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="{LATIN_FONT}"/><a:ea typeface=""/><a:cs typeface=""/></a:{kind}Font>'
        for kind in ("major", "minor")
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    formats = "".join(  # the schema asks for three of each: subtle, moderate, intense
        f"<a:{name}>{3 * style}</a:{name}>"
        for name, style in (
            ("fillStyleLst", fill),
            ("lnStyleLst", line),
            ("effectStyleLst", effect),
            ("bgFillStyleLst", fill),
        )
    )
    return (
        f'{DECLARATION}<a:theme xmlns:a="{_DRAWING}" name="Plain"><a:themeElements>'
        f'<a:clrScheme name="Plain">{colors}</a:clrScheme><a:fontScheme name="Plain">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="Plain">{formats}</a:fmtScheme></a:themeElements></a:theme>'
    ).encode()


THEME = _theme()
