"""What people do with the actions of a generated archive, by the services that do it, at random and later and later."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

import amended
from applications import NOON, TESTER
from sqlalchemy import ColumnElement, exists, select

from tracker.access.actors import Actor, Role, Via
from tracker.access.voices import How, Voice
from tracker.actions import asking, changing, deciding, reporting, special
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.deciding import Seen
from tracker.actions.models import (
    CLOSED,
    Action,
    ActionKind,
    Ask,
    AskKind,
    Assignment,
    AssignmentRole,
    AssignmentState,
    ProgressKind,
)
from tracker.actions.moving import lock_live, tell
from tracker.actions.reporting import Report
from tracker.actions.services import Agreement
from tracker.calendar.workdays import is_working_day
from tracker.core import clock
from tracker.core.bilingual import Bilingual
from tracker.core.dates import quarter_of
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.docx.outline_json import as_data
from tracker.exchange import archive
from tracker.exchange.archive_plan import Wanted
from tracker.meetings.kinds import Disposition, EntryKind, MeetingKind, MeetingState, RecordState
from tracker.meetings.models import Meeting
from tracker.minutes import circulation, queries, queries_circulation
from tracker.minutes.models import Reason, VersionKind
from tracker.minutes.outline import build
from tracker.minutes.sending import Recipient
from tracker.minutes.versions import Prepared
from tracker.organisations.models import Organisation
from tracker.register.models import Review, Verdict

UNTIL = date(2021, 3, 1)
CHAIR = Actor(label="A chair", via=Via.SESSION, everywhere=frozenset({Role.ADMINISTRATOR, Role.CHAIR}))
WHY = Bilingual(en="Because.", lo="ຍ້ອນວ່າ.")
ONE = Recipient("one@example.org", "One", "lo", Reason.ADDED)


def generate(actions: int = 300, years: int = 2) -> None:
    """An archive of two groups up to the last day of all that follows."""
    with transaction():
        archive.make(Wanted(years=years, groups=2, actions=actions, seed=11, until=UNTIL), by=TESTER, at=NOON)


@dataclass
class Lived:
    """Does one thing after the other; `done` counts what was not refused."""

    chance: Random
    now: datetime
    done: Counter[str] = field(default_factory=Counter)

    @property
    def today(self) -> date:
        """The day on which the next thing is done."""
        return clock.day_of(self.now)

    def act(self, name: str = "") -> None:
        """Do something, some hours or days after the last."""
        self.now += timedelta(hours=self.chance.choice((1, 7, 30, 200)))
        name = name or self.chance.choice(list(ACTS))
        session.rollback()
        try:
            with transaction():
                if ACTS[name](self):
                    self.done[name] += 1
        except Refused:
            pass

    def part(self, *wanted: ColumnElement[bool], closed: bool = False) -> Assignment | None:
        """An owner's part of an action that lives, open or closed."""
        states = Assignment.state.in_(CLOSED) if closed else Assignment.state.not_in(CLOSED)
        ids = session.scalars(
            select(Assignment.id)
            .join(Assignment.action)
            .where(
                Assignment.role == AssignmentRole.OWNER, states, Action.told_on.is_not(None),
                Action.merged_into_id.is_(None), *wanted,
            )
            .order_by(Assignment.id)
        ).all()  # fmt: skip
        return session.get_one(Assignment, self.chance.choice(ids)) if ids else None

    def whole(self, *wanted: ColumnElement[bool]) -> int | None:
        """An action that lives, by its id."""
        ids = session.scalars(
            select(Action.id)
            .where(Action.told_on.is_not(None), Action.merged_into_id.is_(None), *wanted)
            .order_by(Action.id)
        ).all()
        return self.chance.choice(ids) if ids else None

    def organisation(self) -> int:
        """Any organisation, by its id."""
        return self.chance.choice(session.scalars(select(Organisation.id).order_by(Organisation.id)).all())

    def later(self, part: Assignment | None = None) -> Window:
        """Some days after today, and after what a part has."""
        day = self.today + timedelta(days=self.chance.randint(1, 60))
        if part is not None and part.window.end:
            day = max(day, part.window.end + timedelta(days=self.chance.randint(1, 30)))
        return Window(None, day, day)

    def words(self) -> Bilingual:
        """Words that nobody has said before."""
        return Bilingual.same(f"Word {self.chance.random()}")


def _said_by(part: Assignment) -> Voice:
    return Voice(part.organisation_id, How.TELEPHONE, "Somebody")


def _seen(part: Assignment) -> Seen:
    return Seen(part.id, part.version)


