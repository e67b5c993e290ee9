"""The checklist of the attendance as it is sent: what differs from what it was made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tracker.core.bilingual import Bilingual
from tracker.core.edits import Change, Wording
from tracker.core.errors import Refused
from tracker.core.i18n import LANGUAGES
from tracker.core.lao import western_digits
from tracker.drafting.attendance import RowRevision, Way
from tracker.drafting.attendance_line import AttendanceLine
from tracker.meetings.kinds import AttendanceRole, Presence

LONGEST_NUMBER = 6
WAYS: tuple[Way, Way] = ("up", "down")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was typed into the checklist, by the names of its fields."""

    typed: Mapping[str, str]

    def number(self, name: str) -> int | None:
        """A headcount; Refused where it is none."""
        written = western_digits(self.typed.get(name, "")).strip()
        if not written:
            return None
        if not (written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER):
            raise Refused(Bilingual.said("%(typed)s is no number of people.", typed=written[:40]))
        return int(written)

    def presence(self, name: str) -> Presence | None:
        """Whether somebody came; None for who does not stand on the list."""
        value = self.typed.get(name, "")
        return Presence(value) if value in list(Presence) else None

    def row(self, row_id: int) -> RowRevision | None:
        """What was changed in a row that stands; None if nothing was."""
        headcount = self._change(f"count-{row_id}", self.number)
        presence = self._needed(f"presence-{row_id}", self.presence)
        counted = headcount is not None and bool(headcount.to)
        if presence is None and (counted or self.everybody) and self._was_absent(row_id):
            presence = Change(Presence.PRESENT, Presence.ABSENT)
        revision = RowRevision(
            description=self._description(row_id),
            headcount=headcount,
            presence=presence,
            role=self._needed(f"role-{row_id}", self._role),
        )
        return None if revision == RowRevision() else revision

    @property
    def everybody(self) -> bool:
        """Whether all on the list came, but for those of whom something else is said."""
        return bool(self.typed.get("everybody"))

    def leaves(self, row_id: int) -> bool:
        """Whether the row is taken off the list."""
        return bool(self.typed.get(f"remove-{row_id}"))

    def moves(self) -> tuple[int, Way] | None:
        """Which row is to change places with its neighbour, and with which."""
        way, _, number = self.typed.get("move", "").partition("-")
        known = next((each for each in WAYS if each == way), None)
        return (int(number), known) if known and number.isascii() and number.isdigit() else None

    def member(self, organisation_id: int) -> AttendanceLine | None:
        """A member that was not on the list and is put on it."""
        presence, count = self.presence(f"presence-o{organisation_id}"), self.number(f"count-o{organisation_id}")
        if presence is None and count is None:
            return None
        return AttendanceLine(organisation_id=organisation_id, headcount=count, presence=presence or Presence.PRESENT)

    def declared(self) -> Change[int | None] | None:
        """How many people were said to be there."""
        return self._change("headcount", self.number)

    def _was_absent(self, row_id: int) -> bool:
        return self.presence(f"base-presence-{row_id}") == Presence.ABSENT

    def _description(self, row_id: int) -> Wording | None:
        names = {side: f"description-{side}-{row_id}" for side in LANGUAGES}
        if not any(name in self.typed for name in names.values()):
            return None
        new = {side: self.typed.get(name) for side, name in names.items()}
        base = {side: self.typed.get(f"base-{name}", "") for side, name in names.items()}
        wording = Wording(en=new["en"], lo=new["lo"], base_en=base["en"], base_lo=base["lo"])
        return wording if wording.touched else None

    def _role(self, name: str) -> AttendanceRole | None:
        value = self.typed.get(name, "")
        return AttendanceRole(value) if value in list(AttendanceRole) else None

    def _change(self, name: str, read: Callable[[str], Value]) -> Change[Value] | None:
        if name not in self.typed:
            return None
        to, base = read(name), read(f"base-{name}")
        return Change(to, base) if to != base else None

    def _needed(self, name: str, read: Callable[[str], Value | None]) -> Change[Value] | None:
        to, base = read(name), read(f"base-{name}")
        return Change(to, base) if to is not None and base is not None and to != base else None
