from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.access.voices import LONGEST_NAME, How
from tracker.actions.forms_deadline import LONGEST_WORDS, UNTIL_HINT, DeadlineForm
from tracker.actions.forms_speaking import ONE_IS_ENOUGH, OTHER_WAYS
from tracker.actions.services import agreed_reading
from tracker.core.bilingual import Bilingual
from tracker.core.errors import Refused
from tracker.core.fields import LONGEST_TEXT, Both, Choice, Line, later, shown
from tracker.dashboard.instructing import Remark, require_within_reach
from tracker.dashboard.quarters import Quarter

NOBODY = later("nobody")


class InstructionForm(DeadlineForm):
    group = Choice(later("Group"), empty=later("Choose one"), needed=True)
    text = Both(later("What is to be done"), most=LONGEST_TEXT, lines=3, needed=True, hint=ONE_IS_ENOUGH)
    owner_id = Choice(later("Who owes it"), kind=int, empty=NOBODY)
    other_id = Choice(later("Somebody else who owes it"), kind=int, empty=NOBODY)
    until = Line(later("Until when"), most=LONGEST_WORDS, example="30/07/2021", hint=UNTIL_HINT)
    said_by = Line(later("Who said it"), needed=True, most=LONGEST_NAME)
    how = Choice(later("How it came"), kind=How, choices=OTHER_WAYS)
    period = HiddenField()
    as_of = HiddenField()
    of = HiddenField()

    def offer(self, groups: Sequence[tuple[str, object]], organisations: Sequence[tuple[Any, object]]) -> None:
        self.group.choices = list(groups)
        for field in (self.owner_id, self.other_id):
            field.choices = list(organisations)

    def speak_for_itself(self) -> None:
        del self.said_by, self.how

    @property
    def page(self) -> tuple[Quarter, date] | None:
        """The page that the remark is about; None where the form was not sent from one."""
        quarter = Quarter.of(str(self.period.data or ""))
        try:
            day = date.fromisoformat(str(self.as_of.data or ""))
        except ValueError:
            return None
        return (quarter, day) if quarter else None

    def validate_until(self, field: Any) -> None:
        words = Bilingual.of(field.data or "")
        self.reading = agreed_reading(words, self.on, self.days_off)
        try:
            require_within_reach(words, self.reading.window, self.on)
        except Refused as refused:
            raise ValidationError(str(shown(refused.message))) from None

    def remark(self, group_id: int, quarter: Quarter, as_of: date) -> Remark:
        owners = [each for each in (self.owner_id.data, self.other_id.data) if each is not None]
        spoken = {"how": self.how.data, "said_by": self.said_by.data} if "how" in self else {}
        return Remark(
            group_id=group_id, quarter=quarter, as_of=as_of, text=self.text.data,
            owners=tuple(dict.fromkeys(owners)), words=Bilingual.of(self.until.data or ""), days_off=self.days_off,
            **spoken,
        )  # fmt: skip
