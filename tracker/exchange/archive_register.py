"""What was outstanding when a generated meeting looked back, and the verdict that it gave on each item."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from tracker.actions.models import AssignmentState
from tracker.exchange.archive_lives import Part
from tracker.exchange.archive_phrases import NOTHING, phrases, texts
from tracker.exchange.archive_rows import Rows
from tracker.meetings.kinds import Disposition
from tracker.register.models import Verdict


@dataclass(frozen=True, slots=True)
class Open:
    """An item of the register: an action with its owners' parts and the day on which it was over, or a point."""

    since: date
    action_id: int | None = None
    entry_id: int | None = None
    owners: tuple[Part, ...] = ()
    over_on: date | None = None
    disposition: Disposition | None = None
    is_meeting: bool = False
    is_shared: bool = False  # others than its owners have a part in it

    def state(self, on: date) -> AssignmentState | None:
        """How it stood on a day."""
        return self.owners[0].stood(on) if self.owners else None

    def is_late(self, on: date) -> bool:
        """Whether its deadline had passed."""
        return any(part.window.latest is not None and part.window.latest < on for part in self.owners)


@dataclass(slots=True)
class Pool:
    """Everything outstanding for one group."""

    rows: Rows
    chance: Random
    items: list[Open] = field(default_factory=list)

    def add(self, item: Open) -> None:
        """An item that later meetings look at until it is over."""
        self.items.append(item)

    def add_entry(self, entry_id: int, since: date, disposition: Disposition) -> None:
        """A point that was carried over, or referred to this group."""
        self.items.append(Open(since=since, entry_id=entry_id, disposition=disposition))

    def review(self, meeting_id: int, day: date) -> None:
        """The verdicts of a meeting on everything older; what it closes is looked at no more."""
        kept = []
        place = 0
        for item in self.items:
            if item.since >= day:
                kept.append(item)
                continue
            place += 1
            verdict = self._verdict(item, day)
            closes = verdict in (Verdict.DONE, Verdict.DROPPED)
            self._write(meeting_id, place, item, verdict, day)
            if not closes:
                kept.append(item)
        self.items = kept

    def _verdict(self, item: Open, day: date) -> Verdict:
        if item.over_on is not None and item.over_on <= day:
            dropped = item.state(item.over_on) == AssignmentState.DROPPED
            return Verdict.DROPPED if dropped else Verdict.DONE
        if not (item.owners or item.is_meeting or item.is_shared) and self.chance.random() < 0.4:
            return Verdict.DONE
        if item.state(day) == AssignmentState.POSTPONED:
            return Verdict.DEFERRED
        if item.is_late(day) and self.chance.random() < 0.6:
            return Verdict.LATE
        return Verdict.ON_TRACK if item.owners and self.chance.random() < 0.5 else Verdict.CARRIED_OVER

    def _write(self, meeting_id: int, place: int, item: Open, verdict: Verdict, day: date) -> None:
        state = item.state(day) or item.disposition
        self.rows.made(
            "review", meeting_id=meeting_id, position=place, action_id=item.action_id, entry_id=item.entry_id,
            verdict=verdict,
            **texts("remark", phrases().one("remarks", "late") if verdict == Verdict.LATE else NOTHING),
            state_then=state.value if state else AssignmentState.OPEN.value if item.action_id else "",
            given=verdict != Verdict.CARRIED_OVER or self.chance.random() < 0.5,
        )  # fmt: skip
