"""Loading what follows from entries and conclusions: actions, who owes them and by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from tracker.access.actors import Actor
from tracker.actions.confirmed import settle_day
from tracker.actions.deadlines import NO_WINDOW, Basis, Window
from tracker.actions.models import Action, Assignment, AssignmentState
from tracker.actions.services import agreed_reading, is_taken, new_reference
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.exchange import load_progress
from tracker.exchange.ledger import Ledger
from tracker.exchange.meeting_file import ActionPart, AssignmentPart, DuePart, MeetingPart
from tracker.exchange.parties import Parties
from tracker.exchange.problems import FileProblems, Problem, quoted
from tracker.groups import services as groups
from tracker.meetings.kinds import RecordState
from tracker.meetings.models import Entry, Meeting
from tracker.meetings.queries import at_address


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
        """Make, change and remove the actions of the meeting."""
        self.rows = list(
            session.scalars(
                select(Action)
                .where(Action.meeting_id == self.meeting.id)
                .order_by(Action.position, Action.id)
                .options(selectinload(Action.assignments).selectinload(Assignment.spans), selectinload(Action.progress))
            )
        )
        self._keep_references(part)
        kept: set[Action] = set()
        named = {each.ref for each in part.every_action()}
        for entry_part in part.every_entry():
            kept.update(self._of(self.entries[entry_part.id], entry_part.actions, named))
        for conclusion in part.conclusions:
            kept.update(self._of(self.entries[conclusion.id], conclusion.actions, named))
        for row in self.rows:
            if row not in kept and row.from_file:
                self._leave_out(row, part)

    def _keep_references(self, part: MeetingPart) -> None:
        """Take the references that come along before any is given, so that none is given twice."""
        mine = {row.reference for row in self.rows}
        for each in part.every_action():
            if each.ref and each.ref not in mine:
                if is_taken(each.ref):
                    reason = Bilingual.said("%(ref)s is an action of another meeting", ref=quoted(each.ref))
                    raise self._problem(each.line_of("ref"), reason)
                groups.keep_reference(self.meeting.group, each.ref)

    def _leave_out(self, row: Action, part: MeetingPart) -> None:
        reference = row.reference
        self.ledger.changes += 1
        try:
            with session.begin_nested():
                session.delete(row)
                session.flush()
        except IntegrityError:
            reason = Bilingual.said(
                "%(item)s can't be left out: another meeting or action refers to it", item=quoted(reference)
            )
            raise self._problem(part.line, reason) from None

    def _problem(self, line: int, reason: Bilingual) -> FileProblems:
        return FileProblems([Problem(self.parties.name, line, reason)])

    def _of(self, entry: Entry, parts: Iterable[ActionPart], named: set[str]) -> list[Action]:
        """The actions of one entry: by their reference or, where the file gives none, in their order."""
        unnamed = [row for row in self.rows if row.entry is entry and row.from_file and row.reference not in named]
        known = {row.reference: row for row in self.rows}
        done = []
        for part in parts:
            self.position += 1
            row = known.get(part.ref) if part.ref else (unnamed.pop(0) if unnamed else None)
            if row is None:
                row = self._new(part)
            self._put(row, part, entry)
            done.append(row)
        return done

    def _new(self, part: ActionPart) -> Action:
        self.ledger.changes += 1
        group = self.meeting.group
        reference = part.ref or new_reference(group)
        row = Action(
            group=group, meeting=self.meeting, reference=reference, agreed_on=self.meeting.held_on, first=NO_WINDOW,
            from_file=True, text=Bilingual(), words=Bilingual(),
        )  # fmt: skip
        session.add(row)
        return row

    def _put(self, row: Action, part: ActionPart, entry: Entry) -> None:
        reading = agreed_reading(part.deadline, self.meeting.held_on)
        first = _window(part.due) or reading.window
        agrees = first == reading.window
        self.ledger.put(
            row, entry=entry, position=self.position, kind=part.kind, text=part.text, words=part.deadline, first=first,
            precision=reading.precision if agrees else None,
            basis=reading.basis if agrees else Basis.FIXED,
            agreed_on=self.meeting.held_on, told_on=row.told_on or self._told_on(entry),
            document=self.parties.documents[part.document] if part.document else None,
            stage=part.stage, asked_meeting=str(part.meeting or ""), scheduled_meeting=self._asked(part),
        )  # fmt: skip
        if part.confirmed != row.confirmed_on:
            self.ledger.changes += 1
            settle_day(row, part.confirmed, self.meeting.held_on)
        told = [(each, self.parties.organisation(each.organisation)) for each in part.updates]
        told.sort(key=lambda each: each[0].on)
        load_progress.put_reports(row, told, self.ledger, by=self.by.label, at=self.at)
        self._assignments(row, part)
        load_progress.link_reports(row)

    def _told_on(self, entry: Entry) -> date | None:
        """A file tells when its minutes went out, or that they did before it was written; what was added to them since
        then is not told yet."""
        if self.meeting.record == RecordState.DRAFT or entry.is_unsent:
            return None
        return self.meeting.circulated_on or self.meeting.issued_on or self.meeting.held_on

    def _asked(self, part: ActionPart) -> Meeting | None:
        if part.meeting is None:
            return None
        return session.scalar(at_address(self.meeting.group.id, part.meeting))

    def _assignments(self, row: Action, part: ActionPart) -> None:
        wanted = []
        for position, each in enumerate(part.assignments, 1):
            organisation = self.parties.organisations[each.organisation]
            reports = load_progress.steps(row, organisation)
            state = load_progress.state_after(each.state, reports)
            wanted.append({
                "organisation": organisation, "role": each.role, "person": self.parties.person(each.person),
                "position": position, "window": _window(each.due) or row.first, "state": state,
                "closed_at": load_progress.closed_at(state, reports, self.meeting.issued_on or self.meeting.held_on),
            })  # fmt: skip
        self._refuse_twice(part.assignments)
        self.ledger.match(row.assignments, wanted, ("organisation", "role"), _new_assignment)
        for assignment in row.assignments:
            reports = load_progress.steps(row, assignment.organisation)
            load_progress.put_spans(assignment, reports, self.meeting.held_on, self.ledger)

    def _refuse_twice(self, parts: Iterable[AssignmentPart]) -> None:
        """An organisation under two of its names is still one."""
        seen = set()
        for part in parts:
            who = (self.parties.organisations[part.organisation], part.role)
            if who in seen:
                values = {"name": quoted(part.organisation), "role": quoted(part.role)}
                reason = Bilingual.said("%(name)s stands twice as %(role)s of this action", **values)
                raise self._problem(part.line, reason)
            seen.add(who)


def _new_assignment() -> Assignment:
    return Assignment(window=NO_WINDOW, state=AssignmentState.OPEN)


def _window(due: DuePart | None) -> Window | None:
    """A window as the file gives it; what is due by a day is due at that day at the latest, unless it says more."""
    if due is None:
        return None
    return Window(due.from_, due.by, due.latest or due.by)