def _report(lived: Lived) -> bool:
    part = lived.part()
    if part:
        report = Report(note=lived.words())
        reporting.report_progress(part.id, report, _said_by(part), by=CHAIR, at=lived.now)
    return part is not None


def _hand_in(lived: Lived) -> bool:
    part = lived.part(Assignment.total_count.is_(None))
    if part:
        reporting.hand_in(part.id, Report(note=lived.words()), _said_by(part), by=CHAIR, at=lived.now)
    return part is not None


def _accept(lived: Lived) -> bool:
    part = lived.part()
    if part:
        deciding.accept(_seen(part), by=CHAIR, at=lived.now)
    return part is not None


def _return(lived: Lived) -> bool:
    part = lived.part(Assignment.state == AssignmentState.SUBMITTED)
    if part:
        deciding.return_with_reason(_seen(part), WHY, by=CHAIR, at=lived.now)
    return part is not None


def _postpone(lived: Lived) -> bool:
    part = lived.part()
    if part:
        deciding.give_time(_seen(part), lived.later(part), WHY, by=CHAIR, at=lived.now)
    return part is not None


def _ask(lived: Lived) -> bool:
    part = lived.part()
    if part and lived.chance.random() < 0.5:
        asking.ask_for_time(part.id, lived.later(part), lived.words(), _said_by(part), by=CHAIR, at=lived.now)
    elif part:
        asking.ask_question(part.id, lived.words(), _said_by(part), by=CHAIR, at=lived.now)
    return part is not None


def _answer(lived: Lived) -> bool:
    waiting = select(Ask).where(Ask.decided_at.is_(None), Ask.withdrawn_at.is_(None)).order_by(Ask.id.desc()).limit(9)
    asks = session.scalars(waiting).all()
    if asks:
        ask = lived.chance.choice(asks)
        if ask.kind == AskKind.QUESTION:
            deciding.answer_question(ask.id, WHY, by=CHAIR, at=lived.now)
        elif ask.kind == AskKind.MORE_TIME and lived.chance.random() < 0.7:
            deciding.grant_time(ask.id, lived.later(ask.assignment), WHY, by=CHAIR, at=lived.now)
        else:
            deciding.refuse_ask(ask.id, WHY, by=CHAIR, at=lived.now)
    return bool(asks)


def _reassign(lived: Lived) -> bool:
    part = lived.part()
    if part:
        changing.reassign(_seen(part), lived.organisation(), WHY, by=CHAIR, at=lived.now)
    return part is not None


def _add_owner(lived: Lived) -> bool:
    action_id = lived.whole(~_OWNED) if lived.chance.random() < 0.5 else lived.whole()
    if action_id:
        changing.add_part(
            action_id, lived.organisation(), AssignmentRole.OWNER, lived.words(), by=CHAIR, at=lived.now
        )  # fmt: skip
    return action_id is not None


def _drop(lived: Lived) -> bool:
    part = lived.part()
    if part:
        deciding.drop(_seen(part), WHY, by=CHAIR, at=lived.now)
    return part is not None


def _reopen(lived: Lived) -> bool:
    special = (Action.kind == ActionKind.SPECIAL_MEETING,) if lived.chance.random() < 0.3 else ()
    part = lived.part(*special, closed=True)
    if part:
        deciding.reopen(_seen(part), WHY, by=CHAIR, at=lived.now)
    return part is not None


def _confirm_date(lived: Lived) -> bool:
    action_id = lived.whole()
    if action_id:
        day = lived.today + timedelta(days=lived.chance.randint(-40, 60)) if lived.chance.random() < 0.8 else None
        deciding.confirm_date(action_id, day, by=CHAIR, at=lived.now)
    return action_id is not None


def _split(lived: Lived, kind: ActionKind = ActionKind.GENERAL) -> bool:
    action_id = lived.whole()
    if action_id:
        owners = (lived.organisation(),) if lived.chance.random() < 0.7 else ()
        window = lived.later() if lived.chance.random() < 0.6 else None
        agreed = Agreement(on=lived.today, text=lived.words(), window=window, owners=owners, kind=kind)
        changing.split_action(action_id, NewAction(agreed=agreed, reason=WHY), by=CHAIR, at=lived.now)
    return action_id is not None


def _merge(lived: Lived) -> bool:
    part = lived.part()
    if part is None:
        return False
    nobody = (~_OWNED,) if lived.chance.random() < 0.5 else ()
    gone = lived.whole(Action.group_id == part.action.group_id, Action.id != part.action_id, *nobody)
    if gone:
        changing.merge_actions(part.action_id, [gone], WHY, by=CHAIR, at=lived.now)
    return gone is not None


