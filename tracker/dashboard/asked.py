"""What somebody asks to be counted, as it stands in an address: of whom, agreed when, as it stood on which day. Knows
no database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from tracker.actions.models import ActionKind
from tracker.core.dates import parse_date
from tracker.core.lao import clean
from tracker.dashboard.figures import OfAge
from tracker.dashboard.quarters import Quarter
from tracker.find.asked import MOST_ROWS, Filters, one_of

NOBODY = 0
"""In place of an organisation: what nobody owns."""
FIRST_DAY = date(1900, 1, 1)
"""No figures are told of days before it: their ages and quarters would leave the calendar."""
MOST_DIGITS = 4
"""Of a number of days."""


def _day(said: str) -> date | None:
    try:
        return parse_date(said[:40])
    except ValueError:
        return None


def _days(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else None


def _organisation(said: str) -> int | None:
    fits = said.isascii() and said.isdigit() and len(said) <= len(str(MOST_ROWS)) and int(said) <= MOST_ROWS
    return int(said) if fits else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked(Filters):
    """Which tasks, as they stood at the end of which day.

    `organisation` is one with its units, or NOBODY; `from_` and `to` are the days between which they were agreed,
    `period` both of them at once; `done` is the quarter in which they were done, `late_for` by more than how many days
    what an organisation owes was late. `today` is when it is asked, and no part of the address.
    """

    today: date
    as_of: date
    group: str = ""
    organisation: int | None = None
    kind: ActionKind | None = None
    period: Quarter | None = None
    from_: date | None = None
    to: date | None = None
    done: Quarter | None = None
    late_for: int | None = None

    @classmethod
    def of(cls, args: Mapping[str, str], today: date) -> Self:
        """What the address asks for; what it says wrongly is not asked, and nothing is known of days to come."""
        period = Quarter.of(args.get("period", ""))
        from_, to = _day(args.get("from_", "")), _day(args.get("to", ""))
        return cls(
            today=today, as_of=max(FIRST_DAY, min(_day(args.get("as_of", "")) or today, today)),
            group=clean(args.get("group", ""))[:40], organisation=_organisation(args.get("organisation", "")),
            kind=one_of(ActionKind, args.get("kind", "")), period=period,
            from_=period.first if period else from_, to=period.last if period else to,
            done=Quarter.of(args.get("done", "")), late_for=_days(args.get("late_for", "")),
        )  # fmt: skip

    def args(self) -> dict[str, str]:
        """The arguments, each as text; today is not said, and the days of a quarter are said by it alone."""
        silent = {"today"} | ({"as_of"} if self.as_of == self.today else set())
        silent |= {"from_", "to"} if self.period else set()
        return {name: value for name, value in Filters.args(self).items() if name not in silent}

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than all of it."""
        return bool(self.args().keys() - {"as_of"})

    @property
    def is_past(self) -> bool:
        """Whether it asks how things stood on a day that is over."""
        return self.as_of < self.today

    @property
    def whole(self) -> Self:
        """The same of all organisations and kinds, whenever it was done."""
        return replace(self, organisation=None, kind=None, done=None, late_for=None)

    def of_organisation(self, organisation_id: int | None) -> Self:
        """The same of one organisation with its units; of what nobody owns, where it is None."""
        return replace(self, organisation=NOBODY if organisation_id is None else organisation_id)

    def of_kind(self, kind: ActionKind) -> Self:
        """The same of one kind of actions."""
        return replace(self, kind=kind)

    def of_age(self, age: OfAge) -> Self:
        """The same of what was agreed so many days before the day of the figures."""
        first = self.as_of - timedelta(days=age.most) if age.most is not None else None
        last = self.as_of - timedelta(days=age.least) if age.least else None
        return self._narrowed(first, last)

    def agreed_in(self, quarter: Quarter) -> Self:
        """The same of what was agreed in a quarter."""
        return replace(self, period=quarter, from_=quarter.first, to=quarter.last)

    def done_in(self, quarter: Quarter) -> Self:
        """The same of what was done in a quarter, whenever it was agreed."""
        return replace(self, period=None, from_=None, to=None, done=quarter)

    def at_end_of(self, quarter: Quarter) -> Self:
        """The same as it stood when a quarter ended, whenever it was agreed; on the day of the figures in the one that
        holds it."""
        return replace(self, period=None, from_=None, to=None, as_of=min(quarter.last, self.as_of))

    def _narrowed(self, first: date | None, last: date | None) -> Self:
        from_ = max((day for day in (first, self.from_) if day), default=None)
        to = min((day for day in (last, self.to) if day), default=None)
        if (from_, to) == (self.from_, self.to):
            return self
        return replace(self, period=None, from_=from_, to=to)
