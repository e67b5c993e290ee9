from dataclasses import replace

import pytest
from lxml import etree
from sample_outline import both, only, sample
from word_file import W, WordFile, tag, text_of, value, written

from tracker.core.bilingual import Bilingual
from tracker.docx.layouts import Layout
from tracker.docx.outline import Column, Letterhead, Paragraph, Signature, Table

TABLE = Table(
    (Column(both("What", "ຫຍັງ"), 3), Column(both("When", "ເມື່ອໃດ"), 1, "center")),
    (
        (both("first\nsecond", "ທີໜຶ່ງ\nທີສອງ"), Bilingual.same("12/04/2021")),
        (Bilingual(en="third"), Bilingual()),
    ),
    both("Deeds", "ໜ້າວຽກ"),
    both("What and when", 'ຫຍັງ "ແລະ" ເມື່ອໃດ'),
)


def grid(word: WordFile) -> etree._Element:
    (found,) = [one for one in word.body.iter(f"{W}tbl") if value(one.find(f"{W}tblPr/{W}tblStyle")) == "OutlineGrid"]
    return found


def styled(word: WordFile, style: str) -> list[etree._Element]:
    return [one for one in word.body.iter(f"{W}tbl") if value(one.find(f"{W}tblPr/{W}tblStyle")) == style]


def cells(table: etree._Element) -> list[list[str]]:
    return [
        ["|".join(text_of(paragraph) for paragraph in cell.iter(f"{W}p")) for cell in row.findall(f"{W}tc")]
        for row in table.findall(f"{W}tr")
    ]


def test_only_the_head_of_a_table_repeats_and_stays_whole() -> None:
    rows = grid(written(only(TABLE), Layout.ENGLISH)).findall(f"{W}tr")
    assert [[tag(one) for one in row.findall(f"{W}trPr/*")] for row in rows] == [["cantSplit", "tblHeader"], [], []]


def test_rows_to_write_in_are_high_and_stay_whole() -> None:
    rows = grid(written(only(replace(TABLE, roomy=True)), Layout.ENGLISH)).findall(f"{W}tr")
    assert [[tag(one) for one in row.findall(f"{W}trPr/*")] for row in rows[1:]] == [["cantSplit", "trHeight"]] * 2
    assert {value(one, "hRule") for one in rows[1].iter(f"{W}trHeight")} == {"atLeast"}


def test_widths_are_fixed_and_fill_the_page() -> None:
    table = grid(written(only(TABLE), Layout.ENGLISH))
    assert value(table.find(f"{W}tblPr/{W}tblLayout"), "type") == "fixed"
    widths = [int(value(column, "w")) for column in table.iter(f"{W}gridCol")]
    assert sum(widths) == int(value(table.find(f"{W}tblPr/{W}tblW"), "w")) == 11906 - 1417 - 1134
    assert abs(widths[0] - 3 * widths[1]) <= 3
    for row in table.findall(f"{W}tr"):
        assert [int(value(cell, "w")) for cell in row.iter(f"{W}tcW")] == widths


def test_a_table_says_what_it_is() -> None:
    word = written(only(TABLE), Layout.LAO)
    properties = grid(word).find(f"{W}tblPr")
    assert properties is not None
    assert value(properties.find(f"{W}tblLook"), "firstRow") == "1"
    assert value(properties.find(f"{W}tblCaption")) == "ໜ້າວຽກ"
    assert value(properties.find(f"{W}tblDescription")) == 'ຫຍັງ "ແລະ" ເມື່ອໃດ'
    caption = [one for one in word.paragraphs() if one.style == "Caption"]
    assert [one.text for one in caption] == ["ໜ້າວຽກ"]


@pytest.mark.parametrize("layout", list(Layout))
def test_every_table_has_a_caption_and_a_description(layout: Layout) -> None:
    for table in written(sample(), layout).body.iter(f"{W}tbl"):
        assert value(table.find(f"{W}tblPr/{W}tblCaption"))
        assert value(table.find(f"{W}tblPr/{W}tblDescription"))


def test_lines_of_a_cell_stay_lines_and_empty_cells_empty() -> None:
    assert cells(grid(written(only(TABLE), Layout.ENGLISH))) == [
        ["What", "When"],
        ["first\nsecond", "12/04/2021"],
        ["third", ""],
    ]


def test_side_by_side_sets_a_table_once_with_both_languages_in_the_cells() -> None:
    word = written(only(TABLE), Layout.SIDE_BY_SIDE)
    assert cells(grid(word)) == [
        ["ຫຍັງ|What", "ເມື່ອໃດ|When"],
        ["ທີໜຶ່ງ\nທີສອງ|first\nsecond", "12/04/2021"],
        ["(ຍັງບໍ່ທັນແປ)|third", ""],
    ]
    assert int(value(grid(word).find(f"{W}tblPr/{W}tblW"), "w")) == 16838 - 2 * 1134


def test_a_row_that_does_not_fit_is_refused() -> None:
    crooked = replace(TABLE, rows=((Bilingual.same("alone"),),))
    with pytest.raises(ValueError, match="a row of 1 cells in a table of 2 columns"):
        written(only(crooked))


