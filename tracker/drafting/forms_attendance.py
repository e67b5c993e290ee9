"""The checklist of the attendance as it is sent: what differs from what it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.core.bilingual import Bilingual
from tracker.core.edits import Change
from tracker.core.errors import Refused
from tracker.core.lao import western_digits
from tracker.drafting.attendance import RowRevision
from tracker.drafting.attendance_line import AttendanceLine
from tracker.meetings.models import Presence

LONGEST_NUMBER = 6


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
        count = self._change(f"count-{row_id}")
        presence = self.presence(f"presence-{row_id}"), self.presence(f"base-presence-{row_id}")
        changed = Change(*presence) if all(presence) and presence[0] != presence[1] else None
        if count is None and changed is None:
            return None
        return RowRevision(headcount=count, presence=changed)  # type: ignore[arg-type] # neither is None

    def leaves(self, row_id: int) -> bool:
        """Whether the row is taken off the list."""
        return bool(self.typed.get(f"remove-{row_id}"))

    def member(self, organisation_id: int) -> AttendanceLine | None:
        """A member that was not on the list and is put on it."""
        presence, count = self.presence(f"presence-o{organisation_id}"), self.number(f"count-o{organisation_id}")
        if presence is None and count is None:
            return None
        return AttendanceLine(organisation_id=organisation_id, headcount=count, presence=presence or Presence.PRESENT)

    def declared(self) -> Change[int | None] | None:
        """How many people were said to be there."""
        return self._change("headcount")

    def _change(self, suffix: str) -> Change[int | None] | None:
        if suffix not in self.typed:
            return None
        to, base = self.number(suffix), self.number(f"base-{suffix}")
        return Change(to, base) if to != base else None
