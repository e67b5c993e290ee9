"""What differs between two states of the same facts, as the trail tells it; knows nothing of what the facts are."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from tracker.core.bilingual import Bilingual


def changes(before: Any, after: Any) -> dict[str, dict[str, Any]]:
    """For each field of a dataclass that changed, what it said before and what it says now."""
    pairs = ((each.name, getattr(before, each.name), getattr(after, each.name)) for each in fields(before))
    return {name: {"from": plain(old), "to": plain(new)} for name, old, new in pairs if old != new}


def plain(value: Any) -> Any:
    """A value as the trail keeps it."""
    if isinstance(value, Bilingual):
        return {"en": value.en, "lo": value.lo}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value
