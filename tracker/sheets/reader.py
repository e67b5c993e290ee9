"""Reading a workbook that somebody hands in: the cells of its first sheet that holds any, and nothing else.

A workbook can be made to eat memory and time. It is read in a process of its own with a limit on both, and only so far;
formulas are never calculated, their last results are read as plain values. Knows nothing of what the cells mean.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.files.kinds import media_type_of

Cell: TypeAlias = str | date
LARGEST = 5 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS, MOST_COLUMNS = 5_000, 40
MOST_EMPTY = 2_000  # rows without anything, one after the other: what is below them is not looked at
LONGEST = 20_000  # characters of a cell
SECONDS = 20
MEMORY = 1024 * 1024 * 1024
_ROOT = Path(__file__).parents[2]
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something; the number is the one that a spreadsheet shows beside it."""

    number: int
    cells: tuple[Cell, ...]


def read(data: bytes) -> tuple[Row, ...]:
    """The rows of a workbook that hold anything. Raises Refused for what is no workbook, too large, or too slow."""
    if len(data) > LARGEST:
        raise Refused(Bilingual.said("The file may have %(most)s MB at the most.", most=LARGEST // 1024 // 1024))
    if not media_type_of(data, "sheet.xlsx"):
        raise _no_workbook()
    try:
        done = subprocess.run(  # noqa: S603  this file
            [sys.executable, "-m", __name__], input=data, capture_output=True, timeout=SECONDS, cwd=_ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        raise _no_workbook() from None
    if done.returncode:
        raise _no_workbook()
    found = json.loads(done.stdout)
    if found == "rows":
        raise Refused(Bilingual.said("The sheet may have %(rows)s rows at the most. Take it in parts.", rows=MOST_ROWS))
    if not isinstance(found, list):
        raise _no_workbook()
    return tuple(Row(number, tuple(map(_cell, cells))) for number, cells in found)


def _no_workbook() -> Refused:
    return Refused(Bilingual.said("This is no Excel workbook (.xlsx) that can be read. Save it anew in Excel."))


def _cell(said: Any) -> Cell:
    return date.fromisoformat(said["date"]) if isinstance(said, dict) else str(said)


def _rows(data: bytes) -> list[tuple[int, list[Any]]] | str:
    """What the child answers: the rows, or one word for why there are none."""
    if not _is_harmless(data):
        return "no workbook"
    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what the file says of its own size may be wrong
            rows = list(_filled(sheet))
            if len(rows) > MOST_ROWS:
                return "rows"
            if rows:
                return rows
    return []


def _is_harmless(data: bytes) -> bool:
    """Whether a workbook stays within bounds when unpacked and declares no entities (XML 1.0 §4.2)."""
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            return False
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                text = archive.read(part)
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text.startswith(_UTF_16) or b"\x00" in text:
                    return False
    return True


def _filled(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold anything, and one more than may be, so that too many are seen to be."""
    count, empty = 0, 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        said = [_said(value) for value in cells]
        while said and said[-1] == "":
            said.pop()
        empty = 0 if said else empty + 1
        count += bool(said)
        if said:
            yield number, said
        if count > MOST_ROWS or empty > MOST_EMPTY:
            return


def _said(value: Any) -> Any:
    match value:
        case None:
            return ""
        case datetime():
            return {"date": value.date().isoformat()}
        case date():
            return {"date": value.isoformat()}
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)[:LONGEST]


def _answer() -> None:
    if sys.platform != "win32":  # where only the time is limited
        resource = import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        found = _rows(sys.stdin.buffer.read(LARGEST + 1))
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, OverflowError):
        found = "no workbook"
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _answer()
