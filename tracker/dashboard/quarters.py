"""A quarter as pages, papers and mails name it; knows no database."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from tracker.core.bilingual import Bilingual
from tracker.core.dates import quarter, quarter_of, quarter_span, short_date
from tracker.core.i18n import Language, say

_WRITTEN = re.compile(r"([12][0-9]{3})-Q([1-4])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, written: str) -> Self | None:
        """What an address says as '2021-Q2'; None where it says no quarter."""
        found = _WRITTEN.fullmatch(written)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def holding(cls, day: date) -> Self:
        """The quarter of a day."""
        return cls(*quarter_of(day))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return quarter_span(self.year, self.number)[0]

    @property
    def last(self) -> date:
        """Its last day."""
        return quarter_span(self.year, self.number)[1]

    @property
    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter.holding(self.first - timedelta(days=1))

    @property
    def name(self) -> Bilingual:
        """'Quarter 2, 2021', 'ໄຕມາດທີ 2 ປີ 2021'."""
        return Bilingual(en=quarter(self.year, self.number, "en"), lo=quarter(self.year, self.number, "lo"))

    def is_cut_on(self, day: date) -> bool:
        """Whether figures of a day tell of some of its days only, so that it is less than a whole quarter."""
        return self.first <= day < self.last

    def cut_on(self, day: date) -> Bilingual:
        """'to 24/11' where figures of a day tell of it only so far; '' where they tell of the whole of it."""
        return Bilingual.said("to %(day)s", day=f"{day:%d/%m}") if self.is_cut_on(day) else Bilingual()

    def compared_on(self, day: date) -> Bilingual:
        """That it is less than a whole quarter beside whole ones; '' where it is whole itself."""
        if not self.is_cut_on(day):
            return Bilingual()
        return Bilingual(en=_compared(self, day, "en"), lo=_compared(self, day, "lo"))


def _compared(cut: Quarter, day: date, language: Language) -> str:
    return say(
        "%(quarter)s is counted only to %(date)s; what stands beside it is a whole quarter.", language,
        quarter=cut.name[language], date=short_date(day),
    )  # fmt: skip
