from collections.abc import Collection
from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.actions.deadlines import NO_WINDOW, Reading, Window, read
from tracker.actions.services import agreed_reading
from tracker.actions.words import dates_words
from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.fields import Both, Line, later, shown
from tracker.core.forms import TrackerForm

LONGEST_WORDS = 300
UNTIL_HINT = later("A day such as 30/07/2021, or words such as ‘end of July’.")


class DeadlineForm(TrackerForm):
    """Deadlines are typed as a day or in words. What words were read as is shown once before anything is done."""

    as_read = HiddenField()
    read_as: Bilingual | None = None
    reading: Reading | None = None
    on = date.min
    days_off: Collection[date] = ()

    def anchor(self, on: date, days_off: Collection[date]) -> None:
        self.on, self.days_off = on, days_off

    @property
    def window(self) -> Window:
        return self.reading.window if self.reading else NO_WINDOW

    def is_understood(self) -> bool:
        """Whether the reader has seen what the words were read as; otherwise the form is shown with it."""
        if self.reading is None or not self.reading.words or dates.is_a_day(self.reading.words):
            return True
        key = repr(self.reading.as_json())
        if self.as_read.data == key:
            return True
        self.as_read.data = key
        self.read_as = _read_as(self.reading.window)
        return False


class UntilForm(DeadlineForm):
    until = Line(later("Until when"), needed=True, most=LONGEST_WORDS, example="30/07/2021", hint=UNTIL_HINT)

    def validate_until(self, field: Any) -> None:
        if not field.data:
            return
        self.reading = read(field.data, self.on, self.days_off)
        if not self.reading.window.by:
            raise ValidationError(
                str(later("No day can be read from this. Write one such as 30/07/2021, or ‘end of July’."))
            )


def agreed_words() -> Both:
    """A field of its own for each form, since fields stand in the order in which they are made."""
    return Both(
        later("Deadline, as agreed"), most=LONGEST_WORDS,
        hint=later("In its own words, for example ‘by the end of Q2 2021’; the days are read from them."),
    )  # fmt: skip


class WordsForm(DeadlineForm):
    words = agreed_words()

    def validate_words(self, field: Any) -> None:
        self.reading = agreed_reading(field.data, self.on, self.days_off)


def _read_as(window: Window) -> Bilingual:
    if not window.by:
        return Bilingual.said(
            "No days can be read from the deadline; it stays as these words. Send it again if that is right."
        )
    return Bilingual.said(
        "The deadline is read as: %(dates)s. Send it again if that is right.", dates=shown(_days(window))
    )


def _days(window: Window) -> Bilingual:
    return Bilingual(en=dates_words(window, None, "en"), lo=dates_words(window, None, "lo"))
