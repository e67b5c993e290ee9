"""Which days to count from make the steps of a ladder come within a stretch of days, and which of those a later step
has passed by already. Knows no database."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.reminders.days import WEEK, Range, anchors, week_of, weeks
from tracker.reminders.ladder import Step
from tracker.reminders.sources import AHEAD

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Passed:
    """Days to count from for which a later step came as well."""

    step: Step
    range: Range


@dataclass(frozen=True, slots=True)
class Occurring:
    """The days to count from for which a step comes; `week` is the Monday of a weekly one that comes again. What one
    of `passed` holds too is not told any more, and nothing of it is where all of it `is_over`."""

    step: Step
    range: Range
    week: date | None = None
    passed: tuple[Passed, ...] = ()
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days after the last sweep until today, without what was before the group's reminders began."""

    since: date
    until: date
    begin: date
    days_off: Collection[date] = ()
    exactly: bool = False  # only what comes on these very days, and nothing late

    @property
    def first(self) -> date:
        """The first day of it."""
        return max(self.since + _DAY, self.begin)

    def plain(self, step: Step, first: date | None = None) -> Range | None:
        """For which days a step comes within the stretch, or from a later day of it on."""
        if step.trigger not in AHEAD or self.exactly:
            return anchors(step, first or self.first, self.until, self.days_off)
        # What became known late is told late, and never once it is over.
        found = anchors(step, self.begin, self.until, self.days_off)
        return _from(self.until, found)

    def again(self, step: Step, monday: date) -> Range | None:
        """For which days a weekly step comes again in a week: those for which it came a week ago, or earlier."""
        if not step.weekly:
            return None
        found = anchors(step, self.begin, monday - WEEK, self.days_off)
        return _from(self.until, found) if step.trigger in AHEAD else found


def occurring(ladder: Sequence[Step], stretch: Stretch) -> Iterator[Occurring]:
    """What comes within a stretch of days, step by step."""
    mondays = weeks(stretch.since, stretch.until, stretch.days_off)
    for step in ladder:
        later = [each for each in ladder if each.trigger == step.trigger and each.place > step.place]
        if found := stretch.plain(step):
            yield Occurring(step, found, passed=tuple(_passed(stretch, step, later, mondays)))
        for first in mondays:
            if first >= stretch.begin and (found := stretch.again(step, first)):
                passed = tuple(_passed_in_week(stretch, later, first))
                yield Occurring(step, found, week_of(first), passed, is_over=first != mondays[0])


def _passed(stretch: Stretch, step: Step, later: Sequence[Step], mondays: Sequence[date]) -> Iterator[Passed]:
    for each in later:
        if found := stretch.plain(each):
            yield Passed(each, found)
    if mondays:
        for each in (step, *later):
            if found := stretch.again(each, mondays[0]):
                yield Passed(each, found)


def _passed_in_week(stretch: Stretch, later: Sequence[Step], first: date) -> Iterator[Passed]:
    for each in later:
        for found in (stretch.plain(each, max(first, stretch.first)), stretch.again(each, first)):
            if found:
                yield Passed(each, found)


def _from(day: date, found: Range | None) -> Range | None:
    if found is None or found[1] < day:
        return None
    return max(found[0], day), found[1]
