"""Reads of what meetings found about one action, and which meeting looks at it next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, bindparam, select, union_all
from sqlalchemy.orm import joinedload

from tracker.access.actors import Actor
from tracker.actions.models import Action
from tracker.core.db import session
from tracker.meetings.kinds import MeetingKind, MeetingState
from tracker.meetings.models import Meeting
from tracker.meetings.policy import groups_seen_whole
from tracker.meetings.queries import TOLD
from tracker.register.models import CLOSING, Review


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The verdicts that meetings gave on an action, newest first, those on what became part of it, and the meeting in
    which it comes up again."""

    verdicts: Sequence[Review]
    earlier: Sequence[Review]
    next_meeting: Meeting | None

    @property
    def carried(self) -> int:
        """How many meetings left it open, or what became part of it."""
        return _left_open(*self.verdicts, *self.earlier)

    def carried_as(self, action_id: int) -> int:
        """How many meetings left open one of those that became part of it."""
        return _left_open(*(each for each in self.earlier if each.action_id == action_id))


def reviewed(action: Action, actor: Actor, on: date) -> Reviewed:
    """What meetings found about an action, as far as the reader may see it; two queries."""
    asked = _EVERY_VERDICT if action.group_id in groups_seen_whole(actor) else _TOLD_VERDICTS
    found = session.scalars(asked, {"action_id": action.id}).all()
    own, earlier = ([each for each in found if (each.action_id == action.id) == mine] for mine in (True, False))
    return Reviewed(own, earlier, session.scalars(_COMING, {"group_id": action.group_id, "day": on}).first())


def _left_open(*verdicts: Review) -> int:
    return len({each.meeting_id for each in verdicts if each.verdict not in CLOSING})


_THIS = bindparam("action_id", type_=Integer)
_ALL_OF_IT = union_all(select(_THIS), select(Action.id).where(Action.merged_into_id == _THIS))
_EVERY_VERDICT = (
    select(Review)
    .join(Review.meeting)
    .where(Review.action_id.in_(_ALL_OF_IT))
    .options(joinedload(Review.meeting).joinedload(Meeting.group))
    .order_by(Meeting.held_on.desc(), Meeting.id.desc())
)
_TOLD_VERDICTS = _EVERY_VERDICT.where(TOLD)
_COMING = (
    select(Meeting)
    .where(
        Meeting.group_id == bindparam("group_id"), Meeting.kind == MeetingKind.REGULAR,
        Meeting.held_on >= bindparam("day"), Meeting.state.in_((MeetingState.PLANNED, MeetingState.POSTPONED)),
    )
    .options(joinedload(Meeting.group))
    .order_by(Meeting.held_on)
    .limit(1)
)  # fmt: skip
