import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from tracker.core.errors import Refused
from tracker.sheets import reader
from tracker.sheets.reader import Row, read
from tracker.sheets.writer import Column, workbook

SHEET = "xl/worksheets/sheet1.xml"


def made(*rows: list[Any], merge: str = "") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def rewritten(data: bytes, part: str, text: bytes) -> bytes:
    """The same workbook with one part of it replaced, or added."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, text)
    return kept.getvalue()


def sheet_of(rows: str, head: str = "") -> bytes:
    start = f'<?xml version="1.0" encoding="UTF-8"?>{head}'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{start}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_cells_come_as_words_and_days() -> None:
    data = made(["Ref", "ໜ້າວຽກ"], [], [1, 2.5, date(2021, 3, 29), datetime(2021, 3, 29, 8, 30), True, None], ["=1+1"])  # noqa: DTZ001  as Excel has it
    assert read(data) == (
        Row(1, ("Ref", "ໜ້າວຽກ")), Row(3, ("1", "2.5", date(2021, 3, 29), date(2021, 3, 29), "True")),
    )  # fmt: skip


def test_what_the_tracker_writes_is_read_again() -> None:
    data = workbook("Actions", [Column("Ref"), Column("Action LO")], [("=1+1", "ນ້ຳ"), (None, date(2021, 3, 29))])
    assert [row.cells for row in read(data)] == [("Ref", "Action LO"), ("=1+1", "ນ້ຳ"), ("", date(2021, 3, 29))]


def test_merged_cells_stand_in_the_first_of_them() -> None:
    assert read(made(["Title", "", ""], ["Ref", "State"], merge="A1:C1"))[0].cells == ("Title",)


def test_a_hidden_sheet_is_passed_over() -> None:
    book = Workbook()
    book.worksheets[0].append(["hidden"])
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("Log").append(["seen"])
    kept = BytesIO()
    book.save(kept)
    assert read(kept.getvalue()) == (Row(1, ("seen",)),)


def test_a_million_empty_rows_are_none() -> None:
    rows = '<row r="1"><c t="str"><v>Ref</v></c></row>' + "".join(f'<row r="{n}"/>' for n in range(2, 200_000))
    data = rewritten(made(["x"]), SHEET, sheet_of(rows + '<row r="1048576"><c t="str"><v>far</v></c></row>'))
    assert read(data) == (Row(1, ("Ref",)),)


def test_too_many_rows_are_told() -> None:
    with pytest.raises(Refused, match="5000 rows at the most"):
        read(made(*[[n + 1] for n in range(reader.MOST_ROWS + 1)]))


def test_columns_far_out_are_not_looked_at() -> None:
    assert len(read(made(["x"] * 300))[0].cells) == reader.MOST_COLUMNS


def test_a_huge_text_is_cut() -> None:
    assert [len(str(cell)) for row in read(made(["ກ" * 32_000])) for cell in row.cells] == [reader.LONGEST]


def test_an_entity_is_refused() -> None:
    head = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    with pytest.raises(Refused, match="This is no Excel workbook"):
        read(rewritten(made(["x"]), SHEET, sheet_of("<row><c t='str'><v>&b;</v></c></row>", head)))


def test_a_bomb_is_refused() -> None:
    bomb = rewritten(made(["x"]), "xl/media/bomb.xml", b"0" * (reader.MOST_UNPACKED + 1))
    assert len(bomb) < reader.LARGEST
    with pytest.raises(Refused, match="This is no Excel workbook"):
        read(bomb)


@pytest.mark.parametrize(
    "data", [b"", b"Ref,Action\n1,2", b"PK\x03\x04" + b"\x00" * 400, b"%PDF-1.4", b"\xd0\xcf\x11\xe0" * 9]
)
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="This is no Excel workbook"):
        read(data)


@pytest.mark.parametrize(
    ("part", "text"),
    [(SHEET, b"<worksheet"), ("[Content_Types].xml", b""), (SHEET, sheet_of('<row r="x"><c r="??"/></row>')),
     ("xl/styles.xml", b"<styleSheet>" + b"<a>" * 100_000)],
)  # fmt: skip
def test_a_broken_workbook_is_refused(part: str, text: bytes) -> None:
    with pytest.raises(Refused, match="This is no Excel workbook"):
        read(rewritten(made(["x"]), part, text))


def test_a_workbook_without_a_sheet_holds_nothing() -> None:
    assert read(rewritten(made(["x"]), "xl/workbook.xml", b"<workbook/>")) == ()


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="5 MB at the most"):
        read(b"x" * (reader.LARGEST + 1))


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.01)
    with pytest.raises(Refused, match="This is no Excel workbook"):
        read(made(["x"]))
