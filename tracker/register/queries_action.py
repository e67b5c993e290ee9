"""Reads of what meetings found about one action, and which meeting looks at it next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
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
    """The verdicts that meetings gave on an action, newest first, and the meeting in which it comes up again."""

    verdicts: Sequence[Review]
    next_meeting: Meeting | None

    @property
    def carried(self) -> int:
        """How many meetings left it open."""
        return sum(each.verdict not in CLOSING for each in self.verdicts)


def reviewed(action: Action, actor: Actor, on: date) -> Reviewed:
    """What meetings found about an action, as far as the reader may see it; two queries."""
    asked = _EVERY_VERDICT if action.group_id in groups_seen_whole(actor) else _TOLD_VERDICTS
    verdicts = session.scalars(asked, {"action_id": action.id}).all()
    return Reviewed(verdicts, session.scalars(_COMING, {"group_id": action.group_id, "day": on}).first())


_EVERY_VERDICT = (
    select(Review)
    .join(Review.meeting)
    .where(Review.action_id == bindparam("action_id"))
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
