"""Who may see and act on the distribution of minutes; knows no database."""

from tracker.access.actors import Actor, Role
from tracker.access.policy import DRAFTERS, may
from tracker.meetings.models import Meeting
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
