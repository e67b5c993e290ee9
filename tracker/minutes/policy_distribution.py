"""Who may see and act on the distribution of minutes; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may
from tracker.meetings.models import Meeting
from tracker.meetings.policy import can_draft
from tracker.minutes.models import Delivery

DISTRIBUTION_READERS = (Role.ADMINISTRATOR, Role.MANAGEMENT, *DRAFTERS)


def can_see_distribution(actor: Actor, meeting: Meeting) -> bool:
    """Who was sent the minutes, with addresses: whoever drafts them, management and the administrator."""
    return may(actor, meeting.group_id, Role.MANAGEMENT, *DRAFTERS)


def is_recipient(actor: Actor, delivery: Delivery) -> bool:
    """Whether minutes went to this very person or link, or to an organisation that it answers for."""
    ways = ((actor.person_id, delivery.person_id), (actor.link_id, delivery.link_id))
    own = any(mine is not None and mine == theirs for mine, theirs in ways)
    return own or delivery.organisation_id in actor.organisations


def is_opened_by(actor: Actor, delivery: Delivery, meeting: Meeting) -> bool:
    """Whether what was sent counts as opened where this reader has the minutes before him: what went to himself, or to
    his organisation's mailbox. Whoever drafts them looks at them all the time, and opens no mailbox's by it."""
    if delivery.person_id is None:
        return not can_draft(actor, meeting)
    return delivery.person_id == actor.person_id
