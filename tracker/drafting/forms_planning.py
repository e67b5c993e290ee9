from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from tracker.core import dates
from tracker.core.fields import Both, Choice, Choices, Clock, Day, Line, Pairs, Tick, later
from tracker.core.forms import KeptForm, TrackerForm
from tracker.core.i18n import Language
from tracker.drafting.planning import Plan
from tracker.meetings.addresses import FIRST_YEAR, LAST_YEAR, Period
from tracker.register.items import Item

NOBODY = later("not yet known")
LONGEST_PURPOSE = 5000


def _day(_form: Any, field: Day) -> None:
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(str(later("The year must lie between 1975 and 2100.")))


class PlanForm(KeptForm):
    title = Both(later("Title"), most=300)
    held_on = Day(later("Date"), needed=True, example="29/03/2021", validators=[_day])
    starts_at = Clock(later("Begins at"), example="08:30")
    ends_at = Clock(later("Ends at"), example="12:00")
    venue = Both(later("Venue"), most=300)
    purpose = Both(later("Purpose"), most=LONGEST_PURPOSE, lines=3)
    chair_id = Choice(later("Chairperson"), kind=int, empty=NOBODY)
    secretary_id = Choice(later("Secretary"), kind=int, empty=NOBODY)

    def validate_ends_at(self, field: Clock) -> None:
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(str(later("The meeting must end after it starts.")))

    def people(self, choices: Pairs) -> None:
        self.chair_id.choices = self.secretary_id.choices = list(choices)

    def plan(self) -> Plan:
        return Plan(**{name: self[name].data for name in Plan.__dataclass_fields__})


class RegularForm(PlanForm):
    period = Choice(later("Quarter"), kind=Period.parse, needed=True)

    def periods(self, around: Period, language: Language) -> None:
        """Two years back and one ahead, so that a meeting that was forgotten can still be planned."""
        first = (around.year - 2) * 4
        quarters = [Period(number // 4, number % 4 + 1) for number in range(first, first + 16)]
        known = [each for each in quarters if FIRST_YEAR <= each.year <= LAST_YEAR]
        self.period.choices = [(each, dates.quarter(each.year, each.quarter, language)) for each in reversed(known)]


class SpecialForm(PlanForm):
    title = Both(
        later("Title"), most=300, needed=True, hint=later("The name in the address is made from the English title.")
    )
    name = Line(later("Name in the address"), most=60, example="incomplete-data")
    picked = Choices(later("On the agenda"))

    def outstanding(self, items: Iterable[Item], language: Language) -> None:
        self.picked.choices = [(item.key, _line(item, language)) for item in items]


class PickForm(TrackerForm):
    picked = Choices(later("What is outstanding"), needed=True)

    def outstanding(self, items: Iterable[Item], language: Language) -> None:
        self.picked.choices = [(item.key, _line(item, language)) for item in items]


class PointForm(TrackerForm):
    text = Both(later("A point of its own"), most=1000, needed=True)


class PostponeForm(TrackerForm):
    to = Day(later("New date"), hint=later("Leave it empty while no new date is known."), validators=[_day])
    reason = Both(later("Reason"), most=1000, lines=2, needed=True)


class CancelForm(TrackerForm):
    reason = Both(later("Reason"), most=1000, lines=2, needed=True)


class HeldForm(TrackerForm):
    on = Day(later("Held on"), needed=True, validators=[_day])
    take_over = Tick(later("Take the answers to the invitation over into the attendance list"))


def plan_values(plan: Plan) -> dict[str, Any]:
    values = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    return {**values, "base": plan.mark}


def is_outside(day: date, period: Period) -> bool:
    first, last = dates.quarter_span(period.year, period.quarter)
    return not first <= day <= last


def _line(item: Item, language: Language) -> str:
    text = item.text.in_(language).text
    return f"{item.reference}: {text[:200]}{'…' if len(text) > 200 else ''}"
