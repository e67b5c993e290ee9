import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sample_outline import both, sample
from word_file import W, WordFile, tag, text_of, value, written

from tracker.core.i18n import Language
from tracker.core.lao import clean, has_lao
from tracker.docx.layouts import Layout
from tracker.docx.markup import WORD
from tracker.docx.outline import Item, ItemList, Paragraph
from tracker.docx.runs import Ink, Pen

LAO_FONT = "Phetsarath OT"
ORDER = ["rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "cs", "lang"]
PAIRS = (("b", "bCs"), ("i", "iCs"), ("sz", "szCs"))
LETTERS = "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮະັາຳິີຶືຸູົໍຽເແໂໃໄ່້໐໑ ab Z9.,;:()[]«»“”'\"-–/\n\t<>&"


def runs(pen: Pen, text: str, ink: Ink | None = None) -> list[etree._Element]:
    markup = pen.write(text, ink) if ink else pen.write(text)
    return list(etree.fromstring(f'<w:p xmlns:w="{WORD}">{markup}</w:p>'))


def check_lao(properties: etree._Element) -> None:
    """The rules for what holds Lao: one font in every slot, w:cs, and Lao as the language."""
    (fonts,) = properties.findall(f"{W}rFonts")
    assert {str(name).removeprefix(W): font for name, font in fonts.attrib.items()} == {
        "hint": "cs", "ascii": LAO_FONT, "hAnsi": LAO_FONT, "eastAsia": LAO_FONT, "cs": LAO_FONT
    }  # fmt: skip
    (language,) = properties.findall(f"{W}lang")
    assert {str(name).removeprefix(W): code for name, code in language.attrib.items()} == {
        "val": "lo-LA", "eastAsia": "lo-LA", "bidi": "lo-LA"
    }  # fmt: skip
    assert properties.find(f"{W}cs") is not None
    assert properties.find(f"{W}sz") is not None


def check_pairs(properties: etree._Element) -> None:
    for western, complex_script in PAIRS:
        one, two = properties.find(W + western), properties.find(W + complex_script)
        assert (one is None) == (two is None)
        assert value(one) == value(two)


@pytest.fixture(scope="module", params=list(Layout))
def word(request: pytest.FixtureRequest) -> WordFile:
    return written(sample(), request.param)


def test_every_run_with_lao_has_the_lao_properties(word: WordFile) -> None:
    with_lao = [run for _, run in word.runs() if has_lao(text_of(run))]
    assert bool(with_lao) == (word.language != "en-GB")
    for run in with_lao:
        check_lao(run[0])


def test_no_latin_word_stands_in_a_lao_run(word: WordFile) -> None:
    for _, run in word.runs():
        if has_lao(text_of(run)):
            assert not any(letter.isascii() and letter.isalpha() for letter in text_of(run))


def test_headers_and_footers_with_lao_were_among_them() -> None:
    word = written(sample())
    found = {name for name, run in word.runs() if has_lao(text_of(run))}
    assert found == {"word/document.xml", "word/header1.xml", "word/footer1.xml"}


def test_properties_stand_in_the_order_of_the_schema_and_in_pairs(word: WordFile) -> None:
    for part in word.parts.values():
        for properties in part.iter(f"{W}rPr"):
            places = [ORDER.index(tag(child)) for child in properties]
            assert places == sorted(places)
            check_pairs(properties)


def test_thai_is_nowhere_and_no_line_is_cut_or_stretched(word: WordFile) -> None:
    for part in word.parts.values():
        everything = etree.tostring(part, encoding="unicode")
        assert "th-TH" not in everything
        assert 'lineRule="exact"' not in everything
        assert 'w:jc w:val="both"' not in everything


def test_results_of_page_fields_are_lao_in_the_lao_footer_and_english_in_the_other() -> None:
    word = written(sample())
    for name, is_lao in (("footer1", True), ("footer2", False)):
        (footer,) = word.starting_with(name)
        fields = [value(run.find(f"{W}fldChar"), "fldCharType") for run in footer.iter(f"{W}r")]
        assert fields.count("begin") == fields.count("separate") == fields.count("end") == 2
        for run in footer.iter(f"{W}r"):
            if run.find(f"{W}fldChar") is not None or text_of(run) == "1":
                assert (run[0].find(f"{W}cs") is not None) == is_lao
    assert [text_of(footer) for footer in word.starting_with("footer")] == [
        "IM-2021-Q1\tໜ້າ 1 / 1",
        "IM-2021-Q1\tPage 1 of 1",
    ]


def test_list_numbers_and_paragraph_marks_are_in_the_language_of_their_part() -> None:
    block = ItemList((Item(both("one", "ໜຶ່ງ"), items=(Item(both("two", "ສອງ")),)),), look="decimal")
    for layout, is_lao in ((Layout.LAO, True), (Layout.ENGLISH, False)):
        word = written(sample(block), layout)
        levels = list(word.parts["word/numbering.xml"].iter(f"{W}lvl"))
        assert levels
        for properties in [
            *(level.find(f"{W}rPr") for level in levels),
            *(paragraph.find(f"{W}pPr/{W}rPr") for paragraph in word.body.iter(f"{W}p")),
        ]:
            assert properties is not None
            if is_lao:
                check_lao(properties)
            else:
                assert properties.find(f"{W}cs") is None


def test_an_empty_lao_cell_is_ready_for_lao() -> None:
    word = written(sample(), Layout.LAO)
    empty = [cell for cell in word.body.iter(f"{W}tc") if not text_of(cell)]
    assert len(empty) == 2
    for cell in empty:
        mark = cell.find(f"{W}p/{W}pPr/{W}rPr")
        assert mark is not None
        check_lao(mark)


def test_letters_decide_over_the_pen_and_figures_follow_it() -> None:
    lao, english = Pen("lo", LAO_FONT, 12), Pen("en", LAO_FONT, 12)
    assert [run[0].find(f"{W}cs") is not None for run in runs(lao, "12/04/2021")] == [True]
    assert [run[0].find(f"{W}cs") is not None for run in runs(english, "12/04/2021")] == [False]
    assert [text_of(run) for run in runs(lao, "ຫ້ອງການ NRA ເປີດ")] == ["ຫ້ອງການ ", "NRA ", "ເປີດ"]
    assert [run[0].find(f"{W}cs") is not None for run in runs(english, "ໜ້າ 3 of 4")] == [True, False]
    assert [run[0].find(f"{W}cs") is not None for run in runs(lao, "only English")] == [False]


def test_size_and_font_are_the_outlines() -> None:
    pen = Pen("lo", 'Saysettha "OT" & <1>', 14)
    (run,) = runs(pen, "ລາວ", Ink(size=-2))
    assert value(run[0].find(f"{W}rFonts"), "cs") == 'Saysettha "OT" & <1>'
    assert value(run[0].find(f"{W}szCs")) == "24"


@given(text=st.text(st.sampled_from(LETTERS)) | st.text(), language=st.sampled_from(("en", "lo")))
def test_runs_hold_the_whole_text_and_nothing_else(text: str, language: Language) -> None:
    written_runs = runs(Pen(language, LAO_FONT, 12), clean(text))
    assert "".join(text_of(run) for run in written_runs) == clean(text)
    for run in written_runs:
        if has_lao(text_of(run)):
            check_lao(run[0])


def test_lines_and_tabs_of_a_text_become_lines_and_tabs() -> None:
    word = written(sample(Paragraph(both("a\nb\tc", "ກ\nຂ\tຄ"))), Layout.ENGLISH)
    (paragraph,) = [one for one in word.paragraphs() if one.text == "a\nb\tc"]
    assert len(list(paragraph.element.iter(f"{W}br"))) == 1
    assert len(paragraph.element.findall(f"{W}r/{W}tab")) == 1
