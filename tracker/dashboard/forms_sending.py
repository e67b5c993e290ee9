from wtforms.validators import ValidationError

from tracker.core.fields import Tick, Whole, later
from tracker.core.forms import KeptForm
from tracker.dashboard.sending_days import LEAST, MOST, USUAL


class SendingForm(KeptForm):
    is_sent = Tick(later("Send the page to management"))
    days = Whole(
        later("How many days after the quarter ends"), least=LEAST, most=MOST, example=str(USUAL),
        hint=later("From 1 to 80. On a day without work it goes out on the next working day."),
    )  # fmt: skip

    def validate_days(self, field: Whole) -> None:
        if self.is_sent.data and field.data is None and not field.errors:
            raise ValidationError(str(later("Say after how many days.")))

    @property
    def wanted(self) -> int | None:
        return self.days.data if self.is_sent.data else None

    @property
    def shown_days(self) -> int | None:
        """What stood there when the form was shown."""
        return self.version or None
