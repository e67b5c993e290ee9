"""One item of the register as it travels: an action, or a point that was carried over or referred. Asks no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.models import ActionKind, AssignmentState
from tracker.actions.states import state_of
from tracker.actions.words import end_of
from tracker.core.bilingual import Bilingual
from tracker.meetings.addresses import Address, Period, quoted
from tracker.meetings.kinds import Disposition, EntryKind, RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.organisations.models import called
from tracker.register.models import AgendaItem, Review

Which = Literal["action", "entry"]


@dataclass(frozen=True, slots=True)
class Item:
    """An action or entry as the register tells it.

    `parties` owe the action, or raised the point; `words` and `window` are the deadline as agreed and as it stands now;
    `carried` counts the meetings that left the item open, where it was agreed not among them; `home` is the group it
    comes from, where that is another one; `referred_to` the unit or organisation that a point was given to;
    `meeting_id` is None for an action that was agreed outside a meeting; `told` says that the minutes it comes from
    have left the group's desk; `paragraph` is where in them it stands; `scheduled_on` is the day of the special meeting
    that an action asks for, once there is one; `entry_id` is the point or conclusion that an action follows from;
    `in_part` says that a point stands because its own meeting answered only a part of it.
    """

    which: Which
    id: int
    reference: str
    kind: ActionKind | EntryKind
    text: Bilingual
    parties: tuple[Bilingual, ...]
    party_ids: frozenset[int]
    state: AssignmentState | None
    disposition: Disposition | None
    words: Bilingual
    window: Window
    confirmed_on: date | None
    carried: int
    since: date
    meeting_id: int | None = None
    meeting: str = ""
    address: str = ""
    slug: str = ""
    home: str = ""
    referred_to: Bilingual = Bilingual()
    told: bool = True
    paragraph: str = ""
    scheduled_on: date | None = None
    entry_id: int | None = None
    in_part: bool = False

    @property
    def key(self) -> str:
        """What a form calls it: 'action-3'."""
        return f"{self.which}-{self.id}"

    def is_late(self, on: date) -> bool:
        """Whether the last fair reading of its deadline has passed; what is handed in waits for the chair."""
        if self.state == AssignmentState.SUBMITTED:
            return False
        end = end_of(self.window, self.confirmed_on)
        return end is not None and end < on

    @property
    def has_no_owner(self) -> bool:
        """Whether it is an action that nobody owes yet; a special meeting that is planned is its group's."""
        return self.which == "action" and not self.parties and self.scheduled_on is None

    @property
    def has_no_date(self) -> bool:
        """Whether it is an action for which no day was agreed or found since."""
        dated = self.confirmed_on or self.window.from_ or self.window.by
        return self.which == "action" and dated is None and self.scheduled_on is None

    @property
    def order(self) -> tuple[date, int, Which, int]:
        """The oldest first, actions before points of the same day."""
        return self.since, self.meeting_id or 0, self.which, self.id


def key_of(row: Review | AgendaItem) -> str:
    """What a form calls the item of a verdict, or of a point of an agenda."""
    return f"action-{row.action_id}" if row.action_id else f"entry-{row.entry_id}"


def item_of_action(rows: Sequence[Any], group_id: int) -> Item:
    """An action, told by a row for each owner's part of it, or by one where nobody owns it."""
    action, parts = rows[0], [row for row in rows if row.organisation_id is not None]
    is_said = action.entry_id is not None and action.said_in == action.meeting_id
    return Item(
        which="action", id=action.id, reference=action.reference, kind=action.kind,
        text=action.text or action.said.text,
        parties=tuple(called(part.short_name, part.lao_short_name) for part in parts),
        party_ids=frozenset(part.organisation_id for part in parts),
        state=state_of(part.state for part in parts),
        disposition=None, words=action.words, window=_window(action.first, parts), confirmed_on=action.confirmed_on,
        carried=action.carried, since=action.agreed_on,
        home=action.acronym if action.group_id != group_id else "",
        **(_told_in(action) if action.meeting_id is not None else {}),
        paragraph=f"e-{action.key}" if is_said else "", scheduled_on=action.scheduled_on, entry_id=action.entry_id,
    )  # fmt: skip


def item_of_entry(entry: Entry, group_id: int, carried: int, *, in_part: bool) -> Item:
    """A point of an older meeting; who raised it, its meeting and that one's group must be loaded, and to
    whom it was referred."""
    group = entry.meeting.group
    return Item(
        which="entry", id=entry.id, reference=entry.reference, kind=entry.kind, text=entry.text,
        parties=tuple(each.called for each in entry.raised_by),
        party_ids=frozenset(each.id for each in entry.raised_by),
        state=None, disposition=entry.disposition, words=Bilingual(), window=NO_WINDOW, confirmed_on=None,
        carried=carried + (entry.disposition == Disposition.CARRIED_OVER), since=entry.meeting.held_on,
        home=group.acronym if group.id != group_id else "", paragraph=f"e-{entry.key}", in_part=in_part,
        referred_to=entry.referred_to.called if entry.referred_to else Bilingual(), **_told_by(entry.meeting),
    )  # fmt: skip


def _told_by(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting_id": meeting.id,
        "meeting": meeting.reference,
        "address": meeting.address,
        "slug": meeting.group.slug,
        "told": meeting.record != RecordState.DRAFT,
    }


def _told_in(action: Any) -> dict[str, Any]:
    address = str(Address(Period(action.period_year, action.period_quarter), action.name))
    return {
        "meeting_id": action.meeting_id,
        "meeting": quoted(action.holder, address),
        "address": address,
        "slug": action.slug,
        "told": action.record != RecordState.DRAFT,
    }


def _window(first: Window, parts: Sequence[Any]) -> Window:
    """The window that holds now: that of the open part which is due first, or the one first agreed."""
    open_ones = [part.window for part in parts if part.closed_at is None and part.window.by]
    return min(open_ones, key=lambda window: window.by or date.max, default=first)
