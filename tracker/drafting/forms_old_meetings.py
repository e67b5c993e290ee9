from collections.abc import Iterator
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.fields import Both, Choice, Choices, Day, Line, Pairs, Upload, Whole, later
from tracker.core.forms import TrackerForm
from tracker.drafting.old_meetings import OldMeeting, OpenItem
from tracker.drafting.scans import SUFFIXES
from tracker.meetings.addresses import FIRST_YEAR, LAST_YEAR, Period

FEWEST, MORE, MOST = 5, 10, 105
KINDS = ((False, later("Regular meeting")), (True, later("Special meeting")))
QUARTERS = [(number, str(number)) for number in range(1, 5)]


def _day(_form: Any, field: Day) -> None:
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(str(later("The year must lie between 1975 and 2100.")))


class OldForm(TrackerForm):
    rows = HiddenField()
    is_special = Choice(later("Kind"), choices=KINDS, kind=lambda typed: typed == "True", default=False)
    held_on = Day(later("Held on"), needed=True, example="03/12/2020", validators=[_day])
    year = Whole(later("Year"), least=FIRST_YEAR, most=LAST_YEAR, hint=later("Only where it is not that of the date."))
    quarter = Choice(later("Quarter"), kind=int, choices=QUARTERS, empty=later("that of the date"))
    title = Both(later("Title"), most=300)
    number = Line(later("Number"), most=60, example="012/NRA")
    issued_on = Day(later("Issued on"), validators=[_day])
    headcount = Whole(later("How many attended"), most=10_000)
    attended = Choices(later("Who attended"), kind=int)
    scan = Upload(
        later("Signed scan"), needed=True, suffixes=SUFFIXES,
        hint=later("PDF, JPG, PNG or Word, 25 MB at the most. After a mistake it must be chosen again."),
    )  # fmt: skip

    def organisations(self, choices: Pairs) -> None:
        self.attended.choices = list(choices)
        for _, owner, _ in self.items():
            owner.choices = self.attended.choices

    def items(self) -> Iterator[tuple[Any, Any, Any]]:
        """The fields of the rows: what, who, by when."""
        number = 1
        while f"text_{number}" in self:
            yield self[f"text_{number}"], self[f"owner_{number}"], self[f"words_{number}"]
            number += 1

    def told(self) -> OldMeeting:
        year, quarter = dates.quarter_of(self.held_on.data)
        return OldMeeting(
            held_on=self.held_on.data,
            period=Period(self.year.data or year, self.quarter.data or quarter),
            is_special=bool(self.is_special.data), title=self.title.data, number=self.number.data,
            issued_on=self.issued_on.data, headcount=self.headcount.data, attended=tuple(self.attended.data or ()),
            items=tuple(
                OpenItem(Bilingual.of(text.data), owner.data, words.data)
                for text, owner, words in self.items() if text.data
            ),
        )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators=extra_validators))
        for text, owner, words in self.items():
            if not text.data and (owner.data or words.data):
                text.errors = [*text.errors, str(later("Write what is to be done, or empty the row."))]
                sound = False
        return sound


def old_form(asked: str, *, more: bool) -> OldForm:
    """A form with as many rows for open items as were asked for."""
    known = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else FEWEST
    rows = min(max(known, FEWEST) + (MORE if more else 0), MOST)
    fields: dict[str, Any] = {}
    for number in range(1, rows + 1):
        fields[f"text_{number}"] = Line(later("%(number)s. What is to be done", number=number), most=2000)
        fields[f"owner_{number}"] = Choice(later("By whom"), kind=int, empty=later("not yet named"))
        fields[f"words_{number}"] = Line(later("By when, in the words of the paper"), most=300)
    form: OldForm = type("OldFormWithRows", (OldForm,), fields)()
    form.rows.data = str(rows)
    return form
