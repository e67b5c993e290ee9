"""Writing down what a meeting left of the register: how each item stood, and that nothing was said of the rest."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from tracker.actions.models import Action, Assignment
from tracker.core.db import session
from tracker.meetings.models import Entry, EntryRaisedBy, Meeting
from tracker.register.items import Item, item_of_action, item_of_entry
from tracker.register.models import Review, Verdict
from tracker.register.queries import outstanding


def write_verdicts(meeting: Meeting) -> int:
    """Note with each verdict of a meeting how its item stands now, and carry over every other item that was outstanding
    for its group; gives back how many these are. A state that was noted before stays."""
    reviewed = _reviews(meeting)
    for review in reviewed:
        review.state_then = review.state_then or _standing_now(review, meeting.group_id)
    known = {_key(review) for review in reviewed}
    left = [item for item in outstanding(meeting.group, meeting) if item.key not in known]
    last = session.scalar(select(func.max(Review.position)).where(Review.meeting_id == meeting.id)) or 0
    session.add_all(_carried_over(meeting, item, place) for place, item in enumerate(left, last + 1))
    session.flush()
    return len(left)


def note_states(meeting: Meeting) -> None:
    """Note with each verdict that has none how its item stands now."""
    for review in _reviews(meeting):
        review.state_then = review.state_then or _standing_now(review, meeting.group_id)


def unwrite_verdicts(meeting: Meeting) -> None:
    """Take back what was written by itself; the verdicts that the meeting gave stay."""
    session.execute(delete(Review).where(Review.meeting_id == meeting.id, ~Review.given))
    for review in _reviews(meeting):
        review.state_then = ""


def _reviews(meeting: Meeting) -> list[Review]:
    return list(
        session.scalars(
            select(Review)
            .where(Review.meeting_id == meeting.id)
            .order_by(Review.position, Review.id)
            .options(
                joinedload(Review.action).options(
                    joinedload(Action.assignments).joinedload(Assignment.organisation),
                    joinedload(Action.group),
                    joinedload(Action.entry),
                    joinedload(Action.meeting).joinedload(Meeting.group),
                ),
                joinedload(Review.entry).options(
                    joinedload(Entry.meeting).joinedload(Meeting.group),
                    joinedload(Entry.raisers).joinedload(EntryRaisedBy.organisation),
                ),
            )
        ).unique()
    )


def _standing_now(review: Review, group_id: int) -> str:
    if review.action:
        return _state(item_of_action(review.action, group_id, 0))
    return _state(item_of_entry(review.entry, group_id, 0)) if review.entry else ""


def _state(item: Item) -> str:
    found = item.state or item.disposition
    return found.value if found else ""


def _key(review: Review) -> str:
    return f"action-{review.action_id}" if review.action_id else f"entry-{review.entry_id}"


def _carried_over(meeting: Meeting, item: Item, place: int) -> Review:
    return Review(
        meeting=meeting, position=place, verdict=Verdict.CARRIED_OVER, given=False, state_then=_state(item),
        action_id=item.id if item.which == "action" else None, entry_id=item.id if item.which == "entry" else None,
    )  # fmt: skip
