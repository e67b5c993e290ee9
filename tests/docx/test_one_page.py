from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from word_file import AT, W, text_of

from tracker.core.bilingual import Bilingual
from tracker.docx.layouts import Layout
from tracker.docx.one_page import (
    Bar,
    Bars,
    Box,
    Boxes,
    Fact,
    Facts,
    Figures,
    OnePage,
    Part,
    Point,
    Points,
    Remark,
)
from tracker.docx.one_page_writer import write

LAYOUTS = (Layout.LAO_THEN_ENGLISH, Layout.LAO, Layout.ENGLISH)


def both(english: str, lao: str) -> Bilingual:
    return Bilingual(english, lao)


def row(number: int) -> Bar:
    figures = tuple(Bilingual.same(str(each)) for each in (number + 2, number, "–"))
    return Bar(both(f"Unit {number}", f"ໜ່ວຍ {number}"), number, 2, figures, both(f"{number} late", f"ກາຍ {number}"))


def bars(rows: int) -> Bars:
    return Bars(
        both("Unit", "ໜ່ວຍ"), (both("Late", "ກາຍກຳນົດ"), both("In time", "ໃນກຳນົດ")),
        (both("Open", "ຍັງຄ້າງ"), both("Late", "ກາຍກຳນົດ"), both("Longest", "ດົນສຸດ")),
        tuple(row(number) for number in range(rows)), replace(row(40), name=both("In total", "ລວມທັງໝົດ")),
        both("Late, by unit", "ກາຍກຳນົດ ຕາມໜ່ວຍ"), both("One row each", "ແຕ່ລະແຖວ"),
    )  # fmt: skip


ONE_LANGUAGE = Bilingual(en="Only in English & <so>")
DECISIONS = Points((Point(both("Name", "ມອບໝາຍ"), both("who", "ໃຜ")),))
STAGES = Boxes((Box(2, both("Revise", "ປັບປຸງ"), ONE_LANGUAGE), Box(0, both("Adopt", "ຮັບຮອງ"))), both("Stages", "ຂັ້ນຕອນ"))
HELD = Facts((Fact(ONE_LANGUAGE, both("held", "ຈັດແລ້ວ"), both("more", "ຕື່ມ")),))
CARRIED = Facts((Fact(both("A", "ກ"), both("3 times", "3 ຄັ້ງ")),))
CHANGES = Figures(
    (both("What", "ຫຍັງ"), both("1", "1"), both("How", "ແນວໃດ")),
    ((both("Open", "ຍັງຄ້າງ"), both("4", "4"), both("more", "ຫຼາຍຂຶ້ນ")),),
    both("Change", "ປ່ຽນແປງ"),
)


def sheet(rows: int = 3) -> OnePage:
    return OnePage(
        both("Group", "ກຸ່ມ"),
        both("Follow-up", "ການປະຕິບັດ"),
        (
            Part(both("Decisions", "ການຕັດສິນ"), (DECISIONS,)),
            Part(both("Late", "ກາຍກຳນົດ"), (bars(rows),)),
            Part(both("Stages", "ຂັ້ນຕອນ"), (STAGES,)),
            (Part(both("Left", "ຊ້າຍ"), (HELD,)), Part(both("Right", "ຂວາ"), (CHANGES,))),
            Part(both("Carried", "ເລື່ອນ"), (Remark(both("Nothing.", "ບໍ່ມີ.")), CARRIED)),
        ),
        (both("A note", "ໝາຍເຫດ"),),
    )


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> etree._Element:
    return etree.fromstring(parts(data)["word/document.xml"])[0]


def lines(data: bytes) -> list[str]:
    return [text for paragraph in body(data).iter(f"{W}p") if (text := text_of(paragraph))]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("made", [sheet(), sheet(11), sheet(0), OnePage(Bilingual(), Bilingual(), ())])
def test_the_file_is_valid(made: OnePage, layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "sheet.docx"
    path.write_bytes(write(made, layout, AT))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_the_same_sheet_layout_and_moment_give_the_same_bytes() -> None:
    assert write(sheet(), Layout.LAO, AT) == write(sheet(), Layout.LAO, AT)


def test_one_language_says_each_thing_once() -> None:
    assert lines(write(sheet(1), Layout.ENGLISH, AT)) == [
        "Group", "Follow-up", "Decisions", "Name who", "Late", "Unit", " Late    In time", "Open", "Late", "Longest",
        "Unit 0", "2", "0", "–", "In total", "42", "40", "–", "Stages", "2", "Revise", "Only in English & <so>", "0",
        "Adopt", "Left", "Only in English & <so>", "held · more", "Right", "What", "1", "How", "Open", "4", "more",
        "Carried", "Nothing.", "A\t3 times", "A note",
    ]  # fmt: skip


def test_the_other_language_stands_beside_and_what_lacks_the_first_says_so() -> None:
    said = lines(write(sheet(1), Layout.LAO_THEN_ENGLISH, AT))
    assert said[:4] == ["ກຸ່ມ  Group", "ການປະຕິບັດ  Follow-up", "ການຕັດສິນ  Decisions", "ມອບໝາຍ ໃຜ\nName: who"]
    assert "Only in English & <so> (ຍັງບໍ່ທັນແປ)" in said
    assert not any("Follow-up" in each for each in lines(write(sheet(1), Layout.LAO, AT)))


def test_many_rows_stand_in_two_columns_and_none_is_lost() -> None:
    (table,) = [
        each for each in body(write(sheet(11), Layout.ENGLISH, AT)).findall(f"{W}tbl") if "Unit 0" in text_of(each)
    ]
    rows = [[text_of(each) for each in line.findall(f"{W}tc")] for line in table.findall(f"{W}tr")]
    assert [(line[0], line[6]) for line in rows] == [
        ("Unit", "Unit"), ("Unit 0", "Unit 6"), ("Unit 1", "Unit 7"), ("Unit 2", "Unit 8"), ("Unit 3", "Unit 9"),
        ("Unit 4", "Unit 10"), ("Unit 5", "In total"),
    ]  # fmt: skip


def test_every_bar_says_in_words_what_it_shows() -> None:
    made = write(sheet(3), Layout.LAO, AT)
    told = [each.get("descr") for each in body(made).iter("{*}docPr")]
    assert told == ["ກາຍກຳນົດ", "ໃນກຳນົດ", "ກາຍ 0", "ກາຍ 1", "ກາຍ 2"]
    assert all(parts(made)[f"word/media/{name}"] for name in ("picture1.png", "picture2.png"))


def test_python_docx_reads_it_and_finds_its_headings() -> None:
    document = docx.Document(BytesIO(write(sheet(), Layout.ENGLISH, AT)))
    assert document.core_properties.title == "Follow-up"
    assert [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"] == [
        "Decisions", "Late", "Stages", "Carried",
    ]  # fmt: skip
    assert len(document.inline_shapes) == 5
