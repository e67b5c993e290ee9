"""The parts of a Word file that depend on font and size alone: style sheet, settings and font table."""

from functools import lru_cache

from tracker.docx import styles
from tracker.docx.markup import NOTHING, Xml, attribute, joined, word_part
from tracker.docx.runs import LAO, LATIN, LATIN_FONT, run_properties
from tracker.docx.styles import Style

GRID = "OutlineGrid"  # a table to read: all lines, head shaded
PAIRS = "OutlinePairs"  # two languages side by side: light lines
BARE = "OutlineBare"  # no lines, and text that begins at the margin

HEADING_NUMBERS = 1  # the list that the heading styles are linked to
_STAND_IN = "Leelawadee UI"  # the Lao font that Windows brings; one name of at most 31 characters (MS-OI29500 2.1.262)
_BUILT_IN = {"Heading1", "Heading2", "Title", "BodyText", "ListParagraph", "Caption", "Header", "Footer"}
_SETTING = "http://schemas.microsoft.com/office/word"


@lru_cache(maxsize=16)
def style_sheet(lao_font: str, points: int, own: tuple[Style, ...] = styles.PARAGRAPHS, tables: Xml = NOTHING) -> bytes:
    """word/styles.xml for this Lao font and this size of the body in points, with the paragraph styles of this sort of
    document and the table styles that it has besides."""
    fonts = f'w:ascii="{LATIN_FONT}" w:hAnsi="{LATIN_FONT}" w:eastAsia="{LATIN_FONT}" w:cs="{attribute(lao_font)}"'
    size = f'<w:sz w:val="{2 * points}"/><w:szCs w:val="{2 * points}"/>'
    defaults = Xml(
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>{size}"
        f'<w:lang w:val="{LATIN}" w:eastAsia="{LATIN}" w:bidi="{LAO}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    paragraphs = [_paragraph_style(style, points) for style in own]
    return word_part("styles", joined(defaults, _BASE, *paragraphs, _TABLES, tables))


def _paragraph_style(style: Style, points: int) -> Xml:
    custom = "" if style.id in _BUILT_IN else ' w:customStyle="1"'
    numbers = "" if style.level is None or not style.numbered else _heading_place(style.level)
    level = "" if style.level is None else f'<w:outlineLvl w:val="{style.level}"/>'
    align = "" if style.align == "left" else f'<w:jc w:val="{style.align}"/>'
    keep = "<w:keepNext/>" if style.keep_next else ""
    high = f' w:line="{style.line}" w:lineRule="auto"' if style.line else ""
    spacing = f'<w:spacing w:before="{style.before}" w:after="{style.after}"{high}/>'
    follower = "BodyText" if style.level is not None and style.numbered else style.id
    return Xml(
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="{follower}"/><w:qFormat/>'
        f"<w:pPr>{keep}{numbers}{spacing}{align}{level}</w:pPr>{run_properties(None, points, style.ink)}</w:style>"
    )


def _heading_place(level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{HEADING_NUMBERS}"/></w:numPr>'


_BASE = Xml(
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
)


def _table_style(style_id: str, name: str, line: str, above: int) -> Xml:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{line}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return Xml(
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblCellMar><w:top w:w="{above}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>'
        "</w:tcPr></w:tblStylePr></w:style>"
    )


_BARE = Xml(
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{BARE}"><w:name w:val="Outline Bare"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
    '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
_TABLES = joined(
    _table_style(GRID, "Outline Grid", "595959", 0), _table_style(PAIRS, "Outline Pairs", "BFBFBF", 60), _BARE
)


@lru_cache(maxsize=16)
def font_table(lao_font: str) -> bytes:
    """word/fontTable.xml: the two fonts, and what stands in for the Lao one where it is not installed."""
    stand_in = Xml(f'<w:altName w:val="{_STAND_IN}"/>') if lao_font != _STAND_IN else NOTHING
    return word_part("fonts", joined(_font(lao_font, stand_in, "auto"), _font(LATIN_FONT, NOTHING, "roman")))


def _font(name: str, stand_in: Xml, family: str) -> Xml:
    return Xml(
        f'<w:font w:name="{attribute(name)}">{stand_in}<w:charset w:val="00"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )


def _compatibility(name: str, value: int) -> str:
    return f'<w:compatSetting w:name="{name}" w:uri="{_SETTING}" w:val="{value}"/>'


SETTINGS = word_part(
    "settings",
    Xml(
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        + _compatibility("compatibilityMode", 15)
        + _compatibility("overrideTableStyleFontSizeAndJustification", 1)
        + _compatibility("enableOpenTypeFeatures", 1)
        + _compatibility("doNotFlipMirrorIndents", 1)
        + _compatibility("differentiateMultirowTableHeaders", 1)
        + f'</w:compat><w:themeFontLang w:val="{LATIN}" w:bidi="{LAO}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    ),
)
