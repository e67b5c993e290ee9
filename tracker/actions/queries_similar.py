"""Reads for merging: the open actions of a group that say nearly the same as one."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.access.actors import Actor
from tracker.actions.models import Action, Assignment, AssignmentRole
from tracker.actions.queries import actions_visible_to
from tracker.actions.words import text_of
from tracker.core.bilingual import Bilingual
from tracker.core.db import session
from tracker.core.errors import NotFound
from tracker.core.lao import match_key

COMPARED, SHOWN = 500, 8  # the newest open actions that are compared, and the likest that are shown
LIKE = 0.25  # share of the letter groups that two texts have in common


def similar(action: Action, actor: Actor) -> list[Action]:
    """The open actions of its group that are most like it, the likest first; two queries."""
    mine = text_of(action)
    rated = [(likeness(mine, text_of(each)), each) for each in session.scalars(_others(action, actor)).all()]
    found = sorted(((rate, each) for rate, each in rated if rate >= LIKE), key=lambda pair: (-pair[0], pair[1].id))
    return [each for _, each in found[:SHOWN]]


def other_at(action: Action, actor: Actor, reference: str) -> Action:
    """Another action of the same group by its reference; NotFound where there is none."""
    asked = _whole(actor).where(Action.group_id == action.group_id, Action.id != action.id)
    key = match_key(reference)
    found = session.scalar(asked.where(Action.reference == reference.strip().upper())) if key else None
    if found is None:
        raise NotFound(Bilingual.said("This group has no other action %(reference)s.", reference=reference[:40]))
    return found


def likeness(one: Bilingual, other: Bilingual) -> float:
    """How much two texts have in common, in the language in which it is more: from 0 to 1."""
    return max(_share(one.en, other.en), _share(one.lo, other.lo))


def _share(one: str, other: str) -> float:
    mine, theirs = _groups(one), _groups(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _groups(text: str) -> set[str]:
    """Its groups of three letters; Lao has no spaces between words."""
    key = match_key(text)
    return {key[at : at + 3] for at in range(len(key) - 2)}


def _others(action: Action, actor: Actor) -> Select[Action]:
    open_part = select(Assignment.id).where(
        Assignment.action_id == Action.id, Assignment.role == AssignmentRole.OWNER, Assignment.closed_at.is_(None)
    )
    return (
        _whole(actor)
        .where(
            Action.group_id == action.group_id, Action.id != action.id, Action.merged_into_id.is_(None),
            open_part.exists(),
        )
        .order_by(Action.id.desc())
        .limit(COMPARED)
    )  # fmt: skip


def _whole(actor: Actor) -> Select[Action]:
    return (
        select(Action)
        .where(actions_visible_to(actor))
        .options(
            joinedload(Action.entry),
            joinedload(Action.meeting),
            selectinload(Action.assignments).joinedload(Assignment.organisation, innerjoin=True),
        )
    )
