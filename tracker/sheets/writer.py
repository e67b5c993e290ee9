"""Lists as Excel workbooks and CSV files that never calculate anything; knows nothing of what they list."""

import csv as standard
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.core import clock
from tracker.core.lao import clean, has_lao

Value = str | int | float | Decimal | date | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
LONGEST_CELL = 32_767  # characters of UTF-16 that Excel takes
LONGEST_TITLE = 31
DATE, MOMENT, TEXT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "@"
LAO = Font(name="Phetsarath OT")
BOLD, LAO_BOLD = Font(bold=True), Font(name="Phetsarath OT", bold=True)
TOP = Alignment(vertical="top", wrap_text=True)

_STARTS_A_FORMULA = ("=", "+", "-", "@")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Column:
    """What stands above a column, and how wide it is, in characters."""

    heading: str
    width: int = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: what its tab says, its columns and its rows, and what stands above all, if anything."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    above: str = ""


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """An Excel file with one sheet: headings that stay in sight, dates as dates, moments by the office's clock, and
    every text as text, whatever it looks like."""
    return book([Sheet(title, columns, rows)])


def book(sheets: Iterable[Sheet]) -> bytes:
    """The same with several sheets; of two with one title the later gets a number."""
    made, file = Workbook(write_only=True), BytesIO()
    made.properties.creator = ""
    for sheet, title in _titled(sheets):
        _fill(made.create_sheet(title), sheet)
    made.save(file)
    return file.getvalue()


def _titled(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, str]]:
    """Each with what its tab says."""
    titles = set[str]()
    for sheet in sheets:
        title = _untaken(_title(sheet.title), titles)
        titles.add(title.casefold())
        yield sheet, title


def _fill(page: Worksheet, sheet: Sheet) -> None:
    first = 2 if sheet.above else 1
    page.freeze_panes = f"A{first + 1}"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    if sheet.above:
        cell = _cell(page, sheet.above)
        cell.alignment = Alignment(vertical="top")  # it is longer than its column
        page.append([cell])
    page.append([_cell(page, column.heading, heading=True) for column in sheet.columns])
    count = first
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
        count += 1
    page.auto_filter.ref = f"A{first}:{get_column_letter(len(sheet.columns))}{count}"


def _untaken(title: str, taken: set[str]) -> str:
    """A title that no other sheet has; Excel does not tell large letters from small ones there."""
    number, free = 1, title
    while free.casefold() in taken:
        number += 1
        free = f"{title[: LONGEST_TITLE - len(str(number)) - 1]} {number}"
    return free


def csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """The same as CSV (RFC 4180, UTF-8 with the mark that Excel looks for); dates year first, since no program reads
    those the wrong way round."""
    made = StringIO()
    lines = standard.writer(made)
    lines.writerow([_harmless(column.heading) for column in columns])
    lines.writerows(_line(row) for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _title(text: str) -> str:
    said = _NOT_IN_TITLES.sub(" ", clean(text))
    return " ".join(said.split())[:LONGEST_TITLE].strip("' ") or "1"


def _cell(sheet: Worksheet, value: Value, *, heading: bool = False) -> Cell:
    if isinstance(value, str):
        return _text(sheet, clean(value), heading=heading)
    cell = WriteOnlyCell(sheet)
    cell.value = clock.at_office(value).replace(tzinfo=None) if isinstance(value, datetime) else value
    if isinstance(value, date):
        cell.number_format = MOMENT if isinstance(value, datetime) else DATE
    cell.alignment = TOP
    return cell


def _text(sheet: Worksheet, text: str, *, heading: bool) -> Cell:
    """A text that stays one also when somebody edits the cell (quotePrefix, ECMA-376 §18.8.45). What looks like one of
    Excel's escapes (§22.9.2.19, ST_Xstring) is written so that it reads as it was typed."""
    cell = WriteOnlyCell(sheet, _ESCAPED.sub("_x005F_", _short(text)))
    cell.data_type = "s"  # not what openpyxl takes it for: a formula, or an error such as #N/A
    if text.startswith(_STARTS_A_FORMULA):
        cell.quotePrefix = True
    cell.number_format, cell.alignment = TEXT, TOP
    lao = has_lao(text)
    if heading or lao:
        cell.font = (LAO_BOLD if lao else BOLD) if heading else LAO
    return cell


def _short(text: str) -> str:
    if len(text) <= LONGEST_CELL // 2:
        return text
    units = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - 1)]
    kept = units.decode("utf-16-le", "ignore")
    return text if kept == text else f"{kept}…"


def _line(row: Sequence[Value]) -> Iterator[str]:
    for value in row:
        match value:
            case None:
                yield ""
            case str():
                yield _harmless(value)
            case datetime():
                yield f"{clock.at_office(value):%Y-%m-%d %H:%M}"
            case date():
                yield value.isoformat()
            case _:
                yield str(value)


def _harmless(text: str) -> str:
    """With a quotation mark in front where a spreadsheet would calculate."""
    said = clean(text)
    return f"'{said}" if said.startswith(_STARTS_A_FORMULA) else said
