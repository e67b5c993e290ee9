"""Two groups whose meetings do all that meetings do with what is outstanding, and what must hold all the time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from cast import Cast
from following import organisation_id, seen
from sqlalchemy import select

from tracker.access.actors import Role
from tracker.access.voices import How, Voice
from tracker.actions import changing, deciding, reporting, special
from tracker.actions.changing import NewAction
from tracker.actions.models import Action, ActionKind, Assignment, AssignmentRole, Progress, ProgressKind
from tracker.actions.reporting import Report
from tracker.actions.services import Agreement, agree_action
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.core.errors import Refused
from tracker.groups.models import WorkingGroup
from tracker.meetings.kinds import Disposition, Extent, MeetingKind, MeetingState, RecordState, TextState
from tracker.meetings.models import Answer, Entry, Meeting
from tracker.register import services
from tracker.register.models import Review, Verdict
from tracker.register.queries import outstanding
from tracker.register.review import under_review

WHY = Bilingual("Because.", "ຍ້ອນວ່າ.")
FIRST = datetime(2021, 1, 4, 3, tzinfo=UTC)
NAMES = ("NPA", "MAG", "")
ENDS = {ProgressKind.ACCEPTED, ProgressKind.DROPPED, ProgressKind.RECEIVED}


class World:
    """A pair of new groups, with nothing outstanding; every act is a day later than the one before."""

    def __init__(self, cast: Cast, number: int) -> None:
        self.day = 0
        with transaction() as current:
            groups = [
                WorkingGroup(slug=f"{name}-{number}", acronym=f"{name}{number}".upper(), name=Bilingual.same(name))
                for name in ("one", "two")
            ]
            current.add_all(groups)
            current.flush()
            self.groups = [group.id for group in groups]
        self.chair = replace(cast.actor("chair"), seats=frozenset((each, Role.CHAIR) for each in self.groups))
        self.owners = {name: organisation_id(name) for name in NAMES if name}

    @property
    def at(self) -> datetime:
        return FIRST + timedelta(days=self.day)

    @property
    def today(self) -> date:
        return self.at.date()

    def do(self, act: Callable[[], object]) -> None:
        """The same in a transaction of its own, on a new day; what is refused changes nothing."""
        self.day += 1
        session.rollback()
        session.expire_all()
        try:
            with transaction():
                act()
        except Refused:
            session.rollback()

    # what there is
    def meetings(self, *records: RecordState) -> Sequence[Meeting]:
        asked = select(Meeting).where(Meeting.group_id.in_(self.groups)).order_by(Meeting.id)
        return session.scalars(asked.where(Meeting.record.in_(records)) if records else asked).all()

    def writing(self, kind: MeetingKind = MeetingKind.REGULAR) -> Sequence[Meeting]:
        return [each for each in self.meetings() if each.text_state == TextState.OPEN and each.kind == kind]

    def actions(self) -> Sequence[Action]:
        return session.scalars(select(Action).where(Action.group_id.in_(self.groups)).order_by(Action.id)).all()

    def parts(self) -> Sequence[Assignment]:
        ids = [each.id for each in self.actions()]
        return session.scalars(select(Assignment).where(Assignment.action_id.in_(ids)).order_by(Assignment.id)).all()

    def points(self) -> Sequence[Entry]:
        asked = select(Entry).join(Entry.meeting).where(Meeting.group_id.in_(self.groups), Entry.kind == "issue")
        return session.scalars(asked.order_by(Entry.id)).all()

    # what is done
    def plan(self, group: int, kind: MeetingKind) -> None:
        place = self.day
        name = f"m{place}" if kind == MeetingKind.SPECIAL else ""
        state = MeetingState.PLANNED if name else MeetingState.HELD
        held = self.today + timedelta(days=5) if name else self.today
        made = Meeting(
            group_id=self.groups[group], kind=kind, name=name, period_year=1975 + place, period_quarter=1,
            held_on=held, state=state,
        )  # fmt: skip
        session.add(made)
        session.flush()
        asking = [each for each in self.actions() if each.kind == ActionKind.SPECIAL_MEETING]
        for action in asking[-1:] if name else ():
            special.schedule(action.id, made, by=self.chair, at=self.at)

    def raise_point(self, meeting: Meeting, disposition: Disposition | None, to: str = "") -> None:
        """Who is named gets a point that is referred; else the other group does."""
        referred = disposition == Disposition.REFERRED
        other = next(group for group in self.groups if group != meeting.group_id)
        number = meeting.last_number = meeting.last_number + 1
        point = Entry(
            key=f"p{number}", number=number, section="issues", kind="issue", position=number, text=Bilingual("Point"),
            disposition=disposition, referred_group_id=other if referred and not to else None,
            referred_to_id=self.owners[to] if referred and to else None,
        )  # fmt: skip
        meeting.entries.append(point)

    def dispose_of(self, point: Entry, disposition: Disposition | None, to: str) -> None:
        if point.meeting.text_state == TextState.OPEN:
            point.referred_group_id = None
            point.referred_to_id = self.owners[to] if disposition == Disposition.REFERRED and to else None
            point.disposition = disposition

    def answer_own(self, meeting: Meeting, place: int, extent: Extent) -> None:
        """A conclusion answers a point of its own meeting."""
        own = [each for each in meeting.entries if each.kind == "issue"]
        self.conclude(meeting, "", ActionKind.GENERAL, own[place % len(own)] if own else None, extent)

    def conclude(self, meeting: Meeting, owner: str, kind: ActionKind, answered: Entry | None, extent: Extent) -> None:
        number = meeting.last_number = meeting.last_number + 1
        conclusion = Entry(
            key=f"c{number}", number=number, section="conclusions", kind="conclusion", position=number,
            text=Bilingual("Agreed"),
        )  # fmt: skip
        meeting.entries.append(conclusion)
        session.flush()
        if answered is not None:
            conclusion.answers.append(Answer(entry=answered, extent=extent))
        owners = (self.owners[owner],) if owner else ()
        agree_action(meeting.group, Agreement(on=meeting.held_on, owners=owners, kind=kind), meeting=meeting,
                     entry=conclusion)  # fmt: skip

    def add(self, group: int, owner: str) -> None:
        owners = (self.owners[owner],) if owner else ()
        agreed = Agreement(on=self.today, text=Bilingual("Do it"), owners=owners)
        changing.add_action(self.groups[group], NewAction(agreed=agreed, reason=WHY), by=self.chair, at=self.at)

    def verdict(self, meeting: Meeting, place: int, verdict: Verdict) -> None:
        rows = under_review(meeting)
        if not rows:
            return
        item = rows[place % len(rows)].item
        column = Review.action_id if item.which == "action" else Review.entry_id
        row = session.scalar(select(Review).where(Review.meeting_id == meeting.id, column == item.id))
        if row is None:
            row = Review(meeting_id=meeting.id, **{f"{item.which}_id": item.id})
            session.add(row)
        row.verdict, row.remark = verdict, WHY
        row.deferred_until = meeting.held_on + timedelta(days=90) if verdict == Verdict.DEFERRED else None

    def forward(self, meeting: Meeting) -> None:
        """The next step of its minutes: held, circulated, frozen, issued."""
        if meeting.state == MeetingState.PLANNED:
            meeting.state, meeting.held_on = MeetingState.HELD, min(meeting.held_on, self.today)
        elif meeting.record == RecordState.DRAFT:
            meeting.record = RecordState.CIRCULATED
            session.flush()
            special.meeting_circulated(meeting, by=self.chair, at=self.at)
        elif meeting.text_state == TextState.OPEN:
            meeting.text_state = TextState.FROZEN
            services.write_verdicts(meeting)
        elif meeting.text_state == TextState.FROZEN:
            meeting.record, meeting.text_state = RecordState.ISSUED, TextState.ISSUED
            services.carry_out_verdicts(meeting, by=self.chair, at=self.at)

    def take_back(self, meeting: Meeting) -> None:
        if meeting.text_state == TextState.FROZEN:
            meeting.text_state = TextState.OPEN
            services.unwrite_verdicts(meeting)

    def move_special(self, meeting: Meeting, *, cancel: bool) -> None:
        if meeting.state != MeetingState.PLANNED:
            return
        if cancel:
            meeting.state = MeetingState.CANCELLED
            special.meeting_cancelled(meeting, WHY, by=self.chair, at=self.at)
        else:
            meeting.held_on = self.today + timedelta(days=20)
            special.meeting_moved(meeting, meeting.held_on, WHY, by=self.chair, at=self.at)

    def report(self, part: Assignment, *, hand_in: bool) -> None:
        voice = Voice(part.organisation_id, How.TELEPHONE, "Ms Noy")
        say = reporting.hand_in if hand_in else reporting.report_progress
        say(part.id, Report(note=WHY), voice, by=self.chair, at=self.at)

    def decide(self, part: Assignment, how: str) -> None:
        acts: dict[str, Callable[..., object]] = {
            "accept": deciding.accept, "drop": deciding.drop, "reopen": deciding.reopen
        }  # fmt: skip
        acts[how](seen(part), WHY, by=self.chair, at=self.at)

    def merge(self, keep: Action, gone: Action) -> None:
        changing.merge_actions(keep.id, (gone.id,), WHY, by=self.chair, at=self.at)

    def split(self, action: Action, owner: str) -> None:
        agreed = Agreement(on=self.today, text=Bilingual("The rest"), owners=(self.owners[owner],) if owner else ())
        changing.split_action(action.id, NewAction(agreed=agreed, reason=WHY), by=self.chair, at=self.at)


def assert_nothing_vanished(world: World) -> None:
    """Every item ever opened stands in a register, or an act that is on record closed it."""
    session.rollback()
    session.expire_all()
    tomorrow = max([world.today, *(each.held_on for each in world.meetings())]) + timedelta(days=1)
    standing = {
        item.key for group in world.groups for item in outstanding(session.get_one(WorkingGroup, group), tomorrow)
    }
    for action in world.actions():
        if f"action-{action.id}" not in standing:
            assert _is_closed(action), f"{action.reference} vanished"
    for point in world.points():
        referred = point.disposition == Disposition.REFERRED and point.meeting.record != RecordState.DRAFT
        waits = point.disposition == Disposition.CARRIED_OVER or referred or _is_answered_in_part(point)
        if waits and f"entry-{point.id}" not in standing:
            assert _is_settled(point), f"{point.reference} vanished"


def _is_answered_in_part(point: Entry) -> bool:
    """Whether conclusions of its own meeting answer it, none wholly, and nothing else was said about it."""
    rows = session.scalars(select(Answer).where(Answer.entry_id == point.id))
    own = {row.extent for row in rows if session.get_one(Entry, row.conclusion_id).meeting_id == point.meeting_id}
    return point.disposition is None and own == {Extent.PART}


def _is_closed(action: Action) -> bool:
    steps = action.progress
    if action.merged_into_id is not None:
        return any(step.kind == ProgressKind.MERGED for step in steps)
    called = action.scheduled_meeting
    if called and called.state == MeetingState.HELD and called.record != RecordState.DRAFT:
        return True
    parts = [part for part in action.assignments if part.role == AssignmentRole.OWNER]
    if parts:
        return all(part.closed_at and _ends(steps, part.id) for part in parts)
    return _ends(steps, None) or _last_verdict(Review.action_id == action.id) in {Verdict.DONE, Verdict.DROPPED}


def _ends(steps: Sequence[Progress], part_id: int | None) -> bool:
    """Whether the last step that closes or opens a part, or the whole, closes it."""
    kinds = [
        step.kind for step in sorted(steps, key=lambda step: step.id)
        if step.assignment_id == part_id and step.kind in {*ENDS, ProgressKind.REOPENED}
    ]  # fmt: skip
    return bool(kinds) and kinds[-1] in ENDS


def _is_settled(point: Entry) -> bool:
    answers = session.scalars(select(Answer).where(Answer.entry_id == point.id, Answer.extent == Extent.WHOLE))
    told = [session.get_one(Entry, answer.conclusion_id).meeting for answer in answers]
    if any(meeting.record != RecordState.DRAFT and meeting.id != point.meeting_id for meeting in told):
        return True
    return _last_verdict(Review.entry_id == point.id) in {Verdict.DONE, Verdict.DROPPED}


def _last_verdict(of: object) -> Verdict | None:
    return session.scalars(
        select(Review.verdict)
        .join(Review.meeting)
        .where(of, Meeting.record != RecordState.DRAFT)  # type: ignore[arg-type] # a condition on a review
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(1)
    ).first()
