"""The form of a verdict as it is sent: only what differs from what it was made from is an edit."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from tracker.core import dates
from tracker.core.bilingual import Bilingual
from tracker.core.edits import Change, Wording
from tracker.core.errors import Refused
from tracker.drafting.reviews import ReviewRevision
from tracker.register.models import Verdict

Value = TypeVar("Value")


def review_edit(typed: Mapping[str, str]) -> ReviewRevision:
    """The edit. Raises Refused where a day is none, or the verdict not one of the list."""
    remark = None
    if "remark_en" in typed or "remark_lo" in typed:
        remark = Wording(
            en=typed.get("remark_en"), lo=typed.get("remark_lo"), base_en=typed.get("base_remark_en", ""),
            base_lo=typed.get("base_remark_lo", ""),
        )  # fmt: skip
    return ReviewRevision(
        verdict=_change(typed, "verdict", Verdict), until=_change(typed, "until", _day), remark=remark
    )


def _change(typed: Mapping[str, str], name: str, read: Callable[[str], Value]) -> Change[Value] | None:
    to, base = typed.get(name), typed.get(f"base_{name}", "")
    if to is None or to.strip() == base.strip():
        return None
    try:
        return Change(read(to), read(base))
    except ValueError as error:
        if str(error) in {dates.NOT_A_DATE, dates.NO_SUCH_DAY}:
            raise Refused(Bilingual.said("Write the date as day/month/year, for example 29/03/2021.")) from None
        raise Refused(Bilingual.said("Choose one of the list.")) from None


def _day(typed: str) -> date | None:
    return dates.parse_date(typed[:40]) if typed.strip() else None
