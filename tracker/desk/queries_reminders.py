"""Reads for the desk of those who lead a group or run the tracker: where reminders are off, who cannot be reached by
mail, and for which meetings points were sent in. Knows no page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select

from tracker.access.actors import Actor, Role
from tracker.core.db import session
from tracker.groups.models import WorkingGroup
from tracker.groups.policy import groups_drafted_by
from tracker.meetings.models import Meeting
from tracker.points import queries as points
from tracker.reminders import queries_unreachable


@dataclass(frozen=True, slots=True)
class Reminding:
    """The groups without a first day of reminders, how many organisations wait to be told by hand, and how many points
    wait for the chair of each meeting."""

    off: Sequence[WorkingGroup] = ()
    unreachable: int = 0
    sent_in: Sequence[Row[Meeting, int]] = ()


def reminding(actor: Actor) -> Reminding:
    """How reminders stand in the groups that somebody drafts for, or in all of them for the administrator; at the most
    three queries, and none for whoever has no such group."""
    mine, runs = groups_drafted_by(actor), Role.ADMINISTRATOR in actor.everywhere
    if not mine and not runs:
        return Reminding()
    asked = select(WorkingGroup).order_by(WorkingGroup.acronym)
    groups = session.scalars(asked if runs else asked.where(WorkingGroup.id.in_(mine))).all()
    return Reminding(
        [group for group in groups if group.reminders_from is None],
        queries_unreachable.how_many([group.id for group in groups]),
        points.open_in(mine) if mine else (),
    )
