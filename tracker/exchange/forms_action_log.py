from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField

from tracker.core.fields import Choice, Upload, later
from tracker.core.forms import TrackerForm
from tracker.exchange.action_log_words import Field
from tracker.sheets.reader import Cell

COLUMN = "column_"


class LogFileForm(TrackerForm):
    file = Upload(
        later("Action log"), suffixes=(".xlsx",), needed=True,
        hint=later("An Excel file (.xlsx), 5 MB at the most. Nothing is changed before you have seen what it brings."),
    )  # fmt: skip


class ColumnsForm(TrackerForm):
    """One choice of a column for each field; which columns there are is told by the sheet."""

    kept = HiddenField()

    def offer(self, heads: Sequence[Cell]) -> None:
        """The columns by their letters and headings."""
        for field in self.columns():
            field.choices = [(place, f"{letters(place)}: {str(cell)[:60]}".rstrip(": "))
                             for place, cell in enumerate(heads)]  # fmt: skip

    def columns(self) -> list[Any]:
        return [self[f"{COLUMN}{field}"] for field in Field]

    def show(self, matched: Mapping[Field, int]) -> None:
        for field in Field:
            self[f"{COLUMN}{field}"].data = matched.get(field)

    def chosen(self) -> dict[Field, int]:
        return {field: place for field in Field if (place := self[f"{COLUMN}{field}"].data) is not None}


class UndoForm(TrackerForm):
    pass


def letters(place: int) -> str:
    """The letters that a spreadsheet shows above a column, for the first few dozen of them."""
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)


def _heading(field: Field) -> Any:
    return {
        Field.REF: later("Ref"),
        Field.RAISED: later("Raised"),
        Field.TEXT_EN: later("Action EN"),
        Field.TEXT_LO: later("Action LO"),
        Field.ORGANISATIONS: later("Organisation(s)"),
        Field.PERSON: later("Focal point"),
        Field.WORDS: later("Deadline words"),
        Field.FROM: later("From"),
        Field.BY: later("To"),
        Field.STATE: later("State"),
        Field.PROGRESS: later("Progress"),
        Field.REVIEW: later("Last review"),
        Field.EVIDENCE: later("Evidence"),
        Field.CLOSED: later("Closed"),
    }[field]


for _field in Field:
    setattr(ColumnsForm, f"{COLUMN}{_field}", Choice(_heading(_field), kind=int, empty=later("no column")))