def test_columns_without_width_share_the_page() -> None:
    columns = (Column(Bilingual.same("a"), 0), Column(Bilingual.same("b"), 0))
    table = grid(written(only(replace(TABLE, columns=columns)), Layout.LAO))
    assert [value(column, "w") for column in table.iter(f"{W}gridCol")] == ["4677", "4678"]


def test_two_tables_never_touch() -> None:
    bare = replace(TABLE, caption=Bilingual())
    for layout in Layout:
        word = written(only(bare, bare), layout)
        for table in word.body.iter(f"{W}tbl"):
            follower = table.getnext()
            assert follower is not None
            assert tag(follower) == "p"


def test_the_letterhead_has_the_issuer_left_and_number_and_place_right() -> None:
    word = written(sample(), Layout.ENGLISH)
    (letterhead, _) = styled(word, "OutlineBare")
    assert cells(letterhead) == [
        [
            "Ministry of Labour and Social Welfare|National Regulatory Authority for UXO/Mine Action Sector in Lao PDR",
            "No. 001/NRA|Vientiane Capital, 29 March 2021",
        ]
    ]
    assert [one.style for one in word.paragraphs()][:2] == ["LetterheadNation", "LetterheadTop"]
    assert letterhead.find(f"{W}tblPr/{W}tblBorders") is None


def test_each_language_part_has_a_letterhead_of_its_own() -> None:
    text = written(sample()).text()
    assert text.count("ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ") == text.count("Lao People's Democratic Republic") == 1
    assert text.index("Lao People's Democratic Republic") > text.index("ສະບັບພາສາລາວ ແມ່ນສະບັບທີ່ຖືເປັນທາງການ.")


def test_side_by_side_shares_one_letterhead_in_both_languages() -> None:
    word = written(sample(), Layout.SIDE_BY_SIDE)
    assert [one.text for one in word.paragraphs()][:2] == [
        "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ",
        "Lao People's Democratic Republic",
    ]
    letterhead, title, _ = styled(word, "OutlineBare")
    assert cells(letterhead)[0][1].split("|")[:2] == ["ເລກທີ 001/ຄຊກລ", "No. 001/NRA"]
    assert cells(title)[0][1].split("|")[0] == "Minutes of Meeting"


def test_without_a_letterhead_the_title_comes_first() -> None:
    word = written(replace(sample(), letterhead=Letterhead()), Layout.ENGLISH)
    assert word.paragraphs()[0].text == "Minutes of Meeting"


def signed(*names: str) -> WordFile:
    signatures = tuple(Signature(both(name, f"ທ່ານ {name}")) for name in names)
    return written(replace(only(Paragraph(both("Text.", "ເນື້ອໃນ."))), signatures=signatures), Layout.ENGLISH)


@pytest.mark.parametrize(
    ("names", "rows"),
    [("a", [["", "a"]]), ("ab", [["a", "b"]]), ("abc", [["a", "b"], ["c", ""]]), ("abcd", [["a", "b"], ["c", "d"]])],
)
def test_two_sign_beside_each_other_and_one_alone_at_the_right(names: str, rows: list[list[str]]) -> None:
    table = styled(signed(*names), "OutlineBare")[-1]
    assert [[cell.split("|")[0] for cell in row] for row in cells(table)] == rows


def test_a_known_name_stands_below_the_room_to_sign_and_dots_where_it_is_unknown() -> None:
    table = styled(written(sample(), Layout.ENGLISH), "OutlineBare")[-1]
    left, right = (cell.split("|") for cell in cells(table)[0])
    assert left == ["Chairperson of the meeting", "Office of the NRA", "Khammoungkhoun Southivong"]
    assert right[:2] == ["Secretary", "IM Unit"]
    assert set(right[2]) == {"."}
    assert [value(one.find(f"{W}pPr/{W}pStyle")) for one in table.iter(f"{W}p")][2] == "SignatureName"


@pytest.mark.parametrize("layout", list(Layout))
def test_signatures_stay_on_the_page_of_the_paragraph_before_them(layout: Layout) -> None:
    word = written(sample(), layout)
    by_style = {
        value(one, "styleId") for one in word.parts["word/styles.xml"] if one.find(f"{W}pPr/{W}keepNext") is not None
    }
    table = styled(word, "OutlineBare")[-1]
    assert all([tag(one) for one in row.findall(f"{W}trPr/*")] == ["cantSplit"] for row in table.findall(f"{W}tr"))
    assert {value(one.find(f"{W}pPr/{W}pStyle")) for one in table.iter(f"{W}p")} <= by_style
    before = table.getprevious()
    assert before is not None
    assert before.find(f"{W}pPr/{W}keepNext") is not None
    if layout is Layout.SIDE_BY_SIDE:
        kept = [one for one in word.column(0) if one.element.find(f"{W}pPr/{W}keepNext") is not None]
        assert [one.text for one in kept] == ["ປະທານກອງປະຊຸມ ໄດ້ສະແດງຄວາມຂອບໃຈ ແລະ ປິດກອງປະຊຸມ ໃນເວລາ 12:00 ໂມງ."]
