"""A quarter beside the one before it, with the difference in words."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.core.bilingual import Bilingual
from tracker.core.i18n import Language, say, say_many
from tracker.dashboard.asked import Asked
from tracker.dashboard.counting import trend
from tracker.dashboard.facts import Change
from tracker.dashboard.figures import OfQuarter
from tracker.dashboard.measures import Measure
from tracker.dashboard.quarters import Quarter
from tracker.dashboard.scope import Groups


def changes(groups: Groups, asked: Asked, quarter: Quarter) -> Sequence[Change]:
    """What was agreed and done in a quarter, and what was open and late at its end or on the day of the figures, beside
    the quarter before; three queries at most."""
    shown = trend(groups, replace(asked, as_of=min(quarter.last, asked.as_of)))
    found = {each.quarter: each for each in shown}
    now, before = (found.get(each) or OfQuarter(each) for each in (quarter, quarter.before))
    return [
        _change(Measure.AGREED, Bilingual.said("Newly agreed"), before.agreed, now.agreed),
        _change(Measure.DONE, Measure.DONE.called, before.done, now.done),
        _change(Measure.OPEN, Measure.OPEN.called, before.open, now.open),
        _change(Measure.LATE, Measure.LATE.called, before.late, now.late),
    ]


def _change(of: Measure, name: Bilingual, before: int, now: int) -> Change:
    difference = now - before
    return Change(of, name, before, now, Bilingual(en=_words(difference, "en"), lo=_words(difference, "lo")))


def _words(difference: int, language: Language) -> str:
    if difference > 0:
        return say_many("%(number)s more", "%(number)s more", difference, language)
    if difference < 0:
        return say_many("%(number)s fewer", "%(number)s fewer", -difference, language)
    return say("as many", language)