def _find_over(lived: Lived) -> bool:
    """The whole of an action that nobody owns is found done or dropped, or taken up again."""
    action_id = lived.whole(~_OWNED)
    if action_id:
        kind = lived.chance.choice((ProgressKind.ACCEPTED, ProgressKind.DROPPED, ProgressKind.REOPENED))
        tell(lock_live(action_id), kind, by=CHAIR, at=lived.now)
    return action_id is not None


def _schedule(lived: Lived) -> bool:
    """A special meeting is asked for, then planned, or called off."""
    action_id = lived.whole(Action.kind == ActionKind.SPECIAL_MEETING)
    if action_id is None or lived.chance.random() < 0.3:
        return _split(lived, ActionKind.SPECIAL_MEETING)
    action = session.get_one(Action, action_id)
    if action.scheduled_meeting:
        special.unschedule(action_id, action.scheduled_meeting, by=CHAIR, at=lived.now)
        return True
    day = lived.today + timedelta(days=lived.chance.randint(3, 30))
    year, quarter = quarter_of(day)
    meeting = Meeting(
        group_id=action.group_id, kind=MeetingKind.SPECIAL, name=f"extra-{lived.chance.randrange(10**9)}",
        period_year=year, period_quarter=quarter, held_on=day,
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    return special.schedule(action_id, meeting, by=CHAIR, at=lived.now)


def _circulate(lived: Lived) -> bool:
    """The minutes of another meeting go out, which found something about an action that nobody owns."""
    again = lived.chance.random() < 0.3
    states = (RecordState.DRAFT, RecordState.CIRCULATED) if again else (RecordState.DRAFT,)
    meeting = session.scalars(
        select(Meeting)
        .where(Meeting.state == MeetingState.HELD, Meeting.record.in_(states), Meeting.held_on <= lived.today)
        .order_by(Meeting.id.desc())
        .limit(1)
    ).first()
    if meeting is None:
        return False
    meeting.headcount = meeting.headcount or 9
    for point in meeting.entries:
        if point.kind in {EntryKind.ISSUE, EntryKind.RECOMMENDATION} and not point.disposition:
            point.disposition = Disposition.NOTED
    _find(lived, meeting)
    session.flush()
    seen = queries_circulation.circulated_by(meeting.id)[0]
    built = build(queries.record_of(meeting.id), RecordState.CIRCULATED)
    made = Prepared(VersionKind.CIRCULATED, as_data(built), ())
    circulation.circulate(
        meeting.id, made, [ONE], comment_until=_working_day(lived.today), seen=seen, by=CHAIR, at=lived.now
    )
    return True


def _working_day(after: date) -> date:
    days = (after + timedelta(days=number) for number in range(5, 30))
    return next(day for day in days if is_working_day(day))


def _find(lived: Lived, meeting: Meeting) -> None:
    """A verdict about an action that nobody owns."""
    if meeting.record != RecordState.DRAFT:
        return
    looked_at = select(Review.action_id).where(Review.meeting_id == meeting.id, Review.action_id.is_not(None))
    action_id = lived.whole(
        ~_OWNED, Action.group_id == meeting.group_id, Action.agreed_on < meeting.held_on, Action.id.not_in(looked_at)
    )
    if action_id:
        verdict = lived.chance.choice((Verdict.DONE, Verdict.DROPPED, Verdict.ON_TRACK))
        session.add(Review(meeting_id=meeting.id, action_id=action_id, verdict=verdict, remark=WHY, position=99))


_OWNED = exists().where(Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER).correlate(Action)
ACTS: Mapping[str, Callable[[Lived], bool]] = {
    "report": _report, "hand in": _hand_in, "accept": _accept, "return": _return, "postpone": _postpone, "ask": _ask,
    "answer": _answer, "reassign": _reassign, "add owner": _add_owner, "drop": _drop, "reopen": _reopen,
    "confirm date": _confirm_date, "split": _split, "merge": _merge, "circulate": _circulate,
    "find over": _find_over, "schedule": _schedule,
    "take out": lambda lived: amended.take_out(lived.chance, by=CHAIR, at=lived.now),
    "bring back": lambda lived: amended.bring_back(lived.chance, by=CHAIR, at=lived.now),
    "conclude": lambda lived: amended.conclude(lived.words(), lived.organisation(), by=CHAIR, at=lived.now),
}  # fmt: skip
