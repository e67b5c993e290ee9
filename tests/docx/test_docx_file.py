from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from sample_outline import both, only, sample
from word_file import AT, W, WordFile, tag, text_of, value, written

from tracker.core.bilingual import Bilingual
from tracker.docx.layouts import Layout
from tracker.docx.outline import Item, ItemList, Letterhead, Outline, Paragraph, Signature, Table
from tracker.docx.writer import write

EMPTY = Outline((), Letterhead(), ())
ODD = replace(
    sample(Table((), (), Bilingual(), Bilingual()), ItemList(()), draft=False),
    closing=(),
    signatures=(Signature(both("Chair", "ປະທານ")),),
    reference=Bilingual(),
)


def settings_of(word: WordFile) -> etree._Element:
    return word.parts["word/settings.xml"]


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("outline", [sample(), sample(draft=False), EMPTY, ODD, only()])
def test_the_file_is_valid(outline: Outline, layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "written.docx"
    path.write_bytes(write(outline, layout, AT))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


@pytest.mark.parametrize("layout", list(Layout))
def test_python_docx_reads_it(layout: Layout) -> None:
    document = docx.Document(BytesIO(write(sample(), layout, AT)))
    assert document.core_properties.author == "NRA"
    assert document.styles["Heading 1"].font.bold
    assert len(document.tables) >= 3


@pytest.mark.parametrize("layout", list(Layout))
def test_the_same_outline_layout_and_moment_give_the_same_bytes(layout: Layout) -> None:
    first = write(sample(), layout, AT)
    assert first == write(sample(), layout, AT)
    assert first == write(sample(), layout, AT.astimezone(timezone(timedelta(hours=7))))
    assert first != write(sample(), layout, AT + timedelta(minutes=1))


def test_the_zip_carries_no_moment_and_no_system() -> None:
    with ZipFile(BytesIO(write(sample(), Layout.LAO, AT))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {3}


def test_the_layouts_are_four_and_say_their_languages() -> None:
    assert {str(layout): layout.languages for layout in Layout} == {
        "lao-then-english": ("lo", "en"),
        "side-by-side": ("lo", "en"),
        "lao": ("lo",),
        "english": ("en",),
    }


def test_the_file_says_what_it_is() -> None:
    core = written(sample()).parts["docProps/core.xml"]
    said = {tag(element): element.text or "" for element in core}
    assert said == {
        "title": "ບົດບັນທຶກກອງປະຊຸມ ກຸ່ມວິຊາການ ດ້ານການຄຸ້ມຄອງຂໍ້ມູນຂ່າວສານ ໄຕມາດທີ 1 ປີ 2021 / "
        "Minutes of Meeting Information Management Technical Working Group Quarter 1, 2021",
        "subject": "ກອງປະຊຸມ ວັນທີ 29 ມີນາ 2021 / Meeting of 29 March 2021",
        "creator": "NRA",
        "keywords": "minutes; IM TWG",
        "description": "",
        "lastModifiedBy": "NRA",
        "revision": "1",
        "language": "lo-LA",
        "created": "2021-04-01T09:30:00Z",
        "modified": "2021-04-01T09:30:00Z",
    }
    assert written(sample(), Layout.ENGLISH).language == "en-GB"


def test_a_moment_without_a_zone_is_utc() -> None:
    naive = datetime(2021, 4, 1, 9, 30)  # noqa: DTZ001
    assert write(sample(), Layout.LAO, naive) == write(sample(), Layout.LAO, AT)


def test_only_what_is_needed_lies_in_the_file() -> None:
    assert written(sample(draft=False), Layout.LAO).names == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/styles.xml",
        "word/settings.xml",
        "word/theme.xml",
        "word/fontTable.xml",
        "word/numbering.xml",
        "word/footer1.xml",
        "docProps/core.xml",
        "docProps/app.xml",
    ]


def test_word_opens_it_as_a_document_of_today_and_counts_fields_itself() -> None:
    settings = settings_of(written(sample()))
    assert value(settings.find(f"{W}zoom"), "percent") == "100"
    modes = {value(one, "name"): value(one) for one in settings.iter(f"{W}compatSetting")}
    assert modes["compatibilityMode"] == "15"
    assert value(settings.find(f"{W}themeFontLang"), "bidi") == "lo-LA"
    assert not {"updateFields", "useFELayout"} & {tag(one) for one in settings.iter()}


def test_fonts_are_named_and_the_theme_decides_nothing() -> None:
    word = written(replace(sample(), lao_font="Saysettha OT", lao_size=13))
    fonts = {value(font, "name"): value(font.find(f"{W}altName")) for font in word.parts["word/fontTable.xml"]}
    assert fonts == {"Saysettha OT": "Leelawadee UI", "Times New Roman": ""}
    defaults = word.parts["word/styles.xml"].find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults is not None
    assert value(defaults.find(f"{W}rFonts"), "cs") == "Saysettha OT"
    assert value(defaults.find(f"{W}sz")) == value(defaults.find(f"{W}szCs")) == "26"
    assert value(defaults.find(f"{W}lang"), "bidi") == "lo-LA"
    assert not any("Theme" in str(name) for part in word.parts.values() for one in part.iter() for name in one.attrib)
    assert all(len(name) <= 31 for name in fonts)


@pytest.mark.parametrize("layout", list(Layout))
def test_the_paper_is_a4(layout: Layout) -> None:
    word = written(sample(), layout)
    papers = {(value(size, "w"), value(size, "h")) for size in word.document.iter(f"{W}pgSz")}
    assert papers == {("16838", "11906") if layout is Layout.SIDE_BY_SIDE else ("11906", "16838")}


def test_the_second_language_begins_on_a_new_page_with_its_own_head_and_foot() -> None:
    word = written(sample())
    pages = list(word.document.iter(f"{W}sectPr"))
    assert [value(page.find(f"{W}type")) for page in pages] == ["nextPage", "nextPage"]
    assert [text_of(header) for header in word.starting_with("header")] == ["ສະບັບຮ່າງ", "DRAFT"]
    references = [[child.get(f"{{{page.nsmap['r']}}}id") for child in list(page)[:2]] for page in pages]
    assert references == [["header1", "footer1"], ["header2", "footer2"]]


def test_one_header_carries_both_languages_where_they_share_the_page() -> None:
    word = written(sample(), Layout.SIDE_BY_SIDE)
    assert [text_of(header) for header in word.starting_with("header")] == ["ສະບັບຮ່າງ · DRAFT"]
    assert [text_of(footer) for footer in word.starting_with("footer")] == ["IM-2021-Q1\tໜ້າ 1 / 1 · Page 1 of 1"]


def test_what_is_no_draft_says_nothing_at_the_head() -> None:
    assert written(sample(draft=False)).starting_with("header") == []


@pytest.mark.parametrize("layout", list(Layout))
def test_the_file_grows_in_step_with_the_text(layout: Layout) -> None:
    def elements(items: int) -> int:
        block = ItemList(tuple(Item(both("one", "ໜຶ່ງ"), items=(Item(both("a", "ກ")),)) for _ in range(items)))
        table = Table(sample().sections[-1].blocks[-1].columns, (), Bilingual(), Bilingual())  # type: ignore[union-attr]
        return sum(
            1
            for part in written(sample(block, table, Paragraph(both("a", "ກ"))), layout).parts.values()
            for _ in part.iter()
        )

    base, double, fourfold = elements(50), elements(100), elements(200)
    assert fourfold - double == 2 * (double - base) > 0
