"""The actions of a generated archive: what is agreed, with whom, until when, and who takes part in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from tracker.actions.models import ActionKind, AssignmentRole
from tracker.core.dates import quarter_of
from tracker.documents.models import Stage
from tracker.exchange.archive_deadlines import Deadline, deadlines_of
from tracker.exchange.archive_lives import Lives, Part, window_columns
from tracker.exchange.archive_parties import Group, Organisation, Paper
from tracker.exchange.archive_phrases import NOTHING, Both, filled, phrases, texts
from tracker.exchange.archive_plan import MeetingPlan, state_of, weekday
from tracker.exchange.archive_register import Open, Pool
from tracker.exchange.archive_rows import Rows
from tracker.meetings.kinds import MeetingKind

KINDS = (ActionKind.GENERAL, ActionKind.SUBMISSION, ActionKind.DATA_CORRECTION, ActionKind.FOLLOW_UP,
         ActionKind.STANDARD_TRANSLATION)  # fmt: skip
WEIGHTS = (48, 26, 12, 10, 4)
NO_OWNER = 0.03


@dataclass(frozen=True, slots=True)
class Agreed:
    """Where and when an action was agreed, and from when on others know of it: not while its minutes are a draft."""

    on: date
    told_on: date | None
    meeting_id: int | None = None
    entry_id: int | None = None
    position: int = 0


@dataclass(slots=True)
class Actions:
    """Writes the actions of one group."""

    rows: Rows
    chance: Random
    group: Group
    lives: Lives
    pool: Pool
    until: date
    wordings: dict[date, list[Deadline]] = field(default_factory=dict)

    def agree(self, agreed: Agreed, reason: Both = NOTHING) -> None:
        """An action of any kind but a special meeting."""
        kind = self.chance.choices(KINDS, WEIGHTS)[0]
        standard = self.chance.choice(self.group.standards) if kind == ActionKind.STANDARD_TRANSLATION else None
        owners = self._owners()
        to = self.group.unit
        text = self._text(kind, to, standard)
        others = list(self._others(kind, owners, to))
        action_id, deadline = self._write(agreed, kind, text, reason, standard)
        parts = [
            self._part(action_id, place, role, party, deadline, agreed)
            for place, (role, party) in enumerate([(AssignmentRole.OWNER, each) for each in owners] + others, 1)
        ]
        over = self.lives.live(parts, counted=kind == ActionKind.DATA_CORRECTION, told=agreed.told_on is not None)
        owned = tuple(part for part in parts if part.role == AssignmentRole.OWNER)
        self.pool.add(
            Open(since=agreed.on, action_id=action_id, owners=owned, over_on=over, is_shared=len(owned) < len(parts))
        )

    def agree_meeting(self, agreed: Agreed, special: tuple[int | None, date]) -> None:
        """An action that asks for a special meeting, and the meeting if one is scheduled; it is over with that."""
        meeting_id, day = special
        text = self._text(ActionKind.SPECIAL_MEETING, self.group.unit, None)
        action_id, deadline = self._write(agreed, ActionKind.SPECIAL_MEETING, text, NOTHING, None, meeting_id)
        owner = self._part(action_id, 1, AssignmentRole.OWNER, self.group.unit, deadline, agreed)
        self.lives.hold(owner, day if meeting_id else None)
        if meeting_id is None or owner.closed_on:
            self.pool.add(Open(agreed.on, action_id, None, (owner,), owner.closed_on, is_meeting=True))

    def special_plan(self, day: date, name: str) -> MeetingPlan:
        """A special meeting on a day, at which no action is agreed."""
        day = weekday(day)
        state, record = state_of(day, self.until, self.chance)
        year, quarter = quarter_of(day)
        return MeetingPlan(
            year=year, quarter=quarter, held_on=day, state=state, record=record, kind=MeetingKind.SPECIAL, name=name
        )

    def _owners(self) -> list[Organisation]:
        if self.chance.random() < NO_OWNER:
            return []
        count = self.chance.choices((1, 2, 3), (88, 9, 3))[0]
        return self.chance.sample(self.group.members, count)

    def _others(
        self, kind: ActionKind, owners: list[Organisation], to: Organisation
    ) -> Iterator[tuple[AssignmentRole, Organisation]]:
        if kind == ActionKind.SUBMISSION:
            yield AssignmentRole.RECIPIENT, to
        for role, share in ((AssignmentRole.SUPPORT, 0.15), (AssignmentRole.FOLLOW_UP, 0.06)):
            if self.chance.random() < share:
                yield role, self.chance.choice([each for each in self.group.members if each not in owners])

    def _text(self, kind: ActionKind, to: Organisation, standard: Paper | None) -> Both:
        phrase = phrases().any_of(self.chance, "actions", kind.value)
        return filled(
            phrase, thing=self.chance.choice(self.group.theme.things), to=to.called,
            place=phrases().any_of(self.chance, "places"), document=standard.called if standard else NOTHING,
            stage=phrases().one("stages", standard.stage.value) if standard and standard.stage else NOTHING,
        )  # fmt: skip

    def _write(
        self, agreed: Agreed, kind: ActionKind, text: Both, reason: Both, standard: Paper | None,
        scheduled: int | None = None,
    ) -> tuple[int, Deadline]:  # fmt: skip
        deadline = self._deadline(agreed.on)
        reading = deadline.reading
        stage: Stage | None = standard.stage if standard else None
        values: dict[str, Any] = {"confirmed_at_id": None, "split_from_id": None, "merged_into_id": None}
        action_id = self.rows.made(
            "action", group_id=self.group.id, reference=self.group.next_reference(), meeting_id=agreed.meeting_id,
            entry_id=agreed.entry_id, position=agreed.position, kind=kind, **texts("text", text),
            **texts("words", deadline.words), **window_columns(reading.window), precision=reading.precision,
            basis=reading.basis, confirmed_on=None, agreed_on=agreed.on,
            told_on=agreed.told_on, **texts("reason", reason), from_file=False,
            document_id=standard.id if standard else None, stage=stage, scheduled_meeting_id=scheduled,
            asked_meeting="", version=1, **values,
        )  # fmt: skip
        return action_id, deadline

    def _deadline(self, on: date) -> Deadline:
        if on not in self.wordings:
            self.wordings[on] = deadlines_of(on, self.chance)
        return self.chance.choice(self.wordings[on])

    def _part(
        self, action_id: int, place: int, role: AssignmentRole, party: Organisation, deadline: Deadline, agreed: Agreed
    ) -> Part:
        return Part(self.rows.new_id("assignment"), action_id, place, role, party, deadline.reading.window, agreed.on)
