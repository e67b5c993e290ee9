"""How a generated action went: what each organisation reported, what the chair answered, how each part stood when.

Every part moves by the table of `actions.states`, a step a day, so its history has neither gap nor overlap.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from tracker.access.voices import How
from tracker.actions.deadlines import NO_WINDOW, Window
from tracker.actions.models import CLOSED, AskKind, AssignmentRole, AssignmentState
from tracker.actions.states import TABLE, TOLD_AS, Act
from tracker.core import clock
from tracker.exchange.archive_parties import Organisation, Person
from tracker.exchange.archive_phrases import NOTHING, Both, filled, phrases, texts
from tracker.exchange.archive_rows import Rows

midday = lru_cache(maxsize=None)(clock.midday)
WAYS = (How.MAIL, How.TELEPHONE, How.WHATSAPP, How.PAPER)
A_DAY = timedelta(days=1)


def window_columns(window: Window) -> dict[str, date | None]:
    """The columns of a window."""
    return {"due_from": window.from_, "due_by": window.by, "due_latest": window.latest}


@dataclass(slots=True)
class Part:
    """One organisation's part of an action while it is made."""

    id: int
    action_id: int
    position: int
    role: AssignmentRole
    party: Organisation
    window: Window
    since: date
    state: AssignmentState = AssignmentState.OPEN
    closed_on: date | None = None
    done: int | None = None
    total: int | None = None
    states: list[tuple[date, AssignmentState]] = field(default_factory=list)

    def stood(self, on: date) -> AssignmentState:
        """How it stood at the end of a day."""
        return next((state for day, state in reversed(self.states) if day <= on), AssignmentState.OPEN)


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the time line with a step."""

    note: Both
    by: Person | None
    window: Window | None
    done: int | None
    ask_id: int | None


@dataclass(frozen=True, slots=True)
class Lives:
    """Lets parts live until the end of the archive and writes what happened."""

    rows: Rows
    chance: Random
    until: date
    chair: Person
    secretary: Person
    files: tuple[int, ...]

    def live(self, parts: list[Part], *, counted: bool, told: bool) -> date | None:
        """All parts of one action; gives back the day on which the owners were through, None where they are not.

        Nothing happens to an action whose minutes are a draft.
        """
        owners = [part for part in parts if part.role == AssignmentRole.OWNER]
        if told:
            for part in owners:
                self._owe(part, counted)
        over = None
        if owners and all(part.closed_on for part in owners):
            over = max(part.closed_on for part in owners if part.closed_on)
            self._close_the_rest(parts, over)
        for part in parts:
            self._write(part)
        return over

    def hold(self, part: Part, held_on: date | None) -> None:
        """The part of whoever calls a special meeting: over once that was held and its minutes were circulated."""
        if held_on is not None:
            self.act(part, held_on + timedelta(days=11), Act.ACCEPT, by=self.chair, note=NOTHING)
        self._write(part)

    def _owe(self, part: Part, counted: bool) -> None:
        """The way of an owner's part: reports, perhaps more time, handed in, perhaps returned, accepted."""
        chance = self.chance
        due = part.window.by or part.since + timedelta(days=75)
        fate = chance.random()
        first = part.since + timedelta(days=chance.randint(4, 35))
        target = max(first + timedelta(days=12), due + timedelta(days=int(chance.gauss(4, 30))))
        if counted:
            part.total = chance.randint(20, 200)
        if fate < 0.86 and not self._report(part, first):
            return
        if fate > 0.97:  # nothing follows for long: the register carries it on
            if self._report(part, target) and chance.random() < 0.85:
                self._hand_in(part, target + timedelta(days=chance.randint(200, 1000)))
            return
        if fate < 0.05:
            self.act(part, target, Act.DROP, by=self.chair, note=phrases().any_of(chance, "notes", "dropped"))
            return
        if part.window.by and chance.random() < 0.13:
            target = self._more_time(part, first, target)
        if chance.random() < 0.35:
            self._report(part, first + (target - first) // 2)
        self._hand_in(part, target)

    def _hand_in(self, part: Part, day: date) -> None:
        chance = self.chance
        note = phrases().any_of(chance, "notes", "handed_in")
        if not self.act(part, day, Act.HAND_IN, note=note, done=part.total):
            self._ask_at_the_end(part)
            return
        answered = day + timedelta(days=chance.randint(2, 21))
        if chance.random() < 0.14:
            back = phrases().any_of(chance, "notes", "returned")
            if not self.act(part, answered, Act.RETURN, by=self.chair, note=back):
                return
            day = answered + timedelta(days=chance.randint(5, 40))
            if not self.act(part, day, Act.HAND_IN, note=phrases().any_of(chance, "notes", "handed_in")):
                return
            answered = day + timedelta(days=chance.randint(2, 14))
        self.act(part, answered, Act.ACCEPT, by=self.chair, note=phrases().any_of(chance, "notes", "accepted"))

    def _more_time(self, part: Part, first: date, target: date) -> date:
        by = part.window.by or target
        day = max(first + A_DAY, by - timedelta(days=self.chance.randint(1, 6)))
        later = max(day, part.window.latest or by) + timedelta(days=self.chance.randint(14, 60))
        window = Window(None, later, later)
        reason = phrases().any_of(self.chance, "notes", "postponed")
        if day <= self.until:
            ask = self._ask(part, AskKind.MORE_TIME, day, reason, window=window, decided_on=day)
            self.act(part, day, Act.POSTPONE, by=self.chair, note=reason, more=(window, ask))
        return max(target, later - timedelta(days=self.chance.randint(0, 12)), day + timedelta(days=7))

    def _ask_at_the_end(self, part: Part) -> None:
        """Some of those that are still open ask something that nobody answered yet."""
        day = self.until - timedelta(days=self.chance.randint(0, 12))
        if self.chance.random() > 0.12 or day <= part.states[-1][0] if part.states else day <= part.since:
            return
        kind = self.chance.choice(tuple(AskKind))
        window = NO_WINDOW
        if kind == AskKind.MORE_TIME:
            later = self.until + timedelta(days=self.chance.randint(10, 50))
            window = Window(None, later, later)
        reason = phrases().any_of(self.chance, "notes", "postponed" if kind == AskKind.MORE_TIME else kind.value)
        self._ask(part, kind, day, reason, window=window)

    def _ask(
        self, part: Part, kind: AskKind, day: date, reason: Both, *, window: Window, decided_on: date | None = None
    ) -> int:
        speaker = part.party.speaker
        return self.rows.made(
            "ask", assignment_id=part.id, organisation_id=part.party.id, kind=kind, **texts("reason", reason),
            **window_columns(window), suggested_id=None, asked_at=midday(day), asked_by=speaker.name,
            asked_by_person_id=speaker.id, how=How.ITSELF, said_by="", withdrawn_at=None,
            granted=True if decided_on else None, **texts("answer", NOTHING),
            decided_at=midday(decided_on) if decided_on else None, decided_by=self.chair.name if decided_on else "",
            decided_by_person_id=self.chair.id if decided_on else None,
        )  # fmt: skip

    def _report(self, part: Part, day: date) -> bool:
        if part.total is None:
            return self.act(part, day, Act.REPORT, note=phrases().any_of(self.chance, "notes", "report"))
        done = self.chance.randint(part.done or 0, part.total)
        note = filled(phrases().one("notes", "counted"), done=done, total=part.total)
        return self.act(part, day, Act.REPORT, note=note, done=done)

    def _close_the_rest(self, parts: list[Part], over: date) -> None:
        """Nobody waits for those who only helped, watched or were to receive."""
        accepted = any(part.state == AssignmentState.ACCEPTED for part in parts)
        for part in parts:
            if part.closed_on is None and part.role == AssignmentRole.RECIPIENT and accepted:
                self.act(part, over, Act.RECEIVE, note=phrases().any_of(self.chance, "notes", "received"))
            elif part.closed_on is None:
                self.act(part, over, Act.ACCEPT if accepted else Act.DROP, by=self.chair, note=NOTHING)

    def act(
        self, part: Part, day: date, act: Act, *, note: Both, by: Person | None = None, done: int | None = None,
        more: tuple[Window, int] | None = None,
    ) -> bool:  # fmt: skip
        """Do this with a part, if its day has come by the end of the archive; gives back whether it has. `more` is the
        new window, and the request that it answers."""
        window, ask_id = more or (None, None)
        if part.states and day <= part.states[-1][0]:
            day = part.states[-1][0] + A_DAY
        if day > self.until:
            return False
        before, part.state = part.state, TABLE[act][part.state]
        held = part.window
        if window is not None:
            part.window = window
        if done is not None:
            part.done = done
        if (before, held) != (part.state, part.window):
            self._span(part, before, held, day - A_DAY)
            part.since = day
        part.states.append((day, part.state))
        part.closed_on = day if part.state in CLOSED else None
        self._tell(part, day, act, before, Said(note, by, window, done, ask_id))
        return True

    def _tell(self, part: Part, day: date, act: Act, before: AssignmentState, said: Said) -> None:
        behalf = said.by is None and self.chance.random() < 0.15
        who = said.by or (self.secretary if behalf else part.party.speaker)
        progress = self.rows.made(
            "progress", action_id=part.action_id, assignment_id=part.id, organisation_id=part.party.id, on=day,
            at=midday(day), by=who.name, by_person_id=who.id,
            how=self.chance.choice(WAYS) if behalf else How.ITSELF,
            said_by=part.party.speaker.name if behalf else "", from_file=False, kind=TOLD_AS[act],
            **texts("note", said.note), state_from=before, state_to=part.state,
            **window_columns(said.window or NO_WINDOW), done_count=said.done,
            total_count=part.total if said.done is not None else None, ask_id=said.ask_id, meeting_id=None,
        )  # fmt: skip
        if act == Act.HAND_IN and self.chance.random() < 0.08:
            self.rows.made(
                "evidence", progress_id=progress, file_id=self.chance.choice(self.files),
                **texts("title", phrases().one("parties", "evidence")),
            )  # fmt: skip

    def _write(self, part: Part) -> None:
        self.rows.add(
            "assignment", id=part.id, action_id=part.action_id, position=part.position,
            organisation_id=part.party.id, person_id=part.party.speaker.id if part.id % 4 == 0 else None,
            role=part.role, **texts("part", NOTHING), state=part.state,
            closed_at=midday(part.closed_on) if part.closed_on else None, **window_columns(part.window),
            done_count=(part.done or 0) if part.total is not None else None, total_count=part.total, version=1,
        )  # fmt: skip
        self._span(part, part.state, part.window, None)

    def _span(self, part: Part, state: AssignmentState, window: Window, until_on: date | None) -> None:
        self.rows.made(
            "assignment_span", assignment_id=part.id, organisation_id=part.party.id, state=state,
            **window_columns(window), from_on=part.since, until_on=until_on,
        )  # fmt: skip
