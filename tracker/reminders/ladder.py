"""The ladder: at which steps whom to remind, in the words of people; what is due at a step stands with the sources."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.i18n import Language, say, say_many
from tracker.groups.models import Audience, LadderStep, Trigger

NOW = "now"
"""The step of a reminder that somebody asked for by hand."""

FARTHEST = 365  # days before or after

_CODE = re.compile(r"(?P<trigger>[a-z_]+)(?P<days>[+-]\d+)(?P<working>w?)(?:-(?P<audience>[a-z]+))?")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder: so many days before (negative) or after what triggers it, whom it tells, and whether it
    comes again each week."""

    trigger: Trigger
    days: int
    audience: Audience = Audience.OWNER
    working_days: bool = False
    weekly: bool = False

    @property
    def code(self) -> str:
        """How records call it: 'due-14', 'due+3w', 'due+31-chair'."""
        audience = "" if self.audience == Audience.OWNER else f"-{self.audience.value}"
        return f"{self.trigger.value}{self.days:+d}{'w' if self.working_days else ''}{audience}"

    @property
    def is_after(self) -> bool:
        """Whether it counts from the latest day of a window; up to the day itself it counts from the day agreed on."""
        return self.days > 0

    @property
    def escalates(self) -> bool:
        """Whether it tells others than those who owe it, that they did not do it in time."""
        return self.audience != Audience.OWNER and self.trigger in ESCALATING and self.is_after

    @property
    def place(self) -> tuple[bool, float]:
        """Where it stands among the steps that count from the same day."""
        return self.is_after, self.days * 1.4 if self.working_days else float(self.days)

    @property
    def words(self) -> Bilingual:
        """When it comes, as people say it: '3 working days after the deadline, then weekly'."""
        return words_of(self)


ESCALATING = frozenset({Trigger.DUE, Trigger.STAGE, Trigger.EXTERNAL_MINUTES})
"""What is a party's to do, so that telling somebody else of it is telling on them."""

_OWNER, _CHAIR, _MANAGEMENT = Audience.OWNER, Audience.CHAIR, Audience.MANAGEMENT

DEFAULT: tuple[Step, ...] = (
    Step(Trigger.DUE, -14),
    Step(Trigger.DUE, -3),
    Step(Trigger.DUE, 0),
    Step(Trigger.DUE, 3, working_days=True),
    Step(Trigger.DUE, 10),
    Step(Trigger.DUE, 17),
    Step(Trigger.DUE, 24),
    Step(Trigger.DUE, 31, _CHAIR),
    Step(Trigger.DUE, 38, _MANAGEMENT),
    Step(Trigger.NEXT_MEETING, -10, working_days=True),
    Step(Trigger.NO_OWNER, 0, _CHAIR, weekly=True),
    Step(Trigger.WINDOW_OPENS, -14),
    Step(Trigger.WINDOW_OPENS, -14, _CHAIR, weekly=True),
    Step(Trigger.NO_MEETING, 45, _CHAIR, weekly=True),
    Step(Trigger.STAGE, 0),
    Step(Trigger.STAGE, 7, weekly=True),
    Step(Trigger.STAGE, 28, _CHAIR),
    Step(Trigger.EXTERNAL_MINUTES, 14, weekly=True),
    Step(Trigger.EXTERNAL_MINUTES, 28, _CHAIR, weekly=True),
    Step(Trigger.COMMENT_DATE, -2, working_days=True),
    Step(Trigger.HELD, 3, _CHAIR),
    Step(Trigger.HELD, 7, _CHAIR),
    Step(Trigger.MEETING, -1, working_days=True),
    Step(Trigger.CALL, -10, working_days=True),
    Step(Trigger.CALL, -4, working_days=True),
    Step(Trigger.WAITING, 3, _CHAIR, working_days=True, weekly=True),
)
"""The ladder of a group that has none of its own."""


def ladder_of(group_id: int) -> tuple[Step, ...]:
    """The steps of a group in their order: its own, or the default ones."""
    rows = session.scalars(
        select(LadderStep).where(LadderStep.group_id == group_id).order_by(LadderStep.position, LadderStep.id)
    ).all()
    return tuple(map(as_step, rows)) or DEFAULT


def as_step(row: LadderStep) -> Step:
    """A group's own step as it stands in the table."""
    return Step(row.trigger, row.days, row.audience, row.working_days, row.weekly)


def step_of(code: str) -> Step | None:
    """The step of a code, as far as the code tells (not whether it is weekly); None of what was asked for by hand."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    audience = Audience(found["audience"] or Audience.OWNER)
    return Step(Trigger(found["trigger"]), int(found["days"]), audience, bool(found["working"]))


def code_words(code: str) -> Bilingual:
    """The words of a step by its code, for records of what was told."""
    step = step_of(code)
    return step.words if step else Bilingual.said("asked for by hand")


def twice(steps: Iterable[Step]) -> Step | None:
    """A step that stands twice in a ladder, if there is one: records could not tell the two apart."""
    seen: set[str] = set()
    for step in steps:
        if step.code in seen:
            return step
        seen.add(step.code)
    return None


def words_of(step: Step) -> Bilingual:
    """When a step comes, as people say it."""
    return Bilingual(en=_said(step, "en"), lo=_said(step, "lo"))


def trigger_words(trigger: Trigger) -> Bilingual:
    """What a step counts its days from."""
    return Bilingual(en=_from(trigger, "en"), lo=_from(trigger, "lo"))


def _said(step: Step, language: Language) -> str:
    words = _days(step, language)
    return say("%(when)s, then every week", language, when=words) if step.weekly else words


def _days(step: Step, language: Language) -> str:
    day, number = _from(step.trigger, language), abs(step.days)
    if step.days == 0:
        return say("on %(day)s", language, day=day)
    if step.working_days and step.days < 0:
        return say_many(
            "%(number)s working day before %(day)s", "%(number)s working days before %(day)s", number, language, day=day
        )
    if step.working_days:
        return say_many(
            "%(number)s working day after %(day)s", "%(number)s working days after %(day)s", number, language, day=day
        )
    if step.days < 0:
        return say_many("%(number)s day before %(day)s", "%(number)s days before %(day)s", number, language, day=day)
    return say_many("%(number)s day after %(day)s", "%(number)s days after %(day)s", number, language, day=day)


def _from(trigger: Trigger, language: Language) -> str:
    return {
        Trigger.DUE: say("the deadline", language),
        Trigger.NEXT_MEETING: say("the next regular meeting (actions without a date)", language),
        Trigger.NO_OWNER: say("the day since which an action has no owner", language),
        Trigger.WINDOW_OPENS: say("the first day for a special meeting that is not scheduled", language),
        Trigger.NO_MEETING: say("the first day of a quarter without a regular meeting", language),
        Trigger.STAGE: say("the day on which a stage of a standard should end", language),
        Trigger.EXTERNAL_MINUTES: say("the day on which external minutes were asked for", language),
        Trigger.COMMENT_DATE: say("the comment date of circulated minutes", language),
        Trigger.HELD: say("the day of a meeting whose minutes are not circulated", language),
        Trigger.MEETING: say("the day of a meeting", language),
        Trigger.CALL: say("the regular meeting for which points are called for", language),
        Trigger.WAITING: say("the day since which something waits for the chair", language),
    }[trigger]
