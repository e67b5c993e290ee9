"""How a meeting is addressed within its group: `2021-Q1`, or `2021-Q2/incomplete-data` for a special one."""

import re
from dataclasses import dataclass

from tracker.groups import models as groups

FIRST_YEAR, LAST_YEAR = 1975, 2100
YEAR = "(?:197[5-9]|19[89][0-9]|20[0-9]{2}|2100)"
SLUG = groups.SLUG  # of a special meeting's name too
PERIOD = f"{YEAR}-Q[1-4]"
ADDRESS = f"{PERIOD}(?:/{SLUG})?"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter of a year, as the series of meetings counts them."""

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """`2021-Q1`; ValueError for anything else, and for years outside 1975–2100."""
        if not re.fullmatch(PERIOD, text):
            raise ValueError(text)
        return cls(int(text[:4]), int(text[-1]))

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}"


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A meeting of a group: the regular one of a period, or the special one of that name."""

    period: Period
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> "Address":
        """`2021-Q1` or `2021-Q2/name`; ValueError for anything else."""
        if not re.fullmatch(ADDRESS, text):
            raise ValueError(text)
        period, _, name = text.partition("/")
        return cls(Period.parse(period), name)

    def __str__(self) -> str:
        return f"{self.period}/{self.name}" if self.name else str(self.period)


def quoted(acronym: str, address: str) -> str:
    """What people quote of a group's meeting: 'IM-2021-Q1', 'IM-2021-Q2-incomplete-data'."""
    return f"{acronym}-{address.replace('/', '-')}"
