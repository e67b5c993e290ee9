"""Loading what follows from entries and conclusions: actions, who owes them, how they went; and the verdicts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.access.actors import Actor
from tracker.actions.deadlines import Basis, Reading, Window, read
from tracker.actions.models import CLOSED, Action, Assignment, AssignmentSpan, AssignmentState, Progress, ProgressKind
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.exchange.ledger import Ledger
from tracker.exchange.meeting_file import ActionPart, DuePart, MeetingPart, UpdatePart
from tracker.exchange.parties import Parties
from tracker.exchange.problems import FileProblems, Problem, quoted
from tracker.groups import services as groups
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.queries import at_address
from tracker.organisations.models import Organisation
from tracker.register.models import Review
from tracker.register.queries import item_by_reference

NO_WINDOW = Window(None, None, None)
PROGRESS = {
    AssignmentState.SUBMITTED: ProgressKind.HANDED_IN,
    AssignmentState.ACCEPTED: ProgressKind.ACCEPTED,
    AssignmentState.POSTPONED: ProgressKind.POSTPONED,
    AssignmentState.DROPPED: ProgressKind.DROPPED,
}


@dataclass(slots=True)
class Actions:
    """The actions of one meeting while it is loaded."""

    meeting: Meeting
    parties: Parties
    ledger: Ledger
    entries: Mapping[str, Entry]
    by: Actor
    at: datetime
    rows: list[Action] = field(default_factory=list)
    position: int = 0

    def apply(self, part: MeetingPart) -> None:
        """Make, change and remove actions, then the verdicts on older items."""
        self.rows = list(
            session.scalars(
                select(Action)
                .where(Action.meeting_id == self.meeting.id)
                .order_by(Action.position, Action.id)
                .options(selectinload(Action.assignments).selectinload(Assignment.spans), selectinload(Action.progress))
            )
        )
        kept: set[Action] = set()
        named = {each.ref for each in part.every_action()}
        for entry_part in part.every_entry():
            kept.update(self._of(self.entries[entry_part.id], entry_part.actions, named))
        for conclusion in part.conclusions:
            kept.update(self._of(self.entries[conclusion.id], conclusion.actions, named))
        for row in self.rows:
            if row not in kept:
                self.ledger.changes += 1
                session.delete(row)
        session.flush()
        self._reviews(part)

    def _of(self, entry: Entry, parts: Iterable[ActionPart], named: set[str]) -> list[Action]:
        """The actions of one entry: by their reference or, where the file gives none, in their order."""
        unnamed = [row for row in self.rows if row.entry is entry and row.reference not in named]
        done = []
        for part in parts:
            self.position += 1
            row = self._by_reference(part) if part.ref else (unnamed.pop(0) if unnamed else None)
            if row is None:
                row = self._new(part)
            self._put(row, part, entry)
            done.append(row)
        return done

    def _by_reference(self, part: ActionPart) -> Action | None:
        for row in self.rows:
            if row.reference == part.ref:
                return row
        if session.scalar(select(Action.id).where(Action.reference == part.ref)) is not None:
            reason = Bilingual.said("%(ref)s is an action of another meeting", ref=quoted(part.ref))
            raise FileProblems([Problem(self.parties.name, part.line_of("ref"), reason)])
        return None

    def _new(self, part: ActionPart) -> Action:
        self.ledger.changes += 1
        group = self.meeting.group
        reference = groups.keep_reference(group, part.ref) if part.ref else groups.next_reference(group)
        row = Action(
            group=group, meeting=self.meeting, reference=reference, first=NO_WINDOW, text=Bilingual(), words=Bilingual()
        )
        session.add(row)
        return row

    def _put(self, row: Action, part: ActionPart, entry: Entry) -> None:
        reading = _reading(part.deadline, self.meeting.held_on)
        first = _window(part.due) or reading.window
        agrees = first == reading.window
        self.ledger.put(
            row, entry=entry, position=self.position, kind=part.kind, text=part.text, words=part.deadline, first=first,
            precision=reading.precision if agrees else None,
            basis=reading.basis if agrees else Basis.FIXED,
            confirmed_on=part.confirmed, document=self.parties.documents[part.document] if part.document else None,
            stage=part.stage, asked_meeting=str(part.meeting or ""), scheduled_meeting=self._asked(part),
        )  # fmt: skip
        self._assignments(row, part)
        self._progress(row, part.updates)

    def _asked(self, part: ActionPart) -> Meeting | None:
        if part.meeting is None:
            return None
        period = part.meeting.period
        return session.scalar(at_address(self.meeting.group.id, period.year, period.quarter, part.meeting.name))

    def _assignments(self, row: Action, part: ActionPart) -> None:
        wanted = []
        for position, each in enumerate(part.assignments, 1):
            organisation = self.parties.organisations[each.organisation]
            said = [update for update in part.updates if self._is_for(update, each.organisation)]
            state = each.state
            if state == AssignmentState.OPEN:
                state = next((update.state for update in reversed(said) if update.state), state)
            wanted.append({
                "organisation": organisation, "role": each.role, "person": self.parties.person(each.person),
                "position": position, "window": _window(each.due) or row.first, "state": state,
                "closed_at": self._closed(state, said),
            })  # fmt: skip
        self.ledger.match(row.assignments, wanted, ("organisation", "role"), _new_assignment)
        for assignment in row.assignments:
            self._spans(assignment, [u for u in part.updates if self._organisation_of(u) is assignment.organisation])

    def _is_for(self, update: UpdatePart, name: str) -> bool:
        return bool(update.organisation) and self._organisation_of(update) is self.parties.organisations[name]

    def _organisation_of(self, update: UpdatePart) -> Organisation | None:
        return self.parties.organisation(update.organisation)

    def _closed(self, state: AssignmentState, said: list[UpdatePart]) -> datetime | None:
        """When it was over: on the day of the last report of it, else on the day the record gives."""
        if state not in CLOSED:
            return None
        days = [update.on for update in said if update.state == state]
        return clock.midday(days[-1] if days else self.meeting.issued_on or self.meeting.held_on)

    def _spans(self, row: Assignment, updates: list[UpdatePart]) -> None:
        """How it stood from the day of the meeting on, a span for every state that was reported."""
        steps: list[tuple[date, AssignmentState]] = [(self.meeting.held_on, AssignmentState.OPEN)]
        for update in sorted(updates, key=lambda update: update.on):
            if update.state and update.state != steps[-1][1]:
                steps.append((max(update.on, steps[-1][0]), update.state))
        if steps[-1][1] != row.state:
            steps.append((steps[-1][0], row.state))
        last: dict[date, AssignmentState] = dict(steps)  # one state a day: the day's last
        days = list(last)
        ends = [day - timedelta(days=1) for day in days[1:]]
        wanted = [
            {
                "from_on": day,
                "until_on": end,
                "state": last[day],
                "window": row.window,
                "organisation_id": row.organisation.id,
            }
            for day, end in zip(days, [*ends, None], strict=True)
        ]
        self.ledger.match(row.spans, wanted, ("from_on",), _new_span)

    def _progress(self, row: Action, updates: Iterable[UpdatePart]) -> None:
        """Reports are only ever added; a draft's file may still say them differently, and then they are told anew."""
        wanted = [(each.on, self._organisation_of(each), each.note.en, each.note.lo, each.state) for each in updates]
        known = [(each.on, each.organisation, each.note.en, each.note.lo, each.state_to) for each in row.progress]
        if sorted(map(repr, wanted)) == sorted(map(repr, known)):
            return
        self.ledger.changes += 1
        by_organisation = {part.organisation: part for part in row.assignments}
        row.progress = [
            Progress(
                on=on, organisation=organisation, note=Bilingual(en=en, lo=lo), state_to=state, at=self.at,
                by=self.by.label, kind=PROGRESS.get(state, ProgressKind.REPORT) if state else ProgressKind.REPORT,
                assignment=by_organisation.get(organisation) if organisation else None,
            )
            for on, organisation, en, lo, state in wanted
        ]  # fmt: skip

    def _reviews(self, part: MeetingPart) -> None:
        rows = list(session.scalars(select(Review).where(Review.meeting_id == self.meeting.id)))
        wanted = []
        for position, each in enumerate(part.reviews, 1):
            item = item_by_reference(self.meeting.group, each.item)
            if item is None:
                reason = Bilingual.said("the tracker holds no item %(item)s", item=quoted(each.item))
                raise FileProblems([Problem(self.parties.name, each.line_of("item"), reason)])
            action, entry = (item, None) if isinstance(item, Action) else (None, item)
            wanted.append({"action": action, "entry": entry, "position": position, "verdict": each.verdict,
                           "remark": each.remark})  # fmt: skip
        before = list(rows)
        self.ledger.match(rows, wanted, ("action", "entry"), lambda: Review(meeting=self.meeting))
        for row in before:
            if row not in rows:
                session.delete(row)
        session.add_all(rows)


def _new_assignment() -> Assignment:
    return Assignment(window=NO_WINDOW, state=AssignmentState.OPEN)


def _new_span() -> AssignmentSpan:
    return AssignmentSpan(window=NO_WINDOW)


def _reading(words: Bilingual, on: date) -> Reading:
    """What the parser makes of the words: of the English ones or, where it can't read them, of the Lao."""
    english = read(words.en, on)
    return english if english.window != NO_WINDOW or not words.lo else read(words.lo, on)


def _window(due: DuePart | None) -> Window | None:
    """A window as the file gives it; what is due by a day is due at that day at the latest, unless it says more."""
    if due is None:
        return None
    return Window(due.from_, due.by, due.latest or due.by)
