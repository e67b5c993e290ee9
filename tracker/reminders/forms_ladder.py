from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, HiddenField
from wtforms.validators import ValidationError

from tracker.core.dates import short_date
from tracker.core.fields import Choice, Day, Whole, later
from tracker.core.forms import TrackerForm
from tracker.core.web import reader_language
from tracker.groups.models import Audience, Trigger
from tracker.reminders.ladder import FARTHEST, Step, twice

MOST_STEPS, MOST_DAYS = 60, 14
BEFORE, AFTER = "before", "after"
DAYS, WORKING_DAYS = "days", "working_days"
ONCE, WEEKLY = "once", "weekly"
SIDES = ((BEFORE, later("before")), (AFTER, later("after")))
UNITS = ((DAYS, later("days")), (WORKING_DAYS, later("working days")))
OFTEN = ((ONCE, later("only once")), (WEEKLY, later("every week from then on")))
AUDIENCES = (
    (Audience.OWNER, later("those who have to do it")), (Audience.CHAIR, later("the chair")),
    (Audience.MANAGEMENT, later("management")),
)  # fmt: skip


class StepForm(Form):
    trigger = Choice(later("What it counts from"), kind=Trigger, choices=[(each, each) for each in Trigger])
    days = Whole(later("How many days"), needed=True, most=FARTHEST)
    unit = Choice(later("Days"), choices=UNITS, default=DAYS)
    side = Choice(later("When"), choices=SIDES, default=AFTER)
    often = Choice(later("How often"), choices=OFTEN, default=ONCE)
    audience = Choice(later("Who gets it"), kind=Audience, choices=AUDIENCES, default=Audience.OWNER)

    def step(self) -> Step:
        days = self.days.data if self.side.data == AFTER else -self.days.data
        return Step(
            self.trigger.data, days, self.audience.data, working_days=self.unit.data == WORKING_DAYS,
            weekly=self.often.data == WEEKLY,
        )  # fmt: skip


class LadderForm(TrackerForm):
    steps = FieldList(FormField(StepForm), max_entries=MOST_STEPS)
    base = HiddenField()

    def validate_steps(self, field: Any) -> None:
        if not field.entries:
            raise ValidationError(str(later("Keep one step at least; to be reminded of nothing, send no reminders.")))
        if not any(field.errors) and (step := twice(self.ladder())):
            words = step.words.in_(reader_language()).text
            raise ValidationError(str(later("This step stands there twice: %(step)s. Leave one out.", step=words)))

    def faults(self) -> list[tuple[str, str]]:
        """What is to be put right, each with the field it belongs to."""
        rows = [
            (field.name, f"{field.label.text}: {field.errors[0]}")
            for row in self.steps.entries for field in row.form if field.errors
        ]  # fmt: skip
        own = [("", str(error)) for error in self.steps.errors if isinstance(error, str)]
        return [*(("", mistake) for mistake in self.mistakes), *own, *rows]

    def ladder(self) -> tuple[Step, ...]:
        return tuple(sorted((row.form.step() for row in self.steps.entries), key=_in_order))

    def add(self, trigger: Trigger) -> Trigger:
        if len(self.steps.entries) < MOST_STEPS:
            self.steps.append_entry({"trigger": trigger})
        return trigger

    def leave_out(self, name: str) -> Trigger:
        gone = [row.form.trigger.data for row in self.steps.entries if row.name == name]
        self.steps.entries = [row for row in self.steps.entries if row.name != name]
        return next((trigger for trigger in gone if trigger in set(Trigger)), Trigger.DUE)

    @property
    def at_fault(self) -> set[Trigger]:
        """Where a row has a mistake."""
        return {row.form.trigger.data for row in self.steps.entries if any(field.errors for field in row.form)}

    def of_trigger(self, trigger: Trigger) -> Sequence[Any]:
        return [row for row in self.steps.entries if row.form.trigger.data == trigger]


class BeginForm(TrackerForm):
    reminders_from = Day(
        later("First day of reminders"), needed=True,
        hint=later("What was due before this day is never reminded, so that old records send nothing."),
    )  # fmt: skip


class PreviewForm(TrackerForm):
    on = Day(later("From which day"), needed=True)
    days = Whole(later("How many days"), needed=True, least=1, most=MOST_DAYS)

    @classmethod
    def of(cls, asked: MultiDict[str, str], today: date) -> "PreviewForm":
        """The form as the address fills it in; without a day it is about today."""
        given = MultiDict({"on": asked.get("on") or today.isoformat(), "days": asked.get("days") or "1"})
        form = cls(given, meta={"csrf": False})
        form.status = 200 if form.validate() else 422
        form.first = form.on.data if not form.on.errors else today
        form.many = form.days.data if not form.days.errors else 1
        if not form.on.errors:
            form.on.raw_data = [short_date(form.first)]
        return form

    first: date
    many: int


def values(steps: Iterable[Step]) -> list[dict[str, object]]:
    return [
        {
            "trigger": step.trigger, "days": abs(step.days), "audience": step.audience,
            "unit": WORKING_DAYS if step.working_days else DAYS, "side": BEFORE if step.days < 0 else AFTER,
            "often": WEEKLY if step.weekly else ONCE,
        }
        for step in steps
    ]  # fmt: skip


def _in_order(step: Step) -> tuple[int, int, int]:
    return list(Trigger).index(step.trigger), step.days, list(Audience).index(step.audience)
