import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from tracker.sheets import writer
from tracker.sheets.writer import LONGEST_CELL, Column, Value

COLUMNS = (Column("Organisation", 30), Column("ວັນທີ", 12))
DANGEROUS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "\x00=1+1", "\ufeff=1+1", "=HYPERLINK(\"http://x\")",
    "#N/A", "'=1", "=cmd|' /C calc'!A0",
)  # fmt: skip


def sheet_of(*rows: tuple[Value, ...], title: str = "Distribution") -> Worksheet:
    book = openpyxl.load_workbook(BytesIO(writer.workbook(title, COLUMNS, rows)))
    (sheet,) = book.worksheets
    return sheet


def raw(data: bytes) -> str:
    return ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()


def lines(*rows: tuple[Value, ...]) -> list[list[str]]:
    data = writer.csv(COLUMNS, rows)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(data.decode("utf-8-sig").splitlines()))


def test_the_headings_stay_in_sight_and_columns_have_their_width() -> None:
    sheet = sheet_of(("NPA", date(2021, 4, 12)), ("MAG", None))
    assert [cell.value for cell in sheet[1]] == ["Organisation", "ວັນທີ"]
    assert all(cell.font.b for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (30, 12)


def test_dates_are_dates_and_moments_those_of_the_office() -> None:
    sheet = sheet_of((date(2021, 4, 12), datetime(2021, 4, 12, 20, 30, tzinfo=UTC)))
    day, moment = sheet[2]
    assert (str(day.value), day.number_format) == ("2021-04-12 00:00:00", "dd/mm/yyyy")
    assert (str(moment.value), moment.number_format) == ("2021-04-13 03:30:00", "dd/mm/yyyy hh:mm")


def test_numbers_are_numbers_and_nothing_is_nothing() -> None:
    sheet = sheet_of((12, Decimal("2.5")), (None, ""))
    assert [cell.value for cell in sheet[2]] == [12, 2.5]
    assert [cell.value or "" for cell in sheet[3]] == ["", ""]


def test_lao_stands_in_a_lao_font() -> None:
    sheet = sheet_of(("ອົງການ NPA", "NPA"))
    assert (sheet["A2"].font.name, sheet["B2"].font.name) == ("Phetsarath OT", "Calibri")
    assert (sheet["B1"].font.name, sheet["B1"].font.b) == ("Phetsarath OT", True)
    assert sheet["A2"].value == "ອົງການ NPA"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_ever_a_formula(text: str) -> None:
    data = writer.workbook("x", (Column(text),), [(text,)])
    assert "<f>" not in raw(data)
    cells = [row[0] for row in openpyxl.load_workbook(BytesIO(data)).worksheets[0].iter_rows()]
    for cell in cells:
        assert cell.data_type == "s"
        assert cell.number_format == "@"
        assert cell.quotePrefix == str(cell.value).startswith(("=", "+", "-", "@"))
    said = writer.csv((Column(text),), [(text,)]).decode("utf-8-sig")
    assert all(not row[0].startswith(("=", "+", "-", "@", "\t", "\r")) for row in csv.reader(said.splitlines()))


def test_what_looks_like_an_escape_reads_as_typed() -> None:
    data = writer.workbook("x", COLUMNS, [("a_x000D_b", "_x")])
    assert "a_x005F_x000D_b" in raw(data)
    assert "<t>_x</t>" in raw(data)


@given(st.text(), st.text())
def test_any_text_makes_a_file_that_can_be_read(title: str, text: str) -> None:
    data = writer.workbook(title, (Column(text),), [(text,)])
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    assert 1 <= len(sheet.title) <= 31
    assert "<f>" not in raw(data)


def test_a_text_too_long_for_excel_says_so() -> None:
    for letter in ("x", "ກ", "😀"):
        value = sheet_of((letter * 40_000, ""))["A2"].value
        assert isinstance(value, str)
        assert value.endswith("…")
        assert len(value.encode("utf-16-le")) // 2 <= LONGEST_CELL
        assert set(value[:-1]) == {letter}


def test_nothing_leads_out_of_the_file() -> None:
    archive = ZipFile(BytesIO(writer.workbook("x", COLUMNS, [("http://example.org", "=[1]x!A1")])))
    assert not [name for name in archive.namelist() if "externalLink" in name]
    for name in archive.namelist():
        if name.endswith(".rels"):
            root = etree.fromstring(archive.read(name))
            assert not [each for each in root if each.get("TargetMode") == "External"]


def test_csv_has_dates_year_first_and_quotes_what_needs_it() -> None:
    moment = datetime(2021, 4, 12, 20, 30, tzinfo=UTC)
    assert lines(("a, \"b\"", date(2021, 4, 12)), (moment, None), (12, "ລາວ")) == [
        ["Organisation", "ວັນທີ"], ['a, "b"', "2021-04-12"], ["2021-04-13 03:30", ""], ["12", "ລາວ"],
    ]  # fmt: skip


def test_an_empty_list_has_its_headings() -> None:
    assert [cell.value for cell in sheet_of()[1]] == ["Organisation", "ວັນທີ"]
    assert lines() == [["Organisation", "ວັນທີ"]]


def test_several_sheets_each_with_its_own_columns() -> None:
    made = writer.book([
        writer.Sheet("By organisation", COLUMNS, [("NPA", date(2021, 4, 12))]),
        writer.Sheet("by Organisation", (Column("=1+1", 9),), [(1,), (2,)]),
        writer.Sheet("x" * 40, COLUMNS, []),
        writer.Sheet("x" * 40, COLUMNS, []),
    ])  # fmt: skip
    book = openpyxl.load_workbook(BytesIO(made))
    assert book.sheetnames == ["By organisation", "by Organisation 2", "x" * 31, "x" * 29 + " 2"]
    first, second = book.worksheets[:2]
    assert (first.auto_filter.ref, first.freeze_panes, first["A2"].value) == ("A1:B2", "A2", "NPA")
    assert (second.auto_filter.ref, second["A1"].value, second["A1"].data_type) == ("A1:A3", "=1+1", "s")
    assert second.column_dimensions["A"].width == 9
