"""What people do later with the meetings and the standards of a generated archive, by the services that do it."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from lived import ACTS, CHAIR, UNTIL, WHY, Lived
from sqlalchemy import func, select

from tracker.access.voices import How
from tracker.actions import changing, stages
from tracker.actions.changing import NewAction
from tracker.actions.deadlines import Window
from tracker.actions.models import CLOSED, Action, ActionKind, Assignment
from tracker.actions.services import Agreement
from tracker.core.bilingual import Bilingual
from tracker.core.db import session, transaction
from tracker.documents import services as documents
from tracker.documents.facts import DocumentFacts
from tracker.documents.models import Document, DocumentKind, StageSpan
from tracker.drafting import planning, planning_state
from tracker.drafting.planning import Plan
from tracker.meetings.addresses import Period
from tracker.meetings.kinds import MeetingKind, MeetingState
from tracker.meetings.models import Meeting
from tracker.minutes.acknowledging import acknowledge
from tracker.minutes.models import Delivery


class Later(Lived):
    """Does these things too."""

    def do(self, name: str) -> None:
        """One of them, or one of what is done with actions."""
        if name in ACTS:
            self.act(name)
            return
        self.now += timedelta(days=1)
        with transaction():
            LATER[name](self)
        self.done[name] += 1

    def plan(self, title: str = "") -> Plan:
        """A meeting in some days."""
        return Plan(Bilingual.same(title), self.today + timedelta(days=20), None, None, WHY, WHY, None, None)

    def planned(self, kind: MeetingKind) -> Meeting:
        """The meeting that was planned last."""
        wanted = (Meeting.kind == kind, Meeting.state == MeetingState.PLANNED, Meeting.held_on > UNTIL)
        return session.scalars(select(Meeting).where(*wanted).order_by(Meeting.id.desc()).limit(1)).one()


def _ask_for_one(later: Later) -> None:
    group_id = session.scalars(select(Meeting.group_id).order_by(Meeting.group_id)).first() or 0
    agreed = Agreement(
        on=later.today, text=later.words(), kind=ActionKind.SPECIAL_MEETING, owners=(later.organisation(),),
        window=Window(None, later.today + timedelta(days=5), later.today + timedelta(days=5)),
    )  # fmt: skip
    changing.add_action(group_id, NewAction(agreed=agreed, reason=WHY), by=CHAIR, at=later.now)


def _plan_special(later: Later) -> None:
    asking = session.scalars(
        select(Action)
        .join(Assignment)
        .where(
            Action.kind == ActionKind.SPECIAL_MEETING, Action.scheduled_meeting_id.is_(None),
            Action.merged_into_id.is_(None), Assignment.state.not_in(CLOSED), Action.told_on.is_not(None),
        )
        .order_by(Action.id)
        .limit(1)
    ).one()  # fmt: skip
    name = f"later-{asking.id}"
    planning.plan_special(
        asking.group_id, later.plan(name), name, [f"action-{asking.id}"], by=CHAIR, at=later.now
    )  # fmt: skip


def _plan_regular(later: Later) -> None:
    group_id = session.scalars(select(Meeting.group_id).order_by(Meeting.group_id)).first() or 0
    last = session.scalar(select(func.max(Meeting.period_year))) or 0
    period = Period(last + 1, 1)
    planning.plan_regular(group_id, period, later.plan(), by=CHAIR, at=later.now)


def _postpone(later: Later) -> None:
    meeting = later.planned(MeetingKind.SPECIAL)
    planning_state.postpone(meeting.id, meeting.held_on + timedelta(days=30), WHY, by=CHAIR, at=later.now)


def _hold(later: Later) -> None:
    """It is written down late that a meeting took place long ago."""
    meeting = later.planned(MeetingKind.REGULAR)
    planning_state.hold(meeting.id, UNTIL - timedelta(days=60), later.today, by=CHAIR, at=later.now)


def _hold_special(later: Later) -> None:
    meeting = later.planned(MeetingKind.SPECIAL)
    planning_state.hold(meeting.id, later.today - timedelta(days=1), later.today, by=CHAIR, at=later.now)


def _running(place: int) -> StageSpan:
    wanted = (StageSpan.until_on.is_(None), StageSpan.from_on.is_not(None))
    return session.scalars(select(StageSpan).where(*wanted).order_by(StageSpan.id).offset(place).limit(1)).one()


def _end_stage(later: Later) -> None:
    span = _running(0)
    ending = stages.Ending(on=later.today, because=WHY)
    stages.end_stage(span.document_id, span.stage, ending, by=CHAIR, at=later.now)


def _hand_over(later: Later) -> None:
    span = _running(1)
    stages.hand_over(span.document_id, span.stage, later.organisation(), by=CHAIR, at=later.now)


def _add_standard(later: Later) -> None:
    code = f"NS {session.scalar(select(func.max(Document.id)))}"
    documents.add_document(DocumentFacts(code=code, kind=DocumentKind.STANDARD), by=CHAIR, at=later.now)


def _acknowledge(later: Later) -> None:
    waiting = session.scalars(select(Delivery.id).where(Delivery.acknowledged_at.is_(None)).limit(1)).first()
    if waiting:
        acknowledge(waiting, by=CHAIR, at=later.now, how=How.TELEPHONE, said_by="One")


LATER: Mapping[str, Callable[[Later], None]] = {
    "ask for a special meeting": _ask_for_one, "plan a special meeting": _plan_special, "postpone it": _postpone,
    "hold it": _hold_special,
    "plan a regular meeting": _plan_regular, "hold it late": _hold, "end a stage": _end_stage,
    "hand a stage over": _hand_over, "add a standard": _add_standard, "acknowledge": _acknowledge,
}  # fmt: skip
